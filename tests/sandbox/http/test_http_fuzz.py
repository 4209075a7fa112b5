"""Whatever is asked, the answer is one of ORDS's: nothing that a client sends breaks the sandbox."""

import asyncio
import json
import logging
import os
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PATHS = ("/m/", "/m/validation/1", "/m/echo", "/emp/", "/emp/1", "/metadata-catalog/", "/open-api-catalog/m/")
PATHS += ("/oauth/token", "/oauth/auth", "/sign-in/", "/sign-in/check", "/sign-in/success", "/sign-out/", "/greet/")
HEADERS = ("accept", "authorization", "content-type", "origin", "if-none-match", "if-match", "content-length", "cookie")
OURS = {"host": "127.0.0.1"}
SIGNED_IN = "the cookie of who has signed in"
CHARSETS = ("idna", "punycode", "undefined", "rot13", "base64", "utf-7", "utf-16", "unicode_escape", "mbcs", "x" * 300)
KINDS = (
    *(f"application/json; charset={name}" for name in CHARSETS),
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
)
METHODS = ("GET", "GET", "GET", "POST", "POST", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")
texts = st.text(max_size=20)
header_values = st.one_of(texts, st.sampled_from([*KINDS, "Bearer a.b.c", "Basic eDp5", SIGNED_IN]))
headers = st.dictionaries(st.sampled_from(HEADERS), header_values, max_size=4)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=8,
)
surrogates = st.text(st.characters(categories=["Cs", "Ll"]), max_size=5)  # JSON may name halves of a character
bodies = st.one_of(
    surrogates.map(lambda text: json.dumps({"a": text, text: "a"}).encode()),
    st.binary(max_size=60),
    values.map(json.dumps).map(str.encode),
)
paths = st.one_of(
    st.sampled_from(PATHS),
    st.sampled_from(PATHS),
    st.builds("{}{}".format, st.sampled_from(PATHS), texts),
    texts.map("/".__add__),
)
names = st.sampled_from(["limit", "offset", "page", "a", "code", "go", "r", "response_type", "client_id", "state"])
queries = st.one_of(
    st.just(b""),
    st.binary(max_size=30),
    values.map(lambda value: b"q=" + json.dumps(value).encode()),
    st.builds("{}={}".format, names, texts).map(str.encode),
)


@pytest.fixture
def ask(sandbox):
    """Asks the application itself, without a socket between: a client that is not bound to HTTP's grammar."""
    sandbox.run(
        "create table emp (id number primary key, name varchar2(10))",
        "insert into emp values (1, 'ONE')",
        "begin ords.enable_object(p_object => 'EMP'); commit; end;",
        "create function greet(who varchar2, times number default 1) return varchar2 is begin return who; end;",
        "begin ords.enable_object(p_object => 'GREET', p_object_type => 'FUNCTION'); commit; end;",
    )
    sandbox.handler(".", "select id, name from emp where :a is null or name = :a")
    sandbox.handler("validation/:id", "select id, name from emp where to_char(id) = :id", "json/item")
    echo = "begin htp.p(:a); :status_code := :code; :forward_location := :go; end;"
    for method in ("GET", "POST"):
        sandbox.handler("echo", echo, "plsql/block", method)

    page = sandbox.get("/sign-in/")
    form = {"j_username": "page", "j_password": "no one logs on here", "csrf_token": page.headers["CSRF-Token"]}
    signed_in = sandbox.post("/sign-in/check", data=form).headers["Set-Cookie"].partition(";")[0]

    async def answer(method, path, query, head, body):
        sent = []
        head = {name: signed_in if value == SIGNED_IN else value for name, value in {**OURS, **head}.items()}
        messages = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive():
            return messages.pop() if messages else await asyncio.Event().wait()

        async def send(message):
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query,
            "scheme": "http",
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
            "headers": [(name.encode(), value.encode("latin-1", "replace")) for name, value in head.items()],
        }
        await asyncio.wait_for(sandbox._app(scope, receive, send), 20)
        return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]

    return lambda *parts: sandbox._call(answer(*parts))


@settings(
    max_examples=int(os.environ.get("ORDSLAB_FUZZ", "2000")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.tuples(st.sampled_from(METHODS), paths, queries, headers, bodies))
def test_nothing_that_is_asked_is_an_error_of_our_own(ask, caplog, asked):
    """Promise: an answer of ORDS's, and nothing in the log. More of them: tests/benchmarks/fuzz.py."""
    method, path, query, head, body = asked
    status, answered, content = ask(method, unquote(f"/ords/page{path}"), query, head, body)
    # 500 is the answer to a status_code that HTTP does not have: only the echo can give it
    assert status in {200, 201, 302, 304, 400, 401, 403, 404, 405, 412, 413, 415, 555} or (
        path.startswith("/m/echo") and 200 <= status <= 599
    )
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING], caplog.text
    if answered.get(b"Content-Type") == b"application/problem+json":
        assert "instance" in json.loads(content)
