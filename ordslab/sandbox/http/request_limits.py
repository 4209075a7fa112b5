"""The limits that a request must keep, whatever it addresses.

Marks. Documented (Developer's Guide, "About Request Path Syntax Requirements"): what a path may not contain. Inferred:
400 for a path that breaks the rule, 413 for a body that is too long and the size from which on it is, 503 where all
bodies together would take too much. The limits of a form are those that ORDS's Jetty has unless it is told otherwise
(documented: Jetty's `maxFormContentSize` and `maxFormKeys`; inferred: 413 and 400 beyond them, for handlers too).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from ordslab.sandbox.http.asgi import Receive
from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.request import Request

BODY_LIMIT = 16 * 1024 * 1024
"""Bytes of a request's body."""
BODIES_LIMIT = 4 * BODY_LIMIT
"""Bytes of the bodies of all requests that are being answered."""
FORM_LIMIT, FORM_FIELDS = 200_000, 1000
"""Bytes and fields of a form."""

_LENGTH = re.compile(r"[0-9]{1,19}")
_FORBIDDEN = re.compile(
    r"""[?\#;%\x00-\x1f]          # characters that a path has no use for
      | // | \\\\ | \.\.
      | [\s.]\Z
      | (?:^|/)(?:CON|PRN|AUX|CLOCK\$|NUL|COM\d|LPT\d)(?:\.[^/]*)?(?:/|\Z)""",
    re.VERBOSE | re.IGNORECASE,
)


def check_path(request: Request) -> None:
    """Raises `Problem` 400 for a path that ORDS refuses whatever it addresses."""
    if _FORBIDDEN.search(request.path):
        raise Problem(400)


class _Held:
    """What one request holds of `BODIES_LIMIT`, in bytes."""

    everybody = 0

    def __init__(self) -> None:
        self._mine = 0

    def add(self, size: int) -> None:
        """Raises `Problem` 503 when there is no room."""
        if _Held.everybody + size > BODIES_LIMIT:
            raise Problem(503)
        self._mine += size
        _Held.everybody += size

    def let_go(self) -> None:
        _Held.everybody -= self._mine
        self._mine = 0


_held: ContextVar[_Held] = ContextVar("bodies")


@contextmanager
def holding_bodies() -> Iterator[None]:
    """Around a request from its first byte to its answer: what `read_body` has read in it counts as long."""
    held = _Held()
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
        held.let_go()


async def read_body(request: Request, receive: Receive, limit: int = BODY_LIMIT) -> bytes:
    """The whole body. Raises `Problem` 413 when it is too long, 503, ConnectionError when the client has left."""
    announced = request.headers.get("content-length", "")
    if _LENGTH.fullmatch(announced) and int(announced) > limit:
        raise Problem(413)
    held = _held.get(None)
    pieces: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        piece = message.get("body", b"")
        length += len(piece)
        if length > limit:
            raise Problem(413)
        if held is not None:
            held.add(len(piece))
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)
