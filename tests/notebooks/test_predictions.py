"""Each prediction, made as a learner makes it: the cell behind it says whether it was right."""

from __future__ import annotations

import re

import nbformat
import pytest
from lessons import NOTEBOOKS, source
from refresh import execute

from ordslab import sandbox
from ordslab.lessons.registry import SERIES

PREDICTED = [lesson for lesson in SERIES if lesson.predictions]


def said_by(cell):
    return "".join(output.get("text", "") for output in cell.get("outputs", ()) if output["output_type"] == "stream")


@pytest.mark.parametrize("lesson", PREDICTED, ids=lambda lesson: lesson.name)
def test_every_prediction_is_settled_by_a_cell_behind_it(lesson, tmp_path):
    """Promise: of each prediction it is said whether it was right, and the recap counts them."""
    notebook = nbformat.read(NOTEBOOKS / lesson.file, as_version=4)
    for cell in notebook["cells"]:
        cell["source"] = re.sub(r'lab\.predict\("([\w-]+)"\)', r'lab.predict("\1", "a")', source(cell))
    sandbox.start(home=tmp_path / "home", http_port=0, db_port=0)
    try:
        execute(notebook, tmp_path / "home")
    finally:
        sandbox.stop(home=tmp_path / "home")
    waiting, settled = "", []
    for cell in notebook["cells"]:
        text = said_by(cell)
        if asked := re.search(r'lab\.predict\("([\w-]+)"', source(cell)):
            assert not waiting, f"{waiting} was not settled before the next question"
            waiting = asked[1]
        for outcome in re.findall(r"You predicted: (.+)", text):
            assert waiting, outcome
            settled.append((waiting, outcome))
            waiting = ""
    assert [name for name, _ in settled] == [each.name for each in lesson.predictions]
    for prediction, (_, outcome) in zip(lesson.predictions, settled, strict=True):
        right = ". Right. " in outcome
        named = [each for each in prediction.options if f". It is: {each}. " in outcome]
        assert right or len(named) == 1, outcome
        if isinstance(prediction.right, int):
            assert (0 if right else prediction.options.index(named[0])) == prediction.right
    counted = next(
        output["data"]["text/plain"]
        for cell in notebook["cells"]
        if source(cell) == f'lab.progress("{lesson.name}")'
        for output in cell["outputs"]
    )
    assert f"predictions: {len(settled)} of {len(settled)} made" in counted
