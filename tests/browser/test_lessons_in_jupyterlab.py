"""The lessons in a real browser, as a learner runs them: in JupyterLab, and in Notebook 7."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

import ordslab.sandbox
from ordslab.lessons import copies
from ordslab.lessons.registry import SERIES

from .conftest import SCREENSHOTS, TOKEN, running_browser, running_jupyterlab, until

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("[0-9]*.ipynb"))
PANELS = {"05-token.ipynb": "Token inspector", "06-call.ipynb": "Security chain"}
"""A panel of a lesson, by the name of its region."""


@pytest.fixture(scope="module")
def jupyterlab(tmp_path_factory):
    root = tmp_path_factory.mktemp("lab")
    copies.make(NOTEBOOKS, root / "notebooks")
    with running_jupyterlab(root, root / "notebooks") as lab:
        yield lab
    ordslab.sandbox.stop(home=root / "home")


@pytest.fixture(scope="module")
def page():
    with running_browser(viewport={"width": 1280, "height": 1600}) as page:
        yield page


def outputs(path: Path) -> list[tuple[str, list[str]]]:
    """Source and texts of each code cell: what a reader sees, without the port."""
    shown = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            texts: dict[str, str] = {}
            for number, output in enumerate(cell["outputs"]):
                data = output.get("text") or output.get("data", {}).get("text/plain") or output.get("evalue", "")
                text = data if isinstance(data, str) else "".join(data)
                key = output.get("name") or f"{output['output_type']}{number}"
                texts[key] = texts.get(key, "") + re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)
            shown.append(("".join(cell["source"]), [text for text in texts.values() if text]))
    return shown


def run_and_save(jupyterlab, page, lesson: str) -> None:
    """Run All and save, until the copy shows what the repository's notebook shows."""
    jupyterlab.run_all(page)
    expected, path = outputs(NOTEBOOKS / lesson), jupyterlab.folder / lesson

    def saved_as_expected() -> bool:
        page.keyboard.press("Control+s")
        page.wait_for_timeout(300)
        try:
            return outputs(path) == expected
        except json.JSONDecodeError:
            return False

    deadline = time.monotonic() + 60
    while not saved_as_expected() and time.monotonic() < deadline:
        pass
    assert outputs(path) == expected


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_shows_the_committed_outputs(jupyterlab, page, lesson):
    """Promise: Run All in JupyterLab shows, cell by cell, what the repository's notebook shows."""
    jupyterlab.open(page, lesson)
    run_and_save(jupyterlab, page, lesson)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{Path(lesson).stem}.png")


@pytest.mark.parametrize("lesson", LESSONS)
def test_notebook_7_runs_the_series(jupyterlab, page, lesson):
    """Promise: so it is in Notebook 7, panels included."""
    copies.make_fresh(NOTEBOOKS, jupyterlab.folder, lesson[:2])
    page.goto(f"{jupyterlab.url}/notebooks/{lesson}?token={TOKEN}")
    page.locator(".jp-CodeCell").first.wait_for()
    until(lambda: jupyterlab.connected(lesson), what="a kernel")
    run_and_save(jupyterlab, page, lesson)
    for panel in [PANELS[lesson]] if lesson in PANELS else []:
        page.get_by_role("region", name=panel).first.wait_for()
    page.screenshot(path=SCREENSHOTS / f"notebook-7-{Path(lesson).stem}.png")


def test_all_lessons_are_there():
    """Promise: each lesson of the series is run; a glob that finds nothing would test nothing."""
    assert [each.file for each in SERIES] == LESSONS
