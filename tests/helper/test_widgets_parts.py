"""What the panels are made of: markup, JWTs, the bytes of an exchange, calls for other tools. No sandbox needed."""

from __future__ import annotations

import base64
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from ordslab.http.exchange_secrets import received_secrets, sent_secrets
from ordslab.http.tokens_seen import IssuedTokens
from ordslab.http.wire import WireAdapter, recording
from ordslab.markup import Html, button, join, tag
from ordslab.secrets.known import KnownSecrets
from ordslab.secrets.secret import MASK
from ordslab.widgets import snippets
from ordslab.widgets.console import wire
from ordslab.widgets.inspector import jwt

EVIL = """<img src=x onerror="alert('1')">&amp;"""
TOKEN = "IVGVP-GrXzQJLUIBM4uN_w"
SECRET = "Zm6Z-XMm_LTOrgGMLxtT7Q.."

# Markup


@given(st.text())
def test_text_stays_text(text):
    """Promise: whatever a name holds, as a child or in an attribute, it opens no tag and ends no attribute."""
    from html.parser import HTMLParser

    seen = []

    class Reader(HTMLParser):
        def handle_starttag(self, name, attributes):
            seen.append((name, dict(attributes)))

        def handle_data(self, data):
            seen.append(data)

    Reader(convert_charrefs=True).feed(tag("b", text, title=text))
    (name, attributes), *data = seen
    assert (name, attributes["title"]) == ("b", text)
    assert "".join(data) == text


def test_only_markup_is_left_as_it_is():
    """Promise: an element inside another is not escaped twice; None and False vanish, lists are laid out."""
    assert join(tag("b", 1), None, False, ["<", tag("hr")]) == "<b>1</b>&lt;<hr>"
    assert isinstance(join("<"), Html) and tag("i", hidden=True, title=None) == "<i hidden></i>"


def test_a_button_carries_its_arguments():
    """Promise: the page can read back what the action gets, quotes and all."""
    written = button("Go", "show", with_={"name": EVIL})
    assert "<img" not in written and 'type="button"' in written


# JWT


def a_jwt(header: object, payload: object, signature: str = "c2lnbmF0dXJl") -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, payload)]
    return ".".join([*parts, signature])


RS256 = {"alg": "RS256", "kid": "1", "typ": "JWT"}


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        "LfXJilIBdzj5JPRn4xb5QQ..",
        "",
        "a.b.c",
        "..",
        a_jwt([], {}),
        a_jwt({}, {"iss": "x"}),
        a_jwt(RS256, "text"),
        f"{TOKEN}.{TOKEN}.{TOKEN}",
        "ä.ö.ü",
        "e30.e30",
    ],
)
def test_opaque_tokens_are_no_jwts(text):
    """Promise: three parts make no JWT: tokens of older releases end in two dots, and have three (APEX docs)."""
    assert jwt.decode(text) is None


@given(st.text())
def test_any_text_can_be_looked_at(text):
    """Promise: decoding never raises."""
    jwt.decode(text)
    jwt.decode(f"{text}.{text}.{text}")


def test_claims_are_explained_with_their_rfc():
    """Promise: the registered claims name their section of RFC 7519, the header's RFC 7515's; others are private."""
    payload = {"iss": "https://issuer", "sub": "x", "aud": "y", "exp": 0, "nbf": 0, "iat": 0, "jti": "1", "shoe": 43}
    decoded = jwt.decode(a_jwt(RS256, payload))
    sources = {each.name: each.source for each in (*decoded.header_claims, *decoded.claims)}
    registered = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]
    assert [sources[name] for name in registered] == [f"RFC 7519, 4.1.{n}" for n in range(1, 8)]
    assert (sources["alg"], sources["kid"], sources["shoe"]) == ("RFC 7515, 4.1.1", "RFC 7515, 4.1.4", "RFC 7519, 4.3")
    assert next(each.value for each in decoded.claims if each.name == "exp") == "0 (1970-01-01 00:00:00 UTC)"


@pytest.mark.parametrize("exp", [True, "soon", None, 1e300, float("inf"), -1e300, [], {}])
def test_an_odd_expiry_is_no_time(exp):
    """Promise: an `exp` that is no time is shown as it is, and nothing is counted from it."""
    decoded = jwt.decode(a_jwt(RS256, {"exp": exp}))
    assert decoded.moment("exp") is None
    assert len(decoded.claims) == 1


def test_scopes_come_in_two_ways():
    """Promise: `scope` as words, or `scp`, also as a list."""
    assert jwt.decode(a_jwt(RS256, {"scope": "a b"})).scopes == ("a", "b")
    assert jwt.decode(a_jwt(RS256, {"scp": ["a", 1]})).scopes == ("a",)
    assert jwt.decode(a_jwt(RS256, {"scope": {"a": 1}})).scopes == ()


def test_what_a_claim_shows_is_bounded_and_masked():
    """Promise: a huge claim fills no page, and a claim that is called a secret is masked."""
    claims = jwt.decode(a_jwt(RS256, {"big": "x" * 10**6, "client_secret": SECRET})).claims
    assert len(claims[0].value) < 3000 and claims[1].value == MASK


# The bytes of an exchange


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with what the test has put into `answer`, in the chunks that it asks for."""

    protocol_version = "HTTP/1.1"
    answer = b"{}"
    chunks: tuple[int, ...] = ()

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response_only(200)
        self.send_header("Content-Type", "application/json")
        if not self.chunks:
            self.send_header("Content-Length", str(len(self.answer)))
            self.end_headers()
            self.wfile.write(self.answer)
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        rest = self.answer
        for size in (*self.chunks, len(rest) or 1):
            part, rest = rest[:size], rest[size:]
            if part:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_):
        pass


@pytest.fixture
def echo():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


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


@given(first=st.integers(1, 60), second=st.integers(1, 60))
def test_a_token_is_masked_across_chunks(first, second):
    """Promise: wherever a chunk ends, no part of a token is left."""
    body = json.dumps({"access_token": TOKEN, "token_type": "bearer"}).encode()
    parts = [body[:first], body[first : first + second], body[first + second :]]
    framed = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts if part) + b"0\r\n\r\n"
    raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + framed
    _, shown = wire.masked(raw, KnownSecrets(), [TOKEN])
    joined = "".join(shown.split("\r\n"))
    assert all(TOKEN[at : at + 4] not in joined for at in range(len(TOKEN) - 3))
    assert MASK in shown and shown.endswith("0\r\n\r\n")


@pytest.mark.parametrize("body", [b"zz\r\nx", b"5\r\nab", b"\r\n", b"", b"-1\r\nx", b"ffffffff\r\nx"])
def test_broken_framing_is_shown_all_the_same(body):
    """Promise: an answer that breaks off, or is none, is still shown."""
    lines, shown = wire.masked(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body, KnownSecrets(), [])
    assert lines[0] == "HTTP/1.1 200 OK" and len(shown) <= len(body)


def test_secrets_are_masked_wherever_they_stand(echo, session, monkeypatch):
    """Promise: in address, header, form and answer, plain, quoted or in Base64, no secret is left on either side."""
    secret = 'p"ä ss/+='
    monkeypatch.setattr(Echo, "answer", json.dumps({"access_token": TOKEN, "said": secret}).encode())
    with recording() as recorded:
        response = session.post(
            f"{echo}/?token={TOKEN}x",
            data={"client_secret": secret},
            auth=("id", SECRET),
            headers={"X-API-Key": "k" * 9},
        )
    secrets = [secret, *sent_secrets(response.request), *received_secrets(response)]
    for raw in (recorded.sent, recorded.received):
        lines, body = wire.masked(bytes(raw), KnownSecrets(), secrets)
        shown = "\n".join([*lines, body])
        basic = base64.b64encode(f"id:{SECRET}".encode()).decode()
        assert not [each for each in (TOKEN, SECRET, basic, secret, "ss/+", "ss%2F", "k" * 9) if each in shown]
    assert f"Authorization: Basic {MASK}" in "\n".join(wire.masked(bytes(recorded.sent), KnownSecrets(), secrets)[0])


@pytest.mark.parametrize(
    ("line", "first", "sent", "word"),
    [
        ("GET /x HTTP/1.1", True, True, "method"),
        ("Authorization: Basic x", False, True, "no encryption"),
        ("Authorization: bearer x", False, True, "RFC 6750"),
        ("Content-Type: application/x-www-form-urlencoded", False, True, "RFC 6749"),
        ("HTTP/1.1 555", True, False, "failed"),
        ('WWW-Authenticate: Bearer realm="x", error="invalid_token"', False, False, "without the role"),
        ("Content-Type: application/problem+json", False, False, "RFC 9457"),
        ("X-Own: 1", False, False, ""),
        ("", False, False, ""),
    ],
)
def test_lines_are_explained(line, first, sent, word):
    """Promise: what matters in an exchange is said beside its line; what we don't know stays without a word."""
    said = wire.note(line, first, sent)
    assert word in said and bool(said) == bool(word)


# Calls for other tools

URL = "http://127.0.0.1:1/ords/page"
KINDS = [snippets.NONE, snippets.BASIC, snippets.BEARER, snippets.CLIENT_CREDENTIALS]


def a_request(kind: str, **changes: object) -> snippets.SharedCall:
    given = {"headers": {"Accept": "application/json"}, "token_url": f"{URL}/oauth/token", "authorization": kind}
    return snippets.SharedCall("GET", f"{URL}/customers/validation/1", **given | changes)


@pytest.mark.parametrize("kind", KINDS)
def test_python_snippet_is_python(kind):
    """Promise: it compiles, and takes its secrets from the environment."""
    text = snippets.python(a_request(kind, body='a "b"\n'))
    compile(text, "snippet", "exec")
    assert ("os.environ[" in text) == (kind != snippets.NONE)


@pytest.mark.parametrize("kind", KINDS)
def test_postman_collection_is_one(kind):
    """Promise: a collection of format 2.1 with one call, whose variables for secrets are empty."""
    collection = json.loads(snippets.postman(a_request(kind)))
    assert collection["info"]["schema"].endswith("/v2.1.0/collection.json")
    assert all(each["value"] == "" for each in collection["variable"])
    used = {each["key"] for each in collection["variable"]}
    assert used == set(re.findall(r"\{\{(\w+)\}\}", snippets.postman(a_request(kind))))


@pytest.mark.parametrize(
    "write", [snippets.curl, snippets.python, snippets.plsql, snippets.http_file, snippets.postman]
)
def test_what_was_typed_by_hand_is_taken_out(write):
    """Promise: a secret in address, header or body leaves with no export."""
    form = {"Content-Type": "application/x-www-form-urlencoded", "authorization": f"Bearer {TOKEN}"}
    request = a_request(snippets.NONE, headers=form, body=f"client_secret={SECRET}&a=1")
    request = snippets.SharedCall("POST", f"{URL}/x?access_token={TOKEN}", request.headers, request.body)
    text = write(request.shareable())
    assert TOKEN not in text and SECRET not in text and "a=1" in text


def test_literals_of_other_languages_hold():
    """Promise: quotes in a path break out of no literal."""
    request = snippets.SharedCall(
        "GET", f"{URL}/o'hara\"$(id)", authorization=snippets.CLIENT_CREDENTIALS, token_url=URL
    )
    assert "/o''hara\"$(id)'" in snippets.plsql(request)
    compile(snippets.python(request), "snippet", "exec")
    words = subprocess.run(
        ["bash", "-nc", snippets.curl(request)], capture_output=True, text=True, check=False, timeout=10
    )
    assert words.returncode == 0, words.stderr


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="needs curl and jq")
def test_curl_shows_no_secret_to_other_users(echo, monkeypatch, tmp_path):
    """Promise: run by a shell, it gets a token and calls; neither secret nor token is an argument of a program."""
    monkeypatch.setattr(Echo, "do_GET", Echo.do_POST, raising=False)
    monkeypatch.setattr(Echo, "answer", json.dumps({"access_token": TOKEN}).encode())
    log = tmp_path / "arguments"
    real = shutil.which("curl")
    (tmp_path / "curl").write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {real} "$@"\n')
    (tmp_path / "curl").chmod(0o700)
    request = snippets.SharedCall("GET", f"{echo}/x", {}, "", snippets.CLIENT_CREDENTIALS, f"{echo}/oauth/token")
    done = subprocess.run(
        ["bash", "-c", snippets.curl(request)],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "ORDS_CLIENT_ID": "id", "ORDS_CLIENT_SECRET": SECRET},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert "200 OK" in done.stdout, done.stderr
    arguments = log.read_text()
    assert len(arguments.splitlines()) == 2 and SECRET not in arguments and TOKEN not in arguments


def test_python_snippet_runs(echo, monkeypatch):
    """Promise: copied as it is, it gets a token and calls."""
    monkeypatch.setattr(Echo, "do_GET", Echo.do_POST, raising=False)
    monkeypatch.setattr(Echo, "answer", json.dumps({"access_token": TOKEN}).encode())
    request = snippets.SharedCall("GET", f"{echo}/x", {}, "", snippets.CLIENT_CREDENTIALS, f"{echo}/oauth/token")
    secrets = {"ORDS_CLIENT_ID": "id", "ORDS_CLIENT_SECRET": SECRET, "NO_PROXY": "*"}
    program = [sys.executable, "-c", snippets.python(request)]
    done = subprocess.run(program, env=os.environ | secrets, capture_output=True, text=True, check=False, timeout=30)
    assert done.stdout.startswith("200"), done.stderr


# Tokens that were seen


def answered(url: str, **content: object) -> requests.Response:
    response = requests.Response()
    response.status_code, response.url, response._content = 200, url, json.dumps(content).encode()
    request = requests.Request("POST", url, auth=("the-id", SECRET)).prepare()
    response.request = request
    return response


def test_the_lab_remembers_when_not_what():
    """Promise: of a token the lab keeps client, alias, time and lifetime, and nothing to get the token back from."""
    seen = IssuedTokens()
    response = answered(f"{URL}/oauth/token", access_token=TOKEN, expires_in=3600)
    response.headers["Date"] = "Tue, 24 Nov 2026 10:00:00 GMT"
    seen.note(response)
    issued = seen.find(TOKEN)
    assert (issued.client_id, issued.alias, issued.seconds) == ("the-id", "page", 3600)
    assert f"{issued.at:%H:%M %Z}" == "10:00 UTC"
    assert seen.find(TOKEN + "x") is None
    assert TOKEN not in repr(vars(seen)) + repr(seen) and SECRET not in repr(vars(seen))


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"access_token": 1}', b'{"error": "invalid_client"}'])
def test_answers_without_a_token_are_passed_over(content):
    """Promise: whatever a server answers, watching it raises nothing."""
    response = answered(f"{URL}/oauth/token")
    response._content = content
    seen = IssuedTokens()
    seen.note(response)
    assert repr(seen) == "IssuedTokens(0)"
