"""What the sandbox answers to those who started it: its status, and the wish to stop.

It lives on the HTTP port, outside of /ords, and does not exist for whoever does not know the token of this run.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

from ordslab.sandbox.running import PATH, TOKEN_HEADER, Status

if TYPE_CHECKING:
    from ordslab.sandbox.http.asgi import Receive, Scope, Send

App: TypeAlias = "Callable[[Scope, Receive, Send], Awaitable[None]]"
_HEADER = TOKEN_HEADER.lower().encode()


def with_control(app: App, token: str, status: Callable[[], Status], stop: Callable[[], None]) -> App:
    """`app`, with the status and the end of the sandbox beside it."""
    expected = token.encode()

    async def controlled(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PATH) or not knows_token(scope["headers"]):
            await app(scope, receive, send)
            return
        verb = scope["path"].removeprefix(PATH)
        body = json.dumps(status() if verb == "status" else {}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        if verb == "stop":
            stop()

    def knows_token(headers: list[tuple[bytes, bytes]]) -> bool:
        return any(name == _HEADER and hmac.compare_digest(value, expected) for name, value in headers)

    return controlled
