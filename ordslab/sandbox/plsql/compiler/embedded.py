"""Compiling SQL inside PL/SQL: cut out as text, variables as binds, checked by the session before the block runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.coercion import Typed
from ordslab.sandbox.plsql.compiler import sqltext
from ordslab.sandbox.plsql.compiler.references import ReferenceCompiler
from ordslab.sandbox.plsql.datatypes import CollectionType, RecordType, ScalarType, row_type
from ordslab.sandbox.plsql.errors import Diagnostic, pls
from ordslab.sandbox.plsql.parser.statements import StatementParser
from ordslab.sandbox.plsql.runtime import CursorState, Frame
from ordslab.sandbox.plsql.scope import Overloads, PackageScope, Value, Variable
from ordslab.sandbox.plsql.tree import BindReference, SqlExpression
from ordslab.sandbox.plsql.values import exact
from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.lexer import Token
from ordslab.sandbox.sql.types import VARCHAR2, Column, OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Embedded:
    """A SQL statement of a block: ready to run, with the variables that it binds."""

    statement: Statement
    columns: tuple[Column, ...]
    variables: tuple[Value, ...]
    returning: tuple[OracleType, ...] = ()

    @cached_property
    def row(self) -> RecordType:
        """The record type of the query's rows."""
        return row_type("row", tuple((column.name, column.type) for column in self.columns))

    def execute(self, frame: Frame) -> tuple[Result, list[Bind]]:
        """Run it; the binds of RETURNING are the last ones."""
        session = frame.execution.session
        session.check_cancelled()
        binds = [Bind(bind_type(value), value.run(frame)) for value in self.variables]
        binds += [Bind(kind) for kind in self.returning]
        return session.execute(self.statement, binds), binds

    def rows(self, frame: Frame) -> list[Row]:
        """Run a query and read all its rows."""
        result, _ = self.execute(frame)
        return exact_rows(result)

    def opened(self, frame: Frame) -> CursorState:
        """Run a query as a cursor."""
        result, _ = self.execute(frame)
        return CursorState(exact_rows(result), result.columns)


def returned_rows(binds: Sequence[Bind]) -> list[Row]:
    """What RETURNING gave: a row for each row that was touched."""
    columns = [[_returned(value, bind.type) for value in bind.returned] for bind in binds]
    return list(zip(*columns, strict=True))


def _returned(value: Any, target: OracleType) -> Any:
    """A returned value with its type: the target's, unless the value shows that it is a number or a text."""
    if value is None:
        return None
    if isinstance(value, int | float | Decimal):
        return Typed(exact(value), OracleType("NUMBER"))
    return Typed(value, VARCHAR2 if target.family == "NUMBER" else target)


def exact_rows(result: Result) -> list[Row]:
    """A query's rows with NUMBER as int or Decimal."""
    numbers = [position for position, column in enumerate(result.columns) if column.type.family == "NUMBER"]
    if not numbers:
        return list(result.rows)
    wanted = set(numbers)
    return [tuple(exact(v) if i in wanted and v is not None else v for i, v in enumerate(row)) for row in result.rows]


def typed_row(row: Row, columns: Sequence[Column]) -> Row:
    """A row whose values tell their types: the query was not known when the block was compiled."""
    return tuple(
        None if value is None else Typed(value, column.type) for value, column in zip(row, columns, strict=True)
    )


def bind_type(value: Value) -> OracleType:
    """The type with which a variable is bound."""
    assert isinstance(value.type, ScalarType)
    kind = value.type.type
    if kind.family in ("VARCHAR2", "NULL") and kind.size is None:
        return VARCHAR2
    return OracleType("NUMBER") if kind.family == "NUMBER" else kind


class _Text:
    """SQL text in the making, which remembers where each piece came from."""

    def __init__(self) -> None:
        self.text = ""
        self._pieces: list[tuple[int, int]] = []

    def add(self, piece: str, origin: int) -> None:
        self._pieces.append((len(self.text), origin))
        self.text += piece

    def origin(self, offset: int) -> int:
        """The place in the block's source of an offset in the text."""
        start, origin = max((piece for piece in self._pieces if piece[0] <= offset), default=(0, 0))
        return origin + offset - start


class SqlCompiler(ReferenceCompiler):
    """Embedded SQL."""

    @cached_property
    def _parser(self) -> StatementParser:
        return StatementParser(self.source)

    def embedded(
        self, start: int, end: int, cut: tuple[int, int] | None = None, returning: tuple[OracleType, ...] = ()
    ) -> Embedded:
        """The statement between two offsets, its INTO clause (`cut`) left out; with RETURNING, binds in its place."""
        text = _Text()
        variables: list[Value] = []
        if cut is None:
            self._replace(start, end, text, variables)
        else:
            # The columns of the tables behind INTO hide variables before it: the whole statement is looked at.
            self._replace(start, end, text, variables, cut)
            if returning:
                names = ", ".join(f":R{number}" for number in range(1, len(returning) + 1))
                text.add(f" into {names}", cut[0])
        return self._checked(text, tuple(variables), returning)

    def sql_expression(self, node: SqlExpression) -> Value:
        """An expression that SQL evaluates: SELECT it FROM DUAL."""
        text = _Text()
        variables: list[Value] = []
        text.add("select ", node.at)
        self._replace(node.at, node.end, text, variables)
        text.add(" from dual", node.end)
        query = self._checked(text, tuple(variables), ())
        return Value(ScalarType(query.columns[0].type), lambda frame: query.rows(frame)[0][0])

    def _checked(self, text: _Text, variables: tuple[Value, ...], returning: tuple[OracleType, ...]) -> Embedded:
        session = self.the_session
        try:
            statement = session.parse(text.text)
            binds = [Bind(bind_type(value)) for value in variables] + [Bind(kind) for kind in returning]
            columns = session.describe(statement, binds)
        except OraError as error:
            raise Diagnostic(text.origin(error.offset or 0), f"PL/SQL: {error}") from None
        return Embedded(statement, columns, variables, returning)

    @property
    def the_session(self) -> Session:
        """The session for which a block is compiled."""
        assert self.session is not None, "a package's specification holds no SQL"
        return self.session

    def _replace(
        self, start: int, end: int, text: _Text, variables: list[Value], cut: tuple[int, int] | None = None
    ) -> None:
        tokens = [t for t in self._parser.tokens(start, end) if cut is None or not cut[0] <= t.offset < cut[1]]
        if any(one.value == "CURRENT" and two.value == "OF" for one, two in pairwise(tokens)):
            raise not_supported("WHERE CURRENT OF", offset=start)
        tables = sqltext.tables_in(tokens)
        for table in tables.names:
            self.catalog.note(table)
        columns: set[str] | None = None
        behind_values = sqltext.values_start(tokens)
        done = start
        for position, token in enumerate(tokens):
            if token.offset < done:
                continue
            if token.kind != "bind":
                if not self._may_be_variable(tokens, position, tables):
                    continue
                if columns is None:
                    columns = self._columns_of(tables)
                if position < behind_values and token.value in columns:
                    continue
            done = _copy(self.source, done, token.offset, text, cut)
            symbol = self.scope.find(token.value) if token.kind != "bind" else None
            if isinstance(symbol, Overloads):
                text.add(symbol.choices[0].sql_name or "", token.offset)
                done = token.end
                continue
            value, after = self._variable_at(tokens, position)
            bound = _expanded(value, token.offset)
            names = [f":B{len(variables) + number}" for number in range(1, len(bound) + 1)]
            listed = ", ".join(names)
            text.add(f"({listed})" if isinstance(value.type, RecordType) else listed, token.offset)
            variables += bound
            done = after
        _copy(self.source, done, end, text, cut)

    def _columns_of(self, tables: sqltext.Tables) -> set[str]:
        return {column.name for table in tables.names for column in self.columns(table) or ()}

    def _may_be_variable(self, tokens: list[Token], position: int, tables: sqltext.Tables) -> bool:
        token = tokens[position]
        following = tokens[position + 1].value if position + 1 < len(tokens) else ""
        if token.kind not in ("word", "quoted") or position in tables.positions:
            return False
        if position and tokens[position - 1].value in (".", "=>"):
            return False
        if token.value == "SQL" and following == "%":
            return True
        symbol = self.scope.find(token.value)
        if isinstance(symbol, Overloads) and following == "(" and symbol.choices[0].sql_name is None:
            raise pls(token.offset, 231, f"function '{token.value}' may not be used in SQL")
        if following == "." and token.value in tables.aliases:
            return False
        if symbol is None:
            return following == "." and self._is_package_variable(tokens, position)
        if isinstance(symbol, Overloads):
            return symbol.choices[0].sql_name is not None and not sqltext.is_alias(tokens, position)
        return isinstance(symbol, Variable) and not sqltext.is_alias(tokens, position)

    def _is_package_variable(self, tokens: list[Token], position: int) -> bool:
        package = self.catalog.find(tokens[position].value)
        if not isinstance(package, PackageScope) or position + 2 >= len(tokens):
            return False
        return isinstance(package.names.get(tokens[position + 2].value), Variable)

    def _variable_at(self, tokens: list[Token], position: int) -> tuple[Value, int]:
        """The variable that begins at a token, and where its text ends."""
        token = tokens[position]
        if token.kind == "bind":
            return self.expression(BindReference(token.offset, token.value)), token.end
        symbol = self.scope.find(token.value)
        if isinstance(symbol, Variable) and isinstance(symbol.type, ScalarType):
            return symbol.value(self.level), token.end
        self._parser.seek(token.offset)
        node = self._parser.reference()
        return self.expression(node), self._parser.previous_end


def _copy(source: str, start: int, end: int, text: _Text, cut: tuple[int, int] | None) -> int:
    """Copy the source between two offsets without the part that is cut out."""
    if cut is not None and start <= cut[0] < end:
        text.add(source[start : cut[0]], start)
        start = cut[1]
    if start < end:
        text.add(source[start:end], start)
    return end


def _expanded(value: Value, at: int) -> list[Value]:
    """A scalar, or all fields of a record."""
    if isinstance(value.type, RecordType):
        read = value.run
        return [Value(field.type, _field_reader(read, field.attribute)) for field in value.type.fields]
    if isinstance(value.type, CollectionType):
        raise pls(at, 382, "expression is of wrong type")
    if not isinstance(value.type, ScalarType) or value.type.family == "BOOLEAN":
        raise pls(at, 382, "expression is of wrong type")
    return [value]


def _field_reader(read: Callable[[Frame], Any], attribute: str) -> Callable[[Frame], Any]:
    return lambda frame: getattr(read(frame), attribute)
