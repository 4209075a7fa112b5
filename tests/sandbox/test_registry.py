"""Every sandbox of a user can be found, wherever its home is, and what doesn't run any more is not listed."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import sys
import time

import pytest

import ordslab.sandbox
from ordslab.sandbox import registry
from ordslab.sandbox.home import Home


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The user's folder of notes, and no default home."""
    monkeypatch.setattr(registry, "_folder", lambda: tmp_path / "state" / "sandboxes")
    monkeypatch.setenv("ORDSLAB_HOME", str(tmp_path / "default"))
    return tmp_path / "state" / "sandboxes"


@pytest.fixture
def homes(tmp_path):
    """Two homes in which sandboxes run."""
    homes = [tmp_path / name for name in ("one", "two")]
    for home in homes:
        ordslab.sandbox.start(home, http_port=0, db_port=0)
    yield homes
    for home in homes:
        ordslab.sandbox.stop(home)


def found():
    return [status["home"] for status in ordslab.sandbox.status_of_all()]


def test_all_that_run_are_listed_as_they_say_themselves(homes, tmp_path):
    """Promise: each sandbox's own status, in the order of the homes; one that is stopped is gone from the list."""
    assert ordslab.sandbox.status_of_all() == [ordslab.sandbox.status(home) for home in homes]
    ordslab.sandbox.stop(homes[0])
    assert found() == [str(homes[1])]


def test_the_one_in_the_default_home_is_listed_without_a_note(tmp_path, folder):
    """Promise: the learner's usual sandbox is found even where no note could be written."""
    folder.parent.write_text("no folder can be made here")
    ordslab.sandbox.start(http_port=0, db_port=0)
    try:
        assert found() == [str(tmp_path / "default")]
    finally:
        ordslab.sandbox.stop()


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_what_was_killed_or_deleted_is_not_listed_and_its_note_goes(homes, folder):
    """Promise: a note is no proof; a killed sandbox and a home that is gone leave nothing behind."""
    os.kill(ordslab.sandbox.status(homes[0])["pid"], signal.SIGKILL)
    while Home(homes[0]).lock.is_held():
        time.sleep(0.01)
    ordslab.sandbox.stop(homes[1])
    registry.note(Home(homes[1]))
    shutil.rmtree(homes[1])
    assert found() == []
    assert list(folder.iterdir()) == []


def test_a_note_stays_while_somebody_starts_there(tmp_path, folder):
    """Promise: looking at the list takes no note away from a sandbox that is about to run."""
    home = Home.at(tmp_path / "one")
    home.make()
    registry.note(home)
    with home.start_lock:
        assert found() == []
        assert len(list(folder.iterdir())) == 1
    assert found() == []
    assert list(folder.iterdir()) == []


def test_one_that_does_not_answer_is_named(tmp_path):
    """Promise: a home whose lock is held is listed with its folder, though nobody answers there."""
    home = Home.at(tmp_path / "one")
    home.make()
    registry.note(home)
    lock = home.lock
    assert lock.acquire()
    try:
        assert ordslab.sandbox.status_of_all() == [{"running": True, "home": str(home.folder)}]
    finally:
        lock.release()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_the_notes_are_their_owners_alone(homes, folder):
    """Promise: nobody else reads where somebody's sandboxes are, and no note holds a secret."""
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert sorted(path.read_text() for path in folder.iterdir()) == [str(home) for home in homes]


@pytest.mark.skipif(sys.platform != "linux", reason="XDG's variable is Linux's")
def test_the_notes_are_in_the_users_state_folder(monkeypatch, tmp_path):
    """Promise: where the operating system wants such files."""
    monkeypatch.undo()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert registry._folder() == tmp_path / "ordslab" / "sandboxes"
