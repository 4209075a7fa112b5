"""Compiling cursors and dynamic SQL: OPEN, FETCH, CLOSE, cursor FOR loops' rows, EXECUTE IMMEDIATE."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ordslab.sandbox.plsql.coercion import converter
from ordslab.sandbox.plsql.compiler.declarations import DeclarationCompiler
from ordslab.sandbox.plsql.compiler.embedded import Row, bind_type, typed_rows
from ordslab.sandbox.plsql.datatypes import (
    PLS_INTEGER,
    CollectionType,
    CursorType,
    RecordType,
    ScalarType,
)
from ordslab.sandbox.plsql.errors import pls, runtime_error
from ordslab.sandbox.plsql.runtime import CursorState, Frame, Run, Step
from ordslab.sandbox.plsql.scope import CursorSymbol, Value
from ordslab.sandbox.plsql.tree import (
    Argument,
    Call,
    Close,
    ExecuteImmediate,
    Expression,
    Fetch,
    ForCursor,
    Name,
    Open,
)
from ordslab.sandbox.plsql.values import Record, exact
from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import NULL, OracleType

Rows = Callable[[Frame], list[Row]]


class CursorCompiler(DeclarationCompiler):
    """Cursors and dynamic SQL."""

    def declared_cursor(self, node: Expression) -> tuple[CursorSymbol, Rows]:
        """A declared cursor with its arguments: what it reads when it is opened."""
        arguments = node.arguments if isinstance(node, Call) else ()
        name = node.of if isinstance(node, Call) else node
        symbol = self.scope.find(name.name) if isinstance(name, Name) else None
        if not isinstance(symbol, CursorSymbol):
            if isinstance(name, Name) and symbol is None:
                raise pls(node.at, 201, f"identifier '{name.name}' must be declared")
            raise pls(node.at, 456, f"item '{self.source_of(node)}' is not a cursor")
        values = self._cursor_arguments(symbol, arguments, node.at)
        outward, rows = self.level - symbol.level, symbol.rows
        return symbol, lambda frame: rows(frame.outward(outward), [value(frame) for value in values])

    def _cursor_arguments(self, symbol: CursorSymbol, arguments: Sequence[Argument], at: int) -> list[Run]:
        given: dict[str, Argument] = {}
        for position, argument in enumerate(arguments):
            if argument.name is None and position >= len(symbol.formals):
                raise pls(at, 306, f"wrong number or types of arguments in call to '{symbol.name}'")
            given[argument.name or symbol.formals[position].name] = argument
        runs = []
        for formal in symbol.formals:
            argument_given = given.pop(formal.name, None)
            if argument_given is not None:
                runs.append(self.into(argument_given.value, formal.type))
            elif formal.default is not None:
                runs.append(formal.default)
            else:
                raise pls(at, 306, f"wrong number or types of arguments in call to '{symbol.name}'")
        if given:
            raise pls(at, 306, f"wrong number or types of arguments in call to '{symbol.name}'")
        return runs

    def loop_rows(self, node: ForCursor) -> tuple[RecordType, Rows, Callable[[Frame, Any], None] | None]:
        """The rows of a cursor FOR loop, and how to show its state as the cursor's attributes."""
        if node.cursor is None:
            query = self.embedded(node.start, node.end)
            return query.row, query.rows, None
        symbol, rows = self.declared_cursor(node.cursor)
        return symbol.row, rows, symbol.value(self.level).assign

    def open(self, node: Open) -> Step:
        """OPEN."""
        if node.text is None and not node.end:
            symbol, rows = self.declared_cursor(node.cursor)
            cursor = symbol.value(self.level)
        else:
            cursor = self.cursor_value(node.cursor)
            rows = self.embedded(node.start, node.end).typed_rows if node.text is None else self._dynamic_rows(node)
        read, assign = cursor.run, cursor.assign
        assert assign is not None
        declared = node.text is None and not node.end

        def step(frame: Frame) -> None:
            if declared and read(frame) is not None:
                raise runtime_error(6511)
            assign(frame, CursorState(rows(frame)))

        return step

    def _dynamic_rows(self, node: Open) -> Rows:
        assert node.text is not None
        text = self.text_of(node.text)
        using = self._using(node.using)

        def rows(frame: Frame) -> list[Row]:
            result, _ = _run_dynamic(frame, text(frame), using)
            return typed_rows(result)

        return rows

    def fetch(self, node: Fetch) -> Step:
        """FETCH, of one row or in bulk."""
        cursor = self.cursor_value(node.cursor)
        read = cursor.run
        assert isinstance(cursor.type, CursorType)
        kinds = _columns(cursor.type.row) if cursor.type.row is not None else self._kinds_of(node.into)
        if node.bulk:
            return self._fetch_bulk(node, read, kinds)
        known = cursor.type.row is not None and not self._is_record(node.into)
        if known and len(kinds) != len(node.into):
            raise pls(node.at, 394, "wrong number of values in the INTO list of a FETCH statement")
        store = self.into_row(node.into, kinds, node.at)

        def step(frame: Frame) -> None:
            state = read(frame)
            if state is None:
                raise OraError(1001)
            row = state.fetch()
            if row is not None:
                if len(row) != len(kinds):
                    raise runtime_error(6504)
                store(frame, row)

        return step

    def _fetch_bulk(self, node: Fetch, read: Run, kinds: list[OracleType]) -> Step:
        store_all = self.into_rows(node.into, kinds, node.at)
        limit = self.into(node.limit, PLS_INTEGER) if node.limit is not None else None

        def step(frame: Frame) -> None:
            state = read(frame)
            if state is None:
                raise OraError(1001)
            most = limit(frame) if limit is not None else None
            rows: list[Row] = []
            while most is None or len(rows) < most:
                row = state.fetch()
                if row is None:
                    break
                rows.append(row)
            store_all(frame, rows)

        return step

    def _is_record(self, nodes: Sequence[Expression]) -> bool:
        return len(nodes) == 1 and isinstance(self.expression(nodes[0]).type, RecordType)

    def _kinds_of(self, nodes: Sequence[Expression]) -> list[OracleType]:
        """The columns that targets stand for when the query is not known before it runs."""
        kinds: list[OracleType] = []
        for node in nodes:
            kind = self.expression(node).type
            if isinstance(kind, CollectionType):
                kind = kind.element
            kinds += [NULL] * (len(kind.fields) if isinstance(kind, RecordType) else 1)
        return kinds

    def close(self, node: Close) -> Step:
        """CLOSE."""
        cursor = self.cursor_value(node.cursor)
        read, assign = cursor.run, cursor.assign
        assert assign is not None

        def step(frame: Frame) -> None:
            if read(frame) is None:
                raise OraError(1001)
            assign(frame, None)

        return step

    # --- dynamic SQL -------------------------------------------------------------------------------------------------

    def execute_immediate(self, node: ExecuteImmediate) -> Step:
        """EXECUTE IMMEDIATE."""
        text = self.text_of(node.text)
        using = self._using(node.using)
        kinds = self._kinds_of(node.into)
        one = self.into_row(node.into, kinds, node.at) if node.into and not node.bulk else None
        many = self.into_rows(node.into, kinds, node.at) if node.into and node.bulk else None

        def step(frame: Frame) -> None:
            result, kind = _run_dynamic(frame, text(frame), using)
            if kind == "dml":
                frame.execution.rowcount = result.rowcount
            if kind == "query" and (one is not None or many is not None):
                rows = typed_rows(result)
                frame.execution.rowcount = len(rows)
                if rows and len(rows[0]) != len(kinds):
                    raise OraError(1007, message="variable not in select list")
                if many is not None:
                    many(frame, rows)
                elif one is not None:
                    one(frame, only_row(rows))

        return step

    def _using(self, items: Sequence[tuple[str, Expression]]) -> list[tuple[str, Value]]:
        using = []
        for mode, node in items:
            value = self.expression(node) if mode == "IN" else self.target(node)
            if not isinstance(value.type, ScalarType):
                raise pls(node.at, 457, "expressions have to be of SQL types")
            using.append((mode, value))
        return using


def only_row(rows: list[Row]) -> Row:
    """The one row of SELECT INTO. Raises ORA-01403 and ORA-01422."""
    if not rows:
        raise OraError(1403)
    if len(rows) > 1:
        raise OraError(1422)
    return rows[0]


def _columns(kind: RecordType) -> list[OracleType]:
    return [field.type.type if isinstance(field.type, ScalarType) else NULL for field in kind.fields]


def _run_dynamic(frame: Frame, text: str | None, using: list[tuple[str, Value]]) -> tuple[Result, str]:
    execution = frame.execution
    if text is None:
        raise OraError(6535, message="statement string in EXECUTE IMMEDIATE is NULL or 0 length")
    execution.session.check_cancelled()
    statement = execution.session.parse(text)
    if len(using) < len(statement.binds):
        raise OraError(1008)
    if len(using) > len(statement.binds):
        raise OraError(1006, message="bind variable does not exist")
    binds = [Bind(bind_type(value), None if mode == "OUT" else value.run(frame)) for mode, value in using]
    result = execution.session.execute(statement, binds)
    for bind, (mode, value) in zip(binds, using, strict=True):
        if mode != "IN" and value.assign is not None:
            given = bind.returned[0] if bind.returned else bind.value
            convert = converter(ScalarType(bind.type), value.type)
            value.assign(frame, convert(exact(given) if bind.type.family == "NUMBER" else given, execution))
    return result, statement.kind


def as_record(kind: RecordType, row: Row) -> Record:
    """A row as a record."""
    return Record(**{field.attribute: value for field, value in zip(kind.fields, row, strict=True)})
