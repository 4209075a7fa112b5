"""A session's transaction: begun at its first change, with savepoints, ended by commit or rollback.

While its session is idle and another wants to write, it is parked (see `file_transaction`) and goes on before the session's
next call. So two sessions of one schema with open changes both work, and meet only at a row, as with Oracle.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.file_transaction import FileTransaction, quoted
from ordslab.sandbox.sql.locks import Claim, RowBusy, SchemaLocks

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_T = TypeVar("_T")
_STATEMENT = '"ora$statement"'


class Transaction:
    """The transaction of one session. `activity`: held while the session works.

    Its changes lie in its own schema's file; what an administrator's packages change elsewhere, in those files too.
    """

    def __init__(self, session: Session) -> None:
        self.activity = threading.RLock()
        self._session = session
        self._savepoints: list[str] = []
        self._own = FileTransaction(session, session.store, session.database.locks(session.user))
        self._files: dict[str, FileTransaction] = {session.user: self._own}

    @property
    def is_open(self) -> bool:
        """Is there something to commit?"""
        return any(file.is_open for file in self._files.values())

    # beginning, parking, going on

    def begin(self) -> None:
        """Open it unless it is. Raises ORA-00054 when another session is busy with the file for too long."""
        self._own.begin(self._savepoints)

    def go_on(self) -> None:
        """Replay what was parked, before the session's next call."""
        for file in self._files.values():
            if file.is_parked:
                file.begin(self._savepoints)

    def park(self) -> bool:
        """Give way if the session is idle; says whether it did. Called by another session's thread."""
        if not self.activity.acquire(blocking=False):
            return False
        try:
            for file in self._files.values():
                file.park()
        finally:
            self.activity.release()
        return True

    # changes

    def execute(self, text: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run a SQLite statement that changes rows of the session's own schema. Raises sqlite3's errors."""
        return self._own.execute(text, values)

    def claim(self, claims: Sequence[Claim], *, shared: bool = False) -> None:
        """Claim rows and keys until the end. Raises `RowBusy`."""
        self._own.locks.claim(self._session, claims, shared=shared)

    def next_rowid(self, table: str) -> int:
        """A row id for a new row."""
        return self._own.locks.next_rowid(self._session, table)

    def run_statement(self, change: Callable[[], _T]) -> _T:
        """Run a change as a whole or not at all; where it meets another's row, wait and start again."""
        while True:
            self.begin()
            try:
                with self._whole():
                    return change()
            except RowBusy as busy:
                self._wait_for(busy.holder, self._own.locks)

    def metadata_store(self, schema: str) -> FileTransaction:
        """What changes ORDS's metadata of a schema in this transaction: one session at a time.

        Raises ORA-00054 when another's changes to them stay open for too long.
        """
        file = self._files.get(schema)
        if file is None:
            database = self._session.database
            file = FileTransaction(self._session, database.connection(schema), database.locks(schema))
            self._files[schema] = file
        while True:
            file.begin(self._savepoints)
            try:
                file.locks.claim(self._session, [("metadata",)])
            except RowBusy as busy:
                self._wait_for(busy.holder, file.locks)
            else:
                return file

    def open_store(self, schema: str) -> sqlite3.Connection | None:
        """The connection that sees what this session did to a schema; None where it did nothing to another's."""
        file = self._files.get(schema)
        return None if file is None else file.store

    def _wait_for(self, holder: Session, locks: SchemaLocks) -> None:
        """Give all files away, wait for the other's end, and be as before. Raises ORA-00054 or ORA-00060."""
        for file in self._files.values():
            file.park()
            file.locks.release(self._session)
        try:
            locks.wait_for(self._session, holder)
        finally:
            self.go_on()

    @contextmanager
    def _whole(self) -> Iterator[None]:
        mark = self._own.mark()
        self._own.run(f"SAVEPOINT {_STATEMENT}")
        try:
            yield
        except BaseException:
            self._own.forget(mark)
            if self._own.store.in_transaction:
                self._own.run(f"ROLLBACK TO {_STATEMENT}")
                self._own.run(f"RELEASE {_STATEMENT}")
            raise
        self._own.run(f"RELEASE {_STATEMENT}")

    # savepoints and ends

    def commit(self) -> None:
        """Make it last."""
        self.go_on()
        self._end("COMMIT")

    def rollback(self) -> None:
        """Take all back."""
        self._end("ROLLBACK")

    def _end(self, how: str) -> None:
        self._savepoints.clear()
        for file in list(self._files.values()):
            file.end(how)
            if file is not self._own:
                file.store.close()
        self._files = {self._session.user: self._own}

    def savepoint(self, name: str) -> None:
        """SAVEPOINT: one of the same name moves here. Before the first change it takes no lock."""
        if name in self._savepoints:
            self._savepoints.remove(name)
        self._savepoints.append(name)
        self._in_all(f"SAVEPOINT {quoted(name)}")

    def rollback_to(self, name: str) -> None:
        """ROLLBACK TO: the savepoint stays, later ones go. Raises ORA-01086."""
        if name not in self._savepoints:
            raise OraError(1086, message=f"savepoint '{name}' never established in this session or is invalid")
        self._in_all(f"ROLLBACK TO {quoted(name)}")
        del self._savepoints[self._savepoints.index(name) + 1 :]

    def _in_all(self, text: str) -> None:
        for file in self._files.values():
            if file.store.in_transaction:
                file.execute(text)
