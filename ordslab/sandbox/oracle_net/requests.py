"""The requests that carry statements and fetches: their heads and their rows of bind values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ordslab.sandbox.oracle_net import message_fields
from ordslab.sandbox.oracle_net.binds import BindType, parse_descriptor, read_row
from ordslab.sandbox.oracle_net.buffer import Reader
from ordslab.sandbox.sql.errors import OraError

EXECUTE, REEXECUTE, REEXECUTE_AND_FETCH, FETCH = 94, 4, 78, 5

_DEFINE, _EXECUTE, _FETCH, _COMMIT = 0x10, 0x20, 0x40, 0x100
_PLSQL_BIND, _DESCRIBE, _BATCH_ERRORS = 0x400, 0x20000, 0x80000
_ARRAY_ROWCOUNTS = 0x4000
_COMMIT_REEXECUTE = 0x1
_SCROLLABLE = 0x2

_AT_ONCE = 250  # rows or descriptors read before the event loop serves others


@dataclass
class ExecuteCall:
    """A request to execute: what the head of the message says, then the rows of bind values.

    `bind_types` is None where the message has none (re-execution): those of the cursor hold.
    """

    cursor_id: int
    text: str | None = None
    bind_types: tuple[BindType, ...] | None = None
    defines: tuple[int, ...] = ()
    row_count: int = 0  # rows of bind values in the message
    rows_wanted: int = 0  # rows of the result that may travel with the answer
    executes: bool = True
    defining: bool = False
    defines_only: bool = False
    describes: bool = False  # where it does not execute: whether the client wants to know the columns
    fetches: bool = False
    commits: bool = False
    batch_errors: bool = False
    array_rowcounts: bool = False
    scrollable: bool = False
    refusal: OraError | None = None  # what it asks for that is not there
    again: bool = False  # a short re-execution: the client knows the columns
    descriptors: int = 0  # that follow the head: of defines where it defines, else of binds
    rows: list[list[Any]] = field(default_factory=list)


def parse_execute(reader: Reader, field_version: int) -> ExecuteCall:
    """The head of a full execution (94), up to its descriptors, which `descriptor_step` reads."""
    head = message_fields.read(reader, message_fields.EXECUTE, field_version)
    options = head["options"]
    text = (reader.value() or b"").decode(errors="replace") if head["text_length"] else None
    vector = message_fields.read(reader, message_fields.VECTOR, field_version)
    flags = vector["flags"]
    call = ExecuteCall(head["cursor_id"], text, rows_wanted=head["rows_wanted"])
    call.refusal = (
        message_fields.refusal(head, message_fields.EXECUTE)
        or message_fields.refusal(vector, message_fields.VECTOR)
        or message_fields.unknown_bits(options, message_fields.OPTIONS, "execution option")
        or message_fields.unknown_bits(flags, message_fields.FLAGS, "execution flag")
    )
    call.executes = bool(options & _EXECUTE)
    call.describes = bool(options & _DESCRIBE)
    # Who executes a query with LOBs again does not say that he fetches, but how many rows he takes.
    call.fetches = bool(options & _FETCH) or bool(vector["is_query"] and vector["executions"])
    call.commits = bool(options & _COMMIT)
    call.batch_errors = bool(options & _BATCH_ERRORS)
    call.array_rowcounts = bool(flags & _ARRAY_ROWCOUNTS)
    call.scrollable = bool(flags & _SCROLLABLE)
    if options & _DEFINE:
        call.defines_only = not call.executes
        call.descriptors = head["define_count"]
    else:
        call.descriptors = head["bind_count"]
        call.row_count = 1 if vector["is_query"] else vector["executions"]
    call.defining = bool(options & _DEFINE)
    return call


def descriptor_step(call: ExecuteCall, field_version: int, found: list[BindType]) -> Callable[[Reader], None]:
    """The step that reads some of the descriptors behind the head; each that is complete is committed."""

    def step(reader: Reader) -> None:
        wanted = min(call.descriptors, len(found) + _AT_ONCE)
        while len(found) < wanted:
            found.append(parse_descriptor(reader, field_version))
            reader.commit()

    return step


def parse_reexecute(reader: Reader, function: int) -> ExecuteCall:
    """The head of a re-execution (4, or 78 which fetches too)."""
    head = message_fields.read(reader, message_fields.REEXECUTE, 0)
    count = head["count"]
    call = ExecuteCall(head["cursor_id"], again=True)
    if function == REEXECUTE_AND_FETCH:
        call.row_count, call.rows_wanted, call.fetches = 1, count, True
    else:
        call.row_count = count
        call.commits = bool(head["more_options"] & _COMMIT_REEXECUTE)
    return call


def row_step(
    call: ExecuteCall, types: Sequence[BindType], readers: Sequence[Callable[[Reader], Any]], *, plsql: bool
) -> Callable[[Reader], None]:
    """The step that reads some of the rows of bind values; each row that is complete is committed."""

    def step(reader: Reader) -> None:
        rows = call.rows
        wanted = min(call.row_count, len(rows) + _AT_ONCE)
        while len(rows) < wanted:
            rows.append(read_row(reader, types, readers, plsql=plsql))
            reader.commit()

    return step
