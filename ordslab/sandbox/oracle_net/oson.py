"""OSON, the bytes in which values of type JSON travel: read from binds, written for columns and OUT binds.

The format is known from python-oracledb's thin mode (impl/base/oson.pyx). A document has a header, the names of all
members (each once, ordered by a hash), and a tree whose containers point to their children by offsets.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from ordslab.sandbox.oracle_net import moments, numbers
from ordslab.sandbox.sql import number_bytes
from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.json_text import TypedScalar
from ordslab.sandbox.sql.memory import call_limit, out_of_memory

_MAGIC = b"\xffJZ"
_SHORT_NAMES, _LONG_NAMES = 1, 3  # versions: names of up to 255 and of up to 65535 bytes
_RELATIVE, _INLINE_LEAF, _LENGTH_IN_NODE, _NAMES_UINT32, _SCALAR = 0x01, 0x02, 0x04, 0x08, 0x10
_HASH_UINT8, _NAMES_UINT16, _SEGMENT_UINT32, _TREE_UINT32, _TINY = 0x0100, 0x0400, 0x0800, 0x1000, 0x2000
_SECOND_SEGMENT_UINT16 = 0x0100

_NULL, _TRUE, _FALSE = 0x30, 0x31, 0x32
_TEXT8, _NUMBER8, _DOUBLE, _TEXT16, _TEXT32, _TIMESTAMP = 0x33, 0x34, 0x36, 0x37, 0x38, 0x39
_BINARY16, _BINARY32, _DATE, _INTERVAL_YM, _INTERVAL_DS = 0x3A, 0x3B, 0x3C, 0x3D, 0x3E
_EXTENDED, _TIMESTAMP_TZ, _TIMESTAMP7, _ID, _FLOAT = 0x7B, 0x7C, 0x7D, 0x7E, 0x7F
_OBJECT, _ARRAY = 0x84, 0xC0
_CONTAINER, _UINT32_OFFSETS, _SHARED_NAMES = 0x80, 0x20, 0x18
_COUNT_SIZES = {0x00: 1, 0x08: 2, 0x10: 4}


# --- Reading ---------------------------------------------------------------------------------------------------------


_READ_AGAIN = 8  # how often a document's bytes may be read: names and offsets that many share, not the same text


class _Bytes:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0
        self._left = _READ_AGAIN * len(data)

    def raw(self, count: int) -> bytes:
        end = self.position + count
        self._left -= count
        if end > len(self.data) or self._left < 0:
            raise ValueError("OSON ends too early, or never")
        found = self.data[self.position : end]
        self.position = end
        return found

    def number(self, size: int) -> int:
        return int.from_bytes(self.raw(size), "big")


def decode(data: bytes) -> Any:
    """A document. Raises ValueError for what is none, ORA-03001 for a vector in it."""
    return _Decoder(_Bytes(data)).document()


class _Decoder:
    def __init__(self, source: _Bytes) -> None:
        self._source = source
        self._names: list[str] = []
        self._name_size = 1
        self._tree = 0
        self._relative = False
        self._room = call_limit()  # for names, which are written once here and at each place in text

    def document(self) -> Any:
        """The whole of it."""
        source = self._source
        if source.raw(3) != _MAGIC:
            raise ValueError("no OSON")
        version, flags = source.number(1), source.number(2)
        if version not in (_SHORT_NAMES, _LONG_NAMES):
            raise ValueError("no known version of OSON")
        tree_size = 4 if flags & _TREE_UINT32 else 2
        self._relative = bool(flags & _RELATIVE)
        if flags & _SCALAR:
            source.raw(tree_size)
            return self._node()
        self._name_size = 4 if flags & _NAMES_UINT32 else 2 if flags & _NAMES_UINT16 else 1
        short, offset_size = source.number(self._name_size), 4 if flags & _SEGMENT_UINT32 else 2
        segment, long, long_segment, long_offset_size = source.number(offset_size), 0, 0, 4
        if version == _LONG_NAMES:
            long_offset_size = 2 if source.number(2) & _SECOND_SEGMENT_UINT16 else 4
            long, long_segment = source.number(4), source.number(4)
        source.raw(tree_size + 2)  # the number of tiny nodes, too
        self._read_names(short, 1, offset_size, segment)
        self._read_names(long, 2, long_offset_size, long_segment)
        self._tree = source.position
        return self._node()

    def _read_names(self, count: int, length_size: int, offset_size: int, segment_size: int) -> None:
        source = self._source
        source.raw(count * length_size)  # hashes
        offsets = [source.number(offset_size) for _ in range(count)]
        segment = source.raw(segment_size)
        for offset in offsets:
            start = offset + length_size
            end = start + int.from_bytes(segment[offset:start], "big")
            if end > len(segment):
                raise ValueError("OSON ends too early")
            self._names.append(segment[start:end].decode())

    def _node(self) -> Any:
        kind = self._source.number(1)
        if kind & _CONTAINER:
            return self._container(kind)
        if kind in _FIXED:
            size, make = _FIXED[kind]
            return make(self._source.raw(size))
        if kind in _SIZED:
            size, make = _SIZED[kind]
            return make(self._source.raw(self._source.number(size)))
        if kind == _EXTENDED:
            raise not_supported("vectors in JSON")
        if kind & 0xF0 in (0x20, 0x60):
            return number_bytes.decode(self._source.raw((kind & 0x0F) + 1))
        if kind & 0xF0 in (0x40, 0x50):
            return number_bytes.decode(self._source.raw(kind & 0x0F))
        if kind < 0x20:
            return self._source.raw(kind).decode()
        raise ValueError("no known node of OSON")

    def _container(self, kind: int) -> Any:
        """Offsets and names are read in place; then the children, each where its offset says."""
        source, start = self._source, self._source.position - 1 - self._tree
        offset_size = 4 if kind & _UINT32_OFFSETS else 2
        is_object, shared, offsets_at = not kind & 0x40, kind & _SHARED_NAMES == _SHARED_NAMES, 0
        if shared:
            other = source.number(offset_size)
            offsets_at = source.position
            source.position = self._tree + other
            count = source.number(_COUNT_SIZES.get(source.number(1) & _SHARED_NAMES, 4))
        else:
            count = source.number(_COUNT_SIZES[kind & _SHARED_NAMES])
        if count > len(source.data):
            raise ValueError("OSON ends too early")
        ids = [source.number(self._name_size) for _ in range(count)] if is_object else []
        if shared:
            source.position = offsets_at
        offsets = [source.number(offset_size) for _ in range(count)]
        children = [self._child(offset + (start if self._relative else 0)) for offset in offsets]
        if not is_object:
            return children
        return dict(zip(map(self._name, ids), children, strict=True))

    def _name(self, number: int) -> str:
        if not number:
            raise ValueError("no name of OSON")
        name = self._names[number - 1]
        self._room -= len(name)
        if self._room < 0:
            raise out_of_memory()
        return name

    def _child(self, offset: int) -> Any:
        self._source.position = self._tree + offset
        return self._node()


def _typed(family: str, read: Callable[[bytes], str]) -> Callable[[bytes], Any]:
    return lambda data: TypedScalar(family, read(data))


_FIXED: dict[int, tuple[int, Callable[[bytes], Any]]] = {
    _NULL: (0, lambda _: None),
    _TRUE: (0, lambda _: True),
    _FALSE: (0, lambda _: False),
    _DATE: (7, _typed("DATE", moments.decode)),
    _TIMESTAMP7: (7, _typed("TIMESTAMP", moments.decode)),
    _TIMESTAMP: (11, _typed("TIMESTAMP", moments.decode)),
    _TIMESTAMP_TZ: (13, _typed("TIMESTAMP_TZ", moments.decode)),
    _INTERVAL_DS: (11, _typed("INTERVAL_DS", moments.decode_interval_ds)),
    _INTERVAL_YM: (5, _typed("INTERVAL_YM", moments.decode_interval_ym)),
    _DOUBLE: (8, lambda data: _float(">d", data)),
    _FLOAT: (4, lambda data: _float(">f", data)),
}
_SIZED: dict[int, tuple[int, Callable[[bytes], Any]]] = {
    _TEXT8: (1, bytes.decode),
    _TEXT16: (2, bytes.decode),
    _TEXT32: (4, bytes.decode),
    _NUMBER8: (1, number_bytes.decode),
    _ID: (1, _typed("RAW", lambda data: data.hex().upper())),
    _BINARY16: (2, _typed("RAW", lambda data: data.hex().upper())),
    _BINARY32: (4, _typed("RAW", lambda data: data.hex().upper())),
}


def _float(form: str, data: bytes) -> float:
    turned = bytes((data[0] & 0x7F,)) + data[1:] if data[0] & 0x80 else bytes(byte ^ 0xFF for byte in data)
    return float(struct.unpack(form, turned)[0])


# --- Writing ---------------------------------------------------------------------------------------------------------


@dataclass
class _Name:
    data: bytes
    number: int = 0
    offset: int = 0

    @cached_property
    def hash(self) -> int:
        """FNV-1a, of which names of up to 255 bytes keep one byte, and others two."""
        found = 0x811C9DC5
        for byte in self.data:
            found = (found ^ byte) * 16777619 & 0xFFFFFFFF
        return found

    @property
    def order(self) -> tuple[int, int, bytes]:
        """By which names are sorted."""
        return self.hash & 0xFF, len(self.data), self.data


def encode(value: Any) -> bytes:
    """A document, as `json_text.read_kept` gives it. Raises ORA-03001 for a name of more than 65535 bytes."""
    flags = _INLINE_LEAF | _LENGTH_IN_NODE
    if not isinstance(value, dict | list):
        tree = _Encoder({}, 1).tree(value)
        flags |= _SCALAR | (_TREE_UINT32 if len(tree) > 0xFFFF else 0)
        size = len(tree).to_bytes(4 if flags & _TREE_UINT32 else 2, "big")
        return _MAGIC + bytes((_SHORT_NAMES,)) + flags.to_bytes(2, "big") + size + tree
    names = {name: _Name(name.encode()) for name in _names(value, {})}
    short = sorted((each for each in names.values() if len(each.data) <= 0xFF), key=lambda each: each.order)
    long = sorted((each for each in names.values() if len(each.data) > 0xFF), key=lambda each: each.order)
    if any(len(each.data) > 0xFFFF for each in long):
        raise not_supported("names of more than 65535 bytes in JSON")
    for number, each in enumerate([*short, *long], 1):
        each.number = number
    name_size = 4 if len(names) > 0xFFFF else 2 if len(names) > 0xFF else 1
    flags |= _HASH_UINT8 | _TINY | {1: 0, 2: _NAMES_UINT16, 4: _NAMES_UINT32}[name_size]
    segment, long_segment = _segment(short, 1), _segment(long, 2)
    tree = _Encoder(names, name_size).tree(value)
    flags |= (_SEGMENT_UINT32 if len(segment) > 0xFFFF else 0) | (_TREE_UINT32 if len(tree) > 0xFFFF else 0)
    parts = [_MAGIC, bytes((_LONG_NAMES if long else _SHORT_NAMES,)), flags.to_bytes(2, "big")]
    parts += [len(short).to_bytes(name_size, "big"), len(segment).to_bytes(4 if len(segment) > 0xFFFF else 2, "big")]
    if long:
        second = _SECOND_SEGMENT_UINT16 if len(long_segment) <= 0xFFFF else 0
        parts += [second.to_bytes(2, "big"), len(long).to_bytes(4, "big"), len(long_segment).to_bytes(4, "big")]
    parts += [len(tree).to_bytes(4 if len(tree) > 0xFFFF else 2, "big"), b"\0\0"]
    parts += [_heads(short, 1, len(segment)), segment, _heads(long, 2, len(long_segment)), long_segment, tree]
    return b"".join(parts)


def _names(value: Any, found: dict[str, None]) -> dict[str, None]:
    """The names of all members, each once."""
    if isinstance(value, dict):
        found.update(dict.fromkeys(value))
        for each in value.values():
            _names(each, found)
    elif isinstance(value, list):
        for each in value:
            _names(each, found)
    return found


def _segment(names: list[_Name], length_size: int) -> bytes:
    """The names with their lengths, one behind the other."""
    parts, position = [], 0
    for each in names:
        each.offset = position
        parts += [len(each.data).to_bytes(length_size, "big"), each.data]
        position += length_size + len(each.data)
    return b"".join(parts)


def _heads(names: list[_Name], hash_size: int, segment_size: int) -> bytes:
    """Hashes, then offsets."""
    offset_size = 4 if segment_size > 0xFFFF else 2
    hashes = [(each.hash & (1 << 8 * hash_size) - 1).to_bytes(hash_size, "big") for each in names]
    return b"".join(hashes) + b"".join(each.offset.to_bytes(offset_size, "big") for each in names)


class _Encoder:
    def __init__(self, names: dict[str, _Name], name_size: int) -> None:
        self._names = names
        self._name_size = name_size
        self._tree = bytearray()

    def tree(self, value: Any) -> bytes:
        """The segment that holds the values."""
        self._node(value)
        return bytes(self._tree)

    def _node(self, value: Any) -> None:
        if isinstance(value, dict):
            self._container(_OBJECT, value.values(), [self._names[name].number for name in value])
        elif isinstance(value, list):
            self._container(_ARRAY, value, [])
        else:
            self._tree += _scalar(value)

    def _container(self, kind: int, children: Any, ids: list[int]) -> None:
        tree, count = self._tree, len(children)
        size, bits = (1, 0x00) if count < 1 << 8 else (2, 0x08) if count < 1 << 16 else (4, 0x10)
        tree.append(kind | _UINT32_OFFSETS | bits)
        tree += count.to_bytes(size, "big")
        for number in ids:
            tree += number.to_bytes(self._name_size, "big")
        at = len(tree)
        tree += bytes(4 * count)
        for each in children:
            tree[at : at + 4] = len(tree).to_bytes(4, "big")
            at += 4
            self._node(each)


def _scalar(value: Any) -> bytes:
    if value is None:
        return bytes((_NULL,))
    if isinstance(value, bool):
        return bytes((_TRUE if value else _FALSE,))
    if isinstance(value, int | Decimal):
        return bytes((_NUMBER8,)) + numbers.sized(value)
    if isinstance(value, float):
        return bytes((_DOUBLE,)) + _ordered(struct.pack(">d", value))
    if isinstance(value, TypedScalar):
        return _typed_bytes(value)
    data = value.encode()
    return _with_length(data, {1: _TEXT8, 2: _TEXT16, 4: _TEXT32})


def _with_length(data: bytes, kinds: dict[int, int]) -> bytes:
    size = next(size for size in (*kinds, 4) if len(data) < 1 << 8 * size)
    return bytes((kinds[size],)) + len(data).to_bytes(size, "big") + data


def _ordered(data: bytes) -> bytes:
    return bytes(byte ^ 0xFF for byte in data) if data[0] & 0x80 else bytes((data[0] | 0x80,)) + data[1:]


def _typed_bytes(scalar: TypedScalar) -> bytes:
    if scalar.family == "RAW":
        return _with_length(bytes.fromhex(scalar.value), {2: _BINARY16, 4: _BINARY32})
    if scalar.family == "TIMESTAMP":
        data = moments.encode_timestamp(scalar.value)
        return bytes((_TIMESTAMP7 if len(data) == 7 else _TIMESTAMP,)) + data
    kind, write = {
        "DATE": (_DATE, moments.encode_date),
        "TIMESTAMP_TZ": (_TIMESTAMP_TZ, moments.encode_timestamp_tz),
        "INTERVAL_DS": (_INTERVAL_DS, moments.encode_interval_ds),
        "INTERVAL_YM": (_INTERVAL_YM, moments.encode_interval_ym),
    }[scalar.family]
    return bytes((kind,)) + write(scalar.value)
