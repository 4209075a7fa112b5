"""The lessons' cells as learners run them: some skipped, each twice, or on from the middle in a new kernel."""

from __future__ import annotations

import copy
import re

import nbformat
import pytest
from lessons import LESSONS, leaks, shown, source
from refresh import execute, normalise

from ordslab import sandbox
from ordslab.lessons.registry import SERIES

WALK = [path for path in LESSONS if path.name != "index.ipynb"]
OURS = re.compile(r"site-packages/ordslab/|[\\/]ordslab[\\/]\w+[\\/]?\w*\.py")
"""A line of a traceback in the helper's own code."""


def every(number):
    """Skips each third cell, beginning with that one; never the first, which is the rescue."""
    return lambda code: [cell for at, cell in enumerate(code) if at == 0 or at % 3 != number]


DISORDERS = {
    "a third is skipped": every(1),
    "another third is skipped": every(2),
    "the last third is skipped": every(0),
    "each runs twice": lambda code: [copy.deepcopy(cell) for cell in code for _ in range(2)],
    "a new kernel, from the middle on": lambda code: code[len(code) // 2 :],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("disorder") / "home"
    sandbox.start(home=home, http_port=0, db_port=0)
    yield home
    sandbox.stop(home=home)


@pytest.mark.parametrize("disorder", DISORDERS)
@pytest.mark.parametrize("path", WALK, ids=lambda path: path.stem)
def test_whatever_was_run_the_first_cell_saves(path, disorder, home):
    """Promise: no cell hangs, no traceback of ours, no secret in what is saved; the first cell brings it all back."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    lesson = next(each for each in SERIES if each.file == path.name)
    saved = copy.deepcopy(code[0])
    saved["source"] = source(saved).replace("lab.begin(", "lab.reset(")
    saved["metadata"] = {}
    notebook["cells"] = [*DISORDERS[disorder](code), saved]
    for cell in notebook["cells"][:-1]:
        cell["metadata"] = {"tags": ["raises-exception"]}  # what a learner's own order may bring about
    execute(notebook, home)
    normalise(notebook)
    for cell in notebook["cells"]:
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                assert output["ename"] not in ("KernelDied", "TypeError", "AssertionError"), output["evalue"]
                assert not any(OURS.search(line) for line in output["traceback"]), (source(cell), output["evalue"])
    # what Python says of a learner's own slip names files of this machine: no secret, and not the lesson's
    assert set(leaks(shown(notebook["cells"]))) <= {"a path of a machine"}
    assert f"at the start of the lesson: {'endpoint' if lesson.number == 0 else lesson.name}" in shown(
        notebook["cells"][-1]["outputs"]
    )
