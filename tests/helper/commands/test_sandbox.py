"""The command `ordslab sandbox`."""

from __future__ import annotations

import json
from pathlib import Path

from ordslab import cli
from ordslab.sandbox import SandboxError
from ordslab.secrets.vault import Vault

from ..called_sandbox import RUNNING


def test_start_passes_on_only_what_was_given(calls, capsys, tmp_path):
    """Promise: the sandbox's own defaults hold where the command line says nothing."""
    assert cli.main(["sandbox", "start"]) == 0
    assert cli.main(["sandbox", "start", "--home", "h", "--http-port", "0", "--db-port", "1522", "--seed", "7"]) == 0
    assert calls[0] == ("start", {"home": tmp_path})
    assert calls[1] == ("start", {"home": Path("h").absolute(), "http_port": 0, "db_port": 1522, "seed": 7})
    assert "http://127.0.0.1:8181/ords" in capsys.readouterr().out


def test_a_taken_port_is_said_aloud(calls, capsys):
    """Promise: who asked for a port that another program has is told so, and gets the next one."""
    calls.answer("start", RUNNING | {"dsn": "127.0.0.1:1522/FREEPDB1", "taken": [1521]})
    assert cli.main(["sandbox", "start", "--db-port", "1521"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Port 1521 is taken") and "127.0.0.1:1522" in said and "already" not in said


def test_ports_of_a_running_sandbox_stay(calls, capsys):
    """Promise: other ports than it has are not given to a running sandbox in silence."""
    assert cli.main(["sandbox", "start", "--http-port", "8181"]) == 0
    assert "already" not in capsys.readouterr().out
    assert cli.main(["sandbox", "start", "--http-port", "9000"]) == 0
    assert "running already, and keeps its ports" in capsys.readouterr().out


def test_status_as_json_is_the_contract(calls, capsys):
    """Promise: `status --json` prints exactly the sandbox's status, on one line."""
    assert cli.main(["sandbox", "status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == RUNNING


def test_not_running_is_no_failure(calls, capsys):
    """Promise: a sandbox that is not running gives {"running": false} and exit status 0."""
    calls.answer("status", {"running": False})
    assert cli.main(["sandbox", "status", "--json"]) == 0
    assert capsys.readouterr().out == '{"running": false}\n'
    assert cli.main(["sandbox", "status"]) == 0
    assert "ordslab sandbox start" in capsys.readouterr().out


def test_all_sandboxes_are_named_with_the_way_to_stop_them(calls, capsys):
    """Promise: `status --all` lists every one that runs, those that don't answer too; as JSON it is a list."""
    silent = {"running": True, "home": "/elsewhere", "pid": 72}
    calls.answer("status_of_all", [RUNNING, silent])
    assert cli.main(["sandbox", "status", "--all"]) == 0
    said = capsys.readouterr().out
    for each in ("/somewhere", "71", "8181", "/elsewhere", "72", "does not answer", "ordslab sandbox stop --home"):
        assert each in said, each
    assert cli.main(["sandbox", "status", "--all", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [RUNNING, silent]
    calls.answer("status_of_all", [])
    assert cli.main(["sandbox", "status", "--all"]) == 0
    assert capsys.readouterr().out == "No sandbox of yours is running.\n"


def test_stop_says_what_it_did(calls, capsys):
    """Promise: stopping what does not run is no error, and is said."""
    assert cli.main(["sandbox", "stop"]) == 0
    assert capsys.readouterr().out == "The sandbox is stopped.\n"
    calls.answer("stop", False)
    assert cli.main(["sandbox", "stop"]) == 0
    assert capsys.readouterr().out == "The sandbox was not running.\n"


def test_reset_forgets_the_secrets_of_clients_that_are_gone(calls, capsys, tmp_path):
    """Promise: after a reset no credentials of the old sandbox are left; it says what it did, and where."""
    Vault(tmp_path, "sandbox").keep("backend", "id", "secret")
    assert cli.main(["sandbox", "reset"]) == 0
    assert ("reset", {"home": tmp_path}) in calls
    assert "backend" not in Vault(tmp_path, "sandbox")
    assert "deleted" in (said := capsys.readouterr().out) and str(tmp_path) in said


def test_a_refused_reset_forgets_nothing(calls, capsys, tmp_path):
    """Promise: where the sandbox deletes nothing, the command deletes nothing."""
    Vault(tmp_path, "sandbox").keep("backend", "id", "secret")
    calls.answer("reset", SandboxError("It is no home.", "Name the right folder."))
    assert cli.main(["sandbox", "reset"]) == 1
    assert capsys.readouterr().err == "ordslab: It is no home.\nName the right folder.\n"
    assert "backend" in Vault(tmp_path, "sandbox")


def test_password_and_log_are_printed(calls, capsys, tmp_path):
    """Promise: the password alone on a line, for a script; the log as it is."""
    assert cli.main(["sandbox", "password", "--user", "OTHER"]) == 0
    assert cli.main(["sandbox", "log"]) == 0
    assert capsys.readouterr().out == "pass-word\na line\n"
    assert calls[0] == ("password", {"home": tmp_path, "user": "OTHER"})
