"""The database listener."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ordslab.sandbox.oracle_net import logon
from ordslab.sandbox.oracle_net.connection import Connection
from ordslab.sandbox.oracle_net.link import Link

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database

__all__ = ["Connection", "serve"]


async def serve(database: Database, host: str, port: int) -> asyncio.Server:
    """Listen for database clients; the service is FREEPDB1. Raises OSError when the port is taken."""
    secret = logon.stranger_secret(database.home, database.entropy.bytes("logon", 32))

    def accept() -> Link:
        return Link(Connection(database, secret).run)

    return await asyncio.get_running_loop().create_server(accept, host, port)
