"""Under which names the sandbox may be addressed, so that no page of somebody else's reads what it answers."""

from __future__ import annotations

import re
import socket

import pytest

import ordslab.sandbox
from ordslab.sandbox import SandboxError
from ordslab.sandbox.http.hosts import Hosts

OTHERS = ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.2", "0.0.0.0", "[::]", "evil")
MALFORMED = ("", "a b", "http://localhost", "localhost:x", "localhost:", "@localhost", "a,b", "[::1", "localhost/", "é")


@pytest.fixture
def open_rows(ords, make):
    """/ords/page/c/ is public and gives a row."""
    ords.script["select id"] = make.rows((1, "one", None))
    ords.module((".", make.handler("select id")), prefix="/c/")
    return ords


def raw(port, *head, target="/ords/page/c/", method="GET"):
    """Status and whole answer of a request with exactly these header lines."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        lines = (f"{method} {target} HTTP/1.1", *head, "Connection: close", "", "")
        connection.sendall("\r\n".join(lines).encode("latin-1"))
        answer = b""
        while received := connection.recv(65536):
            answer += received
    return int(answer.split()[1]), answer


@pytest.mark.parametrize("target", ["/ords/page/c/", "/", "/ords/", "/ords/_/landing", "/ords/page/oauth/token"])
@pytest.mark.parametrize("name", OTHERS)
def test_another_name_reads_nothing(open_rows, name, target):
    """Promise: a page whose name was pointed at this machine (DNS rebinding) gets 403 and no row, on every address."""
    port = open_rows.port
    for host in (name, name.upper(), f"{name}:{port}"):
        for origin in ((), (f"Origin: http://{name}:{port}",)):
            status, answer = raw(port, f"Host: {host}", *origin, target=target)
            assert status == 403 and b"one" not in answer and b"Access-Control" not in answer
    assert not open_rows.executed


@pytest.mark.parametrize("head", [(), *((f"Host: {name}",) for name in MALFORMED)])
def test_no_host_or_a_malformed_one_is_400(open_rows, head):
    """RFC 9112, 3.2."""
    assert raw(open_rows.port, *head)[0] == 400


@pytest.mark.parametrize("hosts", [("a", "b"), ("127.0.0.1", "127.0.0.1"), ("localhost", "evil.example")])
def test_two_hosts_are_400(open_rows, hosts):
    """RFC 9112, 3.2."""
    assert raw(open_rows.port, *(f"Host: {host}" for host in hosts))[0] == 400


def test_loopbacks_names_are_heard_with_any_port(open_rows):
    """Promise: a port that a container has mapped to another one is no reason to refuse."""
    for host in ("127.0.0.1", "localhost", "LocalHost", "[::1]"):
        for port in ("", ":1", f":{open_rows.port}", ":65535"):
            assert raw(open_rows.port, f"Host: {host}{port}")[0] == 200


def test_names_that_were_given_are_heard(open_rows):
    """Promise: --allow-host adds a name, in whatever case, and nothing else."""
    open_rows.app.hosts = Hosts.of(["Hub.Example", "10.0.0.7"])
    for host, status in {"hub.example": 200, "HUB.example:443": 200, "10.0.0.7": 200, "a.hub.example": 403}.items():
        assert raw(open_rows.port, f"Host: {host}")[0] == status
    assert raw(open_rows.port, "Host: localhost")[0] == 200


def test_an_origin_is_compared_with_what_is_allowed(open_rows):
    """Promise: a page is the sandbox's own under the sandbox's names and port only; others need CORS (403)."""
    port = open_rows.port
    open_rows.app.hosts = Hosts.of(["hub.example"])
    own = (f"http://127.0.0.1:{port}", f"http://localhost:{port}", f"http://hub.example:{port}")
    own += (f"https://hub.example:{port}",)  # whoever passes requests on has ended the TLS
    others = ("null", "http://localhost:1", "http://localhost", f"https://localhost:{port}", "http://evil.example")
    others += (f"http://evil.example:{port}", f"http://hub.example.evil:{port}", "file://", "http://")
    for origins, expected in ((own, 200), (others, 403)):
        for origin in origins:
            assert raw(port, f"Host: localhost:{port}", f"Origin: {origin}")[0] == expected, origin


@pytest.mark.parametrize("name", ["", "http://hub", "hub:8181", "*", "a b", "hub/", "-hub", "hub.", "hub\n"])
def test_what_is_no_name_is_refused(name):
    """Promise: two lines, and no wildcard that would let everybody in."""
    with pytest.raises(SandboxError, match=re.escape("--allow-host")):
        Hosts.of([name])


def test_the_option_reaches_the_process(sandbox_home):
    """Promise: `sandbox start --allow-host` counts for that run; another start without it says nothing of it."""
    status = ordslab.sandbox.start(sandbox_home, http_port=0, db_port=0, allow_host=["hub.example", "other.example"])
    port = int(status["ords_url"].split(":")[2].split("/")[0])
    expected = {"hub.example": 200, "other.example": 200, "evil.example": 403, "127.0.0.1": 200}
    assert {host: raw(port, f"Host: {host}", target="/ords/_/landing")[0] for host in expected} == expected
    assert ordslab.sandbox.start(sandbox_home)["pid"] == status["pid"]
    assert ordslab.sandbox.start(sandbox_home, allow_host=("other.example", "hub.example"))["pid"] == status["pid"]
    with pytest.raises(SandboxError, match="another allow-host"):
        ordslab.sandbox.start(sandbox_home, allow_host="third.example")
    ordslab.sandbox.stop(sandbox_home)
    with pytest.raises(SandboxError, match="not the name of a host"):
        ordslab.sandbox.start(sandbox_home, http_port=0, db_port=0, allow_host="*")
