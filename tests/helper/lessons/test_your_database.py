"""Lessons on a database that is not the lab's own: a second sandbox with TLS and strict settings plays it."""

from __future__ import annotations

import pytest

import ordslab

from ..elsewhere import rows


@pytest.fixture
def lab(away):
    return away


def test_all_lessons_are_solved_by_the_profile_alone(lab):
    """Promise: driver and HTTP verify the authority of the profile, and every lesson's goal is reached there."""
    assert lab.base_url.startswith("https://localhost:") and lab.base_url.endswith("/ords/people")
    assert rows(lab, "select user from dual") == [("HR",)]
    for lesson in ("endpoint", "role", "privilege", "client", "token", "call"):
        assert lab.solve(lesson).passed, lesson
    assert lab.stranger().get(f"{lab.base_url}/customers/validation/1").status_code == 401


def test_exercise_10_is_a_case_beside_anothers(profile, lab, capsys):
    """Promise: each of its states, from a profile without a prefix to a case of one's own; neither harms the other."""
    lab.reset(to="token")
    outcome = lab.check("exercise-10")
    assert outcome.state.value == "not tried" and "work" in outcome.why
    capsys.readouterr()
    lab.solution("exercise-10")
    shown = capsys.readouterr().out
    learner: dict[str, object] = {"lab": lab}
    exec(shown.replace('lab.reset(to="token")', 'lab.reset(to="role")'), learner)
    with learner["lab"] as mine:
        outcome = mine.check("exercise-10")
        assert outcome.state.value == "not yet" and "without a token" in outcome.why.lower(), outcome
        mine.hint("exercise-10")
        assert 'lab.reset(to="token")' in capsys.readouterr().out
        mine.reset(to="token")
        assert mine.check("exercise-10").passed and lab.check("client").passed
        mine.cleanup(ask=False)
    assert lab.progress()["exercise-10"].state == "passed", "it counts, whichever profile shows it"
    profile(prefix="anna_", dsn="127.0.0.1:1/x")
    with ordslab.open_lab("work") as unreachable:
        assert unreachable.check("exercise-10").state.value == "crashed"


def test_the_last_lesson_passes_here_and_nowhere_else(lab):
    """Promise: the checkpoint asks for the whole case on a profile's database, and for that profile's own key."""
    lab.reset(to="your-database")
    assert lab.check("your-database").passed
    lab.vault.forget("license_backend_client")
    outcome = lab.check("your-database")
    assert outcome.state.value == "not yet" and "each profile has its own" in outcome.why
    lab.reset(to="endpoint")
    assert lab.check("your-database").state.value == "not yet"
    assert lab.solve("your-database").passed
