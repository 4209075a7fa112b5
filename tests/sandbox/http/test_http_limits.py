"""What a client may send and how long it may take: heads, trailers, forms, all bodies together, slow handlers."""

from __future__ import annotations

import json
import socket
import threading
import time

import pytest

from ordslab.sandbox.http import request_limits
from ordslab.sandbox.sql.json_text import read_json, write_json

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CHUNKED = b"POST /ords/page/customers/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"


@pytest.fixture
def posts(ords, make):
    """An address that takes a POST; its body is not looked at."""
    ords.module([".", make.handler("begin null; end;", "plsql/block", method="POST")])
    ords.script["begin null"] = lambda session, binds: None
    return ords


def last_words(ords, *pieces):
    """What comes back for bytes, until the server hangs up."""
    answer = b""
    with socket.create_connection(("127.0.0.1", ords.port), timeout=20) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
            while data := connection.recv(65536):
                answer += data
        except ConnectionError:
            pass
    return answer


@pytest.mark.parametrize("endless", [b"a: b\r\n" * 100_000, b"a: " + b"b" * 600_000], ids=["many", "long"])
def test_trailers_without_end_end_the_connection(posts, endless):
    """Promise: what stands behind a body is bounded as a head is (RFC 9112, 7.1.2: a recipient may limit it)."""
    assert last_words(posts, CHUNKED, b"0\r\n", *[endless] * 3) == b""


def test_sizes_of_chunks_without_end_end_the_connection(posts):
    """Promise: extensions of a chunk are bounded, too (RFC 9112, 7.1.1)."""
    assert last_words(posts, CHUNKED, b"1;" + b"x" * 600_000) == b""


def test_trailers_are_no_headers(posts):
    """Source RFC 9110, 6.5.1: a trailer is not merged into the head. Promise: one that is short does no harm."""
    ending = b"0\r\nAuthorization: Bearer x\r\n\r\nGET /ords/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    words = last_words(posts, CHUNKED + ending)
    assert words.startswith(b"HTTP/1.1 200 ") and words.count(b"HTTP/1.1 ") == 2


@pytest.mark.parametrize("beginning", [b"", b"GET /ords/ HTTP/1.1\r\nHo", CHUNKED], ids=["none", "head", "body"])
def test_half_a_request_ends_the_connection(posts, beginning, monkeypatch):
    """Documented: Jetty's idle timeout, 30 seconds; here less."""
    monkeypatch.setattr("ordslab.sandbox.http.protocol._PATIENCE", 0.2)
    assert last_words(posts, beginning) == b""


def test_a_head_has_its_time_in_all(posts, monkeypatch):
    """Promise: a byte now and then does not keep a connection."""
    monkeypatch.setattr("ordslab.sandbox.http.protocol._PATIENCE", 0.3)
    address = ("127.0.0.1", posts.port)
    with socket.create_connection(address, timeout=20) as connection, pytest.raises(ConnectionError):
        while True:
            connection.sendall(b"G")
            time.sleep(0.02)


def test_a_form_has_so_many_fields(posts, make):
    """Documented: Jetty's maxFormKeys; inferred: 400, and that it holds for handlers."""
    posts.module(["f", make.handler("begin x := :a; end;", "plsql/block", method="POST")], prefix="/forms/")
    posts.script["begin x"] = lambda session, binds: None
    assert posts.post("/forms/f", data="a=1&" * 1000, headers=FORM).status_code == 400
    assert posts.post("/forms/f", data="a=1&" * 900, headers=FORM).status_code == 200


def test_a_form_to_sign_in_with_is_short(posts):
    """Documented: Jetty's maxFormContentSize; inferred: 413."""
    assert posts.post("/sign-in/check", data="a" * 200_001, headers=FORM).status_code == 413
    assert posts.post("/sign-in/check", data="a" * 200_000, headers=FORM).status_code == 403


def test_all_bodies_together_are_bounded(posts, monkeypatch):
    """Inferred: 503. Promise: what a request held is free again with its answer."""
    monkeypatch.setattr(request_limits, "BODIES_LIMIT", 1_000_000)
    assert posts.post("/customers/", data=b"x" * 1_000_001).status_code == 503
    for _ in range(3):
        assert posts.post("/customers/", data=b"x" * 900_000).status_code == 200
    with socket.create_connection(("127.0.0.1", posts.port)) as connection:
        head = b"POST /ords/page/customers/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900001\r\n\r\n"
        connection.sendall(head + b"x" * 900_000)
        while request_limits._Held.everybody < 900_000:
            time.sleep(0.01)
        assert posts.post("/customers/", data=b"x" * 200_000).status_code == 503
    while request_limits._Held.everybody:
        time.sleep(0.01)


def test_handlers_that_take_long_stop_nobody(ords, make):
    """Promise: the twelve places are for quick requests; sixteen that take long leave them to others."""
    ords.module(["slow", make.handler("select slow from x")], ["quick", make.handler("select quick from x")])
    go_on = threading.Event()
    ords.script["select slow"] = lambda session, binds: go_on.wait(20) and make.rows()
    ords.script["select quick"] = make.rows()
    threads = [threading.Thread(target=ords.get, args=["/customers/slow"]) for _ in range(16)]
    for thread in threads:
        thread.start()
    try:
        assert ords.get("/customers/quick").status_code == 200
    finally:
        go_on.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("count", [1, 1000, 250_000])
def test_a_document_is_the_same_however_many_values_it_has(count):
    """Promise: the reader for many values reads what the other one reads."""
    value = {"a": [{"b": [[], {}, "é\n", None, True, 1.5]} for _ in range(count // 5 + 1)]}
    assert read_json(json.dumps(value)) == json.loads(write_json(value))
