"""The messages that end and accompany a response: status, error information, directions of binds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ordslab.sandbox.oracle_net.buffer import sb, ub, value
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.rowids import ROWID_OBJECT, rowid_parts

IN_TRANSACTION = 0x2  # call status
NO_DATA_FOUND = 1403
BATCH_ERRORS = 24381
CANCELLED = OraError(1013)
_COMPILED_WITH_ERRORS = 0x20
_LARGEST_OFFSET = 32767
OUT, IN, IN_OUT = 16, 32, 48  # directions of a block's binds
_MOST_BATCH_ERRORS = 65535


@dataclass
class Outcome:
    """What the error information at the end of a response says; number 0 is success."""

    error: OraError | None = None
    number: int = 0
    rowcount: int = 0
    cursor_id: int = 0
    last_rowid: int | None = None
    warning: bool = False
    batch_errors: list[tuple[int, OraError]] = field(default_factory=list)


def error_information(outcome: Outcome, *, in_transaction: bool, field_version: int) -> bytes:
    """The message 04, which ends the response to most requests."""
    error = outcome.error
    number = error.number if error else outcome.number
    message = str(error) if error else ""
    if number == BATCH_ERRORS and not message:
        message = "ORA-24381: error(s) in array DML"
    elif number == NO_DATA_FOUND and not message:
        message = "ORA-01403: no data found"
    offset = min(error.offset or 0, _LARGEST_OFFSET) if error else 0
    block, slot = rowid_parts(outcome.last_rowid or 0)
    parts = [
        b"\x04", ub(IN_TRANSACTION if in_transaction else 0), b"\0", ub(outcome.rowcount & 0xFFFFFFFF),
        ub(number & 0xFFFF), b"\0\0", ub(outcome.cursor_id), sb(offset), b"\0\0\0\0\0",
        bytes((_COMPILED_WITH_ERRORS if outcome.warning else 0,)),
        b"\0" if outcome.last_rowid is None else ub(ROWID_OBJECT), b"\0\0", ub(block), ub(slot),
        b"\0\0\0\0\0\0", _batch_errors(outcome.batch_errors), ub(number), ub(outcome.rowcount),
    ]  # fmt: skip
    if field_version >= 14:
        parts.append(b"\0\0")
    if number:
        parts.append(value(message.encode()))
    return b"".join(parts)


def _batch_errors(errors: Sequence[tuple[int, OraError]]) -> bytes:
    """Three arrays: numbers, offsets of the rows, messages. The size byte before each is not read (but is not FE)."""
    if not errors:
        return b"\0\0\0"
    shown = errors[:_MOST_BATCH_ERRORS]  # the drivers refuse more by themselves: they see it from the offsets
    count = ub(len(shown)) + b"\x01"
    messages = [str(error).encode() for _, error in shown]
    return b"".join(
        (
            count, *(ub(error.number & 0xFFFF) for _, error in shown),
            ub(len(errors)) + b"\x01", *(ub(index) for index, _ in errors),
            count, *(ub(len(message)) + value(message) + b"\0\0" for message in messages),
        )
    )  # fmt: skip


def status(*, in_transaction: bool) -> bytes:
    """The message 09, which ends the response to ping, commit, rollback and logoff."""
    return b"\x09" + ub(IN_TRANSACTION if in_transaction else 0) + b"\0"


def bind_directions(directions: Sequence[int]) -> bytes:
    """The message 0B: which binds of a block come back, and which the client need not send again."""
    count = len(directions)
    return b"\x0b\0" + ub(count % 256) + ub(count // 256) + ub(1) + b"\0\0\0" + bytes(directions)


def row_header(columns: int, rows: int) -> bytes:
    """The message 06 before rows."""
    return b"\x06\0" + ub(columns) + b"\0" + ub(rows) + b"\0\0\0"


def array_rowcounts(rowcounts: Sequence[int]) -> bytes:
    """The message 08 with the number of rows that each execution touched."""
    return b"\x08\0\0\0\0" + ub(len(rowcounts)) + b"".join(ub(count) for count in rowcounts)
