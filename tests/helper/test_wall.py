"""The wall between helper and sandbox, and what importing the package loads."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "ordslab"
HELPER = [path for path in PACKAGE.rglob("*.py") if "sandbox" not in path.relative_to(PACKAGE).parts]
SANDBOX = list((PACKAGE / "sandbox").rglob("*.py"))
OFFERED = {"start", "stop", "status", "status_of_all", "password", "reset", "log"}
HEAVY = {
    "pandas",
    "numpy",
    "oracledb",
    "requests",
    "IPython",
    "ipywidgets",
    "starlette",
    "uvicorn",
    "nbformat",
}
HEAVY |= {"jsonschema", "cryptography", "asyncio", "sqlite3"}


def imported(path: Path) -> set[str]:
    """Full names of all modules of ours that a file imports, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.split(".")[0] == "ordslab"}


def test_there_is_something_on_both_sides():
    """Promise: the tests below look at real files."""
    assert len(HELPER) > 15
    assert len(SANDBOX) > 5


def test_helper_imports_only_the_sandbox_front_door():
    """Promise: no file of the helper imports a module inside ordslab.sandbox."""
    for path in HELPER:
        inside = {name for name in imported(path) if name.startswith("ordslab.sandbox.")}
        assert not inside, f"{path} imports {inside}"


def test_helper_uses_only_what_the_front_door_offers():
    """Promise: of ordslab.sandbox the helper uses start, stop, status, password, reset and log."""
    used = set()
    for path in HELPER:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "ordslab.sandbox":
                used.add(node.attr)
    assert used == OFFERED


def test_sandbox_never_imports_the_helper():
    """Promise: the sandbox is a program of its own: of this package it imports only itself (and the version)."""
    for path in SANDBOX:
        foreign = {
            name
            for name in imported(path)
            if name != "ordslab" and not name.startswith(("ordslab.sandbox", "ordslab.__version__"))
        }
        assert not foreign, f"{path} imports {foreign}"


def loaded_by(code: str) -> set[str]:
    """What a fresh Python has loaded after running some code."""
    program = f"{code}\nimport sys; print(' '.join(sys.modules))"
    return set(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    )


def test_importing_the_package_loads_nothing_heavy():
    """Promise: `import ordslab` costs next to nothing: no third-party package comes with it."""
    assert not loaded_by("import ordslab") & HEAVY


def test_the_command_loads_nothing_heavy():
    """Promise: `ordslab --help` and friends answer at once."""
    assert not loaded_by("import ordslab.cli") & HEAVY


def test_opening_the_lab_waits_for_no_pandas():
    """Promise: pandas, the slowest import, comes with the first table and not before."""
    assert "pandas" not in loaded_by("import ordslab.lab, ordslab.sql.run, ordslab.magic, ordslab.lessons.registry")
