"""The lessons where ORDS answers as another installation may.

Each other answer alone through lessons 0 to 6, one after the other in one kernel, and all of them together through the
rest. All run at once.
"""

from __future__ import annotations

import nbformat
import pytest
from lessons import LESSONS, NOTEBOOKS, cells, shown
from refresh import execute_at_once

from ordslab import sandbox
from ordslab.lessons.registry import SERIES
from ordslab.sandbox.answers import QUESTIONS

OTHER = {name: question.values[1] for name, question in QUESTIONS.items()}
CORE = 7
"""The lessons of the article: 0 to 6."""
RUNS = {
    **{f"{name}={value}": ({name: value}, LESSONS[:CORE]) for name, value in OTHER.items()},
    **{lesson.stem: (OTHER, [lesson]) for lesson in LESSONS[CORE:]},
}


@pytest.fixture(scope="module")
def performed(tmp_path_factory):
    """What ended each run, and what its cells show."""
    runs = {}
    try:
        for name, (answers, lessons) in RUNS.items():
            home = tmp_path_factory.mktemp("other") / "home"
            sandbox.start(home=home, http_port=0, db_port=0, answers=answers)
            first, *others = (nbformat.read(path, as_version=4) for path in lessons)
            first["cells"] += [cell for other in others for cell in other["cells"]]
            runs[name] = first, home
        errors = execute_at_once(runs)
    finally:
        for _, home in runs.values():
            sandbox.stop(home=home)
    return {
        name: (errors[name], shown([cell["outputs"] for cell in cells(notebook, "code")]))
        for name, (notebook, _) in runs.items()
    }


@pytest.mark.parametrize("run", RUNS)
def test_the_lessons_hold_with_another_answer(performed, run):
    """Promise: no cell fails, and each checkpoint passes."""
    error, text = performed[run]
    assert error is None, error
    for lesson in SERIES:
        if NOTEBOOKS / lesson.file in RUNS[run][1] and lesson.checkpoint is not None:
            assert f"{lesson.checkpoint.name}: passed" in text
