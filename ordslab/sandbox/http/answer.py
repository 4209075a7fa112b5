"""An answer on its way to the client."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ordslab.sandbox.http.asgi import HeaderName, Send

Headers = tuple[tuple[str, str], ...]

_NO_BODY = (204, 304)
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")
_CONTENT_LENGTH = HeaderName(b"Content-Length")
_OURS = ("content-length", "transfer-encoding")
"""Headers that say where the body ends: what a handler wrote of them does not count."""


@dataclass(frozen=True)
class Answer:
    """Status, headers and body; the body may hold a token, so it stays out of every repr.

    `forward`: the location whose GET makes the body of this answer (`:forward_location`).
    """

    status: int
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)
    forward: str | None = field(default=None, repr=False)

    def header(self, name: str) -> str | None:
        """The value of a header."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def json_answer(content: Any, *headers: tuple[str, str], status: int = 200) -> Answer:
    """Compact JSON."""
    body = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    return Answer(status, (("Content-Type", "application/json"), *headers), body)


async def send_answer(answer: Answer, send: Send) -> None:
    """Write the answer. Headers that a handler made up are kept from breaking the protocol."""
    headers: list[tuple[bytes, bytes]] = [
        (_header_name(name), _CONTROL.sub(" ", value).encode("latin-1", "replace"))
        for name, value in answer.headers
        if _TOKEN.match(name) and name.lower() not in _OURS
    ]
    if answer.status not in _NO_BODY:
        headers.append((_CONTENT_LENGTH, str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if answer.status in _NO_BODY else answer.body})


@lru_cache(maxsize=256)
def _header_name(name: str) -> HeaderName:
    return HeaderName(name.encode("latin-1"))
