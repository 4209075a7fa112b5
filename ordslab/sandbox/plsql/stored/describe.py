"""What USER_PROCEDURES and USER_ARGUMENTS tell of a program's subprograms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ordslab.sandbox.plsql.datatypes import CollectionType, CursorType, DataType, ObjectType, RecordType, ScalarType
from ordslab.sandbox.plsql.scope import Overloads, Subprogram
from ordslab.sandbox.plsql.stored.library import StoredUnit
from ordslab.sandbox.plsql.stored.units import PackageUnit, SubprogramUnit

_NAMES = {
    "BOOLEAN": "PL/SQL BOOLEAN",
    "TIMESTAMP_TZ": "TIMESTAMP WITH TIME ZONE",
    "INTERVAL_DS": "INTERVAL DAY TO SECOND",
    "INTERVAL_YM": "INTERVAL YEAR TO MONTH",
}


def described(unit: StoredUnit) -> Iterator[dict[str, Any]]:
    """Each subprogram of a program; a procedure or function by itself has no name of its own in it."""
    if isinstance(unit, SubprogramUnit) and hasattr(unit, "overloads"):
        yield _subprogram(None, None, unit.overloads.choices[0])
    elif isinstance(unit, PackageUnit):
        for name, symbol in unit.scope.names.items():
            choices = symbol.choices if isinstance(symbol, Overloads) else []
            for number, choice in enumerate(choices, 1):
                yield _subprogram(name, str(number) if len(choices) > 1 else None, choice)


def _subprogram(name: str | None, overload: str | None, subprogram: Subprogram) -> dict[str, Any]:
    arguments = [
        {
            "name": formal.name,
            "position": position,
            "mode": {"IN OUT": "IN/OUT"}.get(formal.mode, formal.mode),
            "defaulted": formal.default is not None,
            **_type(formal.type),
        }
        for position, formal in enumerate(subprogram.formals, 1)
    ]
    if subprogram.returns is not None:
        arguments.insert(0, {"name": None, "position": 0, "mode": "OUT", **_type(subprogram.returns)})
    return {"name": name, "overload": overload, "deterministic": subprogram.deterministic, "arguments": arguments}


def _type(kind: DataType) -> dict[str, Any]:
    if isinstance(kind, ScalarType):
        family = _NAMES.get(kind.family, kind.family)
        of = kind.type
        precise = {"length": of.size, "precision": of.precision, "scale": of.scale}
        return {"type": family, "pls_type": kind.family, **{key: value for key, value in precise.items() if value}}
    if isinstance(kind, CollectionType):
        name = "PL/SQL TABLE" if kind.index is not None else "VARRAY" if kind.limit is not None else "TABLE"
        return {"type": name, "type_subname": kind.name}
    if isinstance(kind, RecordType):
        return {"type": "PL/SQL RECORD", "type_subname": kind.name}
    if isinstance(kind, CursorType):
        return {"type": "REF CURSOR"}
    return {"type": "OBJECT" if isinstance(kind, ObjectType) else kind.name, "type_name": kind.name}
