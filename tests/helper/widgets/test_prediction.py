"""The panel of a prediction: what a click does, what it says behind the next cell, and its text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ordslab.widgets.prediction import PredictionPanel

from .panels import click, shown

NAME = "start-here-1"
"""200, 401 or 404, decided by the next call."""
ASKED = """\
Predict: Nothing is built in your schema yet. What does ORDS answer at customers/validation/1?
  a  200 and an empty answer
  b  401: log in first
  c  404: nothing there
"""


@pytest.fixture
def panel(lab):
    lab.reset(to="start-here")
    return lab.predict(NAME)


def run_next_cell(lab):
    """The cell behind the question, as a kernel runs it."""
    status = lab.http.get(f"{lab.base_url}/customers/validation/1").status_code
    lab._after_cell(None)
    return status


def pressed(panel):
    """The letters of the answers that are marked as chosen."""
    buttons = re.findall(r"<button.*?</button>", panel.regions["answers"])
    return [re.search(r"<b>(\w)</b>", each)[1] for each in buttons if 'aria-pressed="true"' in each]


def test_at_first_nothing_is_chosen(panel):
    """Promise: question and answers as text and as buttons, and a word on how to answer."""
    assert panel.text() == f'{ASKED}Click an answer, or say it: lab.predict("{NAME}", "a")'
    assert pressed(panel) == [] and panel.regions["answers"].count("○") == 3
    assert "Click an answer, or type its letter, before you run the next cell." in shown(panel)


@pytest.mark.parametrize("letter", "abc")
def test_a_click_chooses_an_answer(panel, letter):
    """Promise: the chosen answer has a sign and is said to be pressed; no other is."""
    click(panel, "choose", letter=letter)
    assert pressed(panel) == [letter]
    assert panel.regions["answers"].count("●") == 1
    assert f"● {letter}  " in panel.text() and "Run the next cell." in panel.text()
    assert "Run the next cell." in shown(panel)


@pytest.mark.parametrize(("letter", "verdict"), [("c", "✓ right"), ("a", "✕ not right")])
def test_the_cell_behind_it_settles_it(lab, panel, capsys, letter, verdict):
    """Promise: the panel, its text and the cell's own output all say whether it was right; the recap counts it."""
    panel.choose(letter)
    assert run_next_cell(lab) == 404
    said = panel.text().splitlines()[-1]
    assert (
        said.startswith(f"{verdict[0]} {verdict[2:].capitalize()}. You predicted: ") and said in capsys.readouterr().out
    )
    assert f"{verdict} You predicted: " in shown(panel) and shown(panel).lower().count("right") == 1
    assert pressed(panel) == [letter]
    assert repr(lab.progress("start-here")).count("predictions: 1 of 1 made") == 1


def test_nothing_chosen_nothing_said(lab, panel, capsys):
    """Promise: the panel stands in nobody's way: without an answer it stays as it was, and no cell prints more."""
    before = dict(panel.regions), panel.text()
    run_next_cell(lab)
    assert (dict(panel.regions), panel.text()) == before and capsys.readouterr().out == ""


def test_a_letter_that_is_not_there_is_two_lines(lab, panel):
    """Promise: an error is words in the panel, and what was chosen stays chosen."""
    panel.choose("c")
    assert str(panel.choose("d")).splitlines() == ["There is no answer d.", "Choose one of a, b, c."]
    assert pressed(panel) == ["c"] and "There is no answer d." in panel.regions["trouble"]
    run_next_cell(lab)
    assert panel.text().splitlines()[-1].startswith("✓")


def test_thinking_again_after_the_answer_begins_anew(lab, panel):
    """Promise: a new choice takes the old verdict away, and the next call gives a new one."""
    panel.choose("a")
    run_next_cell(lab)
    panel.choose("c")
    assert "✕" not in panel.text() and "not right" not in shown(panel)
    run_next_cell(lab)
    assert "✓ right" in shown(panel)


def test_another_panels_question_is_its_own(lab, panel):
    """Promise: of two panels only the one that was asked is settled."""
    other = lab.predict("endpoint-1")
    panel.choose("c")
    before = other.text()
    run_next_cell(lab)
    assert other.text() == before and panel.text().splitlines()[-1].startswith("✓")


def test_names_are_text(lab, panel):
    """Promise: quotes and signs of HTML in a question or an answer are text in the page."""
    evil = replace(panel.prediction, question='<b onclick="x">', options=('"<script>', "b", "c"))
    drawn = PredictionPanel(lab, evil, panel._predictor)
    assert '<b onclick="x">' in shown(drawn) and '"<script>' in shown(drawn)


def test_it_can_be_read_and_reached(panel):
    """Promise: the panel has a name; each answer is a button with its letter as its key; the sign is not read out."""
    assert panel.label == f"Prediction {NAME}"
    buttons = re.findall(r"<button[^>]*>", panel.regions["answers"])
    assert [re.search(r'aria-keyshortcuts="(\w)"', each)[1] for each in buttons] == ["a", "b", "c"]
    assert panel.regions["answers"].count('<span aria-hidden="true">') == 3
