"""The objects of a schema, as records. A change makes new ones: whoever holds one sees one moment."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

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

    @property
    def is_local(self) -> bool:
        """TIMESTAMP WITH LOCAL TIME ZONE: kept as UTC's TIMESTAMP WITH TIME ZONE, shown in the session's zone."""
        return self.type.family == "TIMESTAMP_LTZ"

    @property
    def shown(self) -> OracleType:
        """The type of what a query gets from it."""
        return replace(self.type, family="TIMESTAMP", told="TIMESTAMP_LTZ") if self.is_local else self.type

    @property
    def written(self) -> OracleType:
        """The type of what is written into it."""
        return replace(self.type, family="TIMESTAMP_TZ") if self.is_local else self.type


@dataclass(frozen=True)
class Constraint:
    """A constraint. `kind`: P primary key, U unique, R foreign key, C check (NOT NULL too, with `not_null`).

    `deferrable`: None, or what it is at first: IMMEDIATE or DEFERRED.
    """

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
    deferrable: str | None = None


_IS_JSON = re.compile(r'\s*(?:"([^"]+)"|(\w[\w$#]*))\s+is\s+json\b', re.IGNORECASE)


def _guarded_as_json(condition: str | None) -> str | None:
    """The column that a check constraint x IS JSON guards."""
    found = _IS_JSON.match(condition or "")
    return None if found is None else found[1] or found[2].upper()


@dataclass(frozen=True)
class Index:
    """An index. `constraint`: the one that it enforces.

    `expressions`: as they were written, one a column where there are any: '' for a column itself, while that of an
    expression has a name that was made up. `descending`: in the same way, whether each goes downwards.
    """

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    constraint: str | None = None
    expressions: tuple[str, ...] = ()
    descending: tuple[bool, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Is it of columns alone, all of them upwards? Oracle makes an expression of what goes downwards."""
        return not self.expressions and not self.descending


@dataclass(frozen=True)
class ObjectGrant:
    """What somebody else may do with an object. `grantee`: a user, a role or PUBLIC. `grantable`: WITH GRANT OPTION."""

    grantee: str
    privilege: str
    grantor: str
    grantable: bool = False


@dataclass(frozen=True)
class SchemaObject:
    """What every object has. `created`, `changed`: 'YYYY-MM-DD HH:MM:SS'."""

    id: int
    name: str
    created: str
    changed: str
    grants: tuple[ObjectGrant, ...] = field(default=(), kw_only=True)

    @property
    def kind(self) -> str:
        """The object's type, as USER_OBJECTS shows it."""
        raise NotImplementedError


@dataclass(frozen=True)
class Table(SchemaObject):
    """A table; SQLite has one of the same name with columns of the same names, but for virtual ones."""

    columns: tuple[TableColumn, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    comment: str | None = None
    temporary: str | None = None  # DELETE or PRESERVE: what happens to its rows ON COMMIT

    kind = "TABLE"

    @cached_property
    def described(self) -> tuple[Column, ...]:
        """The columns as a query sees them."""
        guarded = {name for each in self.constraints if each.enabled and (name := _guarded_as_json(each.condition))}
        return tuple(
            Column(
                column.name,
                replace(column.shown, is_json=True) if column.name in guarded else column.shown,
                column.nullable,
            )
            for column in self.columns
        )

    @cached_property
    def sorted(self) -> frozenset[str]:
        """The columns by which an index has the rows in order."""
        plain = (index.columns[0] for index in self.indexes if not any(index.expressions))
        return frozenset(name for name in plain if (column := self.column(name)) and column.virtual is None)

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
    constraints: tuple[Constraint, ...] = ()  # disabled ones, which tell others what the view's keys are

    kind = "VIEW"

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of its primary key."""
        return next((each.columns for each in self.constraints if each.kind == "P"), ())


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
class ProgramError:
    """A line of a compiler's report, at a line and column of the program's source."""

    line: int
    position: int
    text: str


@dataclass(frozen=True)
class Program(SchemaObject):
    """A stored program: PROCEDURE, FUNCTION, PACKAGE, PACKAGE BODY or TRIGGER.

    `text`: the source from that word on. `valid`, `errors`, `depends` (names of the schema's objects) and `subprograms`
    (as `program_views` reads them) are what its last compilation gave. `edition`: another number with each replacement.
    `details`: of a trigger.
    """

    kind: str = ""
    text: str = ""
    valid: bool = False
    errors: tuple[ProgramError, ...] = ()
    depends: tuple[str, ...] = ()
    subprograms: tuple[dict[str, Any], ...] = ()
    edition: int = 0
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Dictionary:
    """All objects of a schema at one moment, by name: they share one name space. `version`: no other has the same.

    Packages' bodies and triggers have name spaces of their own.
    """

    schema: str
    objects: dict[str, SchemaObject] = field(default_factory=dict)
    version: int = field(default_factory=itertools.count(1).__next__)
    bodies: dict[str, Program] = field(default_factory=dict)
    triggers: dict[str, Program] = field(default_factory=dict)

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

    def program(self, kind: str, name: str) -> Program | None:
        """The stored program of that kind and name."""
        space = {"PACKAGE BODY": self.bodies, "TRIGGER": self.triggers}.get(kind, self.objects)
        found = space.get(name)
        return found if isinstance(found, Program) and found.kind == kind else None

    @cached_property
    def programs(self) -> tuple[Program, ...]:
        """All stored programs."""
        named = (each for each in self.objects.values() if isinstance(each, Program))
        return (*named, *self.bodies.values(), *self.triggers.values())

    def dependents(self, name: str) -> list[Program]:
        """The stored programs that use an object, directly or by way of others; a package's body uses its package."""
        found: dict[int, Program] = {}
        names = [name]
        while names:
            used = names.pop()
            for program in self.programs:
                if program.id not in found and used in program.depends:
                    found[program.id] = program
                    if program.kind in ("PROCEDURE", "FUNCTION", "PACKAGE"):
                        names.append(program.name)
        return list(found.values())

    def triggers_of(self, table: str) -> list[Program]:
        """The triggers of a table that are not disabled, oldest first."""
        of_table = (each for each in self.triggers.values() if each.details["table"] == table)
        return sorted((each for each in of_table if each.details["enabled"]), key=lambda each: each.id)

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

    @cached_property
    def view_constraints(self) -> dict[str, View]:
        """The view of each constraint on a view."""
        views = (each for each in self.objects.values() if isinstance(each, View))
        return {constraint.name: view for view in views for constraint in view.constraints}

    def children(self, name: str) -> list[tuple[Table, Constraint]]:
        """The foreign keys that refer to a table."""
        return [
            (table, constraint)
            for table in self.tables
            for constraint in table.constraints
            if constraint.kind == "R" and constraint.parent == name
        ]
