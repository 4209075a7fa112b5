"""Finding a port to listen on: the wanted one, else the next that is free. Loopback only."""

from __future__ import annotations

import errno
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

from ordslab.sandbox.running import HOST

HTTP_PORT = 8181
DB_PORT = 1521

_TRIES = 50
_TAKEN = (errno.EADDRINUSE, errno.EACCES)  # somebody else has it, or the system keeps it for others
_Listener = TypeVar("_Listener")


async def listen(first: int, serve: Callable[[int], Awaitable[_Listener]]) -> _Listener:
    """Serve on port `first`, or on the first after it that is free; 0 is any free one. Raises OSError."""
    for port in _candidates(first):
        try:
            return await serve(port)
        except OSError as error:
            if error.errno not in _TAKEN or port == 0:
                raise
    raise AssertionError("0 is always among the ports")


def _candidates(first: int) -> Iterator[int]:
    if first:
        for port in range(first, min(first + _TRIES, 65536)):
            # Some systems let two programs listen on one port, and only one of them is heard: so ask first.
            if not _answers(port):
                yield port
    yield 0


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex((HOST, port)) == 0
