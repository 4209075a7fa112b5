"""A session: a user's statements, one after the other, in transactions of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql import control, ddl, dml
from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.classify import classify
from ordslab.sandbox.sql.dml import constraint_checks
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.interruption import Running
from ordslab.sandbox.sql.open_rows import OpenRows
from ordslab.sandbox.sql.queries import QueryPlan, plan_query
from ordslab.sandbox.sql.session_context import SessionContext
from ordslab.sandbox.sql.session_functions import session_functions
from ordslab.sandbox.sql.sqlite_errors import Outdated
from ordslab.sandbox.sql.sqlite_values import bind_types, bound, native
from ordslab.sandbox.sql.storage_errors import storage_error
from ordslab.sandbox.sql.types import Column

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.programs import Programs


_SHORT_STATEMENT = 4000  # characters that are read before anybody could cancel it
_LONGEST_STATEMENT = 2_000_000  # characters: what is made of them takes some hundred bytes each


class Session(SessionContext):
    """Runs statements. For one thread at a time; only `cancel`, `kill` and `park` may come from another.

    `new_programs`: gives a session its PL/SQL.
    """

    def __init__(self, database: Database, user: str, number: int, new_programs: Callable[[Session], Programs]) -> None:
        super().__init__(database, user, number)
        self.new_programs = new_programs
        self.programs = new_programs(self)
        self._depth = 0
        for name, arguments, function in session_functions(self):
            self.store.create_function(name, arguments, self._guarded(function))

    @contextmanager
    def as_owner(self, schema: str) -> Iterator[Session]:
        """A session of a schema's owner, for what this one does there in its name; nobody sees it."""
        session = Session(self.database, schema, 0, self.new_programs)
        session.statement_time = self.statement_time
        try:
            with session.transaction.activity:
                yield session
        finally:
            session.close()

    # statements

    def parse(self, text: str) -> Statement:
        """Look at a statement without running it. Raises ORA-00900, ORA-00933 ..., ORA-01013."""
        if len(text) > _LONGEST_STATEMENT:
            raise not_supported(f"statements of more than {_LONGEST_STATEMENT:,} characters")
        if len(text) <= _SHORT_STATEMENT:
            return classify(text)
        if self._depth == 0:
            self._cancelled = False  # what was meant for the call before
        with Running(self.check_cancelled):
            return classify(text)

    def describe(self, statement: Statement, binds: Sequence[Bind] = ()) -> tuple[Column, ...]:
        """The columns of a query, () for what has none; compiles SQL and so finds what is wrong in it."""
        with Running(self.check_cancelled):
            if statement.kind == "query":
                return self._query_plan(statement, binds).columns
            if statement.kind == "dml":
                dml.plan(self, statement, bind_types(statement, binds))
        return ()

    def execute(self, statement: Statement, binds: Sequence[Bind] = (), *, opens: bool = False) -> Result:
        """Run a statement. Raises OraError; what a failed statement changed is taken back, earlier work stays.

        `opens`: a query's rows stay open, for `make_ready`.
        """
        if len(binds) < len(statement.binds):
            raise OraError(1008)
        self._called()
        with Running(self.check_cancelled), self.transaction.activity:
            self._set_rows_aside(of_the_past=True)
            self.transaction.go_on()
            return self._run(statement, binds, opens=opens)

    def make_ready(self, rows: OpenRows, count: int) -> None:
        """Take so many of an open query's rows from where they are. Raises OraError."""
        if self._killed:
            raise OraError(28, message="your session has been killed")
        self._cancelled = False
        with Running(self.check_cancelled), self.transaction.activity:
            if rows.source is not None:
                self.statement_time = rows.source.opened_at
            self._depth += 1
            try:
                rows.make_ready(count)
            finally:
                self._depth -= 1

    def execute_many(self, statement: Statement, rows: Sequence[Sequence[Bind]]) -> Result | None:
        """Run an INSERT for several rows of binds at once; None, and nothing done, where it takes one after the other.

        Raises ORA-01013 and ORA-00028; what is wrong with a row shows when they are executed one after the other.
        """
        self._called()
        with Running(self.check_cancelled), self.transaction.activity:
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

    def _run(self, statement: Statement, binds: Sequence[Bind], *, opens: bool = False) -> Result:
        if self.restriction is not None and statement.kind != "query":
            self._check_restriction(statement)
        self._depth += 1
        try:
            if statement.kind == "query":
                return self._query(statement, binds, opens=opens)
            if statement.kind == "dml":
                return self._change(statement, binds)
            if statement.kind == "plsql":
                return self.programs.run_block(statement, binds)
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

    def commit(self) -> None:
        """COMMIT, then what waited for it. Raises ORA-02091 where a constraint that has waited is broken."""
        if not self.transaction.deferred.pending:
            super().commit()
            return
        with self.transaction.activity:
            self.transaction.go_on()
            try:
                constraint_checks.check_pending(self)
            except OraError as error:
                self.rollback()
                raise OraError(2091, message=f"transaction rolled back\n{error}") from None
            super().commit()

    @property
    def depth(self) -> int:
        """How many statements run, each within the one before; 0 when idle."""
        return self._depth

    def _query(self, statement: Statement, binds: Sequence[Bind], *, opens: bool) -> Result:
        values = [bound(bind) for bind in binds]
        assuming = True
        while True:
            plan = self._query_plan(statement, binds, assuming=assuming)
            assumed, key = plan.compiled.assumes, self.names_key
            if assumed and not self._hold(assumed):
                assuming = False
                continue
            rows: Sequence[tuple[Any, ...]] = ()
            opened = None
            try:
                if plan.locks is not None:
                    rows = plan.locks.run(self, partial(self.rows, plan.compiled, values))
                elif opens:
                    opened = self.opened_rows(plan.compiled, values)
                else:
                    rows = self.rows(plan.compiled, values)
            except Outdated:
                if key == self.names_key:
                    raise
                continue  # DDL came between the plan and its execution
            if assumed and not self._hold(assumed):
                if opened is not None:
                    opened.close()
                continue
            return Result(columns=plan.columns, rows=rows, rowcount=len(rows), opened=opened)

    def _hold(self, assumed: Sequence[str]) -> bool:
        """Does what a plan assumes hold? What does not exist any more shows when the plan runs."""
        try:
            return not any(self.native(query) for query in assumed)
        except Outdated:
            return True

    def _query_plan(self, statement: Statement, binds: Sequence[Bind], *, assuming: bool = True) -> QueryPlan:
        types = bind_types(statement, binds)
        return self.planned(
            "query" if assuming else "query of wide numbers",
            (statement.text, types),
            lambda names: plan_query(statement.text, names, types, assuming=assuming),
        )

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

    def _guarded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*values: Any) -> Any:
            try:
                return native(function(*values))
            except OraError as error:
                self.pending_error = error
                raise
            except Exception as error:
                self.pending_error = storage_error(error) or not_supported(f"way to do this ({type(error).__name__})")
                raise

        return run
