"""How far a learner is: a local file without code and secrets, which nothing can damage for long."""

from __future__ import annotations

import json
import os
import stat

import pytest

from ordslab.lessons.progress import Progress
from ordslab.lessons.registry import SERIES
from ordslab.lessons.step import Step

LESSONS = SERIES[1:3]
"""Endpoint and role."""


@pytest.fixture
def progress(tmp_path):
    return Progress(tmp_path / "home", "sandbox", LESSONS)


def test_at_the_start_nothing_has_been_tried(progress):
    """Promise: without a file all lessons are there, not tried, and looking makes no file."""
    assert repr(progress).splitlines() == [
        "0 of 2 lessons passed, 0 of 2 exercises done. 25 minutes in all, 25 to go.",
        "○ 1 · Endpoint   15 min  not tried",
        "○ 2 · Role       10 min  not tried",
        "Next: 1 · Endpoint, in 01-endpoint.ipynb",
    ]
    assert not progress.path.exists()


def test_steps_are_counted_and_kept(progress):
    """Promise: checks, hints and lab.solve are shown, by whatever object reads the file."""
    progress.checked("role", "not yet")
    progress.hinted("role")
    progress.hinted("role")
    progress.solved("role")
    progress.checked("role", "passed")
    again = Progress(progress.path.parent, "sandbox", LESSONS)
    assert again["role"] == Step("passed", checks=2, hints=2, solved=True)
    assert repr(again).splitlines()[2] == "✓ 2 · Role       10 min  passed     2 checks, 2 hints, done by lab.solve"
    assert "</span>\N{NO-BREAK SPACE}passed</td>" in again._repr_html_()
    assert 'href="02-role.ipynb"' in again._repr_html_()


@pytest.mark.parametrize("later", ["not yet", "not tried", "crashed"])
def test_passed_stays_passed(progress, later):
    """Promise: what was reached is not lost by a reset, a stopped sandbox or another try."""
    progress.checked("role", "passed")
    progress.checked("role", later)
    assert progress["role"].state == "passed"


def test_a_crash_says_nothing_of_the_learner(progress):
    """Promise: a check that crashed leaves the state as it was."""
    progress.checked("role", "not yet")
    progress.checked("role", "crashed")
    assert progress["role"] == Step("not yet", checks=2)


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        "7",
        "null",
        '"text"',
        '{"role": 7}',
        '{"role": {"state": "gone", "checks": "many", "hints": null}}',
        "\x00",
    ],
)
def test_a_damaged_file_counts_as_none(progress, damage):
    """Promise: whatever the file holds, the lessons are shown, and the next step makes it good again."""
    progress.path.parent.mkdir()
    progress.path.write_text(damage)
    assert repr(progress).startswith("0 of 2")
    progress.checked("role", "passed")
    assert progress["role"] == Step("passed", checks=1)


def test_a_file_of_bytes_counts_as_none(progress):
    """Promise: not even text is needed."""
    progress.path.parent.mkdir()
    progress.path.write_bytes(b"\xff\xfe\x00")
    assert progress["role"] == Step()


def test_lessons_of_another_version_are_kept(progress):
    """Promise: going back to an older release forgets nothing."""
    Progress(progress.path.parent, "sandbox", SERIES[7:8]).checked("backend", "passed")
    progress.checked("role", "passed")
    assert set(json.loads(progress.path.read_text())) == {"backend", "role"}


def test_the_file_holds_states_and_counts_alone(progress):
    """Promise: no code, no output, no secret: four facts a lesson."""
    progress.checked("role", "not yet")
    assert json.loads(progress.path.read_text()) == {
        "role": {"state": "not yet", "checks": 1, "hints": 0, "solved": False}
    }


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_the_file_is_its_owners_alone(progress):
    """Promise: 0600, whatever the umask, and nothing is left beside it."""
    before = os.umask(0)
    try:
        progress.checked("role", "passed")
    finally:
        os.umask(before)
    assert stat.S_IMODE(progress.path.stat().st_mode) == 0o600
    assert [each.name for each in progress.path.parent.iterdir()] == ["progress-sandbox.json"]


def test_a_home_that_cannot_be_written_is_no_obstacle(tmp_path):
    """Promise: where a file stands in the folder's place, a check still works."""
    (tmp_path / "home").write_text("not a folder")
    Progress(tmp_path / "home", "sandbox", LESSONS).checked("role", "passed")


def test_profiles_have_progress_of_their_own(progress):
    """Promise: what passed on the sandbox has not passed on your database."""
    progress.checked("role", "passed")
    assert Progress(progress.path.parent, "work", LESSONS)["role"] == Step()


def test_a_lesson_that_is_elsewhere_counts_from_there(tmp_path):
    """Promise: the last lesson passes on another profile, and the sandbox's overview shows it."""
    Progress(tmp_path, "work").checked("your-database", "passed")
    Progress(tmp_path, "work").checked("role", "passed")
    here = Progress(tmp_path, "sandbox")
    assert here["your-database"].state == "passed" and here["role"].state == "not tried"


def test_the_first_prediction_counts(progress):
    """Promise: who predicts again, knowing the answer, changes no count."""
    progress.predicted("role-1", right=False)
    progress.predicted("role-1", right=True)
    assert progress["role-1"] == Step("wrong", checks=2)
