"""The files of the schemas: one a schema, and connections to them."""

from __future__ import annotations

import logging
import re
import secrets
import sqlite3
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from ordslab.sandbox.sql import file_entries, sqlite_files
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.sqlite_errors import translated
from ordslab.sandbox.sql.storage_errors import DAMAGED, UNREADABLE
from ordslab.sandbox.sql.system import SystemFile

_DAMAGE = (UNREADABLE, DAMAGED)
_log = logging.getLogger(__name__)


def path_in(folder: Path, schema: str) -> Path:
    """The file of a schema."""
    plain = re.fullmatch(r"[A-Z][A-Z0-9_$#]*", schema)
    return folder / (f"{schema}.db" if plain else f"x{schema.encode().hex()}.db")


class SchemaFiles:
    """The files in a folder. Any thread may call. `durable`: see `sqlite_files.connect`.

    `setup`: called with a connection to each file when it is created or opened; must be idempotent.
    """

    def __init__(self, folder: Path, system: SystemFile, *, durable: bool = False) -> None:
        self._folder = folder.absolute()
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._system = system
        self._durable = durable
        self._guard = threading.RLock()
        # One connection to each file that was opened stays: as long as there is one, SQLite keeps the write-ahead log.
        self._open: dict[str, sqlite3.Connection] = {}
        self._faults: dict[str, str] = {}
        self.setup: list[Callable[[sqlite3.Connection], None]] = []

    def path(self, schema: str) -> Path:
        """The file of a schema."""
        return path_in(self._folder, schema)

    def is_in_use(self, schema: str) -> bool:
        """Has it ever been opened?"""
        return self._system.entry(schema) is not None or self.path(schema).exists()

    def put_aside(self, faults: Mapping[str, str]) -> None:
        """Leave the files of these schemas alone, for these reasons."""
        self._faults.update(faults)

    def is_damaged(self, schema: str) -> bool:
        """Can nothing be done with it?"""
        try:
            self._prepare(schema)
        except OraError as error:
            if error.number not in _DAMAGE:
                raise
            return True
        return False

    def uri(self, schema: str) -> str:
        """By which SQLite attaches a schema's file to be read only. Raises OraError, as `connection`."""
        self._prepare(schema)
        return f"{self.path(schema).as_uri()}?mode=ro"

    def connection(self, schema: str) -> sqlite3.Connection:
        """A connection that may write to a schema's file. Raises ORA-00376 for a damaged one, ORA-27041 ..."""
        self._prepare(schema)
        try:
            return sqlite_files.connect(self.path(schema), durable=self._durable)
        except sqlite3.Error as error:
            raise translated(error, None) from None

    def _prepare(self, schema: str) -> None:
        """Make the file ready, once: create it, or look whether it is the one that it should be."""
        with self._guard:
            if schema in self._open:
                return
            path, entry = self.path(schema), self._system.entry(schema)
            _raise_for(path, self._faults.get(schema))
            try:
                if entry is None and not (path.exists() and path.stat().st_size):
                    if path.exists():
                        _log.warning("%s was empty, nothing was ever kept in it: it is made again", path.name)
                    sqlite_files.make(path, self._set_up, durable=self._durable)
                self._open[schema] = self._opened(schema, path, entry)
            except sqlite3.Error as error:
                raise translated(error, None) from None

    def _opened(self, schema: str, path: Path, entry: file_entries.Entry | None) -> sqlite3.Connection:
        _raise_for(path, file_entries.at_first_sight(path, entry))
        if file_entries.has_lost_its_log(path, entry):
            _log.warning("%s-wal is gone: what was committed last before the sandbox was killed may be lost", path.name)
        connection = sqlite_files.connect(path, durable=self._durable)
        try:
            found = file_entries.of_file(connection)
            _raise_for(path, file_entries.at_second_sight(found, entry))
            self._set_up(connection)
            self._system.keep_entry(schema, file_entries.begin_run(connection, found, secrets.token_hex(16)))
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_up(self, connection: sqlite3.Connection) -> None:
        for setup in self.setup:
            setup(connection)

    def remove(self, schema: str) -> None:
        """Delete the file, if there is one. Its entry went with its user."""
        with self._guard:
            if schema in self._open:
                self._open.pop(schema).close()
            sqlite_files.remove(self.path(schema))
            self._faults.pop(schema, None)

    def close(self) -> None:
        """Nobody writes any more: all that was opened is as it should be, and is told so."""
        with self._guard:
            if not self._open:
                return
            self._system.close_entries(self._open)
            for connection in self._open.values():
                connection.close()
            self._open.clear()


def _raise_for(path: Path, fault: str | None) -> None:
    if fault is not None:
        raise OraError(UNREADABLE, message=f"file {path.name} cannot be read at this time: it {fault}")
