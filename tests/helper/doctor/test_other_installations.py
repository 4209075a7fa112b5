"""The doctor where ORDS answers as another installation may."""

from __future__ import annotations

import pytest

import ordslab.sandbox
from ordslab import doctor
from ordslab.sandbox.answers import QUESTIONS

OTHER = {name: question.values[1] for name, question in QUESTIONS.items()}


@pytest.mark.parametrize("answers", [*({name: value} for name, value in OTHER.items()), OTHER], ids=str)
def test_an_installation_that_answers_otherwise_is_well(tmp_path, monkeypatch, answers):
    """Promise: none of the answers that are open makes the doctor find something wrong."""
    monkeypatch.setenv("ORDSLAB_PROFILE", "sandbox")
    ordslab.sandbox.start(home=tmp_path / "home", http_port=0, db_port=0, answers=answers)
    try:
        report = doctor.examine_database("sandbox")
        wrong = [(each.check, each.what) for each in report if each.level is not doctor.Level.OK]
        assert wrong == [] and report["ORDS"].what
    finally:
        ordslab.sandbox.stop(home=tmp_path / "home")
