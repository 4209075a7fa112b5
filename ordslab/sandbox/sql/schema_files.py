"""The files of the schemas: one a schema, and connections to them."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path


class SchemaFiles:
    """The files in a folder. Any thread may call.

    `setup`: called with a connection to each file when it is created or opened; must be idempotent.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._guard = threading.RLock()
        self._ready: set[str] = set()
        self.setup: list[Callable[[sqlite3.Connection], None]] = []

    def path(self, schema: str) -> Path:
        """The file of a schema."""
        plain = re.fullmatch(r"[A-Z][A-Z0-9_$#]*", schema)
        return self._folder / (f"{schema}.db" if plain else f"x{schema.encode().hex()}.db")

    def uri(self, schema: str) -> str:
        """By which SQLite attaches a schema's file to be read only."""
        self.prepare(schema)
        return f"{self.path(schema).as_uri()}?mode=ro"

    def prepare(self, schema: str) -> None:
        """Make the file ready, once."""
        with self._guard:
            if schema in self._ready:
                return
            connection = _connect(self.path(schema))
            try:
                for setup in self.setup:
                    setup(connection)
            finally:
                connection.close()
            self._ready.add(schema)

    def connection(self, schema: str) -> sqlite3.Connection:
        """A connection that may write to a schema's file."""
        self.prepare(schema)
        return _connect(self.path(schema))

    def remove(self, schema: str) -> None:
        """Delete the file, if there is one."""
        with self._guard:
            self._ready.discard(schema)
            for ending in ("", "-wal", "-shm"):
                path = self.path(schema)
                path.with_name(path.name + ending).unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path.as_uri(), uri=True, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection
