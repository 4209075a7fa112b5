"""The command line, with a sandbox that only writes down what it is asked."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import ordslab.sandbox
from ordslab import bundled, cli
from ordslab.lessons.progress import Progress
from ordslab.sandbox import SandboxError
from ordslab.secrets.vault import Vault

RUNNING = {
    "running": True,
    "pid": 71,
    "ords_url": "http://127.0.0.1:8181/ords",
    "dsn": "127.0.0.1:1521/FREEPDB1",
    "home": "/somewhere",
    "schemas": [{"user": "PAGE", "alias": "page"}],
}


class Calls(list):
    """What the sandbox was asked, in order."""

    def __init__(self, monkeypatch):
        super().__init__()
        self.monkeypatch = monkeypatch

    def answer(self, name, answer):
        """From now on, say this (or raise it)."""

        def call(**arguments):
            self.append((name, arguments))
            if isinstance(answer, BaseException):
                raise answer
            return answer

        self.monkeypatch.setattr(ordslab.sandbox, name, call, raising=False)


@pytest.fixture
def calls(monkeypatch, tmp_path):
    monkeypatch.setenv("ORDSLAB_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ORDSLAB_PROFILE", raising=False)
    calls = Calls(monkeypatch)
    answers = {
        "start": RUNNING,
        "status": RUNNING,
        "stop": True,
        "reset": None,
        "log": "a line\n",
        "password": "pass-word",
    }
    for name, answer in answers.items():
        calls.answer(name, answer)
    return calls


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


def test_failures_are_a_line_and_status_1(calls, capsys):
    """Promise: what goes wrong is one plain line on standard error, without a traceback."""
    calls.answer("start", OSError("no space left on device"))
    assert cli.main(["sandbox", "start"]) == 1
    assert capsys.readouterr().err == "ordslab: no space left on device\n"


def test_interrupting_is_no_traceback(calls):
    """Promise: Ctrl-C ends the command with status 130."""
    calls.answer("start", KeyboardInterrupt())
    assert cli.main(["sandbox", "start"]) == 130


@pytest.mark.parametrize(
    "arguments", [["sandbox"], ["sandbox", "fly"], ["sandbox", "start", "--http-port", "x"], ["--port", "99999"]]
)
def test_wrong_usage_is_status_2(calls, arguments, capsys):
    """Promise: argparse explains, and the status is that of wrong usage."""
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2 and "usage: ordslab" in capsys.readouterr().err


@pytest.fixture
def jupyter(monkeypatch):
    """The command line and environment that JupyterLab would get."""
    started = {}

    class Process:
        def __init__(self, command, env):
            started.update(command=command, env=env)

        def wait(self):
            if started.pop("interrupt", None):
                raise KeyboardInterrupt
            if started.pop("terminate", None):
                os.kill(os.getpid(), signal.SIGTERM)
            return -signal.SIGTERM if started.get("terminated") else 0

        def terminate(self):
            started["terminated"] = True

    monkeypatch.setattr(subprocess, "Popen", Process)
    return started


def test_without_arguments_jupyterlab_opens_the_copies(calls, jupyter, capsys, tmp_path, monkeypatch):
    """Promise: the sandbox, and JupyterLab of this very Python, in the learner's copies, on the landing page."""
    assert cli.main([]) == 0
    assert calls == [("start", {"home": tmp_path})]
    command = jupyter["command"]
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={tmp_path / 'ordslab-lessons'}" in command
    assert "--LabApp.default_url=/lab/tree/index.ipynb" in command
    assert (tmp_path / "ordslab-lessons" / "00-start-here.ipynb").is_file()
    assert "--ServerApp.ip=127.0.0.1" in command and "--no-browser" not in command
    shown = capsys.readouterr().out
    assert "ordslab sandbox stop" in shown and f"Your copies of the lessons are in {tmp_path}" in shown


@pytest.mark.parametrize("error", [SandboxError("It does not start.", "Look at its log."), KeyboardInterrupt()])
def test_without_a_sandbox_there_is_no_jupyterlab(calls, jupyter, capsys, error):
    """Promise: both start at the same time; where the sandbox doesn't, JupyterLab is ended and the reason is said."""
    calls.answer("start", error)
    assert cli.main([]) == (1 if isinstance(error, SandboxError) else 130)
    assert jupyter["terminated"]
    assert ("It does not start." in capsys.readouterr().err) is isinstance(error, SandboxError)


def test_folder_is_where_the_copies_go(calls, jupyter, tmp_path, monkeypatch):
    """Promise: --folder, before or behind the verb, is where the copies are made and opened."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["--folder", str(tmp_path / "a")]) == 0
    assert f"--ServerApp.root_dir={tmp_path / 'a'}" in jupyter["command"]
    assert cli.main(["lessons", "--folder", str(tmp_path / "b")]) == 0
    assert cli.main(["--folder", str(tmp_path / "c"), "lessons"]) == 0
    assert all((tmp_path / each / "03-privilege.ipynb").is_file() for each in "abc")
    assert not (tmp_path / "ordslab-lessons").exists()


def test_lessons_are_listed_with_their_state(calls, capsys, tmp_path, monkeypatch):
    """Promise: a line a lesson: not begun, begun, passed; and a clean copy keeps the old one."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["lessons"]) == 0
    assert capsys.readouterr().out.count("not begun") == 11
    (tmp_path / "ordslab-lessons" / "03-privilege.ipynb").write_text("mine")
    Progress(tmp_path, "sandbox").checked("role", "passed")
    assert cli.main(["lessons"]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"02-role.ipynb +passed", shown) and re.search(r"03-privilege.ipynb +begun", shown)
    assert cli.main(["lessons", "--fresh", "03"]) == 0
    assert "kept" in capsys.readouterr().out


def test_options_reach_jupyterlab_and_its_kernels(calls, jupyter, tmp_path):
    """Promise: the kernels find the same sandbox: they get ORDSLAB_HOME."""
    assert cli.main(["--no-browser", "--port", "9000", "--ip", "0.0.0.0", "--home", str(tmp_path / "h")]) == 0
    assert {"--no-browser", "--ServerApp.port=9000", "--ServerApp.ip=0.0.0.0"} <= set(jupyter["command"])
    assert jupyter["env"]["ORDSLAB_HOME"] == str(tmp_path / "h") == str(calls[0][1]["home"])


@pytest.mark.parametrize("user", [0, 1000])
def test_root_is_allowed_and_told(calls, jupyter, capsys, monkeypatch, user):
    """Promise: in a container, as root, it works too, and says what it did."""
    monkeypatch.setattr("os.geteuid", lambda: user, raising=False)
    cli.main([])
    assert ("--allow-root" in jupyter["command"]) is (user == 0)
    assert ("You are root" in capsys.readouterr().out) is (user == 0)


def test_ctrl_c_waits_for_jupyterlab(calls, jupyter):
    """Promise: Ctrl-C goes to JupyterLab, and the command ends when JupyterLab has ended."""
    jupyter["interrupt"] = True
    assert cli.main([]) == 0
    assert "interrupt" not in jupyter


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_the_end_of_a_container_reaches_jupyterlab(calls, jupyter):
    """Promise: SIGTERM to the command ends JupyterLab; the status is a shell's for it, and the handler is put back."""
    before = signal.getsignal(signal.SIGTERM)
    jupyter["terminate"] = True
    assert cli.main([]) == 128 + signal.SIGTERM
    assert jupyter["terminated"] and signal.getsignal(signal.SIGTERM) is before


def test_nothing_asks_the_learner_about_news(calls, jupyter, monkeypatch):
    """Promise: JupyterLab is started without its announcements, by a setting that adds to the user's own."""
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/of/the/user")
    assert cli.main([]) == 0
    ours, theirs = jupyter["env"]["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert theirs == "/of/the/user"
    settings = json.loads((Path(ours) / "labconfig" / "page_config.json").read_text())
    assert settings == {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}


def test_without_the_clone_the_way_to_the_lessons_is_shown(calls, jupyter, capsys, monkeypatch, tmp_path):
    """Promise: an installed package without lessons says where they are; no sandbox is started in vain."""
    monkeypatch.setattr(bundled, "_PACKAGE", tmp_path / "site-packages" / "ordslab")
    monkeypatch.chdir(tmp_path)
    assert cli.main([]) == 1
    assert "a clone of the repository" in capsys.readouterr().err and calls == []
