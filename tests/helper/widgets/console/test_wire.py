"""The bytes of an exchange as the console shows them: secrets masked, lines explained."""

from __future__ import annotations

import base64
import json

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from ordslab.http.exchange_secrets import received_secrets, sent_secrets
from ordslab.http.wire import WireAdapter, recording
from ordslab.secrets.known import KnownSecrets
from ordslab.secrets.secret import MASK
from ordslab.widgets.console import wire

from ...echo_server import Echo

TOKEN = "IVGVP-GrXzQJLUIBM4uN_w"


SECRET = "Zm6Z-XMm_LTOrgGMLxtT7Q.."


@pytest.fixture
def session():
    with requests.Session() as session:
        session.trust_env = False
        session.mount("http://", WireAdapter())
        yield session


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
