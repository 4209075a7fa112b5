"""The REST side on a port: uvicorn, told to be quiet, in the event loop of whoever calls."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from ordslab.sandbox.http.app import RestSide
from ordslab.sandbox.http.asgi import Scope
from ordslab.sandbox.http.protocol import LimitedProtocol

_KEEP_ALIVE_SECONDS = 75
_SECONDS_TO_END = 2


class HttpListener:
    """A port that answers. `port`: its number."""

    def __init__(self, app: RestSide, server: _Server, task: asyncio.Task[None], port: int) -> None:
        self.port = port
        self._app = app
        self._server = server
        self._task = task

    async def close(self) -> None:
        """Stop listening, let no request run on, close the sessions."""
        self._server.should_exit = self._server.force_exit = True
        await self._task
        await self._app.close()
        requests = set(self._server.server_state.tasks)  # whose handlers have just been stopped
        if requests:
            await asyncio.wait(requests, timeout=_SECONDS_TO_END)


async def serve(app: RestSide, host: str, port: int, certificate: Path | None = None, delay: float = 0) -> HttpListener:
    """Listen; port 0 is any free one. Raises OSError for a port that is taken.

    `certificate`: a file with certificate and key, for TLS. `delay`: seconds before what a client sends is read.
    Closing the listener closes the application as well.
    """
    listening = socket.create_server((host, port), backlog=512)
    connections: dict[tuple[str, int], asyncio.BaseTransport] = {}

    class Protocol(LimitedProtocol):
        """Knows the connections by the client's address, so that one can be dropped."""

        def connection_made(self, transport: Any) -> None:
            self._peer = transport.get_extra_info("peername")[:2]  # of a TLS connection that is lost, nobody knows it
            connections[self._peer] = transport
            super().connection_made(transport)

        def data_received(self, data: bytes) -> None:
            if delay:
                asyncio.get_running_loop().call_later(delay, self._received_late, data)
            else:
                super().data_received(data)

        def _received_late(self, data: bytes) -> None:
            if not self.transport.is_closing():
                super().data_received(data)

        def connection_lost(self, exc: Exception | None) -> None:
            connections.pop(self._peer, None)
            super().connection_lost(exc)

    def drop(scope: Scope) -> None:
        connections[scope["client"]].abort()  # type: ignore[attr-defined]

    app.drop = drop
    server = _Server(_config(app, Protocol, certificate))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    ready = asyncio.create_task(server.ready.wait())
    await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if task.done():
        await task  # raises what went wrong
    return HttpListener(app, server, task, listening.getsockname()[1])


class _Server(uvicorn.Server):
    """A server that leaves the process's signals alone and tells when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def _config(app: RestSide, protocol: type[asyncio.Protocol], certificate: Path | None) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,  # a current ORDS sends none (reported)
        date_header=False,  # nor this one, unless its Jetty is told to (reported: followthecoffee.com's sample headers)
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=1,
        ssl_certfile=certificate,
        ssl_keyfile=certificate,
    )
    # what a client did wrong is its own business; what we did wrong the application logs itself, without addresses
    for name in ("uvicorn.access", "uvicorn.error", "uvicorn.asgi"):
        logging.getLogger(name).disabled = True
    return config
