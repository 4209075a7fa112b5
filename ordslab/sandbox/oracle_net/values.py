"""One value of each type as the wire holds it: encoders for columns and OUT binds, decoders for binds."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from ordslab.sandbox.oracle_net import buffer, moments, numbers, oson
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.json_text import read_kept
from ordslab.sandbox.sql.number_text import number_of
from ordslab.sandbox.sql.rowids import ROWID_OBJECT, rowid_number, rowid_parts

VARCHAR, NUMBER, BINARY_INTEGER, LONG, ROWID, DATE, RAW, LONG_RAW, CHAR = 1, 2, 3, 8, 11, 12, 23, 24, 96
BINARY_FLOAT, BINARY_DOUBLE, CURSOR, OBJECT, CLOB, BLOB, BFILE = 100, 101, 102, 109, 112, 113, 114
JSON, VECTOR, TIMESTAMP, TIMESTAMP_TZ, INTERVAL_YM, INTERVAL_DS = 119, 127, 180, 181, 182, 183
TIMESTAMP_LTZ, BOOLEAN = 231, 252

NULL = b"\0"

Encoder = Callable[[Any], bytes]


def _mismatch(value: object, wanted: str) -> OraError:
    return OraError(932, message=f"inconsistent datatypes: expected {wanted} got {type(value).__name__}")


def _as_number(value: Any) -> int | float | Decimal:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        try:
            return number_of(value.strip())
        except ValueError:
            raise OraError(1722, repr(value)) from None
    raise _mismatch(value, "NUMBER")


def encode_number(value: Any) -> bytes:
    """NUMBER."""
    if value is None:
        return NULL
    if type(value) in (int, float, Decimal):
        return numbers.sized(value)
    return numbers.sized(_as_number(value))


def number_text(value: int | float | Decimal) -> str:
    """A number as Oracle writes it: no zero before the point, no exponent for usual sizes."""
    if isinstance(value, int):
        return str(value)
    text = format(Decimal(repr(value)) if isinstance(value, float) else value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text.startswith("0."):
        return text[1:]
    return "-" + text[2:] if text.startswith("-0.") else text


def as_text(value: Any) -> str:
    """The text of a value that a character type was promised for."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return number_text(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    raise _mismatch(value, "CHAR")


def encode_text(value: Any) -> bytes:
    """VARCHAR2 and CHAR."""
    if value is None:
        return NULL
    data = (value if type(value) is str else as_text(value)).encode()
    return bytes((len(data),)) + data if len(data) <= buffer.SHORT else buffer.value(data)


def encode_national_text(value: Any) -> bytes:
    """NVARCHAR2 and NCHAR: UTF-16."""
    return NULL if value is None else buffer.value(as_text(value).encode("utf-16-be"))


def as_bytes(value: Any) -> bytes:
    """The bytes of a value that a binary type was promised for."""
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    if isinstance(value, str):
        try:
            return bytes.fromhex(value)
        except ValueError:
            raise OraError(1465, message="invalid hex number") from None
    raise _mismatch(value, "RAW")


def encode_raw(value: Any) -> bytes:
    """RAW."""
    return NULL if value is None else buffer.value(as_bytes(value))


def _encode_moment(value: Any, encode: Callable[[str], bytes], wanted: str) -> bytes:
    if value is None:
        return NULL
    if isinstance(value, datetime):
        value = value.isoformat(" ")
    if not isinstance(value, str):
        raise _mismatch(value, wanted)
    try:
        data = encode(value)
    except (ValueError, struct.error):
        raise OraError(1801, message=f"a value cannot be shown as {wanted}") from None
    return bytes((len(data),)) + data


def encode_date(value: Any) -> bytes:
    """DATE."""
    return _encode_moment(value, moments.encode_date, "DATE")


def encode_timestamp(value: Any) -> bytes:
    """TIMESTAMP."""
    return _encode_moment(value, moments.encode_timestamp, "TIMESTAMP")


def encode_timestamp_tz(value: Any) -> bytes:
    """TIMESTAMP WITH TIME ZONE."""
    return _encode_moment(value, moments.encode_timestamp_tz, "TIMESTAMP WITH TIME ZONE")


def encode_interval_ds(value: Any) -> bytes:
    """INTERVAL DAY TO SECOND."""
    return _encode_moment(value, moments.encode_interval_ds, "INTERVAL DAY TO SECOND")


def encode_interval_ym(value: Any) -> bytes:
    """INTERVAL YEAR TO MONTH."""
    return _encode_moment(value, moments.encode_interval_ym, "INTERVAL YEAR TO MONTH")


def _order_float(data: bytes) -> bytes:
    """IEEE bytes made to sort like the numbers: the sign bit set, or all bits inverted below zero."""
    if data[0] & 0x80:
        return bytes(byte ^ 0xFF for byte in data)
    return bytes((data[0] | 0x80,)) + data[1:]


def _unorder_float(data: bytes) -> bytes:
    if data[0] & 0x80:
        return bytes((data[0] & 0x7F,)) + data[1:]
    return bytes(byte ^ 0xFF for byte in data)


def _as_float(value: Any) -> float:
    return float(value if isinstance(value, (int, float, Decimal)) else _as_number(value))


def encode_binary_double(value: Any) -> bytes:
    """BINARY_DOUBLE."""
    return NULL if value is None else b"\x08" + _order_float(struct.pack(">d", _as_float(value)))


def encode_binary_float(value: Any) -> bytes:
    """BINARY_FLOAT."""
    if value is None:
        return NULL
    try:
        return b"\x04" + _order_float(struct.pack(">f", _as_float(value)))
    except OverflowError:
        raise OraError(1426, message="numeric overflow") from None


def encode_boolean(value: Any) -> bytes:
    """BOOLEAN."""
    if value is None:
        return NULL
    return b"\x02\x01\x01" if value else b"\x01\x00"


def encode_long(value: Any) -> bytes:
    """LONG: the value, then an indicator and a return code."""
    return b"\x00\x81\x01\x02\x05\x7d" if value is None else encode_text(value) + b"\0\0"


def encode_long_national(value: Any) -> bytes:
    """LONG in the national character set, as which an NCLOB travels by value."""
    return b"\x00\x81\x01\x02\x05\x7d" if value is None else encode_national_text(value) + b"\0\0"


def encode_long_raw(value: Any) -> bytes:
    """LONG RAW: as LONG."""
    return b"\x00\x81\x01\x02\x05\x7d" if value is None else encode_raw(value) + b"\0\0"


def encode_rowid(value: Any) -> bytes:
    """ROWID, from its text: object, file, block and slot."""
    if value is None:
        return NULL
    block, slot = rowid_parts(rowid_number(value))
    return b"\x0d" + buffer.ub(ROWID_OBJECT) + b"\0\0" + buffer.ub(block) + buffer.ub(slot)


_LOCATOR_OF_VALUES = b"\x00\x26\x00\x04\x61\x08" + bytes(34)  # the drivers skip it


def encode_json(value: Any) -> bytes:
    """JSON: as a LOB whose content comes with it."""
    if value is None:
        return NULL
    image = oson.encode(read_kept(value))
    return (
        buffer.ub(40) + buffer.ub(len(image)) + buffer.ub(8132) + buffer.value(image) + buffer.value(_LOCATOR_OF_VALUES)
    )


def encode_nothing(value: Any) -> bytes:
    """A column that is described as NULL has no bytes at all."""
    if value is not None:
        raise _mismatch(value, "NULL")
    return b""


def decode_text(data: bytes) -> str:
    """VARCHAR2, CHAR and LONG."""
    return data.decode(errors="replace")


def decode_national_text(data: bytes) -> str:
    """NVARCHAR2 and NCHAR."""
    return data.decode("utf-16-be", errors="replace")


def decode_raw(data: bytes) -> bytes:
    """RAW and LONG RAW."""
    return data


def decode_binary_double(data: bytes) -> float:
    """BINARY_DOUBLE."""
    return float(struct.unpack(">d", _unorder_float(data))[0])


def decode_binary_float(data: bytes) -> float:
    """BINARY_FLOAT."""
    return float(struct.unpack(">f", _unorder_float(data))[0])


def decode_boolean(data: bytes) -> bool:
    """BOOLEAN."""
    return data[-1] == 1


ENCODERS: dict[int, Encoder] = {
    VARCHAR: encode_text,
    CHAR: encode_text,
    NUMBER: encode_number,
    BINARY_INTEGER: encode_number,
    LONG: encode_text,
    RAW: encode_raw,
    LONG_RAW: encode_raw,
    DATE: encode_date,
    TIMESTAMP: encode_timestamp,
    TIMESTAMP_LTZ: encode_timestamp,
    TIMESTAMP_TZ: encode_timestamp_tz,
    INTERVAL_DS: encode_interval_ds,
    INTERVAL_YM: encode_interval_ym,
    BINARY_FLOAT: encode_binary_float,
    BINARY_DOUBLE: encode_binary_double,
    BOOLEAN: encode_boolean,
    ROWID: encode_rowid,
    JSON: encode_json,
}

DECODERS: dict[int, Callable[[bytes], Any]] = {
    VARCHAR: decode_text,
    CHAR: decode_text,
    LONG: decode_text,
    NUMBER: numbers.decode,
    BINARY_INTEGER: numbers.decode,
    RAW: decode_raw,
    LONG_RAW: decode_raw,
    DATE: moments.decode,
    TIMESTAMP: moments.decode,
    TIMESTAMP_LTZ: moments.decode,
    TIMESTAMP_TZ: moments.decode,
    INTERVAL_DS: moments.decode_interval_ds,
    INTERVAL_YM: moments.decode_interval_ym,
    BINARY_FLOAT: decode_binary_float,
    BINARY_DOUBLE: decode_binary_double,
    BOOLEAN: decode_boolean,
}
