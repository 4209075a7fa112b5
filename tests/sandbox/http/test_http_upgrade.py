"""Requests that offer an upgrade to HTTP/2, as curl --http2 and Java's HttpClient send them, on the wire.

RFC 9110, 7.8: a server may pass over the offer; the request's body stays its body.
"""

import socket

import pytest

OFFER = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABk\r\n"


@pytest.fixture
def told(ords, make):
    """What each request with a body says, in order."""
    seen = []

    def keep(session, binds):
        seen.append(bytes(binds["BODY"].value or b"").decode())

    ords.script["begin keep"] = keep
    ords.module((".", make.handler("begin keep(:body); end;", "plsql/block", method="POST")))
    return seen


def head(length, further=OFFER):
    return (
        b"POST /ords/page/customers/ HTTP/1.1\r\nHost: localhost\r\n" + further + b"Content-Length: %d\r\n\r\n" % length
    )


def chunked(body, size):
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    lines = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    transfer = b"Transfer-Encoding: chunked\r\n\r\n"
    return b"POST /ords/page/customers/ HTTP/1.1\r\nHost: localhost\r\n" + OFFER + transfer + lines + b"0\r\n\r\n"


def answers(ords, *pieces, count=1):
    """The status lines of as many answers as are awaited."""
    found = b""
    with socket.create_connection(("127.0.0.1", ords.port), timeout=10) as connection:
        for piece in pieces:
            connection.sendall(piece)
        while found.count(b"HTTP/1.1 ") < count:
            data = connection.recv(65536)
            if not data:
                break
            found += data
    return [line.split(b" ")[1] for line in found.splitlines() if line.startswith(b"HTTP/1.1 ")]


@pytest.mark.parametrize("length", [0, 1, 16, 1000, 300_000])
def test_the_body_stays_its_body(ords, told, length):
    assert answers(ords, head(length) + b"x" * length) == [b"200"]
    assert told == ["x" * length]


@pytest.mark.parametrize("size", [1, 16, 1000])
def test_in_chunks_too(ords, told, size):
    assert answers(ords, chunked(b"y" * 1000, size)) == [b"200"]
    assert told == ["y" * 1000]


def test_wherever_the_network_cuts_it(ords, told):
    request = head(5) + b"hello"
    for place in (1, 30, len(request) - 6, len(request) - 5, len(request) - 4):
        assert answers(ords, request[:place], request[place:]) == [b"200"]
    assert told == ["hello"] * 5


def test_requests_behind_it_on_the_connection_are_answered(ords, told):
    requests = head(1) + b"a" + head(2, b"") + b"bb" + head(3) + b"ccc"
    assert answers(ords, requests, count=3) == [b"200"] * 3
    assert told == ["a", "bb", "ccc"]


def test_the_handler_is_told_of_the_offer_once(ords, make):
    """Inferred: passing over is not hiding."""
    seen = {}
    ords.script["begin keep"] = lambda session, binds: seen.update(session.package_state["CGI"])
    ords.module((".", make.handler("begin keep; end;", "plsql/block", method="POST")))
    answers(ords, head(0))
    assert (seen["upgrade"], seen["connection"]) == ("h2c", "Upgrade, HTTP2-Settings")


def test_connect_is_no_request_of_ours(ords):
    assert answers(ords, b"CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\n\r\n") == [b"400"]
    assert answers(ords, b"OPTIONS /ords/page/none/ HTTP/1.1\r\nHost: localhost\r\n\r\n") == [b"404"]
