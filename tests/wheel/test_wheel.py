"""The wheel alone, in an environment of its own and an empty folder: all that a new user does works without a clone.

The environment has this one's other packages, so that nothing is downloaded; ordslab it has from the wheel.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from ordslab.lessons import copies
from ordslab.lessons.registry import SERIES

ROOT = Path(__file__).parents[2]
BIN = "Scripts" if os.name == "nt" else "bin"
RUN = """
import sys, nbclient, nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
notebook.cells = [nbformat.v4.new_code_cell(cell, id=f"before-{n}") for n, cell in enumerate(BEFORE)] + notebook.cells
notebook.cells += [nbformat.v4.new_code_cell(cell, id=f"behind-{n}") for n, cell in enumerate(BEHIND)]
for cell in notebook.cells[:len(BEFORE)]:
    cell.metadata.tags = ["raises-exception"]
nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": "."}}).execute()
nbformat.write(notebook, "run.ipynb")
"""


def call(*command, cwd, env=None, timeout=200):
    """Run a program to its end."""
    return subprocess.run(
        [*map(str, command)], cwd=cwd, env=env, capture_output=True, text=True, timeout=timeout, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    done = call(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT, cwd=folder)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("ordslab-*.whl")
    return path


class User:
    """Somebody who has the wheel, and an empty folder."""

    def __init__(self, root, wheel):
        self.root, self.folder, self.home = root, root / "empty", root / "home"
        self.folder.mkdir()
        venv = root / "venv"
        assert call(sys.executable, "-m", "venv", "--without-pip", venv, cwd=root).returncode == 0
        self.bin, self.python = venv / BIN, venv / BIN / "python"
        place = call(
            self.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=root
        ).stdout.strip()
        Path(place, "others.pth").write_text("\n".join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}))
        for part in ("share", "etc"):  # where packages put what JupyterLab looks for
            (venv / part).mkdir(exist_ok=True)
            (venv / part / "jupyter").symlink_to(Path(sys.prefix, part, "jupyter"), target_is_directory=True)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", self.python]
        done = call(*pip, "install", "--no-deps", "--no-index", "--force-reinstall", wheel, cwd=root)
        assert done.returncode == 0, done.stderr
        ours = {"ORDSLAB_HOME": str(self.home), "HOME": str(root), "JUPYTER_RUNTIME_DIR": str(root / "runtime")}
        theirs = {name: value for name, value in os.environ.items() if not name.startswith(("ORDSLAB_", "PYTHON"))}
        self.environment = theirs | ours

    def types(self, *words):
        """`ordslab ...`, in the empty folder."""
        return call(self.bin / "ordslab", *words, cwd=self.folder, env=self.environment)

    def runs(self, lesson, before=(), behind=()):
        """Run a copy with further cells; the texts of those, in order."""
        folder = self.folder / copies.FOLDER
        program = f"BEFORE, BEHIND = {list(before)!r}, {list(behind)!r}\n{RUN}"
        done = call(self.python, "-c", program, lesson, cwd=folder, env=self.environment)
        assert done.returncode == 0, done.stderr
        cells = json.loads((folder / "run.ipynb").read_text(encoding="utf-8"))["cells"]
        (folder / "run.ipynb").unlink()
        ours = [cell for cell in cells if cell["id"].startswith(("before-", "behind-"))]
        return [json.dumps(cell["outputs"], ensure_ascii=False) for cell in ours]


@pytest.fixture(scope="module")
def user(tmp_path_factory, wheel):
    user = User(tmp_path_factory.mktemp("user"), wheel)
    assert user.types("lessons").returncode == 0
    yield user
    user.types("sandbox", "stop")


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
