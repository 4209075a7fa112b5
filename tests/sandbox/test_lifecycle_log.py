"""The sandbox's log: bounded, and without what passes through the sandbox."""

from __future__ import annotations

import logging
import socket

import pytest

import ordslab.sandbox
from ordslab.sandbox import logs


@pytest.fixture
def log(tmp_path):
    """A log file that this process writes to; logging is as before afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = []
    logs.open_log(tmp_path / "sandbox.log")
    yield tmp_path / "sandbox.log"
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("ordslab").setLevel(logging.NOTSET)


def test_an_exception_is_logged_without_its_text(log):
    """Promise: kind and place of an exception and of its cause are logged; their texts, which may hold values, not."""
    try:
        try:
            int("a-secret-value")
        except ValueError as error:
            raise RuntimeError("with a-secret-value") from error
    except RuntimeError:
        logging.getLogger("asyncio").exception("something failed")
    text = log.read_text()
    assert "a-secret-value" not in text.replace('int("a-secret-value")', "").replace('("with a-secret-value")', "")
    assert "RuntimeError\ncaused by\n" in text and text.rstrip().endswith("ValueError")
    assert "test_lifecycle_log.py" in text


def test_the_log_does_not_grow_for_ever(log):
    """Promise: at most two files of half a megabyte."""
    for _ in range(3000):
        logging.getLogger("ordslab.sandbox").warning("x" * 1000)
    files = sorted(path.name for path in log.parent.iterdir())
    assert files == ["sandbox.log", "sandbox.log.1"]
    assert all(path.stat().st_size <= 512 * 1024 for path in log.parent.iterdir())


def test_log_shows_both_files(tmp_path):
    """Promise: `ordslab sandbox log` shows the older part first."""
    assert ordslab.sandbox.log(tmp_path) == ""
    (tmp_path / "sandbox.log.1").write_text("older\n")
    (tmp_path / "sandbox.log").write_text("newer\n")
    assert ordslab.sandbox.log(tmp_path) == "older\nnewer\n"


def test_no_request_is_logged(sandbox_home):
    """Promise: neither a query string nor a header, nor garbage that somebody sends, gets into the log."""
    status = ordslab.sandbox.start(sandbox_home, http_port=0, db_port=0)
    port = int(status["ords_url"].split(":")[2].split("/")[0])
    for request in (
        b"GET /ords/page/x?token=in-the-query HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer in-the-header\r\n"
        b"Connection: close\r\n\r\n",
        b"in-the-garbage\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(request)
            while connection.recv(4096):
                pass
    ordslab.sandbox.stop(sandbox_home)
    log = ordslab.sandbox.log(sandbox_home)
    assert "started" in log and "in-the-" not in log
    assert ordslab.sandbox.password(sandbox_home) not in log
