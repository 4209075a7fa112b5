"""CLOB and BLOB values that a connection has handed out as locators, and the operations on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ordslab.sandbox.oracle_net import message_fields, values
from ordslab.sandbox.oracle_net.buffer import Reader, ub, value
from ordslab.sandbox.oracle_net.capabilities import CHARSET, NATIONAL_CHARSET
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.memory import LARGEST_LOB, call_limit, out_of_memory, too_large_lob

LOCATOR_SIZE = 40
CHUNK_SIZE = 8132
LOB_DATA = 0x0E
_VARYING_WIDTH = 0x80  # in a locator: its text travels as UTF-16
_NATIONAL_FORM = 2  # where a temporary LOB is asked for: of the national character set

LENGTH, READ, TRIM, WRITE, CHUNK, OPEN, CLOSE = 0x1, 0x2, 0x20, 0x40, 0x4000, 0x8000, 0x10000
CREATE_TEMPORARY, FREE_TEMPORARY, IS_OPEN = 0x110, 0x111, 0x11000


@dataclass
class Lob:
    """The content of a locator. Only a LOB that the client created may be written."""

    content: str | bytes
    writable: bool = False
    is_open: bool = False
    national: bool = False

    @property
    def coding(self) -> str:
        """How a text travels."""
        return "utf-16-be" if self.national else "utf-8"


class LobStore:
    """The LOBs of one connection by locator.

    Every locator is marked as temporary: the drivers then tell when they no longer need it, and it can be dropped.
    """

    def __init__(self) -> None:
        self._lobs: dict[bytes, Lob] = {}
        self._issued = 0

    def __len__(self) -> int:
        return len(self._lobs)

    def add(self, lob: Lob) -> bytes:
        """Keep `lob`; its locator."""
        self._issued += 1
        locator = bytearray(LOCATOR_SIZE)
        locator[1] = LOCATOR_SIZE - 2
        locator[4] = 0x40 | (0x02 if isinstance(lob.content, str) else 0x01)
        locator[6] = _VARYING_WIDTH if lob.national else 0
        locator[7] = 0x01
        locator[10:18] = self._issued.to_bytes(8, "big")
        self._lobs[bytes(locator)] = lob
        return bytes(locator)

    def find(self, locator: bytes) -> Lob:
        """The LOB of a locator. Raises ORA-22275."""
        try:
            return self._lobs[locator]
        except KeyError:
            raise OraError(22275, message="invalid LOB locator specified") from None

    def check_size(self) -> None:
        """Raises ORA-04036 when what the client has written takes too much memory."""
        if sum(len(lob.content) for lob in self._lobs.values() if lob.writable) > call_limit():
            raise out_of_memory()

    def free(self, locators: bytes) -> None:
        """Drop LOBs by their locators, one behind the other."""
        for start in range(0, len(locators), LOCATOR_SIZE):
            self._lobs.pop(locators[start : start + LOCATOR_SIZE], None)

    def encoder(self, type_number: int, *, national: bool = False) -> Callable[[Any], bytes]:
        """What makes a locator of a column's value."""
        convert: Callable[[Any], str | bytes] = values.as_bytes if type_number == values.BLOB else values.as_text

        def encode(content: Any) -> bytes:
            if content is None:
                return values.NULL
            lob = Lob(convert(content), national=national)
            return ub(LOCATOR_SIZE) + ub(len(lob.content)) + ub(CHUNK_SIZE) + value(self.add(lob))

        return encode


@dataclass
class LobCall:
    """A LOB operation as requested; offsets count from 1."""

    operation: int
    locator: bytes
    source_offset: int
    destination_offset: int
    wants_amount: bool
    data: bytes | None = None
    amount: int = 0
    refusal: OraError | None = None  # what it asks for that is not there


def parse_call(reader: Reader) -> LobCall:
    """The body of a LOB operation, also as it comes to free LOBs ahead of another call."""
    found = message_fields.read(reader, message_fields.LOB_CALL, 0)
    operation, wants_amount = found["operation"], bool(found["amount_pointer"])
    locator = reader.raw(found["source_length"])
    call = LobCall(operation, locator, found["source_offset"], found["destination_offset"], wants_amount)
    call.refusal = message_fields.refusal(found, message_fields.LOB_CALL)
    if operation == CREATE_TEMPORARY:
        reader.ub()  # character set
    if operation == WRITE:
        reader.u8()
        call.data = reader.value() or b""
    if wants_amount:
        call.amount = reader.ub()
    return call


def run(call: LobCall, lobs: LobStore) -> bytes:
    """Do what `call` wants; the answer without the closing error information. Raises OraError."""
    if call.refusal is not None:
        raise call.refusal
    if call.operation == CREATE_TEMPORARY:
        content: str | bytes = b"" if call.destination_offset == values.BLOB else ""
        national = call.source_offset == _NATIONAL_FORM
        locator = lobs.add(Lob(content, writable=True, national=national))
        charset = NATIONAL_CHARSET if national else CHARSET
        # python-oracledb 2.5.0 skips an amount of two bytes, later ones read it, none uses it
        return b"\x08" + locator + ub(charset) + b"\0" + (ub(LOCATOR_SIZE) if call.wants_amount else b"")
    lob = lobs.find(call.locator)
    data, amount, flag = b"", 0, b""
    if call.operation == READ:
        start = max(call.source_offset - 1, 0)
        part = lob.content[start : start + call.amount]
        amount = len(part)
        if part:
            data = bytes((LOB_DATA,)) + value(part.encode(lob.coding) if isinstance(part, str) else part)
    elif call.operation == LENGTH:
        amount = len(lob.content)
    elif call.operation == CHUNK:
        amount = CHUNK_SIZE
    elif call.operation in (WRITE, TRIM):
        _change(lob, call)
        lobs.check_size()
    elif call.operation in (OPEN, CLOSE):
        lob.is_open = call.operation == OPEN
    elif call.operation == IS_OPEN:
        flag = bytes((lob.is_open,))
    elif call.operation & ~0x80000 == FREE_TEMPORARY:
        lobs.free(call.locator)
    else:
        raise not_supported(f"LOB operation {call.operation:#x}")
    return data + b"\x08" + call.locator + (ub(amount) if call.wants_amount else b"") + flag


def _change(lob: Lob, call: LobCall) -> None:
    if not lob.writable:
        raise not_supported("writing through the locator of a fetched LOB (update the row instead)")
    if call.operation == TRIM:
        lob.content = lob.content[: call.amount]
        return
    start = max(call.source_offset - 1, 0)
    data = call.data or b""
    if start + len(data) > LARGEST_LOB:
        raise too_large_lob()
    if isinstance(lob.content, str):
        new = data.decode(lob.coding, errors="replace")
        lob.content = lob.content[:start].ljust(start) + new + lob.content[start + len(new) :]
    else:
        lob.content = lob.content[:start].ljust(start, b"\0") + data + lob.content[start + len(data) :]
