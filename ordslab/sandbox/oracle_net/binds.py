"""Bind variables: their descriptors, their values in a request, and the values that go back."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ordslab.sandbox.oracle_net import buffer, message_fields, oson, values
from ordslab.sandbox.oracle_net.buffer import Reader
from ordslab.sandbox.oracle_net.lobs import LobStore
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import json_values
from ordslab.sandbox.sql.types import BLOB, CLOB, NULL, OracleType, national

_ARRAY = 0x40
_NATIONAL = 2
LONGEST_STRING = 32767  # longer values come last in a row

_FAMILIES = {
    values.NUMBER: "NUMBER",
    values.DATE: "DATE",
    values.TIMESTAMP: "TIMESTAMP",
    values.TIMESTAMP_LTZ: "TIMESTAMP",
    values.TIMESTAMP_TZ: "TIMESTAMP_TZ",
    values.INTERVAL_DS: "INTERVAL_DS",
    values.INTERVAL_YM: "INTERVAL_YM",
    values.BINARY_FLOAT: "BINARY_FLOAT",
    values.BINARY_DOUBLE: "BINARY_DOUBLE",
    values.BOOLEAN: "BOOLEAN",
    values.BLOB: "BLOB",
    values.CURSOR: "CURSOR",
    values.JSON: "JSON",
}
_OF_A_SIZE = (values.VARCHAR, values.CHAR, values.RAW)
_NOT_SUPPORTED = {values.VECTOR: "VECTOR binds", values.OBJECT: "object binds"}


@dataclass(frozen=True)
class BindType:
    """How the client describes one bind variable (or one column that it defines)."""

    number: int
    size: int = 0
    is_array: bool = False
    max_elements: int = 0
    national: bool = False

    @property
    def comes_last(self) -> bool:
        """In SQL, values of such a type stand at the end of a row; JSON and VECTOR do not, whatever their size."""
        return self.size > LONGEST_STRING and self.number not in (values.JSON, values.VECTOR)

    @cached_property
    def oracle_type(self) -> OracleType:
        """The engine's type."""
        number = self.number
        if number in (values.VARCHAR, values.CHAR):
            # The drivers allow 4 bytes a character (2 in UTF-16). A CHAR is compared with blanks behind it.
            size = min(max(self.size // (2 if self.national else 4), 1), LONGEST_STRING)
            kind = OracleType("CHAR" if number == values.CHAR else "VARCHAR2", size=size)
            return national(kind) if self.national else kind
        if number == values.RAW:
            return OracleType("RAW", size=min(max(self.size, 1), LONGEST_STRING))
        if number in (values.LONG, values.CLOB):
            return national(CLOB) if self.national else CLOB
        if number == values.LONG_RAW:
            return BLOB
        if number == values.BINARY_INTEGER:
            return OracleType("NUMBER", precision=38, scale=0)
        if number in (values.TIMESTAMP, values.TIMESTAMP_LTZ, values.TIMESTAMP_TZ):
            told = "TIMESTAMP_LTZ" if number == values.TIMESTAMP_LTZ else None
            return OracleType(_FAMILIES[number], scale=6, told=told)
        return OracleType(_FAMILIES[number]) if number in _FAMILIES else NULL


def parse_descriptor(reader: Reader, field_version: int) -> BindType:
    """One descriptor of a bind or a define."""
    found = message_fields.read(reader, message_fields.DESCRIPTOR, field_version)
    is_array = bool(found["flags"] & _ARRAY)
    return BindType(found["number"], found["size"], is_array, found["max_elements"], found["form"] == _NATIONAL)


class Refused:
    """A value that was read past, but that cannot be used."""

    def __init__(self, error: OraError) -> None:
        self.error = error


def value_reader(bind: BindType, lobs: LobStore) -> Callable[[Reader], Any]:
    """What reads one value of `bind` from a row, in the engine's form."""
    if bind.is_array:
        element = value_reader(BindType(bind.number, bind.size, national=bind.national), lobs)
        return lambda reader: [element(reader) for _ in range(reader.ub())]
    if bind.number in (values.CLOB, values.BLOB, values.BFILE):
        return lambda reader: _read_lob(reader, lobs)
    if bind.number == values.CURSOR:
        return _read_cursor
    if bind.number == values.BOOLEAN:
        return _read_boolean
    if bind.number in (values.JSON, values.VECTOR):
        return _read_image if bind.number == values.JSON else _read_vector
    if bind.number == values.OBJECT:
        return _read_object
    if bind.number not in values.DECODERS:
        return lambda reader: _read_unknown(reader, bind.number)
    decode = values.DECODERS[bind.number]
    if bind.national and decode is values.decode_text:
        decode = values.decode_national_text

    def read(reader: Reader) -> Any:
        data = reader.value()
        try:
            return None if data is None else decode(data)
        except OraError as error:
            return Refused(error)
        except (ValueError, IndexError, ArithmeticError, struct.error):  # bytes that are no value of this type
            return Refused(OraError(1460, message="unimplemented or unreasonable conversion requested"))

    return read


def _read_lob(reader: Reader, lobs: LobStore) -> Any:
    locator = reader.sized_value()
    if not locator:
        return None
    try:
        return lobs.find(locator).content
    except OraError as error:
        return Refused(error)


def _read_cursor(reader: Reader) -> None:
    if reader.ub():
        reader.ub()


def _read_boolean(reader: Reader) -> bool | None:
    length = reader.u8()
    if length == 0xFD:
        reader.u8()
        return None
    return values.decode_boolean(reader.raw(length)) if length else None


def _read_image(reader: Reader) -> bytes | None:
    """JSON and VECTOR: a locator with two lengths, then the image."""
    return reader.value() if reader.sized_value() else None


def _read_vector(reader: Reader) -> Refused | None:
    return None if _read_image(reader) is None else Refused(not_supported(_NOT_SUPPORTED[values.VECTOR]))


def _read_object(reader: Reader) -> Refused:
    for _ in range(3):
        reader.sized_value()
    reader.ub()
    length = reader.ub()
    reader.ub()
    if length:
        reader.value()
    return Refused(not_supported(_NOT_SUPPORTED[values.OBJECT]))


def _read_unknown(reader: Reader, number: int) -> Refused:
    reader.value()
    return Refused(not_supported(f"bind type {number}"))


def read_row(
    reader: Reader, types: Sequence[BindType], readers: Sequence[Callable[[Reader], Any]], *, plsql: bool
) -> list[Any]:
    """One row of bind values, its type byte included."""
    reader.u8()
    if plsql or not any(bind.comes_last for bind in types):
        return [read(reader) for read in readers]
    row: list[Any] = [None] * len(types)
    for last in (False, True):
        for index, bind in enumerate(types):
            if bind.comes_last == last:
                row[index] = readers[index](reader)
    return row


def _document(image: bytes | None) -> str | None:
    """A value of type JSON. Raises ORA-40444 for bytes that are none."""
    if image is None:
        return None
    try:
        return json_values.kept(oson.decode(image))
    except (ValueError, IndexError, ArithmeticError, RecursionError, struct.error):
        raise OraError(40444, message="JSON processing error") from None


def engine_binds(types: Sequence[BindType], row: Sequence[Any]) -> list[Bind]:
    """Binds for the engine; those behind the end of `row` (RETURNING) have no value. Raises OraError."""
    binds = []
    for index, bind in enumerate(types):
        content = row[index] if index < len(row) else None
        for part in content if bind.is_array and isinstance(content, list) else (content,):
            if isinstance(part, Refused):
                raise part.error
        if bind.number in _NOT_SUPPORTED and content is not None:
            raise not_supported(_NOT_SUPPORTED[bind.number])
        if bind.number == values.JSON:
            content = list(map(_document, content)) if bind.is_array and content else _document(content)
        binds.append(Bind(bind.oracle_type, content, bind.is_array, bind.max_elements, bind.size))
    return binds


def out_encoder(bind: BindType, lobs: LobStore) -> values.Encoder:
    """What encodes a value for the client's variable of type `bind`. Raises ORA-03001 for a type that cannot be."""
    if bind.number in (values.CLOB, values.BLOB):
        return lobs.encoder(bind.number, national=bind.national)
    if bind.number in _NOT_SUPPORTED:
        raise not_supported(_NOT_SUPPORTED[bind.number])
    if bind.national and bind.number in (values.VARCHAR, values.CHAR, values.LONG):
        return values.encode_national_text
    if bind.number not in values.ENCODERS:
        raise not_supported(f"bind type {bind.number}")
    return values.ENCODERS[bind.number]


def encode_out(content: Any, bind: BindType, encode: values.Encoder) -> bytes:
    """An OUT value: the value, or the elements of an array, each followed by its length where it had to be cut."""
    if bind.is_array:
        elements = content or []
        return buffer.ub(len(elements)) + b"".join(_out(element, bind, encode) for element in elements)
    return _out(content, bind, encode)


def _out(content: Any, bind: BindType, encode: values.Encoder) -> bytes:
    if content is None and bind.number == values.BOOLEAN:
        return values.NULL + buffer.sb(-1)
    if bind.number in _OF_A_SIZE and content is not None:
        content, size = _cut(content, bind)
        return encode(content) + buffer.sb(size)
    return encode(content) + b"\0"


def _cut(content: Any, bind: BindType) -> tuple[Any, int]:
    """What of a value fits in the client's variable, and its whole length in bytes where that is not all of it."""
    if bind.number == values.RAW:
        data = values.as_bytes(content)
        return (data, 0) if len(data) <= bind.size else (data[: bind.size], len(data))
    coding = "utf-16-be" if bind.national else "utf-8"
    data = values.as_text(content).encode(coding)
    return (content, 0) if len(data) <= bind.size else (data[: bind.size].decode(coding, "ignore"), len(data))
