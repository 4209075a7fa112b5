"""Compiling SQL that stands as a statement of a block: SELECT INTO, DML with RETURNING, transaction control."""

from __future__ import annotations

from ordslab.sandbox.plsql.compiler.dynamic import only_row
from ordslab.sandbox.plsql.compiler.embedded import Row, exact_rows, returned_rows
from ordslab.sandbox.plsql.compiler.forall import Change, StoreAll
from ordslab.sandbox.plsql.compiler.loops import LoopCompiler
from ordslab.sandbox.plsql.errors import Diagnostic
from ordslab.sandbox.plsql.runtime import Frame, Step
from ordslab.sandbox.plsql.tree import Sql
from ordslab.sandbox.sql.types import NULL

_CONTROL = frozenset({"COMMIT", "ROLLBACK", "SAVEPOINT", "SET", "LOCK"})


class SqlStatementCompiler(LoopCompiler):
    """SQL statements."""

    def sql(self, node: Sql) -> Step:
        """Embedded SQL as a statement."""
        if node.keyword in _CONTROL:
            text = self.source[node.at : node.end]
            return lambda frame: _run_control(frame, text)
        if node.keyword in ("SELECT", "WITH"):
            return self._select_into(node)
        change, store = self.change(node)
        if store is None:

            def plain(frame: Frame) -> None:
                change(frame)

            return plain
        keep = store
        return lambda frame: keep(frame, change(frame))

    def change(self, node: Sql) -> tuple[Change, StoreAll | None]:
        """A DML statement: what it returns (RETURNING), and where that goes."""
        kinds = self.returned_types(node.into)
        statement = self.embedded(node.at, node.end, node.cut, kinds)
        count = len(kinds)

        def change(frame: Frame) -> list[Row]:
            result, binds = statement.execute(frame)
            frame.execution.rowcount = result.rowcount
            return returned_rows(binds[-count:]) if count else []

        if not node.returning:
            return change, None
        unknown = [NULL] * count
        if node.bulk:
            return change, self.into_rows(node.into, unknown, node.at)
        one = self.into_row(node.into, unknown, node.at)

        def store(frame: Frame, rows: list[Row]) -> None:
            if rows:
                one(frame, only_row(rows))

        return change, store

    def _select_into(self, node: Sql) -> Step:
        if not node.into:
            text = "PLS-00428: an INTO clause is expected in this SELECT statement"
            raise Diagnostic(node.at, text, alone=True)
        query = self.embedded(node.at, node.end, node.cut)
        kinds = [column.type for column in query.columns]
        if node.bulk:
            store_all = self.into_rows(node.into, kinds, node.at)

            def collect(frame: Frame) -> None:
                rows = query.rows(frame)
                frame.execution.rowcount = len(rows)
                store_all(frame, rows)

            return collect
        store = self.into_row(node.into, kinds, node.at)

        def select(frame: Frame) -> None:
            result, _ = query.execute(frame)
            rows = exact_rows(result)
            frame.execution.rowcount = min(len(rows), 1)
            store(frame, only_row(rows))

        return select


def _run_control(frame: Frame, text: str) -> None:
    session = frame.execution.session
    session.execute(session.parse(text))
    frame.execution.rowcount = 0
