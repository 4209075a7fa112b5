"""Compiling SQL inside PL/SQL: cut out as text, variables as binds, checked by the session before the block runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.compiler import sqltext
from ordslab.sandbox.plsql.compiler.embedded import Embedded, SqlText, bind_type
from ordslab.sandbox.plsql.compiler.references import ReferenceCompiler
from ordslab.sandbox.plsql.datatypes import CollectionType, ObjectType, RecordType, ScalarType
from ordslab.sandbox.plsql.errors import Diagnostic, pls
from ordslab.sandbox.plsql.parser.statements import StatementParser
from ordslab.sandbox.plsql.runtime import Frame, opened
from ordslab.sandbox.plsql.scope import CursorSymbol, MethodResult, Overloads, PackageScope, Value, Variable
from ordslab.sandbox.plsql.tree import BindReference, Expression, SqlExpression
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.lexer import Token
from ordslab.sandbox.sql.types import OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_ROWID = OracleType("ROWID")
_NO_OBJECTS = "invalid use of PL/SQL JSON object type"


class SqlCompiler(ReferenceCompiler):
    """Embedded SQL."""

    @cached_property
    def _parser(self) -> StatementParser:
        return StatementParser(self.source)

    def embedded(
        self, start: int, end: int, cut: tuple[int, int] | None = None, returning: tuple[OracleType, ...] = ()
    ) -> Embedded:
        """The statement between two offsets, its INTO clause (`cut`) left out; with RETURNING, binds in its place."""
        text = SqlText()
        variables: list[Value] = []
        if cut is None:
            self._replace(start, end, text, variables)
        else:
            # The columns of the tables behind INTO hide variables before it: the whole statement is looked at.
            self._replace(start, end, text, variables, cut)
            if returning:
                names = ", ".join(f":R{number}" for number in range(1, len(returning) + 1))
                text.add(f" into {names}", cut[0])
        return replace(self._statement(text, variables, returning), tables=self._tables(start, end))

    def _tables(self, start: int, end: int) -> frozenset[str]:
        """The tables that SQL text names, without their owners."""
        return sqltext.plain_names(self._parser.tokens(start, end))

    def cursor_query(self, start: int, end: int) -> Embedded:
        """The query of a cursor; one that locks the rows of one table has their row ids too."""
        tokens = self._parser.tokens(start, end)
        table = sqltext.locked_table(tokens, sqltext.tables_in(tokens))
        if table is None:
            return self.embedded(start, end)
        text = SqlText()
        variables: list[Value] = []
        text.add(f'select {table}.rowid as "ORA$ROWID", ', start)
        rest = tokens[1].offset
        if tokens[1].value == "*":
            text.add(f"{table}.*", rest)
            rest = tokens[1].end
        self._replace(start, end, text, variables, (start, rest))
        found = self._statement(text, variables, ())
        return replace(found, columns=found.columns[1:], with_rowids=True, tables=self._tables(start, end))

    def locks(self, start: int, end: int) -> bool:
        """Is the query one FOR UPDATE?"""
        return sqltext.locks(self._parser.tokens(start, end))

    def sql_expression(self, node: SqlExpression) -> Value:
        """An expression that SQL evaluates: SELECT it FROM DUAL."""
        text = SqlText()
        variables: list[Value] = []
        text.add("select ", node.at)
        self._replace(node.at, node.end, text, variables)
        text.add(" from dual", node.end)
        query = self._checked(text, tuple(variables), ())
        return Value(ScalarType(query.columns[0].type), lambda frame: query.rows(frame)[0][0])

    def _statement(self, text: SqlText, variables: list[Value], returning: tuple[OracleType, ...]) -> Embedded:
        """A statement of its own: it cannot have what a JSON object's method gives, which shows when it runs."""
        bound = (Value(value.type, _no_object) if isinstance(value, MethodResult) else value for value in variables)
        return self._checked(text, tuple(bound), returning)

    def _checked(self, text: SqlText, variables: tuple[Value, ...], returning: tuple[OracleType, ...]) -> Embedded:
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
        self, start: int, end: int, text: SqlText, variables: list[Value], cut: tuple[int, int] | None = None
    ) -> None:
        tokens = [t for t in self._parser.tokens(start, end) if cut is None or not cut[0] <= t.offset < cut[1]]
        tables = sqltext.tables_in(tokens)
        for table in tables.names:
            self.catalog.note(table)
        columns: set[str] | None = None
        behind_values = sqltext.values_start(tokens)
        done = start
        for position, token in enumerate(tokens):
            if token.offset < done:
                continue
            special = self._special(tokens, position, tables)
            if special is not None:
                written, bound, after = special
                done = _copy(self.source, done, token.offset, text, cut)
                text.add(written.format(*(f":B{len(variables) + number}" for number in range(1, len(bound) + 1))), done)
                variables += bound
                done = after
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
            if isinstance(symbol, Overloads) and _following(tokens, position) != ".":
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

    def _special(
        self, tokens: list[Token], position: int, tables: sqltext.Tables
    ) -> tuple[str, list[Value], int] | None:
        """What SQL does not know, CURRENT OF and SET ROW: its text with {} for variables, these, and where it ends."""
        words = [token.value for token in tokens[position : position + 3]]
        if words[:2] == ["CURRENT", "OF"] and len(words) == 3:
            self._parser.seek(tokens[position + 2].offset)
            return "rowid = {}", [self._current_row(self._parser.reference())], self._parser.previous_end
        if words[:2] == ["ROW", "="] and position and tokens[position - 1].value == "SET" and len(words) == 3:
            self._parser.seek(tokens[position + 2].offset)
            record = self.expression(self._parser.reference())
            columns = self.columns(tables.names[0]) or ()
            if not isinstance(record.type, RecordType) or len(record.type.fields) != len(columns):
                raise Diagnostic(tokens[position].offset, "PL/SQL: ORA-00947: not enough values")
            written = ", ".join(f'"{_unbraced(column.name)}" = {{}}' for column in columns)
            return written, _expanded(record, tokens[position].offset), self._parser.previous_end
        return None

    def _current_row(self, node: Expression) -> Value:
        symbol = self.symbol_of(node)
        if not isinstance(symbol, CursorSymbol):
            raise pls(node.at, 413, "identifier in CURRENT OF clause is not a cursor name")
        if not symbol.with_rowids:
            if symbol.locks:
                raise not_supported("CURRENT OF a cursor over several tables", offset=node.at)
            raise pls(node.at, 404, f"cursor '{symbol.name}' must be declared with FOR UPDATE to use with CURRENT OF")
        read = symbol.value(self.level).run
        return Value(ScalarType(_ROWID), lambda frame: opened(read(frame)).rowid())

    def _columns_of(self, tables: sqltext.Tables) -> set[str]:
        return {column.name for table in tables.names for column in self.columns(table) or ()}

    def _may_be_variable(self, tokens: list[Token], position: int, tables: sqltext.Tables) -> bool:
        token = tokens[position]
        following = _following(tokens, position)
        if token.kind not in ("word", "quoted") or position in tables.positions:
            return False
        if position and tokens[position - 1].value in (".", "=>"):
            return False
        if token.value == "SQL" and following == "%":
            return True
        if token.value == "TREAT" and following == "(" and token.kind == "word":
            return position + 2 < len(tokens) and self._may_be_variable(tokens, position + 2, tables)
        if following == "." and token.value not in tables.aliases and self._is_labelled_variable(tokens, position):
            return True
        symbol = self.scope.find(token.value)
        if isinstance(symbol, Overloads) and following == "(" and symbol.choices[0].sql_name is None:
            raise pls(token.offset, 231, f"function '{token.value}' may not be used in SQL")
        if following == "." and token.value in tables.aliases:
            return False
        if symbol is None:
            return following == "." and self._is_package_variable(tokens, position)
        if isinstance(symbol, Overloads):
            is_callable = symbol.choices[0].sql_name is not None and following != "."
            return is_callable and not sqltext.is_alias(tokens, position)
        return isinstance(symbol, Variable) and not sqltext.is_alias(tokens, position)

    def _is_labelled_variable(self, tokens: list[Token], position: int) -> bool:
        """Is it a variable that is qualified by its block's label or its subprogram's name?"""
        scope = self.scope.labelled(tokens[position].value)
        return scope is not None and isinstance(scope.names.get(tokens[position + 2].value), Variable)

    def _is_package_variable(self, tokens: list[Token], position: int) -> bool:
        package = self.catalog.find(tokens[position].value)
        if not isinstance(package, PackageScope) or position + 2 >= len(tokens):
            return False
        return isinstance(package.names.get(tokens[position + 2].value), Variable)

    def _variable_at(self, tokens: list[Token], position: int) -> tuple[Value, int]:
        """The variable that begins at a token, and where its text ends."""
        token = tokens[position]
        if token.kind == "bind" and (position + 1 >= len(tokens) or tokens[position + 1].value != "."):
            return self.expression(BindReference(token.offset, token.value)), token.end
        symbol = self.scope.find(token.value)
        if isinstance(symbol, Variable) and isinstance(symbol.type, ScalarType):
            return symbol.value(self.level), token.end
        self._parser.seek(token.offset)
        node = self._parser.reference()
        return self.expression(node), self._parser.previous_end


def _following(tokens: list[Token], position: int) -> str:
    """What stands behind a token, "" for nothing."""
    return tokens[position + 1].value if position + 1 < len(tokens) else ""


def _no_object(_: Frame) -> Any:
    raise OraError(40573, message=_NO_OBJECTS)


def _copy(source: str, start: int, end: int, text: SqlText, cut: tuple[int, int] | None) -> int:
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
        raise not_supported("collections in SQL (TABLE, MEMBER OF)", offset=at)
    if isinstance(value.type, ObjectType):
        raise Diagnostic(at, f"PL/SQL: ORA-40573: {_NO_OBJECTS}")
    if not isinstance(value.type, ScalarType) or value.type.family == "BOOLEAN":
        raise pls(at, 382, "expression is of wrong type")
    return [value]


def _field_reader(read: Callable[[Frame], Any], attribute: str) -> Callable[[Frame], Any]:
    return lambda frame: getattr(read(frame), attribute)


def _unbraced(name: str) -> str:
    return name.replace("{", "{{").replace("}", "}}")
