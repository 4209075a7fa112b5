"""Clients of others, unmodified, on a sandbox of their own. They are installed into build/clients, once."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import running_sandbox

ROOT = Path(__file__).parents[2]
INSTALLED = ROOT / "build" / "clients"  # git ignores it
PATIENCE = 300  # seconds for an installation


@pytest.fixture(scope="package")
def sandbox(tmp_path_factory):
    """A sandbox that this folder's tests share: each makes what it needs."""
    with running_sandbox(tmp_path_factory.mktemp("clients") / "home") as sandbox:
        yield sandbox


def run_or_skip(what, command, **options):
    """Run an installer; where it cannot work (no registry, nothing for this Python), skip with its last words."""
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE, **options)
    except (OSError, subprocess.TimeoutExpired) as error:
        pytest.skip(f"{what} cannot be installed: {type(error).__name__}")
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()
        pytest.skip(f"{what} cannot be installed: {words[-1] if words else 'no word why'}")


def package_folder(requirement):
    """A folder with this release of a Python package, without what it depends on: that is in the environment."""
    folder = INSTALLED / requirement.replace("==", "-")
    if not folder.exists():
        building = folder.with_name(folder.name + ".new")
        shutil.rmtree(building, ignore_errors=True)
        if importlib.util.find_spec("pip"):
            command = [sys.executable, "-m", "pip", "install"]
        else:
            command = ["uv", "pip", "install", "--python", sys.executable]
        options = ["--quiet", "--no-deps", "--only-binary=:all:", "--target", str(building)]
        run_or_skip(requirement, [*command, *options, requirement])
        building.rename(folder)
    return folder


def node_modules():
    """The folder of the JavaScript packages that `node/package.json` names."""
    if shutil.which("npm") is None:
        pytest.skip("Node.js with npm is not installed")
    folder, wanted = INSTALLED / "node", ROOT / "tests" / "clients" / "node" / "package.json"
    installed = folder / "package.json"
    if not installed.exists() or installed.read_bytes() != wanted.read_bytes():
        shutil.rmtree(folder, ignore_errors=True)
        building = folder.with_name("node.new")
        building.mkdir(parents=True, exist_ok=True)
        shutil.copy(wanted, building)
        options = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        run_or_skip("node-oracledb and newman", ["npm", "install", *options], cwd=building)
        building.rename(folder)
    return folder / "node_modules"
