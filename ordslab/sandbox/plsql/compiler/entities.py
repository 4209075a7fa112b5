"""What names can stand for besides what is declared: built-in functions, schemas, methods; what FORALL left."""

from __future__ import annotations

from dataclasses import dataclass

from ordslab.sandbox.plsql.compiler.methods import Method
from ordslab.sandbox.plsql.datatypes import NUMBER_TYPE, CollectionType, Field, RecordType
from ordslab.sandbox.plsql.scope import CursorSymbol, ExceptionSymbol, Overloads, Scope, TypeSymbol, Value, Variable
from ordslab.sandbox.plsql.values import Collection, Record


@dataclass(frozen=True)
class Builtin:
    """A function of SQL that PL/SQL has too."""

    name: str


@dataclass(frozen=True)
class Owner:
    """A schema that owns packages and programs."""

    name: str


@dataclass(frozen=True)
class ObjectMethod:
    """A method of an object, or (`owner` None) of its type."""

    owner: Value | None
    overloads: Overloads


Entity = (
    Value
    | Variable
    | Overloads
    | TypeSymbol
    | CursorSymbol
    | ExceptionSymbol
    | Scope
    | Method
    | ObjectMethod
    | Builtin
    | Owner
)

_BULK_ERROR = RecordType("bulk error", (Field("ERROR_INDEX", NUMBER_TYPE), Field("ERROR_CODE", NUMBER_TYPE)))
BULK_ATTRIBUTES = {
    "SQL%BULK_ROWCOUNT": Value(
        CollectionType("bulk row counts", NUMBER_TYPE), lambda frame: Collection(frame.execution.bulk_rowcounts)
    ),
    "SQL%BULK_EXCEPTIONS": Value(
        CollectionType("bulk exceptions", _BULK_ERROR),
        lambda frame: Collection(
            [Record(error_index=index, error_code=error.number) for index, error in frame.execution.bulk_errors]
        ),
    ),
}
"""What the last FORALL left."""
