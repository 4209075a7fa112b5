"""Run the lessons and keep their outputs: python tests/notebooks/refresh.py [LESSON ...]

The landing page is always among them: it counts what the lessons hold. Each notebook runs from top to bottom in a
kernel of its own, on a sandbox that nobody has used. What differs from one run to the next is stripped. A notebook that
fails, or that would show a secret or this machine, is not written.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from lessons import LANDING, METADATA, NOTEBOOKS, PAGES, leaks, shown
from nbclient import NotebookClient

from ordslab import sandbox


def execute(notebook: Any, home: Path) -> None:
    """Run all cells in a kernel whose lab lives in `home`. Raises nbclient's CellExecutionError."""
    asyncio.run(_executed(notebook, home))


def execute_at_once(runs: Mapping[str, tuple[Any, Path]]) -> dict[str, BaseException | None]:
    """Run notebooks beside one another, each with its home: the error that ended each. Who waits needs no processor."""

    async def all_of_them() -> list[BaseException | None]:
        return await asyncio.gather(*(_executed(*run) for run in runs.values()), return_exceptions=True)

    return dict(zip(runs, asyncio.run(all_of_them()), strict=True))


async def _executed(notebook: Any, home: Path) -> None:
    where = {"metadata": {"path": str(NOTEBOOKS)}}  # as in JupyterLab: the lessons' programs lie beside them
    client = NotebookClient(notebook, timeout=60, kernel_name="python3", resources=where)
    await client.async_execute(env=os.environ | {"ORDSLAB_HOME": str(home), "ORDSLAB_PROFILE": "sandbox"})


def normalise(notebook: dict[str, Any]) -> None:
    """Strip what says something about the run and nothing about the lesson."""
    notebook["metadata"] = METADATA
    for cell in notebook["cells"]:
        tags = cell["metadata"].get("tags")
        cell["metadata"] = {"tags": tags} if tags else {}
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output["metadata"] = {}
            # a panel's model lives in the kernel that made it; what stays is its text
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
        if "outputs" in cell:
            cell["outputs"] = joined(cell["outputs"])


def joined(outputs: list[Any]) -> list[Any]:
    """The outputs, streams that a busy machine sent in pieces in one."""
    whole: list[Any] = []
    for each in outputs:
        if whole and each["output_type"] == whole[-1]["output_type"] == "stream" and each["name"] == whole[-1]["name"]:
            whole[-1]["text"] += each["text"]
        else:
            whole.append(each)
    return whole


def refresh(path: Path) -> list[str]:
    """Run a lesson and write it back; when it would leak something, write nothing and say what."""
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        sandbox.start(home=home, http_port=0, db_port=0)
        try:
            execute(notebook, home)
        finally:
            sandbox.stop(home=home)
    normalise(notebook)
    found = leaks(shown(notebook["cells"]))
    if not found:
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    return found


def main(names: list[str]) -> int:
    """Refresh the lessons whose file names hold one of these words, all without words; 1 when one was not written."""
    failed = False
    for path in PAGES:
        if names and path != LANDING and not any(name in path.name for name in names):
            continue
        try:
            found = refresh(path)
        except Exception as error:
            found = [f"a cell that fails:\n{error}"]
        failed = failed or bool(found)
        print(f"{path.name}: {'not written, it shows ' + ', '.join(found) if found else 'refreshed'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
