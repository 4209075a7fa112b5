"""The lessons' cells as learners run them: each left out once, and each run twice."""

from __future__ import annotations

import copy

import nbformat
import pytest
from disorder import NOT_A_LEARNERS, OURS, looked_over, start_of
from lessons import LESSONS, leaks, shown, source
from refresh import execute, normalise


@pytest.mark.parametrize(
    ("lesson", "kernels"), [(each, each) for each in LESSONS], indirect=["kernels"], ids=lambda each: each.stem
)
def test_each_cell_left_out(lesson, kernels):
    """Promise: whichever cell was skipped, nothing hangs, no traceback of ours and no secret shows; the first cell
    brings it back."""
    for left_out in kernels.tried:
        said = kernels.run([*(each for each in range(kernels.count) if each != left_out), kernels.saving])
        looked_over(said, f"without cell {left_out}")
        assert start_of(lesson) in said[-1]["shown"], (left_out, said[-1]["shown"])


DISORDERS = {
    "each runs twice": lambda code: [copy.deepcopy(cell) for cell in code for _ in range(2)],
    "a new kernel, from the middle on": lambda code: code[len(code) // 2 :],
}


@pytest.mark.parametrize(
    ("path", "disorder"),
    [
        *((path, "each runs twice") for path in LESSONS),
        *((LESSONS[number], "a new kernel, from the middle on") for number in (3, 7, 10)),
    ],
    ids=lambda each: getattr(each, "stem", each),
)
def test_in_jupyters_own_kernel(path, disorder, home):
    """Promise: as above, in a kernel of Jupyter's and in the notebook that is saved."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
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
                assert output["ename"] not in NOT_A_LEARNERS, output["evalue"]
                assert not any(OURS.search(line) for line in output["traceback"]), (source(cell), output["evalue"])
    assert set(leaks(shown(notebook["cells"]))) <= {"a path of a machine"}
    assert start_of(path) in shown(notebook["cells"][-1]["outputs"])
