"""What nobody uses is found, by vulture; what it wrongly finds stands in pyproject.toml, each with its reason."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.import_graph import ROOT


def _found(folder: Path, *words: str) -> list[str]:
    command = [sys.executable, "-m", "vulture", "--config", str(ROOT / "pyproject.toml"), *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), done.stderr  # 3: something was found
    return [line for line in done.stdout.splitlines() if line.startswith("ordslab")]


def test_nothing_in_the_package_is_dead():
    """Promise: each function, class, attribute and parameter of helper and sandbox is used by something."""
    assert not _found(ROOT), "take it away; or give it its place, with the reason, in [tool.vulture]"


def test_what_is_dead_is_found(tmp_path):
    """Promise: the exceptions are no blanket: a function that nobody calls is told with file and line."""
    (tmp_path / "ordslab").mkdir()
    source = "def used(p_name):\n    return 1\n\n\ndef unused():\n    return used(1)\n"
    (tmp_path / "ordslab" / "it.py").write_text(source)
    assert [line.partition(" (")[0] for line in _found(tmp_path, "ordslab")] == [
        "ordslab/it.py:5: unused function 'unused'"
    ]
