"""The bytes of an exchange."""

from __future__ import annotations

import http.server
import select
import socket
import ssl
import threading
from contextlib import contextmanager

import pytest
import requests

from ordslab.http.session import LabSession
from ordslab.http.wire import WireAdapter, recording
from ordslab.settings.current import Settings

from ..echo_server import Echo
from ..stand_ins import certificate


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


@contextmanager
def running(server):
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def tls(tmp_path):
    """A server with a self-signed certificate: its address and the certificate's file."""
    path = certificate(tmp_path, ["127.0.0.1"], 10)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with running(server) as port:
        yield f"https://127.0.0.1:{port}", path


class Tunnel(http.server.BaseHTTPRequestHandler):
    """A proxy: CONNECT, then bytes both ways."""

    def do_CONNECT(self):
        host, _, port = self.path.partition(":")
        with socket.create_connection((host, int(port))) as there:
            self.send_response(200)
            self.end_headers()
            ends = {self.connection: there, there: self.connection}
            while True:
                for each in select.select(list(ends), [], [])[0]:
                    content = each.recv(65536)
                    if not content:
                        return
                    ends[each].sendall(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def proxy():
    with running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tunnel)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("trusted", ["certificate", "ca_file"])
@pytest.mark.parametrize("through", ["", "proxy"])
def test_the_bytes_are_seen_above_tls(tls, proxy, tmp_path, trusted, through):
    """Promise: with a pinned certificate or an authority of its own, through a proxy or not, the bytes are those of
    the exchange, and what was said to the proxy to get through is none of them."""
    url, path = tls
    options = {trusted: path, "proxy": proxy if through else ""}
    with LabSession(Settings("work", tmp_path, "PAGE", "dsn", f"{url}/ords/page", **options), None) as session:
        for body in (b"one", b"two"):
            with recording() as recorded:
                assert session.post(f"{url}/x", data=body).status_code == 200
            assert bytes(recorded.sent).startswith(b"POST /x HTTP/1.1\r\n") and recorded.sent.endswith(body)
            assert bytes(recorded.received).startswith(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
