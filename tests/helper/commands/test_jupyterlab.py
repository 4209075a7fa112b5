"""The command `ordslab` alone."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from ordslab import bundled, cli
from ordslab.sandbox import SandboxError


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
