"""The bytes of an exchange."""

from __future__ import annotations

import pytest
import requests

from ordslab.http.wire import WireAdapter, recording

from ..echo_server import Echo


@pytest.fixture
def session():
    with requests.Session() as session:
        session.trust_env = False
        session.mount("http://", WireAdapter())
        yield session


def test_the_bytes_are_those_of_the_wire(echo, session, monkeypatch):
    """Promise: request line, headers and body as sent; status line, headers and chunks as received."""
    monkeypatch.setattr(Echo, "answer", b'{"a":1}')
    monkeypatch.setattr(Echo, "chunks", (3,))
    with recording() as recorded:
        assert session.post(f"{echo}/x?q=1", data=b"hello").json() == {"a": 1}
    assert bytes(recorded.sent).startswith(b"POST /x?q=1 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert bytes(recorded.sent).endswith(b"\r\n\r\nhello")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert bytes(recorded.received) == head + b'3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n'


def test_each_exchange_has_its_own_bytes(echo, session):
    """Promise: on a line that is kept open, the second call does not show the first one's bytes."""
    sent = []
    for body in (b"one", b"two"):
        with recording() as recorded:
            session.post(echo, data=body)
        sent.append(bytes(recorded.sent).rpartition(b"\r\n\r\n")[2])
    session.post(echo, data=b"three")
    assert sent == [b"one", b"two"]
