"""A session: a user's statements, one after the other, in transactions of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from ordslab.sandbox.sql import control, ddl, dml
from ordslab.sandbox.sql.attachments import Attachments
from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.classify import classify
from ordslab.sandbox.sql.compile.environment import Compiled
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.functions.context import DEFAULTS
from ordslab.sandbox.sql.names import Key, Names
from ordslab.sandbox.sql.plans import Planned
from ordslab.sandbox.sql.queries import QueryPlan, plan_query
from ordslab.sandbox.sql.session_functions import session_functions
from ordslab.sandbox.sql.sqlite_errors import Outdated, translated
from ordslab.sandbox.sql.sqlite_values import bind_types, bound, engine_form, native
from ordslab.sandbox.sql.transaction import Transaction
from ordslab.sandbox.sql.types import Column

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.rights import Access

_CANCEL_STEPS = 20_000  # SQLite's instructions between two looks whether the statement was cancelled
_KILL_STEP = 0.05  # seconds between two cancellations of a session that is to end
_T = TypeVar("_T")


class Session:
    """Runs statements. For one thread at a time; only `cancel` may come from another.

    `package_state`: what PL/SQL packages keep for a session. `on_commit`: called once behind the next commit, forgotten
    at a rollback. `store`: SQLite's connection to the schema's file. `statement_time`: SYSDATE of a statement.
    `temporary`: the temporary tables in which it has rows, and whether a commit preserves them.
    `restriction`: "query" within a function that SQL calls, "trigger" within a trigger. `mutating`: the tables whose
    rows are just being changed, so that their triggers must not look at them.
    """

    def __init__(self, database: Database, user: str, number: int) -> None:
        self.database = database
        self.user = user
        self.id = number
        self.serial = 1 + number % 60000
        self.on_commit: list[Callable[[], None]] = []
        self.pending_error: OraError | None = None
        self.statement_time: datetime | None = None
        self.restriction: str | None = None
        self.mutating: list[str] = []
        self.store = database.connection(user)
        self.transaction = Transaction(self)
        self.attachments = Attachments(self)
        self.temporary: dict[str, bool] = {}
        self.package_state: dict[str, Any] = {}
        self._access: Access
        self._settle()
        self._cancelled = False
        self._depth = 0
        self._closed = self._killed = False
        self.store.set_progress_handler(lambda: 1 if self._cancelled else 0, _CANCEL_STEPS)
        for name, arguments, function in session_functions(self):
            self.store.create_function(name, arguments, self._guarded(function))

    def _settle(self) -> None:
        """What a logon settles, and statements may change."""
        self.current_schema = self.user
        self.module: str | None = None
        self.action: str | None = None
        self.client_info: str | None = None
        self.client_identifier: str | None = None
        self.nls = dict(DEFAULTS)
        self.time_zone = "+00:00"
        self.sequence_values: dict[str, int] = {}
        self.package_state.clear()
        self.enable_roles()

    def renew(self) -> None:
        """Roll back and be as newly logged on, for the next who gets this session from a pool."""
        self.rollback()
        self._settle()

    # statements

    def parse(self, text: str) -> Statement:
        """Look at a statement without running it. Raises ORA-00900, ORA-00933 ..."""
        return classify(text)

    def describe(self, statement: Statement, binds: Sequence[Bind] = ()) -> tuple[Column, ...]:
        """The columns of a query, () for what has none; compiles SQL and so finds what is wrong in it."""
        if statement.kind == "query":
            return self._query_plan(statement, binds).columns
        if statement.kind == "dml":
            dml.plan(self, statement, bind_types(statement, binds))
        return ()

    def execute(self, statement: Statement, binds: Sequence[Bind] = ()) -> Result:
        """Run a statement. Raises OraError; what a failed statement changed is taken back, earlier work stays."""
        if len(binds) < len(statement.binds):
            raise OraError(1008)
        self._called()
        with self.transaction.activity:
            self.transaction.go_on()
            return self._run(statement, binds)

    def execute_many(self, statement: Statement, rows: Sequence[Sequence[Bind]]) -> Result | None:
        """Run an INSERT for several rows of binds at once; None, and nothing done, where it takes one after the other.

        Raises ORA-01013 and ORA-00028; what is wrong with a row shows when they are executed one after the other.
        """
        self._called()
        with self.transaction.activity:
            self.transaction.go_on()
            self._depth += 1
            try:
                return dml.insert_many(self, statement, rows)
            finally:
                self._depth -= 1

    def _called(self) -> None:
        """A call of the client's begins, if it is one. Raises ORA-00028."""
        if self._depth == 0:
            if self._killed:
                raise OraError(28, message="your session has been killed")
            self._cancelled = False
            self.statement_time = self.database.clock.now()

    def _run(self, statement: Statement, binds: Sequence[Bind]) -> Result:
        if self.restriction is not None and statement.kind != "query":
            self._check_restriction(statement)
        self._depth += 1
        try:
            if statement.kind == "query":
                return self._query(statement, binds)
            if statement.kind == "dml":
                return self._change(statement, binds)
            if statement.kind == "plsql":
                return self.database.run_block(self, statement, binds)
            if statement.kind == "ddl":
                return ddl.run(self, statement.text)
            return control.run(self, statement.text)
        finally:
            self._depth -= 1

    def _check_restriction(self, statement: Statement) -> None:
        """Raises ORA-14551, ORA-14552, ORA-04092 for what a function in a query or a trigger may not do."""
        ends = statement.kind in ("ddl", "control") and not statement.text.upper().startswith(("ALTER SESSION", "SET "))
        if self.restriction == "trigger" and ends:
            raise OraError(4092, message=f"cannot {statement.text.split()[0].upper()} in a trigger")
        if self.restriction == "query" and statement.kind == "dml":
            raise OraError(14551, message="cannot perform a DML operation inside a query")
        if self.restriction == "query" and ends:
            raise OraError(14552, message="cannot perform a DDL, commit or rollback inside a query or DML")

    @property
    def depth(self) -> int:
        """How many statements run, each within the one before; 0 when idle."""
        return self._depth

    def _query(self, statement: Statement, binds: Sequence[Bind]) -> Result:
        values = [bound(bind) for bind in binds]
        while True:
            plan = self._query_plan(statement, binds)
            key = self.names_key
            try:
                if plan.locks is None:
                    rows = self.rows(plan.compiled, values)
                else:
                    rows = plan.locks.run(self, partial(self.rows, plan.compiled, values))
            except Outdated:
                if key == self.names_key:
                    raise
                continue  # DDL came between the plan and its execution
            return Result(columns=plan.columns, rows=rows, rowcount=len(rows))

    def _query_plan(self, statement: Statement, binds: Sequence[Bind]) -> QueryPlan:
        types = bind_types(statement, binds)
        return self.planned("query", (statement.text, types), lambda names: plan_query(statement.text, names, types))

    def planned(self, kind: str, what: Hashable, make: Callable[[Names], _T]) -> _T:
        """A plan from the cache, or one that `make` makes now and that is kept as long as the names mean the same."""
        key = (kind, what, self.names_key)
        planned = self.database.plans.get(key)
        if planned is None or not self.database.are_current(planned.others):
            names = self.names()
            planned = self.database.plans.put(key, Planned(make(names), names.others))
        if planned.others:
            self.attachments.ensure(planned.others)
        return planned.plan  # type: ignore[return-value]  # the kind says what it is

    def _change(self, statement: Statement, binds: Sequence[Bind]) -> Result:
        types = bind_types(statement, binds)
        plan, key = dml.plan(self, statement, types), self.names_key
        given = [len(bind.returned) for bind in binds]

        def change() -> Result:
            for bind, count in zip(binds, given, strict=True):
                del bind.returned[count:]  # of a run that had to start again
            current = plan if key == self.names_key else dml.plan(self, statement, types)
            return current.run(self, binds)

        return self.transaction.run_statement(change)

    def names(self) -> Names:
        """What names mean now."""
        return Names(self, self.current_schema, self.access)

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

    def native(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of SQLite's SQL whose functions are known. Raises OraError."""
        self.pending_error = None
        try:
            return self.store.execute(text, values).fetchall()
        except sqlite3.Error as error:
            raise translated(error, self.pending_error) from None
        except OverflowError:
            raise OraError(1426, message="numeric overflow") from None

    # transactions

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
        actions, self.on_commit = self.on_commit, []
        for action in actions:
            action()

    def rollback(self) -> None:
        """ROLLBACK."""
        self.on_commit = []
        with self.transaction.activity:
            self.transaction.rollback()

    def close(self) -> None:
        """Roll back and end. A closed session stays closed."""
        if self._closed:
            return
        self._closed = True
        with self.transaction.activity:
            try:
                self.rollback()
            finally:
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

    def _guarded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*values: Any) -> Any:
            try:
                return native(function(*values))
            except OraError as error:
                self.pending_error = error
                raise
            except Exception as error:
                self.pending_error = not_supported(f"way to do this ({type(error).__name__})")
                raise

        return run
