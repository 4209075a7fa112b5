"""DBMS_OUTPUT: a buffer of lines in the session, which the client reads behind the block."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.values import Cell, Collection
from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

DBMS_OUTPUT = Package(
    """
    package dbms_output as
      type chararr is table of varchar2(32767) index by binary_integer;
      procedure enable(buffer_size in integer default 20000);
      procedure disable;
      procedure put(a varchar2);
      procedure put_line(a varchar2);
      procedure new_line;
      procedure get_line(line out varchar2, status out integer);
      procedure get_lines(lines out chararr, numlines in out integer);
    end dbms_output;
    """
)
_LINE_LIMIT = 32767
_LEAST_BUFFER = 2000


@dataclass
class Buffer:
    """Whole lines, the line begun by PUT, and how many bytes may be held (None: no limit)."""

    enabled: bool = False
    limit: int | None = None
    lines: deque[str | None] = field(default_factory=deque)
    begun: str | None = None
    held: int = 0


def buffer_of(session: Session) -> Buffer:
    """The session's buffer."""
    buffer: Buffer = session.package_state.setdefault("DBMS_OUTPUT", Buffer())
    return buffer


@DBMS_OUTPUT.body("enable")
def enable(call: PackageCall, buffer_size: int | None) -> None:
    """Begin to keep lines. NULL means no limit."""
    buffer = buffer_of(call.session)
    buffer.enabled = True
    buffer.limit = None if buffer_size is None else max(_LEAST_BUFFER, int(buffer_size))


@DBMS_OUTPUT.body("disable")
def disable(call: PackageCall) -> None:
    """Keep no lines, and forget those that are held."""
    call.session.package_state["DBMS_OUTPUT"] = Buffer()


@DBMS_OUTPUT.body("put")
def put(call: PackageCall, a: str | None) -> None:
    """Go on with the line."""
    buffer = buffer_of(call.session)
    if buffer.enabled:
        _append(buffer, a)


@DBMS_OUTPUT.body("put_line")
def put_line(call: PackageCall, a: str | None) -> None:
    """End the line with this text."""
    buffer = buffer_of(call.session)
    if buffer.enabled:
        _append(buffer, a)
        _end_line(buffer)


@DBMS_OUTPUT.body("new_line")
def new_line(call: PackageCall) -> None:
    """End the line."""
    buffer = buffer_of(call.session)
    if buffer.enabled:
        _end_line(buffer)


@DBMS_OUTPUT.body("get_line")
def get_line(call: PackageCall, line: Cell, status: Cell) -> None:
    """Take one line: status 0, or 1 when there is none."""
    buffer = buffer_of(call.session)
    line.value, status.value = None, 1
    if buffer.lines:
        line.value, status.value = _take(buffer), 0


@DBMS_OUTPUT.body("get_lines")
def get_lines(call: PackageCall, lines: Cell, numlines: Cell) -> None:
    """Take up to `numlines` lines, and say how many they were."""
    buffer = buffer_of(call.session)
    count = min(int(numlines.value or 0), len(buffer.lines))
    lines.value = Collection([_take(buffer) for _ in range(count)])
    numlines.value = count


def _append(buffer: Buffer, text: str | None) -> None:
    line = (buffer.begun or "") + (text or "")
    if len(line.encode()) > _LINE_LIMIT:
        raise OraError(20000, message=f"ORU-10028: line length overflow, limit of {_LINE_LIMIT} bytes per line")
    buffer.held += len((text or "").encode())
    if buffer.limit is not None and buffer.held > buffer.limit:
        raise OraError(20000, message=f"ORU-10027: buffer overflow, limit of {buffer.limit} bytes")
    buffer.begun = line


def _end_line(buffer: Buffer) -> None:
    buffer.lines.append(buffer.begun or None)
    buffer.begun = None


def _take(buffer: Buffer) -> str | None:
    line = buffer.lines.popleft()
    buffer.held -= len((line or "").encode())
    return line
