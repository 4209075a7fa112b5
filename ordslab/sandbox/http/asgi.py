"""The types of ASGI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class HeaderName(bytes):
    """The name of a header, which goes out in the letters that it was given.

    ASGI's names are in lower case and uvicorn sees to it by `lower()`; ORDS's Jetty sends `Content-Type`. So this one
    is its own lower case: it equals what it equals there.
    """

    def lower(self) -> HeaderName:
        """The same name."""
        return self

    def __eq__(self, other: object) -> bool:
        return bytes(self).lower() == other

    def __hash__(self) -> int:
        return hash(bytes(self).lower())
