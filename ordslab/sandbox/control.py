"""What the sandbox answers to those who started it: its status, and the wish to stop.

It lives on the HTTP port, outside of /ords, and does not exist for whoever does not know the token of this run.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from ordslab.sandbox.answers import Answers
from ordslab.sandbox.http.answer import Answer, send_answer
from ordslab.sandbox.http.app import RestSide
from ordslab.sandbox.metadata.services import services_of
from ordslab.sandbox.relay import Relay
from ordslab.sandbox.running import CONTROL_PATH, TOKEN_HEADER, Status

if TYPE_CHECKING:
    from ordslab.sandbox.http.asgi import Receive, Scope, Send
    from ordslab.sandbox.sql.instance import Instance

_HEADER = TOKEN_HEADER.lower().encode()


class ControlledRestSide(RestSide):
    """The REST side, and beside it the sandbox's status and end."""

    def __init__(
        self,
        database: Instance,
        relay: Relay,
        token: str,
        status: Callable[[], Status],
        stop: Callable[[], None],
        *,
        answers: Answers,
    ) -> None:
        super().__init__(database, services_of(database), relay, answers)
        self._token_of_run = token.encode()
        self._status = status
        self._stop = stop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if (
            scope["type"] != "http"
            or not scope["path"].startswith(CONTROL_PATH)
            or not self._is_known(scope["headers"])
        ):
            await super().__call__(scope, receive, send)
            return
        verb = scope["path"].removeprefix(CONTROL_PATH)
        body = json.dumps(self._status() if verb == "status" else {}).encode()
        await send_answer(Answer(200, (("Content-Type", "application/json"),), body), send)
        if verb == "stop":
            self._stop()

    def _is_known(self, headers: list[tuple[bytes, bytes]]) -> bool:
        return any(name == _HEADER and hmac.compare_digest(value, self._token_of_run) for name, value in headers)
