"""Values on their way into SQLite and out of it, and the types by which a plan is found again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.decimals import from_storage, storable, storable_double
from ordslab.sandbox.sql.nested_cursors import unpacked
from ordslab.sandbox.sql.types import NUMBER, NUMERIC, SHORT_NUMBER, Column, NestedCursor, OracleType

_LEAST, _MOST = -(2**63), 2**63 - 1
_SIZES = (32, 128, 512, 2000, 4000, 32767)


def bound(bind: Bind) -> Any:
    """A bind's value as SQLite takes it."""
    if type(bind.value) is float and bind.type.family == "NUMBER":
        return storable(bind.value)
    if bind.type.family in ("CLOB", "BLOB") and isinstance(bind.value, (str, bytes)):
        return bind.value  # a LOB of no length is not NULL
    return native(bind.value)


def engine_form(rows: list[tuple[Any, ...]], columns: Sequence[Column]) -> list[tuple[Any, ...]]:
    """Rows with wide numbers as Decimal, NaN as float, truth as bool."""
    wide = {
        position
        for position, column in enumerate(columns)
        if column.type.family in NUMERIC and bytes in set(map(type, map(itemgetter(position), rows)))
    }
    if wide:
        rows = [
            tuple(from_storage(value) if index in wide else value for index, value in enumerate(row)) for row in rows
        ]
    for position, column in enumerate(columns):
        if column.type.family == "BOOLEAN":
            rows = [(*row[:position], _truth(row[position]), *row[position + 1 :]) for row in rows]
        if isinstance(column.type, NestedCursor):
            rows = [(*row[:position], _nested(column.type, row[position]), *row[position + 1 :]) for row in rows]
    return rows


def _truth(value: Any) -> bool | None:
    return None if value is None else bool(value)


def _nested(kind: NestedCursor, text: str) -> Result:
    """The rows of CURSOR (query)."""
    rows = engine_form(unpacked(text), kind.columns)
    return Result(columns=kind.columns, rows=rows, rowcount=len(rows))


def native(value: Any) -> Any:
    """A value in the engine's form as SQLite takes it."""
    if value is None or value in ("", b""):
        return None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, Decimal)):
        return storable(value)
    if isinstance(value, (str, bytes)):
        return value
    if isinstance(value, float):
        return storable_double(value)
    raise OraError(932, message=f"inconsistent datatypes: expected a SQL value got {type(value).__name__}")


def bind_types(statement: Statement, binds: Sequence[Bind]) -> tuple[OracleType, ...]:
    """The types of the binds; lengths in a few classes, so that a longer text is not another plan each time."""
    missing = len(statement.binds) - len(binds)
    return tuple(_classed(bind.type, bind.value) for bind in binds) + (OracleType("VARCHAR2", size=4000),) * missing


def have_types(binds: Sequence[Bind], types: Sequence[OracleType]) -> bool:
    """Are these the types of the binds, whose declared types they came from? A wide number makes a difference."""
    for bind, kind in zip(binds, types, strict=True):
        if kind.family == "NUMBER":
            value = bind.value
            if type(value) is int and _LEAST <= value <= _MOST and kind is SHORT_NUMBER:
                continue
            if _classed(bind.type, value) != kind:
                return False
    return True


def _classed(kind: OracleType, value: Any) -> OracleType:
    if kind == NUMBER and not isinstance(bound(Bind(kind, value)), bytes):
        return SHORT_NUMBER
    if kind.family not in ("VARCHAR2", "CHAR", "RAW") or kind.size in _SIZES:
        return kind
    size = next((size for size in _SIZES if size >= (kind.size or 4000)), _SIZES[-1])
    return OracleType(kind.family, size=size, told=kind.told)
