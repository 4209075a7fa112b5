"""Compiling dynamic SQL: EXECUTE IMMEDIATE, and the query of OPEN ... FOR text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ordslab.sandbox.plsql.coercion import converter
from ordslab.sandbox.plsql.compiler.embedded import (
    Row,
    bind_type,
    check_mutating,
    exact_rows,
    returned_rows,
    typed_row,
)
from ordslab.sandbox.plsql.compiler.sqltext import plain_names
from ordslab.sandbox.plsql.compiler.subprograms import SubprogramCompiler
from ordslab.sandbox.plsql.datatypes import CollectionType, CursorType, RecordType, ScalarType
from ordslab.sandbox.plsql.errors import pls
from ordslab.sandbox.plsql.runtime import CursorState, Frame, Step
from ordslab.sandbox.plsql.scope import Value
from ordslab.sandbox.plsql.tree import ExecuteImmediate, Expression, Literal
from ordslab.sandbox.plsql.values import exact
from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.lexer import tokenize
from ordslab.sandbox.sql.types import NULL, OracleType

_CURSOR = OracleType("CURSOR")


@dataclass(frozen=True)
class _Using:
    """An item of USING. `type`: with which it is bound."""

    mode: str
    value: Value
    type: OracleType

    def bind(self, frame: Frame) -> Bind:
        return Bind(self.type, None if self.mode == "OUT" else self.value.run(frame))

    def take(self, frame: Frame, bind: Bind) -> None:
        """Put what came back where it belongs."""
        if self.mode == "IN" or self.value.assign is None:
            return
        given = bind.returned[0] if bind.returned else bind.value
        if isinstance(self.value.type, CursorType):
            self.value.assign(frame, CursorState(given.rows, given.columns) if isinstance(given, Result) else None)
            return
        convert = converter(ScalarType(bind.type), self.value.type)
        self.value.assign(frame, convert(exact(given) if bind.type.family == "NUMBER" else given, frame.execution))


class DynamicCompiler(SubprogramCompiler):
    """Dynamic SQL."""

    def execute_immediate(self, node: ExecuteImmediate) -> Step:
        """EXECUTE IMMEDIATE."""
        text = self.text_of(node.text)
        using = self._using(node.using)
        kinds = self.kinds_of(node.into)
        store = self._rows_into(node.into, kinds, node.at, bulk=node.bulk) if node.into else None
        returned = self.returned_types(node.returning)
        unknown = [NULL] * len(returned)
        take = self._rows_into(node.returning, unknown, node.at, bulk=node.bulk_returning) if returned else None

        def step(frame: Frame) -> None:
            execution = frame.execution
            result, kind, binds = _run(frame, text(frame), using, returned)
            execution.rowcount = result.rowcount if kind == "dml" else 0
            if kind == "query" and store is not None:
                rows = exact_rows(result)
                execution.rowcount = len(rows)
                if len(result.columns) != len(kinds):
                    raise OraError(1007, message="variable not in select list")
                store(frame, [typed_row(row, result.columns) for row in rows])
            if take is not None and (node.bulk_returning or result.rowcount):
                take(frame, returned_rows(binds))

        return step

    def _rows_into(
        self, nodes: Sequence[Expression], kinds: list[OracleType], at: int, *, bulk: bool
    ) -> Callable[[Frame, list[Row]], None]:
        if bulk:
            return self.into_rows(nodes, kinds, at)
        one = self.into_row(nodes, kinds, at)
        return lambda frame, rows: one(frame, only_row(rows))

    def kinds_of(self, nodes: Sequence[Expression]) -> list[OracleType]:
        """The columns that targets stand for when the query is not known before it runs."""
        kinds: list[OracleType] = []
        for node in nodes:
            kind = self.expression(node).type
            if isinstance(kind, CollectionType):
                kind = kind.element
            kinds += [NULL] * (len(kind.fields) if isinstance(kind, RecordType) else 1)
        return kinds

    def returned_types(self, nodes: Sequence[Expression]) -> tuple[OracleType, ...]:
        """The types of RETURNING's targets: SQL is asked for values of these."""
        kinds: list[OracleType] = []
        for node in nodes:
            kind = self.expression(node).type
            if isinstance(kind, CollectionType):
                kind = kind.element
            for item in [field.type for field in kind.fields] if isinstance(kind, RecordType) else [kind]:
                if not isinstance(item, ScalarType):
                    raise pls(node.at, 382, "expression is of wrong type")
                kinds.append(bind_type(Value(item, lambda _: None)))
        return tuple(kinds)

    def dynamic_query(
        self, text: Expression, using: Sequence[tuple[str, Expression]]
    ) -> Callable[[Frame], CursorState]:
        """What opens the query that a text says."""
        read, items = self.text_of(text), self._using(using)

        def opener(frame: Frame) -> CursorState:
            result, kind, _ = _run(frame, read(frame), items, ())
            if kind != "query":
                raise OraError(6539, message="target of OPEN must be a query")
            return CursorState(exact_rows(result), result.columns)

        return opener

    def _using(self, items: Sequence[tuple[str, Expression]]) -> list[_Using]:
        using = []
        for mode, node in items:
            value = self.expression(node) if mode == "IN" else self.target(node)
            if mode == "OUT":
                self.uses.written(node)
            if isinstance(value.type, CursorType):
                using.append(_Using(mode, value, _CURSOR))
                continue
            no_type = isinstance(node, Literal) and node.value is None and node.type == NULL
            if no_type or not isinstance(value.type, ScalarType):
                raise pls(node.at, 457, "expressions have to be of SQL types")
            using.append(_Using(mode, value, bind_type(value)))
        return using


def only_row(rows: list[Row]) -> Row:
    """The one row of SELECT INTO. Raises ORA-01403 and ORA-01422."""
    if not rows:
        raise OraError(1403)
    if len(rows) > 1:
        raise OraError(1422)
    return rows[0]


def _run(
    frame: Frame, text: str | None, using: list[_Using], returned: tuple[OracleType, ...]
) -> tuple[Result, str, list[Bind]]:
    """Run a statement: its result, its kind, and the binds of RETURNING."""
    session = frame.execution.session
    if text is None:
        raise OraError(6535, message="statement string in EXECUTE IMMEDIATE is NULL or 0 length")
    session.check_cancelled()
    statement: Statement = session.parse(text)
    if session.mutating and statement.kind in ("query", "dml"):
        check_mutating(session, plain_names(tokenize(text)))
    given = len(using) + len(returned)
    if given < len(statement.binds):
        raise OraError(1008)
    if given > len(statement.binds):
        raise OraError(1006, message="bind variable does not exist")
    binds = [item.bind(frame) for item in using]
    outs = [Bind(kind) for kind in returned]
    result = session.execute(statement, [*binds, *outs])
    for item, bind in zip(using, binds, strict=True):
        item.take(frame, bind)
    return result, statement.kind, outs
