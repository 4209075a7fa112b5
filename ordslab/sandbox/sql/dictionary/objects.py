"""The objects of a schema, as records. A change makes new ones: whoever holds one sees one moment."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from functools import cached_property

from ordslab.sandbox.sql.types import Column, OracleType


@dataclass(frozen=True)
class TableColumn:
    """A column of a table.

    `default`: the expression as it was written. `identity`: ALWAYS, BY DEFAULT or BY DEFAULT ON NULL, with its
    sequence. `byte_semantics`: a VARCHAR2 or CHAR whose length counts bytes. `virtual`: the expression that it shows.
    """

    name: str
    type: OracleType
    nullable: bool = True
    default: str | None = None
    default_on_null: bool = False
    identity: str | None = None
    sequence: str | None = None
    byte_semantics: bool = True
    virtual: str | None = None
    comment: str | None = None


@dataclass(frozen=True)
class Constraint:
    """A constraint. `kind`: P primary key, U unique, R foreign key, C check (NOT NULL too, with `not_null`)."""

    name: str
    kind: str
    columns: tuple[str, ...]
    condition: str | None = None
    not_null: bool = False
    parent: str | None = None  # of R: the table
    parent_constraint: str | None = None
    delete_rule: str = "NO ACTION"
    generated: bool = False
    enabled: bool = True


@dataclass(frozen=True)
class Index:
    """An index. `columns`: names or expressions as they were written. `constraint`: the one that it enforces."""

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    constraint: str | None = None


@dataclass(frozen=True)
class SchemaObject:
    """What every object has. `created`, `changed`: 'YYYY-MM-DD HH:MM:SS'."""

    id: int
    name: str
    created: str
    changed: str

    @property
    def kind(self) -> str:
        """The object's type, as USER_OBJECTS shows it."""
        raise NotImplementedError


@dataclass(frozen=True)
class Table(SchemaObject):
    """A table; SQLite has one of the same name with columns of the same names."""

    columns: tuple[TableColumn, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    comment: str | None = None
    temporary: str | None = None

    kind = "TABLE"

    @cached_property
    def described(self) -> tuple[Column, ...]:
        """The columns as a query sees them."""
        return tuple(Column(column.name, column.type, column.nullable) for column in self.columns)

    def column(self, name: str) -> TableColumn | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    def constraint(self, name: str) -> Constraint | None:
        """The constraint of that name."""
        return next((constraint for constraint in self.constraints if constraint.name == name), None)

    @property
    def primary_key(self) -> Constraint | None:
        """The primary key."""
        return next((constraint for constraint in self.constraints if constraint.kind == "P"), None)

    def with_column(self, changed: TableColumn) -> Table:
        """The table with one column of the same name exchanged."""
        return replace(self, columns=tuple(changed if c.name == changed.name else c for c in self.columns))


@dataclass(frozen=True)
class View(SchemaObject):
    """A view: its query as it was written, and the names of its columns ("" for the query's own)."""

    text: str = ""
    aliases: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    comment: str | None = None
    column_comments: tuple[tuple[str, str], ...] = ()
    read_only: bool = False

    kind = "VIEW"


@dataclass(frozen=True)
class Sequence(SchemaObject):
    """A sequence. What it gives next is kept elsewhere: that is no part of a transaction."""

    start: int = 1
    increment: int = 1
    minimum: int = 1
    maximum: int = 10**28 - 1
    cycle: bool = False
    cache: int = 20
    identity: bool = False

    kind = "SEQUENCE"


@dataclass(frozen=True)
class Synonym(SchemaObject):
    """Another name for something."""

    target_owner: str = ""
    target: str = ""

    kind = "SYNONYM"


@dataclass(frozen=True)
class Dictionary:
    """All objects of a schema at one moment, by name: they share one name space. `version`: no other has the same."""

    schema: str
    objects: dict[str, SchemaObject] = field(default_factory=dict)
    version: int = field(default_factory=itertools.count(1).__next__)

    def table(self, name: str) -> Table | None:
        """The table of that name."""
        found = self.objects.get(name)
        return found if isinstance(found, Table) else None

    def view(self, name: str) -> View | None:
        """The view of that name."""
        found = self.objects.get(name)
        return found if isinstance(found, View) else None

    def sequence(self, name: str) -> Sequence | None:
        """The sequence of that name."""
        found = self.objects.get(name)
        return found if isinstance(found, Sequence) else None

    def synonym(self, name: str) -> Synonym | None:
        """The synonym of that name."""
        found = self.objects.get(name)
        return found if isinstance(found, Synonym) else None

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """All tables."""
        return tuple(each for each in self.objects.values() if isinstance(each, Table))

    @cached_property
    def index_names(self) -> dict[str, Table]:
        """The table of each index: indexes have a name space of their own."""
        return {index.name: table for table in self.tables for index in table.indexes}

    @cached_property
    def constraint_names(self) -> dict[str, Table]:
        """The table of each constraint."""
        return {constraint.name: table for table in self.tables for constraint in table.constraints}

    def children(self, name: str) -> list[tuple[Table, Constraint]]:
        """The foreign keys that refer to a table."""
        return [
            (table, constraint)
            for table in self.tables
            for constraint in table.constraints
            if constraint.kind == "R" and constraint.parent == name
        ]
