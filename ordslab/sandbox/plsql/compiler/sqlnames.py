"""Which names in SQL statements of a block are PL/SQL's, and what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from ordslab.sandbox.plsql.compiler import sqltext
from ordslab.sandbox.plsql.compiler.references import ReferenceCompiler
from ordslab.sandbox.plsql.datatypes import CollectionType, ObjectType, RecordType, ScalarType
from ordslab.sandbox.plsql.errors import Diagnostic, pls
from ordslab.sandbox.plsql.parser.statements import StatementParser
from ordslab.sandbox.plsql.runtime import Frame, opened
from ordslab.sandbox.plsql.scope import CursorSymbol, Overloads, PackageScope, Value, Variable
from ordslab.sandbox.plsql.tree import BindReference, Expression
from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.lexer import Token
from ordslab.sandbox.sql.types import OracleType

NO_OBJECTS = "invalid use of PL/SQL JSON object type"
_ROWID = OracleType("ROWID")


class SqlNameCompiler(ReferenceCompiler):
    """Names in SQL."""

    @cached_property
    def parser(self) -> StatementParser:
        """Reads pieces of the source."""
        return StatementParser(self.source)

    def special(
        self, tokens: list[Token], position: int, tables: sqltext.Tables
    ) -> tuple[str, list[Value], int] | None:
        """What SQL does not know, CURRENT OF and SET ROW: its text with {} for variables, these, and where it ends."""
        words = [token.value for token in tokens[position : position + 3]]
        if words[:2] == ["CURRENT", "OF"] and len(words) == 3:
            self.parser.seek(tokens[position + 2].offset)
            return "rowid = {}", [self._current_row(self.parser.reference())], self.parser.previous_end
        if words[:2] == ["ROW", "="] and position and tokens[position - 1].value == "SET" and len(words) == 3:
            self.parser.seek(tokens[position + 2].offset)
            record = self.expression(self.parser.reference())
            columns = self.columns(tables.names[0]) or ()
            if not isinstance(record.type, RecordType) or len(record.type.fields) != len(columns):
                raise Diagnostic(tokens[position].offset, "PL/SQL: ORA-00947: not enough values")
            written = ", ".join(f'"{_unbraced(column.name)}" = {{}}' for column in columns)
            return written, expanded(record, tokens[position].offset), self.parser.previous_end
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

    def columns_of(self, tables: sqltext.Tables) -> set[str]:
        """The columns of all tables that a statement names."""
        return {column.name for table in tables.names for column in self.columns(table) or ()}

    def may_be_variable(self, names: sqltext.StatementNames, position: int, tables: sqltext.Tables) -> bool:
        """Can a name be PL/SQL's? (A column of that name comes first.)"""
        tokens = names.tokens
        token = tokens[position]
        behind = following(tokens, position)
        if token.kind not in ("word", "quoted") or position in tables.positions:
            return False
        if position and tokens[position - 1].value in (".", "=>"):
            return False
        if token.value == "SQL" and behind == "%":
            return True
        if token.value == "TREAT" and behind == "(" and token.kind == "word":
            return position + 2 < len(tokens) and self.may_be_variable(names, position + 2, tables)
        if behind == "." and token.value not in tables.aliases and self._is_labelled_variable(tokens, position):
            return True
        symbol = self.scope.find(token.value)
        if isinstance(symbol, Overloads) and behind == "(" and symbol.choices[0].sql_name is None:
            raise pls(token.offset, 231, f"function '{token.value}' may not be used in SQL")
        if behind == "." and token.value in tables.aliases:
            return False
        if symbol is None:
            return behind == "." and self._is_package_variable(tokens, position)
        if isinstance(symbol, Overloads):
            is_callable = symbol.choices[0].sql_name is not None and behind != "."
            return is_callable and not names.is_alias(position)
        return isinstance(symbol, Variable) and not names.is_alias(position)

    def _is_labelled_variable(self, tokens: list[Token], position: int) -> bool:
        """Is it a variable that is qualified by its block's label or its subprogram's name?"""
        scope = self.scope.labelled(tokens[position].value)
        return scope is not None and isinstance(scope.names.get(tokens[position + 2].value), Variable)

    def _is_package_variable(self, tokens: list[Token], position: int) -> bool:
        package = self.catalog.find(tokens[position].value)
        if not isinstance(package, PackageScope) or position + 2 >= len(tokens):
            return False
        return isinstance(package.names.get(tokens[position + 2].value), Variable)

    def variable_at(self, tokens: list[Token], position: int) -> tuple[Value, int]:
        """The variable that begins at a token, and where its text ends."""
        token = tokens[position]
        if token.kind == "bind" and (position + 1 >= len(tokens) or tokens[position + 1].value != "."):
            return self.expression(BindReference(token.offset, token.value)), token.end
        symbol = self.scope.find(token.value)
        if isinstance(symbol, Variable) and isinstance(symbol.type, ScalarType):
            return symbol.value(self.level), token.end
        self.parser.seek(token.offset)
        node = self.parser.reference()
        return self.expression(node), self.parser.previous_end


def following(tokens: list[Token], position: int) -> str:
    """What stands behind a token, "" for nothing."""
    return tokens[position + 1].value if position + 1 < len(tokens) else ""


def expanded(value: Value, at: int) -> list[Value]:
    """A scalar, or all fields of a record."""
    if isinstance(value.type, RecordType):
        read = value.run
        return [Value(field.type, _field_reader(read, field.attribute)) for field in value.type.fields]
    if isinstance(value.type, CollectionType):
        raise not_supported("collections in SQL (TABLE, MEMBER OF)", offset=at)
    if isinstance(value.type, ObjectType):
        raise Diagnostic(at, f"PL/SQL: ORA-40573: {NO_OBJECTS}")
    if not isinstance(value.type, ScalarType):
        raise pls(at, 382, "expression is of wrong type")
    return [value]


def _field_reader(read: Callable[[Frame], Any], attribute: str) -> Callable[[Frame], Any]:
    return lambda frame: getattr(read(frame), attribute)


def _unbraced(name: str) -> str:
    return name.replace("{", "{{").replace("}", "}}")
