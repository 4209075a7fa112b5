"""The part of a transaction that lies in one schema's file: a log of the SQLite statements that made its changes.

Parked, it is rolled back in SQLite and lives on as its log, which is replayed when it goes on: every statement names
its rows and values, and its claims keep others away from them, so it gives the same again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.sqlite_errors import translated

if TYPE_CHECKING:
    from ordslab.sandbox.sql.locks import SchemaLocks
    from ordslab.sandbox.sql.other_session import OtherSession

LogMark = tuple[int, int]
"""How far a transaction was: entries of its log, claims."""


class FileTransaction:
    """Changes to one file. `locks`: those of its schema. `before_begin`: called before SQLite's transaction begins."""

    def __init__(self, session: OtherSession, store: sqlite3.Connection, locks: SchemaLocks) -> None:
        self.store = store
        self.locks = locks
        self.is_parked = False
        self.before_begin: Callable[[], None] = lambda: None
        self._session = session
        self._log: list[tuple[str, Sequence[Any]]] = []
        self._savepoints: dict[str, LogMark] = {}

    @property
    def is_open(self) -> bool:
        """Is there something to commit?"""
        return self.store.in_transaction or self.is_parked

    def begin(self, savepoints: Iterable[str]) -> None:
        """Open it, or replay it. Raises ORA-00054 when another session is busy with the file for too long."""
        if self.store.in_transaction:
            return
        self.before_begin()
        self.locks.acquire(self._session)
        try:
            self.run("BEGIN IMMEDIATE")
            for text, values in self._log:
                self.store.execute(text, values)
            if not self.is_parked:
                for name in savepoints:
                    self.savepoint(name)
        except BaseException as error:
            if self.store.in_transaction:
                self.run("ROLLBACK")
            self.locks.release(self._session)
            if isinstance(error, sqlite3.Error):
                raise translated(error, None) from None
            raise
        self.is_parked = False

    def park(self) -> None:
        """Give the file away until `begin`."""
        if self.store.in_transaction:
            self.run("ROLLBACK")
            self.is_parked = True

    def execute(self, text: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run a SQLite statement; log it if it changes something. Raises sqlite3's errors."""
        cursor = self.store.execute(text, values)
        if not text.startswith("SELECT"):
            self._log.append((text, values))
        return cursor

    def execute_many(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a SQLite statement that changes something once a row, and log it. Raises sqlite3's errors."""
        self.store.executemany(text, rows)
        self._log += [(text, row) for row in rows]

    # how far it was, and back to there

    def mark(self) -> LogMark:
        """How far it is, for `forget`."""
        return len(self._log), self.locks.mark(self._session)

    def forget(self, mark: LogMark) -> None:
        """Cut log and claims back: what they were for was taken back in SQLite."""
        log, claims = mark
        del self._log[log:]
        self.locks.forget(self._session, claims)

    def savepoint(self, name: str) -> None:
        """SAVEPOINT."""
        self.execute(f"SAVEPOINT {quoted(name)}")
        self._savepoints[name] = self.mark()

    def rollback_to(self, name: str) -> None:
        """ROLLBACK TO a savepoint that was made here."""
        self.run(f"ROLLBACK TO {quoted(name)}")
        self.forget(self._savepoints[name])

    def end(self, how: str) -> None:
        """COMMIT or ROLLBACK."""
        was_open, self.is_parked = self.is_open, False
        self._log.clear()
        self._savepoints.clear()
        try:
            if self.store.in_transaction:
                self.run(how)
        finally:
            if self.store.in_transaction:  # a commit that failed, on a full disk say
                self.run("ROLLBACK")
            if was_open:
                self.locks.ended(self._session)

    def run(self, text: str) -> None:
        """Run what the log need not know. Raises OraError."""
        try:
            self.store.execute(text)
        except sqlite3.Error as error:
            raise translated(error, None) from None


def quoted(name: str) -> str:
    """A name for SQLite."""
    return '"' + name.replace('"', '""') + '"'
