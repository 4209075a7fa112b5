"""A sandbox that writes down what it is asked, and a JupyterLab that only seems to start."""

from __future__ import annotations

import os
import signal
import subprocess

import pytest

import ordslab.sandbox

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
