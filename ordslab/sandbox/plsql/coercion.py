"""Implicit conversions and constraints: what happens to a value on its way into a variable or parameter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ordslab.sandbox.plsql.datatypes import CollectionType, DataType, RecordType, ScalarType, group
from ordslab.sandbox.plsql.errors import runtime_error, value_error
from ordslab.sandbox.plsql.numbers import fit_number, number_text, text_number
from ordslab.sandbox.plsql.runtime import Execution
from ordslab.sandbox.plsql.values import Collection, Record, copy_value, exact
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.types import VARCHAR2, OracleType

Converter = Callable[[Any, Execution], Any]


def converter(source: DataType, target: DataType) -> Converter:
    """The function that makes a `source` value one of `target`. The compiler has checked that they fit."""
    if isinstance(target, ScalarType):
        return _scalar_converter(source.type if isinstance(source, ScalarType) else target.type, target)
    if isinstance(target, RecordType) and isinstance(source, RecordType):
        return _record_converter(source, target)
    if isinstance(target, CollectionType) and isinstance(source, CollectionType) and source is not target:
        return _collection_converter(source, target)
    if isinstance(target, RecordType):
        return lambda value, _: copy_value(value) if value is not None else empty_record(target)
    if isinstance(target, CollectionType) and target.index is not None:
        return lambda value, _: copy_value(value) if value is not None else Collection()
    return lambda value, _: copy_value(value)


def empty_record(kind: RecordType) -> Record:
    """A record whose fields are all NULL (collections empty, as index-by tables are)."""
    return Record(**{field.attribute: empty_value(field.type) for field in kind.fields})


def empty_value(kind: DataType) -> Any:
    """What a variable of that type holds before anything was assigned."""
    if isinstance(kind, RecordType):
        return empty_record(kind)
    if isinstance(kind, CollectionType) and kind.index is not None:
        return Collection()
    return None


def _record_converter(source: RecordType, target: RecordType) -> Converter:
    if source is target:
        return lambda value, _: copy_value(value)
    pairs = [
        (given.attribute, wanted.attribute, converter(given.type, wanted.type))
        for given, wanted in zip(source.fields, target.fields, strict=False)
    ]

    def convert(value: Any, execution: Execution) -> Any:
        return Record(**{wanted: change(getattr(value, given), execution) for given, wanted, change in pairs})

    return convert


def _collection_converter(source: CollectionType, target: CollectionType) -> Converter:
    change = converter(source.element, target.element)

    def convert(value: Any, execution: Execution) -> Any:
        return Collection({key: change(element, execution) for key, element in value.items()})

    return convert


def _scalar_converter(source: OracleType, target: ScalarType) -> Converter:
    change = family_conversion(source, target.type)
    restrict = _restriction(target)
    not_null = target.not_null

    def convert(value: Any, execution: Execution) -> Any:
        if value is None:
            if not_null:
                raise value_error()
            return None
        if change is not None:
            value = change(value, execution)
            if value is None:
                return convert(None, execution)
        return value if restrict is None else restrict(value)

    return convert


def family_conversion(source: OracleType, target: OracleType) -> Converter | None:
    """The implicit conversion between families; None when the values look the same. Values are not NULL."""
    wanted, given = group(target), group(source)
    if given == "NULL":  # a bind without a type: look at the value
        return lambda value, execution: _by_value(value, target, execution)
    if wanted == given:
        return _within_group(source.family, target.family)
    if wanted == "TEXT":
        return _to_text(source)
    if wanted == "NUMBER":
        if target.family in ("BINARY_DOUBLE", "BINARY_FLOAT"):
            return lambda value, _: float(text_number(value))
        return lambda value, _: text_number(value)
    if wanted == "DATETIME":
        function = "TO_DATE" if target.family == "DATE" else target.family.replace("TIMESTAMP", "TO_TIMESTAMP")
        return lambda value, execution: registry.call(execution.session, function, [value], [VARCHAR2])[0]
    if wanted == "ROWID":
        return lambda value, execution: registry.call(execution.session, "CHARTOROWID", [value], [VARCHAR2])[0]
    if wanted == "RAW":
        return lambda value, _: _raw(value)
    return None


class Typed(NamedTuple):
    """A value whose type is known only when it is there: of a dynamic query, a cursor variable, RETURNING."""

    value: Any
    type: OracleType


def _by_value(value: Any, target: OracleType, execution: Execution) -> Any:
    if isinstance(value, Typed):
        change = family_conversion(value.type, target)
        return value.value if change is None else change(value.value, execution)
    if isinstance(value, str) and group(target) != "TEXT":
        change = family_conversion(VARCHAR2, target)
        return change(value, execution) if change is not None else value
    if isinstance(value, int | float) and not isinstance(value, bool) and group(target) == "TEXT":
        return number_text(exact(value))
    return value


def _within_group(source: str, target: str) -> Converter | None:
    if source == "CLOB" and target in ("VARCHAR2", "CHAR"):
        return lambda value, _: value or None  # an empty CLOB is not NULL, an empty text is
    if target == source or group(OracleType(target)) in ("TEXT", "RAW", "INTERVAL"):
        return None
    if target in ("BINARY_DOUBLE", "BINARY_FLOAT"):
        return lambda value, _: float(value)
    if target == "NUMBER":
        return lambda value, _: exact(value)
    if target == "DATE":
        return lambda value, _: value[:19]
    if source == "TIMESTAMP_TZ" and target == "TIMESTAMP":
        return lambda value, _: value[:-7]
    if target == "TIMESTAMP_TZ":
        return lambda value, _: f"{value} +00:00"
    return None


def _to_text(source: OracleType) -> Converter:
    family = group(source)
    if family == "NUMBER":
        return lambda value, _: number_text(value)
    if family == "RAW":
        return lambda value, _: value.hex().upper()
    if family == "ROWID":
        return lambda value, execution: registry.call(execution.session, "ROWIDTOCHAR", [value], [source])[0]
    return lambda value, execution: registry.call(execution.session, "TO_CHAR", [value], [source])[0]


def _raw(text: str) -> bytes:
    try:
        return bytes.fromhex(text if len(text) % 2 == 0 else "0" + text)
    except ValueError:
        raise value_error("hex to raw conversion error") from None


def _restriction(target: ScalarType) -> Callable[[Any], Any] | None:
    kind = target.type
    if kind.family in ("VARCHAR2", "CHAR", "RAW") and kind.size is not None:
        return _size_limit(kind, in_bytes=target.in_bytes)
    if target.bounds is not None:
        return _bounds_limit(target.bounds)
    if kind.family == "NUMBER" and (kind.precision is not None or kind.scale is not None):
        return lambda value: fit_number(value, kind.precision, kind.scale)
    return None


def _size_limit(kind: OracleType, *, in_bytes: bool) -> Callable[[Any], Any]:
    size = kind.size or 0
    detail = "raw variable length too long" if kind.family == "RAW" else "character string buffer too small"
    pads = kind.family == "CHAR"

    def limit(value: Any) -> Any:
        length = len(value)
        if in_bytes and not value.isascii():
            length = len(value.encode())
        if length > size:
            raise value_error(detail)
        return value + " " * (size - length) if pads else value

    return limit


def _bounds_limit(bounds: tuple[int, int]) -> Callable[[Any], Any]:
    low, high = bounds
    detail = runtime_error(1426) if bounds[1] == 2**31 - 1 and low < 0 else value_error()

    def limit(value: Any) -> Any:
        number = value if type(value) is int else fit_number(value, None, 0)
        if not low <= number <= high:
            raise type(detail)(detail.number, message=detail.message)
        return number

    return limit


def as_text(kind: DataType) -> Converter:
    """The conversion of a scalar to VARCHAR2, for || and for messages."""
    return converter(kind, ScalarType(OracleType("VARCHAR2")))
