"""Whatever is asked, the answer is one of ORDS's: nothing that a client sends breaks the sandbox."""

import asyncio
import json
import logging
import random
import socket
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.random_input import COUNT, changed, seed

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
def answer(sandbox):
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

    return answer


@pytest.fixture
def ask(sandbox, answer):
    return lambda *parts: sandbox._call(answer(*parts))


def check(path, status, answered, content):
    """It is an answer of ORDS's. 500 is that to a status_code that HTTP does not have: only the echo can give it."""
    assert status in {200, 201, 302, 304, 400, 401, 403, 404, 405, 412, 413, 415, 555} or (
        path.startswith("/m/echo") and 200 <= status <= 599
    )
    if answered.get(b"Content-Type") == b"application/problem+json":
        assert "instance" in json.loads(content)


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.tuples(st.sampled_from(METHODS), paths, queries, headers, bodies))
def test_nothing_that_is_asked_is_an_error_of_our_own(ask, caplog, asked):
    """Promise: an answer of ORDS's, and nothing in the log."""
    method, path, query, head, body = asked
    status, answered, content = ask(method, unquote(f"/ords/page{path}"), query, head, body)
    check(path, status, answered, content)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING], caplog.text


STRANGE = (
    "\0",
    "\x7f",
    "é",
    "\U0001f600",
    "%",
    "%zz",
    "%00",
    "//",
    "..",
    ";",
    "'",
    '"',
    "\\",
    "{",
    "[",
    " ",
    "+",
    "&",
    "=",
)
WORDS = (
    "1",
    "0",
    "-1",
    "1e400",
    "null",
    "true",
    "NaN",
    "EMP",
    "x" * 300,
    "9" * 40,
    "{}",
    "[]",
    '{"a":1}',
    "''",
    "--",
    "",
)
FILTERS = (
    '{"id":{"$eq":1}}', '{"$orderby":{"id":"asc"}}', '{"name":{"$like":"%"}}', '{"$and":[{"id":1},{"id":{"$gt":0}}]}',
    '{"$asof":{"$scn":"1"}}', '{"id":{"$between":[1,2]}}', '{"name":{"$null":null}}', '{"id":{"$date":"2020"}}',
)  # fmt: skip
BODIES = (
    b'{"id":3,"name":"x"}',
    b"id,name\n3,x\n",
    b"a=1&b=2",
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
)
AT_ONCE = 20
CHEAP = ("/oauth/token", "/oauth/auth", "/sign-in/", "/sign-in/check", "/sign-out/", "/", "/nowhere", "/m/nowhere")


def text_at_random(chance):
    """A word, or several with strange characters between."""
    return "".join(chance.choice(chance.choice((WORDS, STRANGE))) for _ in range(chance.choice((1, 1, 2, 4))))


def request_at_random(chance):
    """Method, path, query, headers and body."""
    path = chance.choice(CHEAP if chance.random() < 0.3 else PATHS)
    if chance.random() < 0.25:
        place = chance.randrange(len(path) + 1)
        path = path[:place] + text_at_random(chance) + path[chance.choice((place, len(path))) :]
    query = b""
    if chance.random() < 0.5:
        names = (
            "q",
            "limit",
            "offset",
            "page",
            "a",
            "code",
            "go",
            "r",
            "response_type",
            "client_id",
            "state",
            "fields",
        )
        pairs = [f"{chance.choice(names)}={text_at_random(chance)}" for _ in range(chance.choice((1, 1, 2)))]
        if chance.random() < 0.3:
            pairs.append("q=" + changed(chance.choice(FILTERS).encode(), chance).decode("latin-1"))
        query = "&".join(pairs).encode()
    head = {}
    for _ in range(chance.choice((0, 0, 1, 2, 4))):
        value = chance.choice((*KINDS, "Bearer a.b.c", "Basic eDp5", SIGNED_IN, text_at_random(chance)))
        head[chance.choice(HEADERS)] = value
    body = chance.choice((b"", changed(chance.choice(BODIES), chance), chance.randbytes(30)))
    return chance.choice(METHODS), f"/{path}".replace("//", "/", 1), query, head, body


def test_nothing_of_a_hundred_thousand_requests_breaks_anything(sandbox, answer, caplog):
    """Promise: an answer of ORDS's each time, and nothing in the log. A million: benchmarks/fuzz.py."""
    chance = random.Random(seed("requests"))

    async def one(asked):
        method, path, query, head, body = asked
        check(path, *await answer(method, unquote(f"/ords/page{path}"), query, head, body))

    async def all_of_them():
        for _ in range(0, COUNT, AT_ONCE):
            await asyncio.gather(*(one(request_at_random(chance)) for _ in range(AT_ONCE)))
            assert not [record for record in caplog.records if record.levelno >= logging.WARNING], caplog.text[-3000:]

    asyncio.run_coroutine_threadsafe(all_of_them(), sandbox.loop).result()


def test_what_is_no_request_ends_its_connection_at_most(sandbox, answer, caplog):
    """Promise: whatever bytes come over a socket, nothing is in the log, and the next request is answered."""
    chance = random.Random(seed("connections, a hundredth of them"))
    port = int(sandbox.url.split(":")[2].split("/")[0])
    plain = b"POST /ords/page/m/echo HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    wholes = (
        plain + b"Content-Length: 2\r\n\r\n{}",
        plain + b"Transfer-Encoding: chunked\r\n\r\n2;x=y\r\n{}\r\n0\r\na: b\r\n\r\n",
        plain.replace(b"POST", b"GET") + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
        plain.replace(b"POST", b"GET") + b"\r\n" + plain.replace(b"POST", b"HEAD") + b"\r\n",
    )
    for _ in range(max(COUNT // 100, 100)):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(changed(chance.choice(wholes), chance))
    assert sandbox.get("/m/").status_code == 200
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING], caplog.text[-3000:]


@pytest.mark.parametrize("address", ["//[", "http://[", "http://[::1", "//]:", "http://a]/", "\\[", "?", "#", "//"])
def test_an_address_that_is_none_breaks_nothing(sandbox, answer, caplog, address):
    """Promise: where a handler forwards to it, or gives it as a link, nothing is in the log. The status is inferred."""
    sandbox.handler("links", f"select 1 n, '{address}' \"$there\" from dual")
    assert sandbox.get("/m/links").status_code == 200
    assert sandbox.get("/m/echo", params={"go": address}).status_code in (200, 302, 404, 500)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING], caplog.text
