"""Statements of one connection: executing them, their cursors, and fetching from these."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat, zip_longest
from typing import TYPE_CHECKING, Any, Protocol

from ordslab.sandbox.oracle_net import answers, binds, buffer, client_reading, describe, requests, values
from ordslab.sandbox.oracle_net.binds import BindType
from ordslab.sandbox.oracle_net.execution import Executed, execute, guarded
from ordslab.sandbox.oracle_net.lobs import LobStore
from ordslab.sandbox.oracle_net.logon import MAX_OPEN_CURSORS
from ordslab.sandbox.oracle_net.requests import ExecuteCall
from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.memory import MemoryWatch
from ordslab.sandbox.sql.open_rows import OpenRows
from ordslab.sandbox.sql.types import Column

if TYPE_CHECKING:
    from ordslab.sandbox.oracle_net.link import Link
    from ordslab.sandbox.sql.session import Session

_DESCRIBE = b"\x10" + buffer.value(bytes(16))
_ROWS = b"\x07"
_SHORT = 4000  # characters of a statement that is read on the event loop: a millisecond's work
_SLICE = 1000  # rows encoded at a time; between slices the event loop serves others


class Host(Protocol):
    """What statements need of their connection."""

    link: Link
    session: Session
    field_version: int

    def work(self, function: Callable[..., Any], *arguments: Any) -> Awaitable[Any]:
        """Run in the connection's worker thread."""

    def check_alive(self) -> None:
        """Raises ORA-00028 when the session was killed."""

    def finish(self, outcome: answers.Outcome) -> None:
        """End the response."""


@dataclass
class Cursor:
    """A statement that the client may execute again, and what is left to fetch of its last execution."""

    number: int
    text: str
    statement: Statement | None = None
    bind_types: tuple[BindType, ...] = ()
    directions: tuple[int, ...] = ()  # of a block's binds, as the client was told last; it leaves out what is OUT
    columns: tuple[Column, ...] = ()
    defines: tuple[int, ...] = ()
    encoders: list[values.Encoder] = field(default_factory=list)
    rows: OpenRows = field(default_factory=partial(OpenRows, ()))
    position: int = 0
    within: list[int] = field(default_factory=list)  # the cursors in rows that were fetched: closed with this one


def _direction(runs: Sequence[Bind], before: int) -> int:
    """The direction of a block's bind by what its runs show, and by what the client was told before."""
    if before == answers.IN and not any(bind.written or bind.only_out for bind in runs):
        return answers.IN
    return answers.OUT if all(bind.only_out for bind in runs) else answers.IN_OUT


def _spread(row: list[Any], left_out: Sequence[bool]) -> list[Any]:
    """A row with nothing where the client left something out."""
    given = iter(row)
    return [None if out else next(given) for out in left_out]


class Statements:
    """The open cursors of one connection."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._cursors: dict[int, Cursor] = {}
        self._issued = 0
        self.lobs = LobStore()

    def close(self, numbers: Sequence[int]) -> None:
        """Close cursors."""
        for number in numbers:
            closed = self._cursors.pop(number, None)
            if closed is not None:
                closed.rows.close()
                self._close_within(closed)

    def _close_within(self, cursor: Cursor) -> None:
        """Close what stood in rows of a cursor that is closed or executed again, as Oracle does."""
        self.close(cursor.within)
        cursor.within = []

    async def execute(self, function: int) -> None:
        """Functions 94, 4 and 78. Raises OraError when the request has been read: whatever is refused, all of it is."""
        link = self._host.link
        if function == requests.EXECUTE:
            version = self._host.field_version
            call = await link.read(lambda reader: requests.parse_execute(reader, version))
            await self._read_descriptors(call)
        else:
            call = await link.read(lambda reader: requests.parse_reexecute(reader, function))
        cursor = self._cursors.get(call.cursor_id) or Cursor(0, "")
        if call.text is not None:
            cursor.text, cursor.statement = call.text, None
        if call.bind_types is not None:
            cursor.bind_types = call.bind_types
        if call.again and not cursor.number:
            await link.skip_request()  # nobody knows what its rows hold
        bind_count = await self._read_rows(call, cursor)
        self._host.check_alive()
        if call.text is None and not cursor.number:
            raise OraError(1001)
        if call.refusal is not None:
            raise call.refusal
        if call.scrollable:
            raise not_supported("scrollable cursors")
        if call.defines:
            self._set_columns(cursor, cursor.columns, call.defines)
        if call.defines_only or (not call.text and not call.executes):
            # With LOBs python-oracledb never says that it fetches, and takes as many rows as it wanted at first.
            await self._answer_rows(cursor, call.rows_wanted)
        elif call.executes:
            await self._run(call, cursor, bind_count)
        else:
            await self._parse(cursor, describes=call.describes)

    async def fetch(self) -> None:
        """Function 5. Raises ORA-01001 for a cursor that is not open."""
        number, wanted = await self._host.link.read(lambda reader: (reader.ub(), reader.ub()))
        self._host.check_alive()
        cursor = self._cursors.get(number)
        if cursor is None:
            raise OraError(1001)
        await self._answer_rows(cursor, wanted)

    async def _read_descriptors(self, call: ExecuteCall) -> None:
        link, version = self._host.link, self._host.field_version
        found: list[BindType] = []
        step = requests.descriptor_step(call, version, found)
        while len(found) < call.descriptors:
            await link.read(step)
            await asyncio.sleep(0)
        if call.defining:
            call.defines = tuple(each.number for each in found)
        else:
            call.bind_types = tuple(found)

    async def _read_rows(self, call: ExecuteCall, cursor: Cursor) -> int:
        """Read the rows of bind values; how many of these stand in each."""
        types = cursor.bind_types
        if not types or call.defines_only:
            return 0
        reading = await self._client_reading(cursor.text)
        with_values = types[: max(len(types) - reading.returns, 0)]
        left_out = [call.again and direction == answers.OUT for direction in cursor.directions]
        sent = [bind for bind, out in zip_longest(with_values, left_out) if not out]
        if sent:
            readers = [binds.value_reader(bind, self.lobs) for bind in sent]
            step = requests.row_step(call, sent, readers, plsql=reading.is_block)
            memory = MemoryWatch()
            while len(call.rows) < call.row_count:
                await self._host.link.read(step)
                await asyncio.sleep(0)
                try:
                    memory.check()
                except OraError:
                    call.rows = []
                    await self._host.link.skip_request()
                    raise
        if any(left_out):
            call.rows = [_spread(row, left_out) for row in call.rows]
        return len(sent)

    async def _client_reading(self, text: str) -> client_reading.ClientReading:
        """What the driver makes of a text; a long one is read in a thread, so that others are served meanwhile."""
        if len(text) <= _SHORT:
            return client_reading.read(text)
        found: client_reading.ClientReading = await self._host.work(client_reading.read, text)
        return found

    async def _run(self, call: ExecuteCall, cursor: Cursor, bind_count: int) -> None:
        session, link = self._host.session, self._host.link

        def run() -> tuple[Statement, Executed]:
            statement = cursor.statement or guarded(session.parse, cursor.text)
            if cursor.bind_types and statement.returning != client_reading.read(cursor.text).returns:
                raise not_supported("RETURNING whose targets the driver takes for values (it knows RETURNING ... INTO)")
            rows = call.rows if bind_count else repeat([], max(call.row_count if statement.kind != "query" else 1, 1))
            executed = execute(
                session,
                statement,
                cursor.bind_types,
                rows,
                batch_errors=call.batch_errors,
                commits=call.commits,
                is_cancelled=lambda: link.interrupted,
            )
            return statement, executed

        cursor.statement, executed = await self._host.work(run)
        if cursor.statement.kind == "query":
            if executed.error:
                raise executed.error
            await self._answer_query(call, cursor, executed.result)
        else:
            self._answer_change(call, cursor, executed)

    async def _parse(self, cursor: Cursor, *, describes: bool) -> None:
        """What is asked without an execution: whether the statement is right and, if wanted, its columns."""
        session = self._host.session

        def look() -> tuple[Statement, tuple[Column, ...]]:
            statement = guarded(session.parse, cursor.text)
            return statement, guarded(session.describe, statement)

        cursor.statement, columns = await self._host.work(look)
        self._open(cursor)
        if columns:
            self._set_columns(cursor, columns)
            if describes:
                self._host.link.messages.write(_DESCRIBE + describe.description(columns, self._host.field_version))
        self._host.finish(answers.Outcome(cursor_id=cursor.number))

    # answers

    async def _answer_query(self, call: ExecuteCall, cursor: Cursor, result: Result) -> None:
        self._open(cursor)
        self._close_within(cursor)
        cursor.rows.close()
        cursor.rows, cursor.position = result.opened or OpenRows(result.rows), 0
        wanted = call.rows_wanted if call.fetches else 0
        if call.text is not None or result.columns != cursor.columns:
            known = cursor.columns if call.text is None else ()
            self._set_columns(cursor, result.columns, describe.kept_as_long(known, result.columns))
            self._host.link.messages.write(_DESCRIBE + describe.description(cursor.columns, self._host.field_version))
            if describe.awaits_define(cursor.columns, cursor.defines):
                # The driver comes back to say whether it wants locators or text.
                self._host.finish(answers.Outcome(cursor_id=cursor.number))
                return
        if wanted or not describe.has_lobs(cursor.columns):
            await self._answer_rows(cursor, wanted)
        else:
            self._host.finish(answers.Outcome(cursor_id=cursor.number))

    async def _answer_rows(self, cursor: Cursor, wanted: int) -> None:
        link, rows = self._host.link, cursor.rows
        if not rows.has_ready(wanted + 1):  # one more tells whether these are the last
            await self._host.work(self._host.session.make_ready, rows, wanted + 1)
        taken = rows.take(wanted)
        if taken:
            link.messages.write(answers.row_header(len(cursor.columns), len(taken)))
        for start in range(0, len(taken), _SLICE):
            if start:
                await link.drain()
            link.messages.write(await self._encoded(cursor, taken[start : start + _SLICE]))
        cursor.position += len(taken)
        at_end = rows.is_at_end and (wanted > 0 or not describe.has_lobs(cursor.columns))
        number = answers.NO_DATA_FOUND if at_end else 0
        self._host.finish(answers.Outcome(number=number, rowcount=cursor.position, cursor_id=cursor.number))

    async def _encoded(self, cursor: Cursor, rows: Sequence[tuple[Any, ...]]) -> bytes:
        """Rows as the wire has them; documents, which can be large, in a thread."""
        if any(column.type.family == "JSON" for column in cursor.columns):
            found: bytes = await self._host.work(describe.encode_rows, rows, cursor.encoders)
            return found
        return describe.encode_rows(rows, cursor.encoders)

    def _answer_change(self, call: ExecuteCall, cursor: Cursor, executed: Executed) -> None:
        """The answer to DML, blocks and the rest."""
        statement = cursor.statement
        assert statement is not None
        is_block = statement.kind == "plsql"
        # The driver keeps a cursor whose execution broke a constraint; of a block it would not know the directions.
        if executed.error is None or (executed.error.number == 1 and not is_block) or cursor.number:
            self._open(cursor)
        parts: list[bytes] = []
        error = executed.error
        if error is None:
            if statement.kind == "plsql" and cursor.bind_types:
                parts += self._block_values(cursor, executed)
            elif statement.returning:
                parts += self._returned_values(cursor, statement.returning, executed)
        if call.array_rowcounts:
            parts.append(answers.array_rowcounts(executed.rowcounts))
        outcome = answers.Outcome(
            error=error,
            number=answers.BATCH_ERRORS if executed.batch_errors else 0,
            rowcount=len(executed.rowcounts) if is_block and error else sum(executed.rowcounts),
            cursor_id=cursor.number,
            last_rowid=executed.result.last_rowid,
            warning=executed.result.warning,
            batch_errors=executed.batch_errors,
        )
        for part in parts:
            self._host.link.messages.write(part)
        self._host.finish(outcome)

    def _block_values(self, cursor: Cursor, executed: Executed) -> list[bytes]:
        """Directions where the client does not know them yet, then the values that come back, one message a run."""
        known = cursor.directions or (answers.IN,) * len(cursor.bind_types)
        cursor.directions = tuple(
            _direction([run[index] for run in executed.binds], before) for index, before in enumerate(known)
        )
        parts = [answers.bind_directions(cursor.directions)]
        if all(direction == answers.IN for direction in cursor.directions):
            return parts
        for run in executed.binds:
            parts.append(_ROWS)
            for index, bind in enumerate(cursor.bind_types):
                if cursor.directions[index] != answers.IN:
                    parts.append(self._out_value(run[index].value, bind))
        return parts

    def _returned_values(self, cursor: Cursor, count: int, executed: Executed) -> list[bytes]:
        parts: list[bytes] = []
        targets = cursor.bind_types[-count:]
        for run in executed.binds:
            parts.append(_ROWS)
            for bind, target in zip(run[-count:], targets, strict=True):
                parts.append(buffer.ub(len(bind.returned)))
                parts += [self._out_value(content, target) for content in bind.returned]
        return parts

    def _out_value(self, content: Any, bind: BindType) -> bytes:
        if bind.number == values.CURSOR:
            return self._cursor_value(content)[0] + b"\0"
        return binds.encode_out(content, bind, binds.out_encoder(bind, self.lobs))

    def _row_cursor(self, outer: Cursor, content: Result) -> bytes:
        """CURSOR (query) in a row of another cursor."""
        body, number = self._cursor_value(content)
        outer.within.append(number)
        return body

    def _cursor_value(self, content: Any) -> tuple[bytes, int]:
        """A REF CURSOR and its number: a block has put a query's result in the bind, or it stood in a row."""
        result = content if isinstance(content, Result) else Result()
        cursor = Cursor(0, "")
        if isinstance(content, Result):
            self._open(cursor)
            cursor.rows = OpenRows(result.rows)
            self._set_columns(cursor, result.columns)
        body = describe.description(cursor.columns, self._host.field_version)
        return b"\x01" + body + buffer.ub(cursor.number), cursor.number

    def _set_columns(self, cursor: Cursor, columns: tuple[Column, ...], defines: tuple[int, ...] = ()) -> None:
        cursor.columns, cursor.defines = columns, defines
        cursor.encoders = describe.encoders(columns, defines, self.lobs, partial(self._row_cursor, cursor))

    def _open(self, cursor: Cursor) -> None:
        """Give the cursor a number, if it has none. Raises ORA-01000."""
        if cursor.number:
            return
        if len(self._cursors) >= MAX_OPEN_CURSORS:
            raise OraError(1000, message="maximum open cursors exceeded")
        while True:
            self._issued = self._issued % 65535 + 1
            if self._issued not in self._cursors:
                break
        cursor.number = self._issued
        self._cursors[cursor.number] = cursor
