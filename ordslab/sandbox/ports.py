"""Finding ports to listen on: the wanted one, else the next that is free. Loopback only."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator

from ordslab.sandbox.running import HOST

HTTP_PORT = 8181
DB_PORT = 1521
TAKEN = (errno.EADDRINUSE, errno.EACCES)
"""The errors of a port that somebody else has, or that the system keeps for others."""

_TRIES = 50


def candidates(first: int) -> Iterator[int]:
    """The ports to try in turn: `first` and those that follow it; 0, always the last, is any free one."""
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


def listening_socket(ports: Iterator[int]) -> socket.socket:
    """A socket that listens on the first of the ports that is free."""
    for port in ports:
        listener = socket.socket()
        try:
            if os.name == "posix":
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # for a restart on the same port
            listener.bind((HOST, port))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if error.errno not in TAKEN or port == 0:
                raise
        else:
            return listener
    raise AssertionError("0 is always among the ports")
