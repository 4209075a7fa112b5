"""A session's transaction: begun at its first change, with savepoints, ended by commit or rollback."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.sqlite_errors import translated

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_STATEMENT = '"ora$statement"'


class Transaction:
    """The transaction of one session on its schema's file. It holds the schema's lock while it is open.

    What an administrator's packages change in other schemas belongs to it: it has a part on each of their files.
    """

    def __init__(self, session: Session, schema: str | None = None, store: sqlite3.Connection | None = None) -> None:
        self._session = session
        self._schema = schema or session.user
        self._store = store or session.store
        self._savepoints: list[str] = []
        self._parts: dict[str, Transaction] = {}

    @property
    def is_open(self) -> bool:
        """Is there something to commit?"""
        return self._store.in_transaction

    def begin(self) -> None:
        """Open it unless it is. Raises ORA-00054 when another session holds the schema."""
        if self._store.in_transaction:
            return
        lock = self._session.database.lock(self._schema)
        lock.acquire(self._session)
        try:
            self._run("BEGIN IMMEDIATE")
            for name in self._savepoints:
                self._run(f"SAVEPOINT {_quoted(name)}")
        except BaseException:
            lock.release(self._session)
            raise

    def store_of(self, schema: str) -> sqlite3.Connection:
        """SQLite's connection to a schema's file, to change it in this transaction. Raises ORA-00054."""
        self.begin()
        if schema == self._schema:
            return self._store
        part = self._parts.get(schema)
        if part is None:
            part = Transaction(self._session, schema, self._session.database.connection(schema))
            part._savepoints = list(self._savepoints)
            self._parts[schema] = part
        part.begin()
        return part._store

    def open_store(self, schema: str) -> sqlite3.Connection | None:
        """The connection that sees what this session did to a schema; None where it did nothing to another's."""
        if schema == self._schema:
            return self._store
        part = self._parts.get(schema)
        return None if part is None else part._store

    @contextmanager
    def statement(self) -> Iterator[None]:
        """All that happens within, or nothing of it."""
        self._run(f"SAVEPOINT {_STATEMENT}")
        try:
            yield
        except BaseException:
            if self._store.in_transaction:
                self._run(f"ROLLBACK TO {_STATEMENT}")
                self._run(f"RELEASE {_STATEMENT}")
            raise
        self._run(f"RELEASE {_STATEMENT}")

    def commit(self) -> None:
        """Make it last."""
        self._end("COMMIT")

    def rollback(self) -> None:
        """Take all back."""
        self._end("ROLLBACK")

    def _end(self, how: str) -> None:
        for part in self._parts.values():
            part._end(how)
            part._store.close()
        self._parts.clear()
        self._savepoints.clear()
        if self._store.in_transaction:
            try:
                self._run(how)
            finally:
                if self._store.in_transaction:  # a commit that failed, on a full disk say
                    self._run("ROLLBACK")
                self._session.database.lock(self._schema).release(self._session)

    def savepoint(self, name: str) -> None:
        """SAVEPOINT: one of the same name moves here. Before the first change it takes no lock."""
        if name in self._savepoints:
            self._savepoints.remove(name)
        self._savepoints.append(name)
        if self._store.in_transaction:
            self._run(f"SAVEPOINT {_quoted(name)}")
        for part in self._parts.values():
            part.savepoint(name)

    def rollback_to(self, name: str) -> None:
        """ROLLBACK TO: the savepoint stays, later ones go. Raises ORA-01086."""
        if name not in self._savepoints:
            raise OraError(1086, message=f"savepoint '{name}' never established in this session or is invalid")
        if self._store.in_transaction:
            self._run(f"ROLLBACK TO {_quoted(name)}")
        for part in self._parts.values():
            part.rollback_to(name)
        del self._savepoints[self._savepoints.index(name) + 1 :]

    def _run(self, text: str) -> None:
        try:
            self._store.execute(text)
        except sqlite3.Error as error:
            raise translated(error, None) from None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
