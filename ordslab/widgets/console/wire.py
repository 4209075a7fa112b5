"""The bytes of an exchange for the request console: secrets hidden, and each line of a head explained."""

import re
from collections.abc import Sequence

from ordslab.secrets.known import KnownSecrets
from ordslab.secrets.secret import MASK


def masked(raw: bytes, known: KnownSecrets, secrets: Sequence[str]) -> tuple[list[str], str]:
    """One side of an exchange as text, what is `known` and its own secrets hidden: the lines of its head, its body."""
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = known.hide(head.decode("latin-1"), secrets).split("\r\n")
    lines = [
        re.sub(r"(?i)^((?:proxy-)?authorization: *\S+ |(?:set-)?cookie: *).*", rf"\1{MASK}", line) for line in lines
    ]
    chunked = re.search(rb"(?im)^transfer-encoding:.*\bchunked", head) is not None
    frames = _chunks(body) if chunked else [(b"", body, b"")]
    return lines, _masked_frames(frames, known, secrets)


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


def _masked_frames(frames: list[tuple[bytes, bytes, bytes]], known: KnownSecrets, secrets: Sequence[str]) -> str:
    """The frames as text. A secret may begin in one chunk and end in the next: it is sought in all of them joined."""
    whole = b"".join(data for _, data, _ in frames)
    hits = known.spans(whole, secrets)
    shown, at = b"", 0
    for before, data, behind in frames:
        shown += before + _without(whole, hits, at, at + len(data)) + behind
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

_BODY = {
    "content-type": "what the body is",
    "content-length": "how many bytes the body has; a masked one counts as it is",
}
_SENT = _BODY | {
    "host": "the server that is asked; one address may serve many (RFC 9110, 7.2)",
    "accept": "what we would like to get: with application/json ORDS writes its errors as JSON",
    "accept-encoding": "identity: not compressed, so that we can read along",
    "user-agent": "which program asks; ORDS answers curl with JSON",
    "connection": "keep the line open for the next call",
    "authorization": "whoever carries this token may call (RFC 6750, 2.1)",
    "authorization: basic": "id and secret, a colon between them, in Base64: that is no encryption (RFC 7617)",
    "content-type: application/x-www-form-urlencoded": "a form, as OAuth2 wants it (RFC 6749, 4.4.2)",
}
_RECEIVED = _BODY | {
    "transfer-encoding": "the body comes in chunks, each behind its size in hexadecimal (RFC 9112, 7.1)",
    "date": "the server's time",
    "etag": "fingerprint of this answer; sent back as If-None-Match it saves a body (RFC 9110, 8.8.3)",
    "allow": "the methods that this address takes (RFC 9110, 10.2.1)",
    "location": "go there instead",
    "cache-control": "no-store: nobody keeps a copy on the way",
    "x-frame-options": "other pages may not put this one into a frame",
    "www-authenticate": "how to introduce oneself (RFC 9110, 11.6.1)",
    "content-type: application/problem+json": "an error, described in JSON (RFC 9457)",
}
_NO_GOOD = "a token was shown and is no good here: expired, revoked, unknown or without the role (RFC 6750, 3.1)"
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
    if first:
        return "method, path and version" if sent else _STATUS.get(line.partition(" ")[2][:3], "")
    name, _, value = line.lower().partition(":")
    kind = re.match(r"[^\s;,]*", value.strip())
    if name == "www-authenticate" and "invalid_token" in value:
        return _NO_GOOD
    known = _SENT if sent else _RECEIVED
    return known.get(f"{name}: {kind[0] if kind else ''}") or known.get(name, "")
