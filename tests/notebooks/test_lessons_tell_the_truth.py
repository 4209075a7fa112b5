"""Each lesson, run by nbval on a sandbox of its own, gives exactly the outputs that it shows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from lessons import PAGES, PROGRAMS, cells, read, solutions, source

from ordslab import sandbox

NBVAL = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=60", "-p", "no:cacheprovider", "-c", os.devnull]
SEED = 7  # the outputs were made without a seed: nothing in them may depend on one


@pytest.mark.parametrize("lesson", PAGES, ids=lambda path: path.stem)
def test_lesson_gives_the_outputs_that_it_shows(lesson, tmp_path):
    """Promise: opened first, on a fresh sandbox, a lesson runs as committed, and its folded solution runs after it."""
    notebook = read(lesson)
    solved = solutions(notebook)
    for number, code in enumerate(solved):
        cell = {"cell_type": "code", "id": f"solution-{number}", "source": code}
        notebook["cells"].append(cell | {"metadata": {}, "execution_count": None, "outputs": []})
    for folder in PROGRAMS:
        shutil.copytree(folder, tmp_path / folder.name)
    copy = tmp_path / lesson.name
    copy.write_text(json.dumps(notebook), encoding="utf-8")
    home = tmp_path / "home"
    sandbox.start(home=home, http_port=0, db_port=0, seed=SEED)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *NBVAL, f"--rootdir={tmp_path}", str(copy)],
            env=os.environ | {"ORDSLAB_HOME": str(home), "ORDSLAB_PROFILE": "sandbox"},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
    finally:
        sandbox.stop(home=home)
    assert done.returncode == 0, done.stdout
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) == len(cells(read(lesson), "code")) + len(solved)


@pytest.mark.parametrize("lesson", PAGES, ids=lambda path: path.stem)
def test_lesson_was_run_from_top_to_bottom(lesson):
    """Promise: execution counts are 1..n; nbval compares nothing for a cell that was never run."""
    counts = [cell["execution_count"] for cell in cells(read(lesson), "code") if source(cell)]
    assert counts == list(range(1, len(counts) + 1))
