"""Columns as the wire describes them, and rows as it holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain, repeat
from typing import Any

from ordslab.sandbox.oracle_net import buffer, values
from ordslab.sandbox.oracle_net.capabilities import CHARSET, NATIONAL_CHARSET
from ordslab.sandbox.oracle_net.lobs import LobStore
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import json_values
from ordslab.sandbox.sql.types import Column, OracleType

_FIXED_SIZES = {
    values.NUMBER: 22,
    values.DATE: 7,
    values.ROWID: 18,
    values.TIMESTAMP: 11,
    values.TIMESTAMP_LTZ: 11,
    values.TIMESTAMP_TZ: 13,
    values.INTERVAL_DS: 11,
    values.INTERVAL_YM: 5,
    values.BINARY_FLOAT: 4,
    values.BINARY_DOUBLE: 8,
    values.BOOLEAN: 4,
    values.CURSOR: 4,
    values.CLOB: 4000,
    values.BLOB: 4000,
    values.JSON: 8200,
}
_BY_FAMILY = {
    "NUMBER": values.NUMBER,
    "BINARY_FLOAT": values.BINARY_FLOAT,
    "BINARY_DOUBLE": values.BINARY_DOUBLE,
    "VARCHAR2": values.VARCHAR,
    "CHAR": values.CHAR,
    "CLOB": values.CLOB,
    "BLOB": values.BLOB,
    "LONG": values.LONG,
    "RAW": values.RAW,
    "DATE": values.DATE,
    "TIMESTAMP": values.TIMESTAMP,
    "TIMESTAMP_TZ": values.TIMESTAMP_TZ,
    "INTERVAL_DS": values.INTERVAL_DS,
    "INTERVAL_YM": values.INTERVAL_YM,
    "BOOLEAN": values.BOOLEAN,
    "CURSOR": values.CURSOR,
    "JSON": values.JSON,
}
_BY_TOLD = {"TIMESTAMP_LTZ": values.TIMESTAMP_LTZ, "ROWID": values.ROWID}
_LOBS = (values.CLOB, values.BLOB)
_DEFINED = (*_LOBS, values.JSON)
_IS_JSON, _IS_BINARY_JSON = 0x100, 0x800  # among a column's flags
_AS_LONG = {
    **{(old, values.CLOB): values.LONG for old in (values.VARCHAR, values.CHAR, values.LONG)},
    **{(old, values.BLOB): values.LONG_RAW for old in (values.RAW, values.LONG_RAW)},
}
_CHARACTER = (values.VARCHAR, values.CHAR, values.CLOB, values.LONG)
_BYTES_OF_A_NATIONAL_CHARACTER = 2
_PLAIN_NUMBER_SCALE = 0x81  # -127: no precision and no scale were declared


def type_number(oracle_type: OracleType) -> int:
    """The wire's number of a type; a family without one of its own travels as VARCHAR2."""
    if oracle_type.told in _BY_TOLD:
        return _BY_TOLD[oracle_type.told]
    return _BY_FAMILY.get(oracle_type.family, values.VARCHAR)


def has_lobs(columns: Iterable[Column]) -> bool:
    """Whether the driver first says how it wants some column (locator or text)."""
    return any(type_number(column.type) in _DEFINED for column in columns)


def awaits_define(columns: Sequence[Column], defined: Sequence[int]) -> bool:
    """Whether the driver has still to say it."""
    return any(
        type_number(column.type) in _DEFINED and not (index < len(defined) and defined[index])
        for index, column in enumerate(columns)
    )


def kept_as_long(known: Sequence[Column], columns: Sequence[Column]) -> tuple[int, ...]:
    """Where a statement is executed again and a text has become a CLOB, or a RAW a BLOB, the values go as LONG.

    Source: what python-oracledb expects then (`_adjust_metadata` of its thin mode: observed).
    """
    pairs = [(type_number(old.type), type_number(new.type)) for old, new in zip(known, columns, strict=False)]
    return tuple(_AS_LONG.get(pair, 0) for pair in pairs)


def _sizes(number: int, oracle_type: OracleType) -> tuple[int, int]:
    """Bytes and characters. No bytes means to the drivers that the column is always null."""
    if oracle_type.family == "NULL":
        return 0, 0
    if number == values.LONG:
        return 0, 0
    if number in _FIXED_SIZES:
        return _FIXED_SIZES[number], 0
    size = max(oracle_type.size or 4000, 1)
    if number == values.RAW:
        return size, 0
    return (_BYTES_OF_A_NATIONAL_CHARACTER if oracle_type.is_national else 4) * size, size


def _precision_and_scale(number: int, oracle_type: OracleType) -> bytes:
    precision, scale = oracle_type.precision, oracle_type.scale
    if number == values.NUMBER:
        if oracle_type.binary_digits is not None:
            return bytes((oracle_type.binary_digits, _PLAIN_NUMBER_SCALE))
        if precision is None and scale is None:
            return bytes((0, _PLAIN_NUMBER_SCALE))
        return bytes((38 if precision is None else precision, (scale or 0) & 0xFF))
    if number in (values.TIMESTAMP, values.TIMESTAMP_TZ, values.TIMESTAMP_LTZ):
        return bytes((0, 6 if scale is None else scale))
    if number == values.INTERVAL_DS:
        return bytes((2 if precision is None else precision, 6 if scale is None else scale))
    if number == values.INTERVAL_YM:
        return bytes((2 if precision is None else precision, 0))
    return b"\0\0"


def _flags(kind: OracleType) -> int:
    if kind.family == "JSON":
        return _IS_JSON | _IS_BINARY_JSON
    return _IS_JSON if kind.is_json else 0


def _column(column: Column, position: int, field_version: int) -> bytes:
    number = type_number(column.type)
    size, characters = _sizes(number, column.type)
    charset, form = (CHARSET, 1) if number in _CHARACTER else (0, 0)
    if column.type.is_national:
        charset, form = NATIONAL_CHARSET, 2
    name = column.name.encode()
    parts = [
        bytes((number, 0)), _precision_and_scale(number, column.type), buffer.ub(size), b"\0\0\0\0",
        buffer.ub(charset), bytes((form,)), buffer.ub(characters), b"\0" if field_version >= 8 else b"",
        bytes((column.nullable, min(len(name), 255))), buffer.sized_value(name), b"\0\0", buffer.ub(position),
        buffer.ub(_flags(column.type)),
    ]  # fmt: skip
    if field_version >= 17:
        parts.append(b"\0\0")  # domain
    if field_version >= 20:
        parts.append(b"\0")  # annotations
    if field_version >= 24:
        parts.append(b"\0\0\0")  # vector
    return b"".join(parts)


@lru_cache(maxsize=512)
def description(columns: tuple[Column, ...], field_version: int) -> bytes:
    """The body of a describe message: of a query, or of a REF CURSOR among a block's values."""
    widest = sum(_sizes(type_number(column.type), column.type)[0] for column in columns)
    parts = [buffer.ub(widest), buffer.ub(len(columns)), b"\0" if columns else b""]
    parts += [_column(column, position, field_version) for position, column in enumerate(columns, 1)]
    parts.append(buffer.sized_value(bytes((120, 126, 1, 1, 1, 1, 1))))  # current date; no driver reads it
    parts.append(b"\0\0\0\0\0")
    return b"".join(parts)


def encoders(
    columns: Sequence[Column], defined: Sequence[int], lobs: LobStore, cursors: values.Encoder
) -> list[values.Encoder]:
    """One encoder a column. `defined`: the types that the driver asked for; empty where it takes them as described."""
    return [
        cursors
        if column.type.family == "CURSOR"
        else _encoder(column, defined[index] if index < len(defined) else 0, lobs)
        for index, column in enumerate(columns)
    ]


def _encoder(column: Column, defined: int, lobs: LobStore) -> values.Encoder:
    number = type_number(column.type)
    if column.type.family == "NULL":
        return values.encode_nothing
    national = column.type.is_national
    if number == values.JSON and defined not in (0, values.JSON):
        return _json_as(defined)
    if number in _LOBS and defined not in (values.LONG, values.LONG_RAW):
        return lobs.encoder(number, national=national)
    if number == values.BLOB:
        return values.encode_long_raw
    if number in (values.CLOB, values.LONG):
        return values.encode_long_national if national else values.encode_long
    if national:
        return values.encode_national_text
    return values.ENCODERS[number]


def _json_as(defined: int) -> values.Encoder:
    """JSON for a client that asks for text: it gets a LONG. ORA-00932 for another type.

    Source: what python-oracledb expects (`_check_fetch_conversion` of impl/base/var.pyx).
    """
    if defined not in (values.VARCHAR, values.CHAR):
        raise OraError(932, message="inconsistent datatypes: expected CHAR got JSON")
    return lambda value: values.encode_long(None if value is None else json_values.serialized(value))


def encode_rows(rows: Sequence[tuple[Any, ...]], row_encoders: Sequence[Callable[[Any], bytes]]) -> bytes:
    """Row messages, encoded column by column: the loops run in C."""
    encoded = [map(encode, column) for encode, column in zip(row_encoders, zip(*rows, strict=True), strict=True)]
    return b"".join(chain.from_iterable(zip(repeat(b"\x07"), *encoded)))
