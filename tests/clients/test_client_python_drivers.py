"""python-oracledb, the oldest release that we support and the newest, against the sandbox: see `driver_program`."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.conftest import package_folder

PROGRAM = Path(__file__).with_name("driver_program.py")
CHECKS = [
    node.name
    for node in ast.parse(PROGRAM.read_text(encoding="utf-8")).body
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.decorator_list
]
OLDEST = "oracledb==2.5.0"
_results: dict[str, dict[str, dict]] = {}


def results(driver, sandbox):
    """The program's results with a driver: run once, when the first of its checks is looked at."""
    if driver not in _results:
        path = [str(package_folder(OLDEST))] if driver == "oldest" else []
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path), "PYTHONIOENCODING": "utf-8"}
        environment["PASSWORD"] = sandbox.password
        command = [sys.executable, str(PROGRAM), sandbox.dsn]
        options = {"capture_output": True, "text": True, "encoding": "utf-8", "timeout": 300}
        done = subprocess.run(command, check=False, env=environment, **options)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        _results[driver] = {line["check"]: line for line in lines}
        assert len(lines) == len(CHECKS), done.stderr
    return _results[driver]


@pytest.mark.parametrize("driver", ["oldest", "newest"])
@pytest.mark.parametrize("check", CHECKS)
def test_the_driver_finds_a_database(sandbox, driver, check):
    result = results(driver, sandbox)[check]
    assert result["failure"] is None, f"python-oracledb {result['driver']}: {result['failure']}"


def test_the_oldest_driver_is_the_one_that_the_package_promises(sandbox):
    release = next(iter(results("oldest", sandbox).values()))["driver"]
    text = (PROGRAM.parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'"oracledb>={release.rsplit(".", 1)[0]}"' in text
