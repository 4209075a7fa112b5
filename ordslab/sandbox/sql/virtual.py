"""Columns computed wherever the table is read: virtual ones, and moments that are shown in the session's time zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ordslab.sandbox.sql.compile.dialect import parse
from ordslab.sandbox.sql.compile.environment import Compiled, Environment, Relation
from ordslab.sandbox.sql.compile.query import compile_query
from ordslab.sandbox.sql.dictionary.objects import Table, TableColumn
from ordslab.sandbox.sql.types import Column, OracleType

IMPURE = frozenset(
    [
        *("SYSDATE", "SYSTIMESTAMP", "CURRENT_DATE", "CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "SESSIONTIMEZONE", "USER"),
        *("UID", "USERENV", "SYS_CONTEXT", "SYS_GUID", "ROWNUM", "LEVEL", "DBMS_RANDOM"),
    ]
)
"""What may give something else each time: neither virtual columns nor indexes nor checks can have it."""


class OneTable(Environment):
    """Names for expressions over one row: the table's columns and nothing else."""

    def __init__(self, relation: Relation) -> None:
        self._relation = relation

    def relation(self, owner: str | None, name: str) -> Relation | None:
        """The table itself."""
        del owner
        return self._relation if name == self._relation.name else None

    def sequence(self, owner: str | None, name: str) -> str | None:
        """None: there is no sequence in such an expression."""
        del owner, name
        return None

    def function_type(self, name: str, types: Sequence[OracleType], by_name: tuple[str, ...] = ()) -> OracleType | None:
        """None: such an expression calls no function of a package."""
        del name, types, by_name
        return None


def with_virtual_columns(relation: Relation, table: Table) -> Relation:
    """The relation of a table with the columns that SQLite's table does not have."""
    virtual = [column for column in table.columns if column.virtual is not None]
    if not virtual and not any(column.is_local for column in table.columns):
        return relation
    stored = [column for column in table.columns if column.virtual is None]
    compiled = compiled_virtual(relation, stored, virtual)
    names = ", ".join(f'"{column.name}"' for column in (*stored, *virtual))
    source = f"(WITH v(rowid, {names}) AS ({compiled.text}) SELECT * FROM v)"
    return replace(relation, source=source, functions=compiled.functions)


def _item(column: TableColumn) -> str:
    if not column.is_local:
        return f'"{column.name}"'
    return f'cast("{column.name}" at time zone sessiontimezone as timestamp(9))'


def compiled_virtual(relation: Relation, stored: Sequence[TableColumn], virtual: Sequence[TableColumn]) -> Compiled:
    """A query of the row id, the stored and the virtual columns. Raises what is wrong in an expression."""
    shown = tuple(Column(column.name, column.written, column.nullable) for column in stored)
    items = [_item(column) for column in stored] + [f"({column.virtual})" for column in virtual]
    text = f'select rowid, {", ".join(items)} from "{relation.name}"'
    return compile_query(parse(text), OneTable(replace(relation, columns=shown)), ())
