"""The types of PL/SQL: scalars, records, collections, cursors; and which value fits which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ordslab.sandbox.sql.types import BOOLEAN, DATE, DATETIME, NULL, NUMBER, NUMERIC, OracleType


class DataType:
    """Any PL/SQL type."""

    name: str


@dataclass(frozen=True)
class ScalarType(DataType):
    """A scalar: Oracle's type with PL/SQL's constraints.

    `bounds`: of the integer types. `in_bytes`: its size counts bytes, not characters.
    """

    type: OracleType
    not_null: bool = False
    bounds: tuple[int, int] | None = None
    in_bytes: bool = False

    @property
    def name(self) -> str:  # type: ignore[override]
        """The family, for messages."""
        return self.type.family

    @property
    def family(self) -> str:
        """The family of the Oracle type."""
        return self.type.family


@dataclass(frozen=True)
class Field:
    """A record's field. `default` gives its first value in a frame."""

    name: str
    type: DataType
    default: Callable[[Any], Any] | None = None

    @property
    def attribute(self) -> str:
        """The name by which a `Record` holds it."""
        return self.name.lower()


@dataclass(frozen=True, eq=False)
class RecordType(DataType):
    """A record. Types are the same by identity; a row type (%ROWTYPE, a cursor's row) fits by its shape."""

    name: str
    fields: tuple[Field, ...]
    is_row: bool = False

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, eq=False)
class CollectionType(DataType):
    """A collection; `index` is the key's type of an index-by table, None for nested tables and varrays.

    `anonymous`: the type of an array bind, which fits every index-by table of scalars.
    """

    name: str
    element: DataType
    index: ScalarType | None = None
    limit: int | None = None
    anonymous: bool = False


@dataclass(frozen=True, eq=False)
class CursorType(DataType):
    """A cursor variable or declared cursor; `row` when the query is known."""

    name: str = "REF CURSOR"
    row: RecordType | None = None


class ObjectType(DataType):
    """An object type whose methods are Python (JSON_OBJECT_T). Values are shared, not copied.

    `members`: its methods, `constructors` among them; those of `supertype` are its own too. `holds`: see `TypePackage`.
    """

    def __init__(self, name: str, holds: Callable[[Any], bool], supertype: ObjectType | None = None) -> None:
        self.name = name
        self.holds = holds
        self.supertype = supertype
        self.members: dict[str, Any] = {}

    def member(self, name: str) -> Any:
        """The method of that name (its overloads), None when there is none."""
        if name in self.members or self.supertype is None:
            return self.members.get(name)
        return self.supertype.member(name)

    def is_under(self, other: ObjectType) -> bool:
        """Is it `other`, or a type under it?"""
        return self is other or (self.supertype is not None and self.supertype.is_under(other))


class Malformed(DataType):
    """The type of something whose declaration failed: each use says PLS-00320."""

    name = "MALFORMED"


MALFORMED = Malformed()
NULL_TYPE = ScalarType(NULL)
NUMBER_TYPE = ScalarType(NUMBER)
BOOLEAN_TYPE = ScalarType(BOOLEAN)
DATE_TYPE = ScalarType(DATE)
TEXT_TYPE = ScalarType(OracleType("VARCHAR2"))
PLS_INTEGER = ScalarType(OracleType("NUMBER", precision=38, scale=0), bounds=(-(2**31), 2**31 - 1))

_CHARACTER = frozenset({"VARCHAR2", "CHAR", "CLOB", "LONG"})
_INTERVAL = frozenset({"INTERVAL_DS", "INTERVAL_YM"})


def group(kind: OracleType) -> str:
    """What families have in common: NUMBER, TEXT, DATETIME, RAW, INTERVAL, ROWID, BOOLEAN, NULL."""
    family = kind.family
    if family in NUMERIC:
        return "NUMBER"
    if family in _CHARACTER:
        return "TEXT"
    if family in DATETIME:
        return "DATETIME"
    if family in ("RAW", "BLOB"):
        return "RAW"
    return "INTERVAL" if family in _INTERVAL else family


# Implicit conversions from the first group to the others, beside those within a group.
_CONVERSIONS = {
    "NUMBER": {"TEXT"},
    "TEXT": {"NUMBER", "DATETIME", "RAW", "INTERVAL", "ROWID"},
    "DATETIME": {"TEXT"},
    "RAW": {"TEXT"},
    "INTERVAL": {"TEXT"},
    "ROWID": {"TEXT"},
    "BOOLEAN": set[str](),
}

EXACT, CLOSE, CONVERTED = 0, 1, 3


def distance(source: DataType, target: DataType) -> int | None:
    """How far a value of type `source` is from `target`: None when it does not fit, 0 for the same type."""
    if source is target:
        return EXACT
    if isinstance(source, ScalarType) and source.family == "NULL":
        fits = isinstance(target, ScalarType | CollectionType | CursorType | RecordType | ObjectType)
        return CLOSE if fits else None
    if isinstance(source, ScalarType) and isinstance(target, ScalarType):
        return _scalar_distance(source.type, target.type)
    if isinstance(source, RecordType) and isinstance(target, RecordType):
        fits = (source.is_row or target.is_row) and len(source.fields) == len(target.fields)
        return CLOSE if fits else None
    if isinstance(source, CollectionType) and isinstance(target, CollectionType):
        anonymous = (source.anonymous and target.index is not None) or (target.anonymous and source.index is not None)
        return CLOSE if anonymous and distance(source.element, target.element) is not None else None
    if isinstance(source, CursorType) and isinstance(target, CursorType):
        return EXACT
    if isinstance(source, ObjectType) and isinstance(target, ObjectType):
        return CLOSE if source.is_under(target) else None
    return None


def same_type(one: DataType, other: DataType) -> bool:
    """Are they one type, as a declaration and its repetition have to be?"""
    if isinstance(one, RecordType) and isinstance(other, RecordType) and one.is_row and other.is_row:
        return [(f.name, f.type) for f in one.fields] == [(f.name, f.type) for f in other.fields]
    return one == other


def _scalar_distance(source: OracleType, target: OracleType) -> int | None:
    if source.family == target.family:
        return EXACT
    if target.family == "NULL":
        return EXACT  # a bind variable without a type of its own
    if group(source) == group(target):
        return CLOSE
    return CONVERTED if group(target) in _CONVERSIONS.get(group(source), ()) else None


def row_type(name: str, columns: tuple[tuple[str, OracleType], ...]) -> RecordType:
    """The record type of a table's or query's row."""
    return RecordType(name, tuple(Field(column, ScalarType(kind)) for column, kind in columns), is_row=True)
