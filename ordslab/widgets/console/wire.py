"""The bytes of an exchange as they went over the wire, with secrets masked and each line explained.

They are taken where HTTP is written and read, above TLS: what is shown is what was sent, chunk sizes and all.
"""

from __future__ import annotations

import base64
import http.client
import io
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from ordslab.secrets import masking
from ordslab.secrets.secret import MASK


@dataclass
class Wire:
    """What went out and what came in. Unmasked: stays in the kernel's memory."""

    sent: bytearray = field(default_factory=bytearray, repr=False)
    received: bytearray = field(default_factory=bytearray, repr=False)


_SHORTEST = 4  # to mask what is shorter would mask half the page, and hide nothing
_recorded: ContextVar[Wire | None] = ContextVar("recorded", default=None)


@contextmanager
def recording() -> Iterator[Wire]:
    """Record what sessions with a `WireAdapter` send and receive within it."""
    wire = Wire()
    token = _recorded.set(wire)
    try:
        yield wire
    finally:
        _recorded.reset(token)


class _Raw(io.RawIOBase):
    """A raw stream that notes what is read from it."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        count = self._raw.readinto(buffer)
        wire = _recorded.get()
        if wire is not None and count:
            wire.received += memoryview(buffer)[:count]
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fp: Any = io.BufferedReader(_Raw(self.fp.detach()))


class _Noting:
    response_class: type[http.client.HTTPResponse] = _Response

    def send(self, data: Any) -> None:
        wire = _recorded.get()
        if wire is not None and isinstance(data, (bytes, bytearray)):
            wire.sent += data
        super().send(data)  # type: ignore[misc]


class _Http(_Noting, HTTPConnection):
    pass


class _Https(_Noting, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http  # type: ignore[assignment, unused-ignore]


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https  # type: ignore[assignment, unused-ignore]


class WireAdapter(HTTPAdapter):
    """For `requests.Session.mount`: lets `recording` see the bytes."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)  # type: ignore[no-untyped-call, unused-ignore]
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}


# Masking


def secrets_of(response: requests.Response, known: Iterable[str]) -> list[str]:
    """All texts to be masked in an exchange, in each way of writing them: those known, and those sent and received."""
    request = response.request
    found = [each for each in known if each]
    for name, value in request.headers.items():
        if name.lower() in ("authorization", "proxy-authorization"):
            found += str(value).split()[1:] or [str(value)]
        elif name.lower() in ("cookie", "x-api-key"):
            found.append(str(value))
    sent = request.body.decode("utf-8", "replace") if isinstance(request.body, bytes) else request.body or ""
    found += [*_secret_fields(urlsplit(request.url or "").query), *_secret_fields(sent)]
    for text in (sent, response.text):
        with suppress(ValueError):
            found += _secret_members(json.loads(text))
    for text in tuple(found):
        found += [quote(text, safe=""), quote_plus(text), json.dumps(text)[1:-1]]
        found.append(base64.b64encode(text.encode()).decode())
    return sorted({each for each in found if len(each) >= _SHORTEST}, key=len, reverse=True)


def _secret_fields(form: str) -> Iterator[str]:
    """The secret values of a form or query string, as they are written there and as they are meant."""
    for pair in form.split("&"):
        name, _, value = pair.partition("=")
        if masking.is_secret_name(unquote_plus(name)):
            yield from (value, unquote_plus(value))


def _secret_members(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for each in value for text in _secret_members(each)]
    if not isinstance(value, dict):
        return []
    texts = [text for each in value.values() for text in _secret_members(each)]
    return texts + [each for name, each in value.items() if isinstance(each, str) and each and _hides(name)]


def _hides(name: str) -> bool:
    return name != "code" and masking.is_secret_name(name)


def hidden(text: str, secrets: Iterable[str]) -> str:
    """The text with each secret replaced by asterisks."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text


def masked(raw: bytes, secrets: Iterable[str]) -> tuple[list[str], str]:
    """One side of an exchange as text, secrets masked: the lines of its head, then its body as it was framed."""
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = hidden(head.decode("latin-1"), secrets).split("\r\n")
    lines = [
        re.sub(r"(?i)^((?:proxy-)?authorization: *\S+ |(?:set-)?cookie: *).*", rf"\1{MASK}", line) for line in lines
    ]
    chunked = re.search(rb"(?im)^transfer-encoding:.*\bchunked", head) is not None
    frames = _chunks(body) if chunked else [(b"", body, b"")]
    return lines, _masked_frames(frames, secrets)


def _chunks(body: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """The chunks of a body (RFC 9112, 7.1): each with its size line and the line end behind it."""
    frames, at = [], 0
    while at < len(body):
        end = body.find(b"\r\n", at)
        try:
            size = int(body[at:end].partition(b";")[0], 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            frames.append((b"", body[at:], b""))
            break
        start = end + 2
        frames.append((body[at:start], body[start : start + size], body[start + size : start + size + 2]))
        at = start + size + 2
    return frames


def _masked_frames(frames: list[tuple[bytes, bytes, bytes]], secrets: Iterable[str]) -> str:
    """The frames as text. A secret may begin in one chunk and end in the next: it is sought in all of them joined."""
    whole = b"".join(data for _, data, _ in frames)
    hits = [hit.span() for secret in secrets for hit in re.finditer(re.escape(secret.encode()), whole)]
    shown, at = b"", 0
    for before, data, behind in frames:
        shown += before + _without(whole, sorted(hits), at, at + len(data)) + behind
        at += len(data)
    return shown.decode("utf-8", "replace")


def _without(whole: bytes, hits: list[tuple[int, int]], start: int, end: int) -> bytes:
    """A slice, with a mask where a hit begins and nothing where it goes on."""
    shown, at = b"", start
    for first, last in hits:
        if last > at and first < end:
            shown += whole[at : max(first, at)] + (MASK.encode() if first >= at else b"")
            at = min(last, end)
    return shown + whole[at:end]


# What each line says

_SENT = {
    "host": "the server that is asked; one address may serve many (RFC 9110, 7.2)",
    "accept": "what we would like to get: with application/json ORDS writes its errors as JSON",
    "accept-encoding": "identity: not compressed, so that we can read along",
    "user-agent": "which program asks; ORDS answers curl with JSON",
    "content-type": "what the body is",
    "content-length": "how many bytes the body has; a masked one counts as it is",
    "connection": "keep the line open for the next call",
}
_RECEIVED = {
    "content-type": "what the body is",
    "content-length": "how many bytes the body has; a masked one counts as it is",
    "transfer-encoding": "the body comes in chunks, each behind its size in hexadecimal (RFC 9112, 7.1)",
    "date": "the server's time",
    "etag": "fingerprint of this answer; sent back as If-None-Match it saves a body (RFC 9110, 8.8.3)",
    "allow": "the methods that this address takes (RFC 9110, 10.2.1)",
    "location": "go there instead",
    "cache-control": "no-store: nobody keeps a copy on the way",
    "x-frame-options": "other pages may not put this one into a frame",
}
_STATUS = {
    "200": "answered",
    "201": "created",
    "204": "done, and nothing to show",
    "400": "the request itself is not understood",
    "401": "who are you? No token, or one that does not open this door",
    "403": "known, and not allowed",
    "404": "nothing at this address: path, alias, or a module that is not published",
    "405": "the address exists, for another method",
    "415": "the body is of a kind that is not taken here",
    "503": "ORDS or its database is not ready",
    "555": "ORDS's own: the SQL or PL/SQL behind this endpoint failed",
}


def note(line: str, first: bool, sent: bool) -> str:
    """What a line of a head says, "" when it speaks for itself."""
    if first and sent:
        return "method, path and version"
    if first:
        return _STATUS.get(line.split(" ")[1] if " " in line else "", "")
    name, _, value = line.partition(":")
    value = value.strip()
    if name.lower() == "authorization":
        if value.lower().startswith("basic"):
            return "id and secret, a colon between them, in Base64: that is no encryption (RFC 7617)"
        return "whoever carries this token may call (RFC 6750, 2.1)"
    if name.lower() == "www-authenticate":
        if "invalid_token" in value:
            return (
                "a token was shown and is no good here: expired, revoked, unknown or without the role (RFC 6750, 3.1)"
            )
        return "how to introduce oneself (RFC 9110, 11.6.1)"
    if sent and value.startswith("application/x-www-form-urlencoded"):
        return "a form, as OAuth2 wants it (RFC 6749, 4.4.2)"
    if not sent and value.startswith("application/problem+json"):
        return "an error, described in JSON (RFC 9457)"
    return (_SENT if sent else _RECEIVED).get(name.lower(), "")
