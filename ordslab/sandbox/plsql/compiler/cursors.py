"""Compiling cursors: OPEN, FETCH, CLOSE, the rows of cursor FOR loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ordslab.sandbox.plsql.compiler.dynamic import DynamicCompiler
from ordslab.sandbox.plsql.compiler.embedded import Row, typed_row
from ordslab.sandbox.plsql.datatypes import PLS_INTEGER, CursorType, RecordType, ScalarType
from ordslab.sandbox.plsql.errors import pls, runtime_error
from ordslab.sandbox.plsql.runtime import CursorState, Frame, Run, Step, opened
from ordslab.sandbox.plsql.scope import CursorSymbol
from ordslab.sandbox.plsql.tree import Argument, Call, Close, Expression, Fetch, ForCursor, Open
from ordslab.sandbox.plsql.values import Record
from ordslab.sandbox.sql.types import NULL, OracleType

Opener = Callable[[Frame], CursorState]


class CursorCompiler(DynamicCompiler):
    """Cursors."""

    def declared_cursor(self, node: Expression) -> tuple[CursorSymbol, Opener]:
        """A declared cursor with its arguments, and what opens it."""
        arguments = node.arguments if isinstance(node, Call) else ()
        name = node.of if isinstance(node, Call) else node
        symbol = self.symbol_of(name)
        if not isinstance(symbol, CursorSymbol):
            raise pls(node.at, 456, f"item '{self.source_of(node)}' is not a cursor")
        values = self._cursor_arguments(symbol, arguments, node.at)
        level = self.level
        return symbol, lambda frame: symbol.open(frame, level, [value(frame) for value in values])

    def _cursor_arguments(self, symbol: CursorSymbol, arguments: Sequence[Argument], at: int) -> list[Run]:
        given: dict[str, Argument] = {}
        wrong = pls(at, 306, f"wrong number or types of arguments in call to '{symbol.name}'")
        for position, argument in enumerate(arguments):
            if argument.name is None and position >= len(symbol.formals):
                raise wrong
            given[argument.name or symbol.formals[position].name] = argument
        runs = []
        for formal in symbol.formals:
            argument_given = given.pop(formal.name, None)
            if argument_given is not None:
                runs.append(self.into(argument_given.value, formal.type))
            elif formal.default is not None:
                runs.append(formal.default)
            else:
                raise wrong
        if given:
            raise wrong
        return runs

    def loop_rows(self, node: ForCursor) -> tuple[RecordType, Opener, Callable[[Frame, Any], None] | None]:
        """The rows of a cursor FOR loop, and how to show its state as the cursor's attributes."""
        if node.cursor is None:
            query = self.embedded(node.start, node.end)
            return query.row, query.opened, None
        symbol, opener = self.declared_cursor(node.cursor)
        return symbol.row, opener, symbol.value(self.level).assign

    def open(self, node: Open) -> Step:
        """OPEN."""
        if node.text is None and not node.end:
            return self._open_declared(node)
        cursor = self.cursor_value(node.cursor)
        assign = cursor.assign
        if assign is None or isinstance(self.symbol_of(node.cursor), CursorSymbol):
            raise pls(
                node.at, 455, f"cursor '{self.source_of(node.cursor)}' cannot be used in a dynamic SQL OPEN statement"
            )
        self.uses.written(node.cursor)
        row = cursor.type.row if isinstance(cursor.type, CursorType) else None
        opener = self.embedded(node.start, node.end).opened if node.text is None else self._dynamic_rows(node, row)
        write = assign
        return lambda frame: write(frame, opener(frame))

    def _open_declared(self, node: Open) -> Step:
        symbol, opener = self.declared_cursor(node.cursor)
        cursor = symbol.value(self.level)
        read, assign = cursor.run, cursor.assign
        assert assign is not None

        def step(frame: Frame) -> None:
            state = read(frame)
            if state is not None and state.is_open:
                raise runtime_error(6511)
            assign(frame, opener(frame))

        return step

    def _dynamic_rows(self, node: Open, row: RecordType | None) -> Opener:
        assert node.text is not None
        if row is not None:
            raise pls(
                node.at, 455, f"cursor '{self.source_of(node.cursor)}' cannot be used in a dynamic SQL OPEN statement"
            )
        return self.dynamic_query(node.text, node.using)

    def fetch(self, node: Fetch) -> Step:
        """FETCH, of one row or in bulk."""
        cursor = self.cursor_value(node.cursor)
        assert isinstance(cursor.type, CursorType)
        is_declared = isinstance(self.symbol_of(node.cursor), CursorSymbol)
        row = cursor.type.row
        kinds = _columns(row) if is_declared and row is not None else self.kinds_of(node.into)
        if row is not None and not self._is_record(node.into) and len(row.fields) != len(node.into):
            raise pls(node.at, 394, "wrong number of values in the INTO list of a FETCH statement")
        if node.bulk:
            return self._fetch_bulk(node, cursor.run, kinds, typed=not is_declared)
        store, read = self.into_row(node.into, kinds, node.at), cursor.run

        def step(frame: Frame) -> None:
            state = opened(read(frame))
            found = state.fetch()
            if found is not None:
                store(frame, found if is_declared else _fitting(state, found, len(kinds)))

        return step

    def _fetch_bulk(self, node: Fetch, read: Run, kinds: list[OracleType], *, typed: bool) -> Step:
        store_all = self.into_rows(node.into, kinds, node.at)
        limit = self.into(node.limit, PLS_INTEGER) if node.limit is not None else None

        def step(frame: Frame) -> None:
            state = opened(read(frame))
            most = limit(frame) if limit is not None else None
            rows: list[Row] = []
            while most is None or len(rows) < most:
                found = state.fetch()
                if found is None:
                    break
                rows.append(_fitting(state, found, len(kinds)) if typed else found)
            store_all(frame, rows)

        return step

    def _is_record(self, nodes: Sequence[Expression]) -> bool:
        return len(nodes) == 1 and not isinstance(self.expression(nodes[0]).type, ScalarType)

    def close(self, node: Close) -> Step:
        """CLOSE."""
        read = self.cursor_value(node.cursor).run

        def step(frame: Frame) -> None:
            opened(read(frame)).is_open = False

        return step


def _fitting(state: CursorState, row: Row, count: int) -> Row:
    """A row of a cursor variable. Raises ORA-06504 when its query gives something else than what it is fetched into."""
    if len(row) != count:
        raise runtime_error(6504)
    return typed_row(row, state.columns)


def _columns(kind: RecordType) -> list[OracleType]:
    return [field.type.type if isinstance(field.type, ScalarType) else NULL for field in kind.fields]


def as_record(kind: RecordType, row: Row) -> Record:
    """A row as a record."""
    return Record(**{field.attribute: value for field, value in zip(kind.fields, row, strict=True)})
