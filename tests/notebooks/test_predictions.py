"""Each prediction, made as a learner makes it: the cell behind it says whether it was right."""

from __future__ import annotations

import re

import nbformat
import pytest
from lessons import NOTEBOOKS, shown, source
from refresh import execute

from ordslab import sandbox
from ordslab.lessons.registry import SERIES

PREDICTED = [lesson for lesson in SERIES if lesson.predictions]


def run(notebook, home):
    """Run all cells, on a sandbox of their own."""
    sandbox.start(home=home, http_port=0, db_port=0)
    try:
        execute(notebook, home)
    finally:
        sandbox.stop(home=home)


def said_by(cell):
    return "".join(output.get("text", "") for output in cell.get("outputs", ()) if output["output_type"] == "stream")


def test_the_exercise_on_another_database_is_passed_by_its_gaps(tmp_path):
    """Promise: lesson 10's exercise passes when its two gaps are filled, and the schema is left as it was found."""
    lesson = SERIES[10]
    notebook = nbformat.read(NOTEBOOKS / lesson.file, as_version=4)
    for cell in notebook["cells"]:
        cell["source"] = source(cell).replace('"prefix": "..."', '"prefix": "anna_"').replace('to="..."', 'to="token"')
        cell["metadata"] = {}
    run(notebook, tmp_path / "home")
    said = shown(notebook["cells"])
    assert "exercise-10: passed\nYour case stands under the prefix anna_" in said
    assert said.count("Removed: 6. Everything else in the schema ANNA is as it was.") == 2


@pytest.mark.parametrize("lesson", PREDICTED, ids=lambda lesson: lesson.name)
def test_every_prediction_is_settled_by_a_cell_behind_it(lesson, tmp_path):
    """Promise: of each prediction it is said whether it was right, and the recap counts them."""
    notebook = nbformat.read(NOTEBOOKS / lesson.file, as_version=4)
    for cell in notebook["cells"]:
        cell["source"] = re.sub(r'lab\.predict\("([\w-]+)"\)', r'lab.predict("\1", "a")', source(cell))
    run(notebook, tmp_path / "home")
    waiting, settled = "", []
    for cell in notebook["cells"]:
        text = said_by(cell)
        if asked := re.search(r'lab\.predict\("([\w-]+)"', source(cell)):
            assert not waiting, f"{waiting} was not settled before the next question"
            waiting = asked[1]
        proof = text + "".join(each.get("data", {}).get("text/plain", "") for each in cell.get("outputs", ()))
        for outcome in re.findall(r". (?:Right|Not right)\. You predicted: .+", text):
            assert waiting, outcome
            assert proof.replace(outcome, "").replace("PL/SQL procedure successfully completed.", "").strip(), (
                "no proof yet"
            )
            settled.append((waiting, outcome))
            waiting = ""
    assert [name for name, _ in settled] == [each.name for each in lesson.predictions]
    for prediction, (_, outcome) in zip(lesson.predictions, settled, strict=True):
        right = outcome.startswith("✓")
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
