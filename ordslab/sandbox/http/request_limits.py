"""The limits that a request must keep, whatever it addresses.

Marks. Documented (Developer's Guide, "About Request Path Syntax Requirements"): what a path may not contain. Inferred:
400 for a path that breaks the rule, 413 for a body that is too long and the size from which on it is.
"""

from __future__ import annotations

import re

from ordslab.sandbox.http.asgi import Receive
from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.request import Request

BODY_LIMIT = 16 * 1024 * 1024
"""Bytes of a request's body."""

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


async def read_body(request: Request, receive: Receive) -> bytes:
    """The whole body. Raises `Problem` 413 when it is too long, ConnectionError when the client has left."""
    announced = request.headers.get("content-length", "")
    if _LENGTH.fullmatch(announced) and int(announced) > BODY_LIMIT:
        raise Problem(413)
    pieces: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        piece = message.get("body", b"")
        length += len(piece)
        if length > BODY_LIMIT:
            raise Problem(413)
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)
