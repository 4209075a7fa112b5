"""The lessons on a database far away, described by a profile and nothing else.

A second sandbox plays it: TLS by an authority of its own, another user and alias, no OAUTH, error ids as in the cloud,
and a network of 80 ms.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest
from lessons import LESSONS, PROGRAMS

import ordslab
from ordslab import sandbox
from ordslab.errors import LabError
from ordslab.lessons.registry import SERIES

NBVAL = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=60", "-p", "no:cacheprovider", "-c", os.devnull]
FAR = {"user": "TEAM", "alias": "desk", "tls": True, "strict": True, "latency": 80}

SAME = """[alias]
regex: \\bdesk\\b
replace: page
[user]
regex: \\bTEAM\\b
replace: PAGE
"""
"""What is as good as the same."""

OTHER = {
    *(f"04-client.ipynb::Cell {number}" for number in (3, 5, 6)),  # what needs OAUTH is left out, and said
    *("07-backend.ipynb::Cell 13", "08-when-it-fails.ipynb::Cell 30"),  # how an hour passes is said
    "11-sign-in.ipynb::Cell 26",  # a second person has to be added by whoever keeps ORDS, here and below
    *(f"12-stay-and-leave.ipynb::Cell {number}" for number in (21, 23, 24)),
    *(f"13-when-attacked.ipynb::Cell {number}" for number in (15, 17)),
    *(f"12-stay-and-leave.ipynb::Cell {number}" for number in (14, 15)),  # a yes is taken back by OAUTH
}
"""Cells that show something else than in the sandbox."""

ONLY_HERE = [lesson for lesson in SERIES if lesson.sandbox_only]


def command(*arguments, password):
    """`ordslab ...` in a process of its own, by a user who types nothing: what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "ordslab.cli", *arguments],
        env=os.environ | {"ORDSLAB_PASSWORD": password},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def password(tmp_path_factory):
    """Of the database far away, to which the profile `work` leads, made as the README says."""
    folder = tmp_path_factory.mktemp("far")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("ORDSLAB_")]:
            patch.delenv(name)
        patch.setenv("ORDSLAB_HOME", str(folder / "mine"))
        patch.setenv("ORDSLAB_CONFIG", str(folder / "ordslab.toml"))
        status = sandbox.start(home=folder / "theirs", http_port=0, db_port=0, **FAR)
        try:
            word = sandbox.password(home=folder / "theirs", user="TEAM")
            told = ["--dsn", status["dsn"], "--user", "team", "--ords-url", f"{status['ords_url']}/desk/"]
            told += ["--ca-file", status["ca_file"], "--metadata-cache", "0"]
            command("profile", "add", "work", *told, password=word)
            yield word
        finally:
            sandbox.stop(home=folder / "theirs")


def state(password):
    """What is in the schema, and in ORDS's metadata of it."""
    with pytest.MonkeyPatch.context() as patch, ordslab.open_lab("work") as lab:
        patch.setenv("ORDSLAB_PASSWORD", password)
        names = {view: set(getattr(lab.views, view)["NAME"]) for view in ("modules", "roles", "privileges", "clients")}
        with lab.connection.cursor() as cursor:
            return names, set(cursor.execute("select table_name from user_tables"))


def test_every_lesson_shows_there_what_it_shows_here(password, tmp_path):
    """Promise: no notebook is touched, no cell fails, and what shows something else is known by number. Afterwards
    doctor and audit have nothing to say against it, and cleaning up leaves the schema as it was."""
    before = state(password)
    for path in (*(each for each in LESSONS if each.name not in [only.file for only in ONLY_HERE]), *PROGRAMS):
        (shutil.copytree if path.is_dir() else shutil.copy)(path, tmp_path / path.name)
    (tmp_path / "same.cfg").write_text(SAME)
    run = [*NBVAL, f"--rootdir={tmp_path}", f"--nbval-sanitize-with={tmp_path / 'same.cfg'}", "-rf", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *run],
        env=os.environ | {"ORDSLAB_PROFILE": "work", "ORDSLAB_PASSWORD": password},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    other = set(re.findall(r"^FAILED \S*?([^/\s]+::Cell \d+)", done.stdout, re.MULTILINE))
    assert other == OTHER and "caused an exception" not in done.stdout, done.stdout
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) > 150

    with pytest.MonkeyPatch.context() as patch, ordslab.open_lab("work") as lab:
        patch.setenv("ORDSLAB_PASSWORD", password)
        lab.reset(to="backend")  # without what the last exercise has begun
    command("doctor", "--profile", "work", password=password)
    command("audit", "--profile", "work", password=password)
    with pytest.MonkeyPatch.context() as patch, ordslab.open_lab("work") as lab:
        patch.setenv("ORDSLAB_PASSWORD", password)
        for lesson in ONLY_HERE:
            with pytest.raises(LabError, match=f"Lesson {lesson.number} needs the sandbox: .+\nRead it here"):
                lab.begin(lesson.name)
        lab.cleanup(ask=False)
    assert state(password) == before
