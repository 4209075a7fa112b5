"""The wheel alone, in an environment of its own and an empty folder: all that a new user does works without a clone."""

from __future__ import annotations

import re
import zipfile

from ordslab.lessons import copies
from ordslab.lessons.registry import SERIES

from .conftest import ROOT, call


def test_the_wheel_holds_lessons_pictures_programs_and_containers(wheel):
    """Promise: whatever lies in `notebooks` and `compose` comes along, byte by byte; no test does."""
    with zipfile.ZipFile(wheel) as archive:
        for part in ("notebooks", "compose"):
            for path in (ROOT / part).rglob("*"):
                name = path.relative_to(ROOT).as_posix()
                if path.is_file() and not re.search(r"/(?:\.|__)", name):
                    assert archive.read(f"ordslab/bundled/{name}") == path.read_bytes(), name
        assert not [name for name in archive.namelist() if name.startswith("tests/")]


def test_it_is_the_wheels_own_files_that_run(user):
    """Promise: what is tested here is what was installed, not the clone beside it."""
    found = call(user.python, "-c", "import ordslab; print(ordslab.__file__)", cwd=user.folder, env=user.environment)
    assert found.stdout.startswith(str(user.root)), found.stdout


def test_jupyterlab_answers_with_the_copies(user):
    """Promise: `ordslab --no-browser` in an empty folder ends with a JupyterLab that has the lessons, and a sandbox
    that outlives it."""
    command = [user.python, ROOT / ".ci" / "open_and_close.py", user.bin / "ordslab", "--no-browser"]
    done = call(*command, cwd=user.folder, env=user.environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "JupyterLab answers" in done.stdout
    assert (user.folder / copies.FOLDER / copies.LANDING).is_file()


def test_the_lessons_are_listed(user):
    """Promise: each lesson has its line, and none is begun in a folder that was made now."""
    said = user.types("lessons").stdout
    assert [line.split()[0] for line in said.splitlines()[1:]] == [lesson.file for lesson in SERIES]


def test_doctor_and_audit_work_without_a_clone(user):
    """Promise: both look at the sandbox, and have nothing to say against a new one."""
    assert user.types("sandbox", "start", "--http-port", "0", "--db-port", "0").returncode == 0
    for verb in ("doctor", "audit"):
        done = user.types(verb)
        assert done.returncode == 0 and done.stdout, done.stdout + done.stderr


def test_a_lesson_and_its_exercise_run_from_the_copy(user):
    """Promise: a copy runs from top to bottom, and its exercise is passed by its solution. Before its first cell, as
    after a restart, `lab` says what to do."""
    lesson = next(each for each in SERIES if each.name == "privilege")
    (exercise,) = lesson.exercises
    said = user.runs(lesson.file, ["lab.check('privilege')"], [*exercise.cells, f'lab.check("{exercise.name}")'])
    assert "Run All Above" in said[0]
    assert f"{exercise.name}: passed" in said[-1]


def test_conform_says_that_it_needs_the_repository(user):
    """Promise: two lines and status 2, no traceback."""
    done = user.types("conform")
    assert done.returncode == 2 and done.stdout == ""
    what, next_step = done.stderr.strip().splitlines()
    assert "come with the repository" in what and "Clone the repository" in next_step
