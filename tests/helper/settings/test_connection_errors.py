"""Why the database or ORDS cannot be reached, in the lab's words."""

from __future__ import annotations

import pytest
import requests

import ordslab.sandbox
from ordslab.errors import LogonRefused, SandboxStopped, Unreachable
from ordslab.settings.connection_errors import explain
from ordslab.settings.current import Settings

from ..driver_errors import driver_error

STATUS = {"running": True, "dsn": "127.0.0.1:1521/FREEPDB1", "ords_url": "http://127.0.0.1:8181/ords"}


def sandbox_settings(tmp_path) -> Settings:
    return Settings("sandbox", tmp_path, "PAGE", STATUS["dsn"], f"{STATUS['ords_url']}/page")


@pytest.fixture
def status(monkeypatch):
    status = dict(STATUS)
    monkeypatch.setattr(ordslab.sandbox, "status", lambda home: status, raising=False)
    return status


def test_a_stopped_sandbox_is_told_from_a_broken_line(tmp_path, status):
    """Promise: when nothing runs, the error says so and how to start it."""
    lost = driver_error("DPY-4011: the database or network closed the connection")
    assert isinstance(explain(lost, sandbox_settings(tmp_path)), Unreachable)
    status["running"] = False
    error = explain(lost, sandbox_settings(tmp_path))
    assert isinstance(error, SandboxStopped)
    assert "ordslab.open_lab()" in error.next_step and "ordslab sandbox start" in error.next_step


def test_a_moved_sandbox_is_recognised(tmp_path, status):
    """Promise: a sandbox that came back on other ports is opened again, not searched for in vain."""
    status["dsn"] = "127.0.0.1:40000/FREEPDB1"
    error = explain(requests.ConnectionError("refused"), sandbox_settings(tmp_path))
    assert "another address" in error.what and "open_lab" in error.next_step


def test_a_dropped_call_is_explained(tmp_path, status):
    """Promise: an answer that never came is no traceback of urllib3."""
    error = explain(requests.ConnectionError("RemoteDisconnected"), sandbox_settings(tmp_path))
    assert str(error) == "ORDS gave no answer: the connection broke.\nRun the cell again."


def test_errors_of_your_own_database_name_the_profile(tmp_path):
    """Promise: with a real database the next step speaks of the profile and its entries."""
    work = Settings("work", tmp_path, "PAGE", "mydb_low", "https://adb.example.com/ords/page")
    refused = explain(driver_error("ORA-01017: invalid credential or not authorized; logon denied"), work)
    assert isinstance(refused, LogonRefused) and "ORDSLAB_PASSWORD" in refused.next_step
    silent = explain(driver_error("DPY-6005: cannot connect to database (CONNECTION_ID=x)."), work)
    assert isinstance(silent, Unreachable) and "dsn" in silent.next_step
    assert "did not answer in time" in explain(requests.Timeout("read timed out"), work).what
    assert "ords_url" in explain(requests.exceptions.ChunkedEncodingError("cut"), work).next_step
