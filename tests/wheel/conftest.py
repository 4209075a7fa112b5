"""The wheel, and somebody who has nothing else: an environment of their own and an empty folder.

The environment has this one's other packages, so that nothing is downloaded; ordslab it has from the wheel.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from ordslab.lessons import copies

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


@pytest.fixture(scope="session")
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
