"""SQLAlchemy's dialect compliance suite, with what the fidelity page refuses switched off (`sqlalchemy_suite`)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import running_sandbox

SUITE = Path(__file__).with_name("sqlalchemy_suite")


def test_the_compliance_suite_passes(tmp_path):
    """On a sandbox of its own: it reflects whatever it finds."""
    with running_sandbox(tmp_path / "home") as sandbox:
        address, _, service = sandbox.dsn.partition("/")
        url = f"oracle+oracledb://page:{sandbox.password}@{address}/?service_name={service}"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "compliance_plugin",
            "-c",
            "setup.cfg",
            f"--rootdir={SUITE}",
            "-q",
            "suite.py",
            "--dburi",
            url,
        ]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")} | {
            "PYTHONPATH": str(SUITE)
        }
        done = subprocess.run(
            command, check=False, cwd=SUITE, env=environment, capture_output=True, text=True, timeout=900
        )
    words = done.stdout[-4000:].replace(sandbox.password, "***")
    assert done.returncode == 0, words
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) > 1000, words
