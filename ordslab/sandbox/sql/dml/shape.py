"""How rows of a table are written: found out once for a plan."""

from __future__ import annotations

from functools import cached_property

from ordslab.sandbox.sql.compile.environment import Compiled
from ordslab.sandbox.sql.dictionary.objects import Constraint, Index, Table
from ordslab.sandbox.sql.dml.checks import compiled_check
from ordslab.sandbox.sql.dml.coercion import Coercion
from ordslab.sandbox.sql.dml.unique_expressions import compiled_keys


class Shape:
    """A table of a schema, with what a writer needs to know of it."""

    def __init__(self, schema: str, table: Table) -> None:
        self.schema = schema
        self.table = table
        self.stored = tuple(column for column in table.columns if column.virtual is None)
        self.coercions = {column.name: Coercion(schema, table, column) for column in self.stored}
        columns = (index for index in table.indexes if not index.expressions)
        self.unique = tuple(index for index in columns if index.unique or index.constraint)
        self.unique_expressions = tuple(index for index in table.indexes if index.unique and index.expressions)
        self._checks: dict[str, Compiled] = {}

    @cached_property
    def keys(self) -> tuple[Compiled, ...]:
        """What finds the keys of each of the unique indexes on expressions."""
        return tuple(compiled_keys(self.schema, self.table, index) for index in self.unique_expressions)

    @cached_property
    def insertion(self) -> str:
        """SQLite's INSERT of a row id and the stored columns."""
        names = ", ".join(f'"{column.name}"' for column in self.stored)
        return f'INSERT INTO "{self.table.name}" (rowid, {names}) VALUES (?{", ?" * len(self.stored)})'

    @cached_property
    def key_columns(self) -> tuple[str, ...]:
        """The columns of all unique keys."""
        return tuple(dict.fromkeys(name for index in self.unique for name in index.columns))

    def check(self, constraint: Constraint) -> Compiled:
        """What finds the rows that break a check."""
        found = self._checks.get(constraint.name)
        if found is None:
            found = self._checks[constraint.name] = compiled_check(self.schema, self.table, constraint)
        return found

    def touched(self, names: set[str]) -> list[Index]:
        """The unique keys that one of these columns belongs to."""
        return [index for index in self.unique if not names.isdisjoint(index.columns)]
