"""The database listener."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from ordslab.sandbox.oracle_net import logon
from ordslab.sandbox.oracle_net.connection import Connection
from ordslab.sandbox.oracle_net.link import Link
from ordslab.sandbox.relay import Relay

if TYPE_CHECKING:
    from ordslab.sandbox.sql.instance import Instance

__all__ = ["Connection", "serve"]


async def serve(
    database: Instance, relay: Relay, host: str, port: int, *, certificate: Path | None = None, delay: float = 0
) -> asyncio.Server:
    """Listen for database clients; the service is FREEPDB1. Raises OSError when the port is taken.

    `certificate`: a file with certificate and key, for TLS (tcps). `delay`: seconds before what a client sends is read.
    """
    secret = logon.stranger_secret(database.home, database.entropy.bytes("logon", 32))

    def accept() -> Link:
        return (Link if not delay else SlowLink)(Connection(database, secret, relay).run)

    tls = None
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)

    class SlowLink(Link):
        """The network is far away."""

        def data_received(self, data: bytes) -> None:
            asyncio.get_running_loop().call_later(delay, super().data_received, data)

    return await asyncio.get_running_loop().create_server(accept, host, port, ssl=tls)
