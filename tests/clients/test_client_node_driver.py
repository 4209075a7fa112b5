"""node-oracledb in thin mode, the oldest release that we support and the newest: see `node/driver_program.js`."""

from __future__ import annotations

import json
import os
import re
import subprocess

import pytest

from tests.clients.conftest import ROOT, node_modules

PROGRAM = ROOT / "tests" / "clients" / "node" / "driver_program.js"
CHECKS = re.findall(r"^  async (\w+)\(\) \{$", PROGRAM.read_text(encoding="utf-8"), re.MULTILINE)
_results: dict[str, dict[str, dict]] = {}


def results(module, sandbox):
    """The program's results with a driver: run once, when the first of its checks is looked at."""
    if module not in _results:
        environment = {**os.environ, "NODE_PATH": str(node_modules()), "PASSWORD": sandbox.password}
        command = ["node", str(PROGRAM), module, sandbox.dsn]
        options = {"capture_output": True, "text": True, "encoding": "utf-8", "timeout": 120}
        done = subprocess.run(command, check=False, env=environment, **options)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        _results[module] = {line["check"]: line for line in lines}
        assert len(lines) == len(CHECKS), done.stderr
    return _results[module]


@pytest.mark.parametrize("module", ["oracledb-oldest", "oracledb"])
@pytest.mark.parametrize("check", CHECKS)
def test_the_driver_finds_a_database(sandbox, module, check):
    result = results(module, sandbox)[check]
    assert result["failure"] is None, f"node-oracledb {result['driver']}: {result['failure']}"
