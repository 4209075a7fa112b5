"""Django's own applications on the sandbox, and a thousand rows at once: see `django_program`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("django_program.py")


@pytest.fixture(scope="module")
def results(sandbox):
    environment = {**os.environ, "DSN": sandbox.dsn, "PASSWORD": sandbox.password, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, str(PROGRAM)],
        check=False, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {line["check"]: line["failure"] for line in map(json.loads, done.stdout.splitlines())}


CHECKS = [
    line.removeprefix("def ").partition("(")[0]
    for before, line in zip(
        PROGRAM.read_text(encoding="utf-8").splitlines(),
        PROGRAM.read_text(encoding="utf-8").splitlines()[1:],
        strict=False,
    )
    if before == "@check"
]


@pytest.mark.parametrize("check", CHECKS)
def test_django_finds_a_database(results, check):
    assert results[check] is None, results[check]
