"""Predictions: chosen, then settled by the cell behind them; no kernel and no database needed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ordslab.errors import LabError
from ordslab.http.journal import Exchange
from ordslab.lessons.prediction import Prediction
from ordslab.lessons.predictor import Predictor
from ordslab.lessons.progress import Progress
from ordslab.lessons.registry import find_prediction

BY_CALL = find_prediction("privilege-2")
"""200, 401 or 403: the next call decides."""
BY_CELL = find_prediction("privilege-3")
"""Whatever the next cell does, the second answer is right."""


class Stage:
    """A predictor with a journal, a progress and an ear of its own."""

    def __init__(self, home):
        self.journal, self.said, self.told = [], [], []
        self.progress = Progress(home, "sandbox")
        self.predictor = Predictor(SimpleNamespace(journal=self.journal), lambda: self.progress, self.said.append)
        self.predictor.on_settled(self.told.append)

    def call(self, status):
        self.journal.append(Exchange("GET", "/customers/validation/1", "", "", status, ""))

    def cell(self, *statuses, success=True):
        """A cell that makes calls with these answers, and ends well or in an error; what is said behind it."""
        for status in statuses:
            self.call(status)
        before = len(self.said)
        self.predictor.after_cell(SimpleNamespace(success=success))
        return self.said[before:]


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path)


@pytest.mark.parametrize("earlier", [0, 1, 16, 1000])
@pytest.mark.parametrize(
    ("letter", "status", "said"),
    [
        ("b", 401, "✓ Right. You predicted: 401. Nobody is known, so nobody gets in."),
        ("a", 401, "✕ Not right. You predicted: 200, as before. It is: 401. Nobody is known, so nobody gets in."),
        ("b", 403, "✕ Not right. You predicted: 401. It is: 403. Nobody is known, so nobody gets in."),
        ("c", 403, "✓ Right. You predicted: 403. Nobody is known, so nobody gets in."),
    ],
)
def test_the_next_call_decides(stage, earlier, letter, status, said):
    """Promise: the answer that comes is compared with the one chosen, whatever ORDS says and was asked before."""
    for _ in range(earlier):
        stage.call(200)
    assert "Run the next cell." in stage.predictor.choose(BY_CALL, letter)
    assert stage.cell(status) == [said]
    assert [(each.prediction, each.right, str(each)) for each in stage.told] == [(BY_CALL, said[0] == "✓", said)]
    assert stage.progress[BY_CALL.name].state == ("right" if said[0] == "✓" else "wrong")


@pytest.mark.parametrize(("question", "statuses"), [(BY_CELL, ()), (BY_CELL, (401,)), (BY_CALL, ())])
def test_a_cell_that_failed_proves_nothing(stage, question, statuses):
    """Promise: a slip of the pen or a lost kernel in the next cell leaves the question open."""
    stage.predictor.choose(question, "b")
    assert stage.cell(*statuses, success=False) == []
    assert stage.cell(401)[0].startswith("✓")


def test_nothing_chosen_nothing_said(stage):
    """Promise: who runs on without an answer hears nothing, and nothing is noted."""
    assert stage.cell(401) == [] and stage.cell() == []
    assert not stage.progress.path.exists()


@pytest.mark.parametrize("statuses", [(), (500,), (None,), (200, 404)])
def test_what_decides_nothing_leaves_the_question_open(stage, statuses):
    """Promise: a cell without a call, or with an answer that is none of these, says nothing; the next one may."""
    stage.predictor.choose(BY_CALL, "b")
    assert stage.cell(*statuses) == [] and stage.cell() == []
    assert stage.cell(401)[0].startswith("✓")
    assert stage.cell(401) == [], "it is said once"


def test_a_call_from_before_the_choice_proves_nothing(stage):
    """Promise: an answer that was there when the learner chose is no proof, however often a cell runs."""
    stage.call(401)
    stage.predictor.choose(BY_CALL, "b")
    assert stage.cell() == []


@pytest.mark.parametrize("earlier", [0, 1, 5])
def test_an_emptied_journal_hides_no_proof(stage, earlier):
    """Promise: after lab.reset, which empties the journal, the next call still decides."""
    for _ in range(earlier):
        stage.call(200)
    stage.predictor.choose(BY_CALL, "b")
    stage.journal.clear()
    assert stage.cell() == []
    assert stage.cell(401)[0].startswith("✓")


def test_a_choice_made_in_a_cell_waits_for_the_next_cell(stage):
    """Promise: lab.predict(name, "b") is not settled by its own cell."""
    stage.predictor.choose(BY_CELL, "b", in_a_cell=True)
    assert stage.cell() == []
    assert stage.cell()[0].startswith("✓ Right. You predicted: the same status, and a web page. ")


def test_several_open_predictions_are_each_settled(stage):
    """Promise: one call may decide more than one question; each is told by its own name."""
    stage.predictor.choose(BY_CALL, "a")
    stage.predictor.choose(BY_CELL, "b")
    stage.cell(401)
    assert {each.prediction.name: each.right for each in stage.told} == {BY_CALL.name: False, BY_CELL.name: True}


@pytest.mark.parametrize("letters", ["ab", "cba", "aab"])
def test_the_last_choice_counts(stage, letters):
    """Promise: a learner may think again before the cell runs."""
    for letter in letters:
        stage.predictor.choose(BY_CALL, letter)
    assert stage.cell(401)[0].startswith("✓" if letters[-1] == "b" else "✕")


@pytest.mark.parametrize("letter", ["B", " b ", "b"])
def test_a_letter_is_read_as_it_is_typed(stage, letter):
    """Promise: capitals and spaces around it don't matter."""
    assert stage.predictor.choose(BY_CALL, letter) == "You say: 401. Run the next cell."


@pytest.mark.parametrize("letter", ["d", "", "ab", "401", "ä"])
def test_a_letter_that_is_not_there_is_two_lines(stage, letter):
    """Promise: what is wrong, and which letters there are; nothing is open afterwards."""
    with pytest.raises(LabError) as refused:
        stage.predictor.choose(BY_CALL, letter)
    assert str(refused.value).splitlines() == [f"There is no answer {letter}.", "Choose one of a, b, c."]
    assert stage.cell(401) == []


@pytest.mark.parametrize("count", [1, 2, 16, 26])
def test_any_number_of_answers_has_letters(stage, count):
    """Promise: as many answers as the alphabet has letters, each can be chosen and be right."""
    options = tuple(f"answer {n}" for n in range(count))
    last = Prediction("x", "Which?", options, {200 + n: n for n in range(count)}, "So it is.")
    letter = last.lettered()[-1][0]
    stage.predictor.choose(last, letter)
    assert stage.cell(199 + count) == [f"✓ Right. You predicted: answer {count - 1}. So it is."]
