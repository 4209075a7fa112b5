"""A session's transaction: begun at its first change, with savepoints, ended by commit or rollback.

While its session is idle and another wants to write, it is parked (see `file_transaction`) and goes on before the
session's next call. So two sessions of one schema with open changes both work, and meet only at a row, as with Oracle.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from ordslab.sandbox.sql.deferred import Deferred
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.file_transaction import FileTransaction
from ordslab.sandbox.sql.locks import Claim, RowBusy, SchemaLocks

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.other_session import OtherSession
    from ordslab.sandbox.sql.temporary import TemporaryTables

_T = TypeVar("_T")
_STATEMENT = '"ora$statement"'


class Transaction:
    """The transaction of one session. `activity`: held while the session works. `store`: SQLite's connection.

    `on_commit`: called once behind the next commit, forgotten at a rollback.

    `before_begin`: called before SQLite's transaction begins in the session's own file, or others are attached.

    Its changes lie in its own schema's file; what an administrator's packages change elsewhere, in those files too.
    """

    def __init__(
        self, database: Database, session: OtherSession, store: sqlite3.Connection, temporary: TemporaryTables
    ) -> None:
        self.activity = threading.RLock()
        self.on_commit: list[Callable[[], None]] = []
        self._database = database
        self._session = session
        self._temporary = temporary
        self._savepoints: dict[str, int] = {}  # in their order, with how much waited for the commit
        self._own = FileTransaction(session, store, database.locks(session.user))
        self._files: dict[str, FileTransaction] = {session.user: self._own}
        self._read_only = False
        self._nested = False
        self.deferred = Deferred()

    @property
    def before_begin(self) -> Callable[[], None]:
        """See above."""
        return self._own.before_begin

    @before_begin.setter
    def before_begin(self, action: Callable[[], None]) -> None:
        self._own.before_begin = action

    @property
    def ends_seen(self) -> int:
        """How many transactions in the schema's file had ended by now."""
        return self._own.locks.ends

    @property
    def is_open(self) -> bool:
        """Is there something to commit?"""
        return any(file.is_open for file in self._files.values())

    @property
    def has_begun(self) -> bool:
        """Is there anything that an end would end, a savepoint say?"""
        return self.is_open or bool(self._savepoints)

    @property
    def is_nested(self) -> bool:
        """Does a statement run, so that another one would be within it?"""
        return self._nested

    # beginning, parking, going on

    def begin(self) -> None:
        """Open it unless it is. Raises ORA-00054 when another session is busy with the file for too long, ORA-01456."""
        if self._read_only:
            message = "may not perform insert, delete, update operation inside a READ ONLY transaction"
            raise OraError(1456, message=message)
        self._own.begin(self._savepoints)

    def begin_read_only(self) -> None:
        """Until its end the session sees the schema as it is now."""
        self.before_begin()
        self._own.run("BEGIN")
        self._own.run("SELECT 1 FROM sqlite_master")  # the snapshot is taken at the first look
        self._read_only = True

    def go_on(self) -> None:
        """Replay what was parked, before the session's next call."""
        for file in self._files.values():
            if file.is_parked:
                file.begin(self._savepoints)

    def look_again(self) -> None:
        """See what others have committed in attached files since: within a transaction SQLite would not."""
        if self._own.store.in_transaction and not self._read_only:
            self._own.park()
            self.go_on()

    @contextmanager
    def set_aside(self) -> Iterator[None]:
        """Outside SQLite's transaction for a moment, for what is not possible within."""
        self._own.park()
        try:
            yield
        finally:
            self.go_on()

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

    def execute_many(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        """The same once a row."""
        self._own.execute_many(text, rows)

    def claim(self, claims: Sequence[Claim], *, shared: bool = False) -> None:
        """Claim rows and keys until the end. Raises `RowBusy`."""
        self._own.locks.claim(self._session, claims, shared=shared)

    def check(self, claims: Sequence[Claim]) -> None:
        """Raises `RowBusy` when one of these is another's."""
        self._own.locks.check(self._session, claims)

    def next_rowid(self, table: str) -> int:
        """A row id for a new row."""
        return self._own.locks.next_rowid(self._own.store, table)

    def run_statement(self, change: Callable[[], _T], *, patience: float | None = None) -> _T:
        """Run a change as a whole or not at all; where it meets another's row, wait and start again."""
        if self._nested:  # a trigger's: what it waits for, the statement that fired it waits for
            with self._whole():
                return change()
        while True:
            self.begin()
            self._nested = True
            try:
                with self._whole():
                    return change()
            except RowBusy as busy:
                self._nested = False
                self._wait_for(busy, self._own.locks, patience)
            finally:
                self._nested = False

    def metadata_store(self, schema: str) -> FileTransaction:
        """What changes ORDS's metadata of a schema in this transaction: one session at a time.

        Raises ORA-00054 when another's changes to them stay open for too long, ORA-01456.
        """
        if self._read_only:
            self.begin()
        file = self._files.get(schema)
        if file is None:
            store, locks = self._database.connection(schema), self._database.locks(schema)
            file = FileTransaction(self._session, store, locks)
            self._files[schema] = file
        while True:
            file.begin(self._savepoints)
            try:
                file.locks.claim(self._session, [("metadata",)])
            except RowBusy as busy:
                self._wait_for(busy, file.locks)
            else:
                return file

    def open_store(self, schema: str) -> sqlite3.Connection | None:
        """The connection that sees what this session did to a schema; None where it did nothing to another's."""
        file = self._files.get(schema)
        return None if file is None else file.store

    def _wait_for(self, busy: RowBusy, locks: SchemaLocks, patience: float | None = None) -> None:
        """Give all files away, wait for the other's end, and be as before. Raises ORA-00054 or ORA-00060."""
        for file in self._files.values():
            file.park()
            file.locks.release(self._session)
        try:
            locks.wait_for(self._session, busy, patience)
        finally:
            self.go_on()

    @contextmanager
    def _whole(self) -> Iterator[None]:
        mark = self._own.mark()
        self._own.run(f"SAVEPOINT {_STATEMENT}")
        try:
            yield
        except BaseException:
            if self._own.store.in_transaction:
                self._own.run(f"ROLLBACK TO {_STATEMENT}")
                self._own.run(f"RELEASE {_STATEMENT}")
            self._own.forget(mark)
            raise
        self._own.run(f"RELEASE {_STATEMENT}")

    # savepoints and ends

    def commit(self) -> None:
        """Make it last."""
        self.go_on()
        if self._own.store.in_transaction:
            self._temporary.before_commit(self.execute)
        if self.is_open:
            self._database.system.settle()
        self._end("COMMIT")

    def rollback(self) -> None:
        """Take all back."""
        self._end("ROLLBACK")

    def _end(self, how: str) -> None:
        files, self._files = list(self._files.values()), {self._session.user: self._own}
        self._savepoints.clear()
        self.deferred.ended()
        self._read_only = False
        for position, file in enumerate(files):
            try:
                file.end(how)
            except BaseException:
                for other in files[position + 1 :]:
                    other.end("ROLLBACK")
                raise
            finally:
                if file is not self._own:
                    file.store.close()
        self._temporary.after_end()

    def savepoint(self, name: str) -> None:
        """SAVEPOINT: one of the same name moves here. Before the first change it takes no lock."""
        self._savepoints.pop(name, None)
        self._savepoints[name] = len(self.on_commit)
        for file in self._files.values():
            if file.store.in_transaction:
                file.savepoint(name)

    def rollback_to(self, name: str) -> None:
        """ROLLBACK TO: the savepoint stays, later ones go. Raises ORA-01086."""
        if name not in self._savepoints:
            raise OraError(1086, message=f"savepoint '{name}' never established in this session or is invalid")
        for file in self._files.values():
            if file.store.in_transaction:
                file.rollback_to(name)
        del self.on_commit[self._savepoints[name] :]
        names = list(self._savepoints)
        for later in names[names.index(name) + 1 :]:
            del self._savepoints[later]
