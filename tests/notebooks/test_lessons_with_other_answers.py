"""The lessons where ORDS answers as another installation may: 403 for a token without the role."""

from __future__ import annotations

import nbformat
import pytest
from lessons import NOTEBOOKS, shown
from refresh import execute

from ordslab import sandbox
from ordslab.lessons.registry import SERIES


@pytest.mark.parametrize("lesson", [SERIES[number] for number in (3, 6, 7, 8, 9)], ids=lambda lesson: lesson.name)
def test_a_lesson_holds_with_either_answer(lesson, tmp_path):
    """Promise: with 403 in place of 401 for a missing role no cell fails, and the checkpoint passes."""
    notebook = nbformat.read(NOTEBOOKS / lesson.file, as_version=4)
    sandbox.start(home=tmp_path / "home", http_port=0, db_port=0, missing_role=403)
    try:
        execute(notebook, tmp_path / "home")
    finally:
        sandbox.stop(home=tmp_path / "home")
    outputs = [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert f"{lesson.name}: passed" in shown(outputs)
