"""ordslab-audit: the same program with a few packages only, in an environment that has these and no others.

The packages are this environment's own, linked one by one, so that nothing is downloaded.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import running_sandbox

ROOT = Path(__file__).parents[2]
LIGHT = ROOT / "packaging" / "ordslab-audit"
ABSENT = ("jupyterlab", "IPython", "ipywidgets", "anywidget", "traitlets", "pandas", "numpy", "starlette", "uvicorn")


def project(folder):
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def needed(requirements):
    """The distributions of this environment that these ask for, and those that they ask for in turn."""
    found, waiting = {}, list(requirements)
    while waiting:
        each = Requirement(waiting.pop())
        if canonicalize_name(each.name) in found or (each.marker and not each.marker.evaluate({"extra": ""})):
            continue
        found[canonicalize_name(each.name)] = distribution = metadata.distribution(each.name)
        waiting += distribution.requires or ()
    return found.values()


def call(*command, cwd, env=None):
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    """Somebody else's database, as far as the light program knows; its schema is the lessons' case."""
    with running_sandbox(tmp_path_factory.mktemp("database") / "home") as running:
        yield running


class Light:
    """An environment with the light wheel and what it asks for."""

    def __init__(self, root, sandbox):
        self.root, venv = root, root / "venv"
        assert call(sys.executable, "-m", "venv", "--without-pip", venv, cwd=root).returncode == 0
        self.bin = venv / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.bin / "python"
        place = "import sysconfig; print(sysconfig.get_path('purelib'))"
        packages = Path(call(self.python, "-c", place, cwd=root).stdout.strip())
        for distribution in needed(project(LIGHT)["dependencies"]):
            for top in {file.parts[0] for file in distribution.files or () if file.parts[0] != ".."}:
                link = packages / top
                if top != "__pycache__" and not link.exists():
                    link.symlink_to(distribution.locate_file(top))
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
        built = call(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", root, LIGHT, cwd=root)
        assert built.returncode == 0, built.stderr
        (self.wheel,) = root.glob("ordslab_audit-*.whl")
        options = ["install", "--no-deps", "--no-index", self.wheel]
        assert call(*pip, "--python", self.python, *options, cwd=root).returncode == 0
        theirs = {name: value for name, value in os.environ.items() if not name.startswith(("ORDSLAB_", "PYTHON"))}
        self.environment = theirs | {
            "ORDSLAB_HOME": str(root / "home"),
            "HOME": str(root),
            "ORDSLAB_DSN": sandbox.dsn,
            "ORDSLAB_USER": "PAGE",
            "ORDSLAB_ORDS_URL": sandbox.ords_url,
            "ORDSLAB_ALIAS": "page",
            "ORDSLAB_PASSWORD": sandbox.password,
        }

    def types(self, *words, **environment):
        return call(self.bin / "ordslab", *words, cwd=self.root, env=self.environment | environment)


@pytest.fixture(scope="module")
def light(tmp_path_factory, sandbox):
    return Light(tmp_path_factory.mktemp("light"), sandbox)


def test_it_asks_for_what_the_whole_asks_for_and_for_less():
    """Promise: the same packages in the same versions, without JupyterLab; the same version of the program."""
    whole, part = project(ROOT), project(LIGHT)
    assert set(part["dependencies"]) < {each.split(" #")[0] for each in whole["dependencies"]}
    assert part["scripts"] == whole["scripts"] and part["requires-python"] == whole["requires-python"]


def test_nothing_of_jupyter_is_there(light):
    """Promise: what works here works without it, in a tenth of the packages."""
    there = f"from importlib.util import find_spec; print([each for each in {ABSENT} if find_spec(each)])"
    assert call(light.python, "-c", there, cwd=light.root).stdout == "[]\n"
    assert call(light.python, "-c", "import ordslab; print(ordslab.__file__)", cwd=light.root).stdout.startswith(
        str(light.root)
    )


def test_audit_and_doctor_work(light):
    """Promise: the audit in all its forms, and a doctor that misses nothing of what was not to come along."""
    done = light.types("audit", "--json", "--probe", "--sarif", "audit.sarif", "--html", "audit.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["probed"]
    driver = json.loads((light.root / "audit.sarif").read_text())["runs"][0]["tool"]["driver"]
    assert driver["version"] == light.types("--version").stdout.split()[1]
    done = light.types("doctor", "--json")
    assert done.returncode == 0, done.stdout
    levels = {each["check"]: each["level"] for each in json.loads(done.stdout)["findings"]}
    assert levels["packages"] == "ok" and levels["jupyterlab"] == "skipped" and "failed" not in levels.values()


def test_explain_works(light):
    """Promise: a call is explained as with the whole program."""
    done = light.types("explain", "GET", "nowhere/1")
    assert (done.returncode, done.stderr) == (1, "") and done.stdout.startswith("GET /nowhere/1: 404")
    assert json.loads(light.types("explain", "GET", "nowhere/1", "--json").stdout)["status"] == 404


@pytest.mark.parametrize("words", [["sandbox", "start"], ["lessons"], [], ["audit", "--profile", "sandbox"]])
def test_what_did_not_come_along_says_so(light, words):
    """Promise: two lines that name what is missing and how it comes, and a status of failure."""
    done = light.types(*words)
    assert done.returncode in (1, 2) and done.stdout == ""
    assert len(done.stderr.splitlines()) == 2 and "ordslab" in done.stderr.splitlines()[1]
