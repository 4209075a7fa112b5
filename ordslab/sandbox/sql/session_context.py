"""What a session's statements work in: its transaction, what names mean, what the user may do, its settings."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.attachments import Attachments
from ordslab.sandbox.sql.client import Client
from ordslab.sandbox.sql.compile.environment import Compiled
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.functions.context import DEFAULTS
from ordslab.sandbox.sql.names import Key, Names
from ordslab.sandbox.sql.open_rows import AT_ONCE, INTERRUPTIONS, OpenRows, Source
from ordslab.sandbox.sql.plans import Planned
from ordslab.sandbox.sql.sqlite_errors import translated
from ordslab.sandbox.sql.sqlite_values import engine_form
from ordslab.sandbox.sql.temporary import TemporaryTables
from ordslab.sandbox.sql.transaction import Transaction

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.programs import Programs
    from ordslab.sandbox.sql.rights import Access

_CANCEL_STEPS = 20_000  # SQLite's instructions between two looks whether the statement must end
_KILL_STEP = 0.05  # seconds between two cancellations of a session that is to end
_T = TypeVar("_T")


class SessionContext(ABC):
    """A session, but for the running of statements (see `session`), which work in it.

    `package_state`: what PL/SQL packages keep for a session. `store`: SQLite's connection to the schema's file.
    `statement_time`: SYSDATE of a statement. `temporary`: the temporary tables in which it has rows. `programs`: its
    PL/SQL. `restriction`: "query" within a function that SQL calls, "trigger" within a trigger. `mutating`: the tables
    whose rows are just being changed, so that their triggers must not look at them. `puts_off`: what a block names and
    the sandbox has not is refused when the block reaches it, as in stored programs, not before the block begins.
    """

    programs: Programs
    puts_off = False

    def __init__(self, database: Database, user: str, number: int) -> None:
        self.database = database
        self.user = user
        self.id = number
        self.serial = 1 + number % 60000
        self.pending_error: OraError | None = None
        self.statement_time: datetime | None = None
        self.restriction: str | None = None
        self.mutating: list[str] = []
        self.store = database.connection(user)
        self.temporary = TemporaryTables(self.native)
        self.transaction = Transaction(database, self, self.store, self.temporary)
        self.attachments = Attachments(database, user, self.transaction, self.native)
        self.package_state: dict[str, Any] = {}
        self.client = Client()
        self._access: Access
        self._settle()
        self._cancelled = False
        self._closed = self._killed = False
        self._open_rows: list[OpenRows] = []
        self.transaction.before_begin = self._set_rows_aside
        self.store.set_progress_handler(self._must_end, _CANCEL_STEPS)

    def _must_end(self) -> bool:
        """Whether SQLite has to stop what it is doing."""
        try:
            interruption.check_memory()
        except OraError as error:
            self.pending_error = error
            return True
        return self._cancelled

    def _settle(self) -> None:
        """What a logon settles, and statements may change."""
        self.current_schema = self.user
        self.module: str | None = None
        self.action: str | None = None
        self.client_info: str | None = None
        self.client_identifier: str | None = None
        self.nls = dict(DEFAULTS)
        self.time_zone = "+00:00"
        self.length_in_characters = False  # VARCHAR2(n) without BYTE or CHAR
        self.sequence_values: dict[str, int] = {}
        self.contexts: dict[str, dict[str, str]] = {}
        self.package_state.clear()
        self.enable_roles()

    def set_context(self, namespace: str, attributes: Mapping[str, str]) -> None:
        """Set attributes of a namespace; with none, forget all that it has. Raises ORA-28267.

        Others than CLIENTCONTEXT would have to be made first, by CREATE CONTEXT, which is not there.
        """
        name = namespace.upper()
        if name != "CLIENTCONTEXT":
            raise OraError(28267, message="Invalid NameSpace Value")
        if not attributes:
            self.contexts.pop(name, None)
        self.contexts.setdefault(name, {}).update({key.upper(): value for key, value in attributes.items()})

    def renew(self) -> None:
        """Roll back and be as newly logged on, for the next who gets this session from a pool."""
        self.rollback()
        self._settle()

    @abstractmethod
    def as_owner(self, schema: str) -> AbstractContextManager[SessionContext]:
        """A session of a schema's owner, for what this one does there in its name; nobody sees it."""

    # names and rights

    def planned(self, kind: str, what: tuple[Any, ...], make: Callable[[Names], _T]) -> _T:
        """A plan from the cache, or one that `make` makes now and that is kept as long as the names mean the same.

        `what`: a text and what else the plan depends on.
        """
        key = (kind, what, self.names_key)
        planned = self.database.plans.get(key)
        if planned is None or not self.database.are_current(planned.others):
            names = self.names()
            planned = self.database.plans.put(key, Planned(make(names), names.others), kind, len(what[0]))
        if planned.others:
            self.attachments.ensure(planned.others)
        return planned.plan  # type: ignore[return-value]  # the kind says what it is

    def names(self) -> Names:
        """What names mean now."""
        return Names(self.database, self.programs, self.access, self.current_schema, self.access)

    def names_of(self, owner: str) -> Names:
        """What names mean to a schema's owner, whose roles do not count; views show what this session sees."""
        access = self.access
        return Names(self.database, self.programs, access, owner, access.rights.access(owner))

    @property
    def names_key(self) -> Key:
        """Changes when names may mean something else (see `Names.key`)."""
        return self.access, self.current_schema, self.database.dictionary(self.current_schema).version

    @property
    def access(self) -> Access:
        """What the user may do now, with the roles that are enabled."""
        rights = self.database.system.rights
        if self._access.rights is not rights:
            self._access = rights.access(self.user, self._access.roles)
        return self._access

    def enable_roles(self, roles: Iterable[str] | None = None) -> None:
        """Enable these of the user's roles, and those within them; all without an argument, as at a logon."""
        rights = self.database.system.rights
        self._access = rights.access(self.user, rights.roles_of(self.user) if roles is None else rights.within(roles))

    def rows(self, compiled: Compiled, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a piece of SQLite's SQL, in the engine's form. Raises OraError."""
        return engine_form(self.stored_rows(compiled, values), compiled.columns)

    def stored_rows(self, compiled: Compiled, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The same in the form in which SQLite keeps values."""
        if compiled.functions:
            registry.ensure(self.store, self, compiled.functions)
        return self.native(compiled.text, values)

    def opened_rows(self, compiled: Compiled, values: Sequence[Any] = ()) -> OpenRows:
        """The same as `rows`, taken from SQLite as they are fetched. Raises OraError, and so does fetching them."""
        if compiled.functions:
            registry.ensure(self.store, self, compiled.functions)
        statement = self.store.cursor()

        def more(count: int) -> tuple[list[tuple[Any, ...]], OraError | None]:
            found: list[tuple[Any, ...]] = []
            try:
                self._native(lambda: found.extend(islice(statement, count)))
            except OraError as error:
                if error.number in INTERRUPTIONS:
                    raise
                return engine_form(found, compiled.columns), error
            return engine_form(found, compiled.columns), None

        self._native(lambda: statement.execute(compiled.text, values))
        first, error = more(AT_ONCE)
        if error is not None and not first:
            raise error
        if len(first) < AT_ONCE:
            statement.close()
            return OpenRows(first, error=error)
        rows = OpenRows(first, Source(statement, more, self.transaction.ends_seen, self.statement_time))
        if self.store.in_transaction or self.attachments:  # which may be parked or detached at any time
            rows.set_aside()
        else:
            self._open_rows.append(rows)
        return rows

    def _set_rows_aside(self, *, of_the_past: bool = False) -> None:
        """Let SQLite's connection go free for something else. Raises OraError.

        `of_the_past`: only what is open since before another transaction's end, for a query that wants to see that.
        """
        seen, still_open = self.transaction.ends_seen, []
        for rows in self._open_rows:
            if of_the_past and rows.source is not None and rows.source.seen == seen:
                still_open.append(rows)
            else:
                rows.set_aside()
        self._open_rows = still_open

    def native(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of SQLite's SQL whose functions are known. Raises OraError."""
        return self._native(lambda: self.store.execute(text, values).fetchall())

    def _native(self, work: Callable[[], _T]) -> _T:
        self.pending_error = None
        try:
            return work()
        except sqlite3.Error as error:
            raise translated(error, self.pending_error) from None
        except OverflowError:
            raise OraError(1426, message="numeric overflow") from None

    # transactions

    @property
    def on_commit(self) -> list[Callable[[], None]]:
        """What is called once behind the next commit, and forgotten at a rollback."""
        return self.transaction.on_commit

    @property
    def in_transaction(self) -> bool:
        """Are there changes that are not committed?"""
        return self.transaction.is_open

    def begin_write(self) -> None:
        """Make sure that a transaction is open. Raises ORA-00054 when another session is busy for too long."""
        self.transaction.begin()

    def commit(self) -> None:
        """COMMIT, then what waited for it."""
        with self.transaction.activity:
            self.transaction.commit()
        actions, self.transaction.on_commit = self.on_commit, []
        for action in actions:
            action()

    def rollback(self) -> None:
        """ROLLBACK."""
        self.transaction.on_commit = []
        with self.transaction.activity:
            self.transaction.rollback()

    def park(self) -> bool:
        """Let the transaction give way if the session is idle; says whether it did. From any thread."""
        return self.transaction.park()

    def close(self) -> None:
        """Roll back and end. A closed session stays closed."""
        if self._closed:
            return
        self._closed = True
        with self.transaction.activity:
            try:
                self.rollback()
            finally:
                for rows in self._open_rows:
                    rows.close()
                self.store.close()
                self.database.session_ended(self)

    # interruption

    def cancel(self) -> None:
        """Stop the running statement with ORA-01013. From any thread."""
        self._cancelled = True

    def kill(self) -> None:
        """End the session's transaction; it does nothing more but say so (ORA-00028). From any thread."""
        self._killed = True
        while not self.transaction.activity.acquire(timeout=_KILL_STEP):
            self.cancel()  # again and again: between two statements it is not heard
        try:
            self.rollback()
        finally:
            self.transaction.activity.release()

    @property
    def is_killed(self) -> bool:
        """Has somebody killed it?"""
        return self._killed

    def check_cancelled(self) -> None:
        """Raises ORA-01013 when the running statement was cancelled."""
        if self._cancelled:
            raise OraError(1013)
