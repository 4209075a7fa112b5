"""The syntax tree of PL/SQL: types and declarations."""

from __future__ import annotations

from dataclasses import dataclass

from ordslab.sandbox.plsql.tree.expressions import Expression, TypeName
from ordslab.sandbox.plsql.tree.node import Declaration, Node
from ordslab.sandbox.plsql.tree.statements import Block


@dataclass(frozen=True)
class FieldDeclaration(Node):
    """A field of a record type."""

    name: str
    type: TypeName
    not_null: bool
    default: Expression | None


@dataclass(frozen=True)
class VariableDeclaration(Declaration):
    """A variable or constant."""

    name: str
    type: TypeName
    constant: bool
    not_null: bool
    default: Expression | None


@dataclass(frozen=True)
class RecordDeclaration(Declaration):
    """TYPE name IS RECORD (...)."""

    name: str
    fields: tuple[FieldDeclaration, ...]


@dataclass(frozen=True)
class CollectionDeclaration(Declaration):
    """TYPE name IS TABLE OF ... [INDEX BY ...] or VARRAY(limit) OF ...; `index` None: not an index-by table."""

    name: str
    element: TypeName
    index: TypeName | None
    limit: int | None


@dataclass(frozen=True)
class SubtypeDeclaration(Declaration):
    """SUBTYPE name IS type [RANGE low..high] [NOT NULL]."""

    name: str
    type: TypeName
    not_null: bool
    bounds: tuple[int, int] | None


@dataclass(frozen=True)
class RefCursorDeclaration(Declaration):
    """TYPE name IS REF CURSOR [RETURN type]."""

    name: str
    row: TypeName | None


@dataclass(frozen=True)
class ExceptionDeclaration(Declaration):
    """name EXCEPTION."""

    name: str


@dataclass(frozen=True)
class ExceptionInit(Declaration):
    """PRAGMA EXCEPTION_INIT(name, number)."""

    name: str
    number: int


@dataclass(frozen=True)
class Parameter(Node):
    """A formal parameter; `mode`: IN, OUT or IN OUT."""

    name: str
    mode: str
    type: TypeName
    default: Expression | None


@dataclass(frozen=True)
class CursorDeclaration(Declaration):
    """CURSOR name [(parameters)] IS query; the query is the source from `start` to `end`."""

    name: str
    parameters: tuple[Parameter, ...]
    start: int
    end: int


@dataclass(frozen=True)
class SubprogramDeclaration(Declaration):
    """A procedure (`returns` None) or function; without `body` a forward declaration or a package's item.

    `name_at`: where its name stands. `refused`: what of its heading the sandbox has not.
    """

    name: str
    name_at: int
    parameters: tuple[Parameter, ...]
    returns: TypeName | None
    body: Block | None
    deterministic: bool = False
    autonomous: bool = False
    refused: str | None = None


@dataclass(frozen=True)
class PackageSpecification(Node):
    """PACKAGE name AS items END."""

    name: str
    items: tuple[Declaration, ...]


@dataclass(frozen=True)
class PackageBody(Node):
    """PACKAGE BODY name AS items [block] END."""

    name: str
    items: tuple[Declaration, ...]
    block: Block | None
