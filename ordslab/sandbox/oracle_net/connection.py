"""One client's connection: logon, then one request after the other until it goes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from ordslab.sandbox.oracle_net import answers, capabilities, lobs, logon, packets, piggybacks, requests
from ordslab.sandbox.oracle_net.buffer import Reader
from ordslab.sandbox.oracle_net.execution import alter_session, guarded
from ordslab.sandbox.oracle_net.link import Closed, Interrupted, Link
from ordslab.sandbox.oracle_net.statements import Statements
from ordslab.sandbox.oracle_net.verifier import Exchange
from ordslab.sandbox.relay import Relay
from ordslab.sandbox.sql.errors import OraError, not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.sql.instance import Instance
    from ordslab.sandbox.sql.session import Session

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

_PROTOCOL, _DATA_TYPES, _FUNCTION, _ONE_WAY, _FAST_AUTH = 1, 2, 3, 0x1A, 0x22
_LOGOFF, _COMMIT, _ROLLBACK, _PING, _LOB = 9, 14, 15, 147, 96
_AUTH_ONE, _AUTH_TWO, _END_PIPELINE = 118, 115, 200
_TIME_TO_LOG_ON = 60.0  # seconds
_NO_SERVICE, _NO_SID, _NOTHING_NAMED, _TOO_OLD = 12514, 12505, 12504, 12518

_OTHER_CALLS = {
    103: "two-phase commit (TPC)",
    104: "two-phase commit (TPC)",
    121: "queues (AQ)",
    122: "queues (AQ)",
    125: "subscriptions (CQN, notifications of queues)",
    128: "direct path load",
    129: "direct path load",
    130: "direct path load",
    145: "queues (AQ)",
    162: "sessions of a pool on the server (DRCP)",
    163: "sessions of a pool on the server (DRCP)",
    187: "subscriptions (CQN, notifications of queues)",
}
"""What other calls are for, by their number (python-oracledb, constants of its thin mode)."""


class Connection:
    """Serves one client; `run` returns when it has gone. The session's calls run in the threads of `relay`."""

    session: Session

    def __init__(self, database: Instance, stranger_secret: bytes, relay: Relay) -> None:
        self.field_version = capabilities.FAST_AUTH_FIELD_VERSION
        self.link: Link
        self._database = database
        self._stranger_secret = stranger_secret
        self._relay = relay
        self._opened = False
        self._working = False
        self._exchange: Exchange
        self._statements = Statements(self)
        self._new_schema: str | None = None
        self._refused_ahead: OraError | None = None  # of what rode ahead of a call
        self._pipeline_aborts = self._pipeline_failed = False

    async def run(self, link: Link) -> None:
        """Serve the client of `link`. Nothing that it sends disturbs anyone else."""
        self.link = link
        link.on_interrupt = self._cancel
        watch = asyncio.get_running_loop().call_later(_TIME_TO_LOG_ON, link.close)
        try:
            await self._listen()
            await self._log_on()
            watch.cancel()
            while True:
                await self._serve()
        except (Closed, packets.Garbage, piggybacks.UnknownPiggyback):
            pass
        except Exception as exception:
            _log.error("connection closed after an unexpected %s", type(exception).__name__, exc_info=exception)
        finally:
            watch.cancel()
            link.close()
            await self._end_session()

    async def work(self, function: Callable[..., _T], *arguments: object) -> _T:
        """Run `function` in a thread. Raises its OraError, or `Interrupted`."""
        if self._pipeline_failed:
            raise answers.CANCELLED
        if self._refused_ahead is not None:
            error, self._refused_ahead = self._refused_ahead, None
            raise error
        if self.link.interrupted:
            raise Interrupted
        self._working = True
        try:
            if self._new_schema:
                quoted, self._new_schema = self._new_schema.replace('"', ""), None
                text = f'ALTER SESSION SET CURRENT_SCHEMA = "{quoted}"'
                await self._relay.run(partial(alter_session, self.session, text))
            return await self._relay.run(partial(guarded, function, *arguments))
        finally:
            self._working = False
            if self.link.interrupted:
                raise Interrupted

    def check_alive(self) -> None:
        """Raises ORA-00028 when the session was killed."""
        if self.session.is_killed:
            raise OraError(28, message="your session has been killed")

    def finish(self, outcome: answers.Outcome) -> None:
        """End the response with error information."""
        self.link.messages.write(
            answers.error_information(outcome, in_transaction=self._in_transaction, field_version=self.field_version)
        )
        self.link.messages.end()

    @property
    def _in_transaction(self) -> bool:
        return self._opened and self.session.in_transaction

    def _cancel(self) -> None:
        if self._opened and self._working:
            self.session.cancel()

    async def _end_session(self) -> None:
        if self._opened:
            self._opened = False
            with contextlib.suppress(OraError):
                await self._relay.run(partial(guarded, self.session.close))

    # set-up

    async def _listen(self) -> None:
        """CONNECT: which service is wanted."""
        request = packets.parse_connect(await self.link.handshake_packet())
        data = request.data
        while len(data) < request.data_length:  # long connect data come in packets of their own
            packet = await self.link.handshake_packet()
            if packet[4] != packets.DATA:
                raise packets.Garbage
            data += packet[10:]
        service, sid = packets.service_and_sid(data)
        refusal = 0
        if request.version < packets.OLDEST_VERSION:
            refusal = _TOO_OLD
        elif service is None:
            refusal = _NOTHING_NAMED if sid is None else _NO_SID
        elif service.upper() != logon.SERVICE_NAME:
            refusal = _NO_SERVICE if service else _NOTHING_NAMED
        if refusal:
            self.link.write(packets.refuse(refusal))
            raise Closed
        self.link.write(packets.accept(request.version))
        self.link.establish()

    async def _log_on(self) -> None:
        """PROTOCOL, DATA TYPES and both phases of authentication, in one request or one by one."""
        link = self.link
        kind = await link.read(Reader.u8)
        if kind == _FAST_AUTH:
            await link.read(lambda reader: reader.raw(3))
            kind = await link.read(Reader.u8)
        else:
            await self._agree(kind)
            kind = 0
        if kind == _PROTOCOL:
            await link.read(capabilities.parse_protocol)
            await link.read(lambda reader: reader.raw(6))  # character sets, the client's field version
            await link.read(_data_types)
            link.messages.write(capabilities.protocol_answer())
            client = await link.read(capabilities.parse_data_types)
            link.messages.write(capabilities.data_types_answer(client))
            request = await self._logon_request(_AUTH_ONE)
            self._adopt(client)
        elif kind == 0:
            request = await self._logon_request(_AUTH_ONE)
        else:
            raise packets.Garbage
        user, told = request.user, request.values
        self._exchange = await self.work(logon.exchange, self._database, self._stranger_secret, user)
        link.messages.write(logon.challenge_answer(self._exchange))
        self.finish(answers.Outcome())
        request = await self._logon_request(_AUTH_TWO)
        request.values = told | request.values  # who the client is, it says in the first phase
        try:
            if request.user != user:
                raise OraError(1017)
            self.session = await self.work(logon.log_on, self._database, self._exchange, request)
        except OraError as error:
            self.finish(answers.Outcome(error=error))
            raise Closed from None
        self._opened = True
        link.trust()
        if request.time_zone_statement:
            with contextlib.suppress(OraError):
                await self.work(alter_session, self.session, request.time_zone_statement)
        link.messages.write(logon.session_answer(self._exchange, self.session, self.field_version))
        self.finish(answers.Outcome())

    async def _agree(self, kind: int) -> None:
        """PROTOCOL and DATA TYPES as requests of their own."""
        if kind != _PROTOCOL:
            raise packets.Garbage
        await self.link.read(capabilities.parse_protocol)
        self.link.messages.write(capabilities.protocol_answer())
        self.link.messages.end()
        await self.link.read(_data_types)
        client = await self.link.read(capabilities.parse_data_types)
        self.link.messages.write(capabilities.data_types_answer(client))
        self.link.messages.end()
        self._adopt(client)

    def _adopt(self, client: capabilities.ClientCapabilities) -> None:
        self.field_version = client.field_version
        self.link.messages.marks_end = client.end_of_response

    async def _logon_request(self, function: int) -> logon.LogonRequest:
        if await self.link.read(Reader.u8) != _FUNCTION or await self._function() != function:
            raise packets.Garbage
        return await self.link.read(logon.parse)

    async def _function(self) -> int:
        version = self.field_version

        def header(reader: Reader) -> int:
            code = reader.u8()
            reader.u8()  # sequence
            if version >= 18:
                reader.ub()  # token
            return code

        return await self.link.read(header)

    # requests

    async def _serve(self) -> None:
        """One request and its answer."""
        try:
            kind = await self._ahead()
            if kind == _ONE_WAY:
                await self.link.skip_request()
                return
            if kind != _FUNCTION:
                raise packets.Garbage
            try:
                await self._call(await self._function())
            except OraError as error:
                self._pipeline_failed = self._pipeline_aborts
                self.finish(answers.Outcome(error=error))
            await self.link.drain()
        except Interrupted:
            await self.link.acknowledge_interrupt()
            self.finish(answers.Outcome(error=answers.CANCELLED))

    async def _ahead(self) -> int:
        """Read and do what rides ahead of the call; the type of the message behind it."""
        kind = await self.link.read(Reader.u8)
        while kind == piggybacks.PIGGYBACK:
            found = piggybacks.Piggybacks()
            await self.link.read(lambda reader, found=found: piggybacks.parse(reader, self.field_version, found))  # type: ignore[misc]
            self._apply(found)
            kind = await self.link.read(Reader.u8)
        return kind

    def _apply(self, found: piggybacks.Piggybacks) -> None:
        self._statements.close(found.closed_cursors)
        self._statements.lobs.free(found.freed_lobs)
        for name, text in found.attributes.items():
            setattr(self.session, name, text)
        for namespace, attributes in found.contexts:
            try:
                self.session.set_context(namespace, attributes)
            except OraError as error:
                self._refused_ahead = error
        if found.schema:
            self._new_schema = found.schema
        if found.begins_pipeline:
            self._pipeline_aborts, self._pipeline_failed = found.aborts_on_error, False

    async def _call(self, function: int) -> None:
        if function in (requests.EXECUTE, requests.REEXECUTE, requests.REEXECUTE_AND_FETCH):
            await self._statements.execute(function)
        elif function == requests.FETCH:
            await self._statements.fetch()
        elif function == _COMMIT:
            self.check_alive()
            await self.work(self.session.commit)
            self._status()
        elif function == _ROLLBACK:
            self.check_alive()
            await self.work(self.session.rollback)
            self._status()
        elif function == _PING:
            self.check_alive()
            self._status()
        elif function == _LOB:
            call = await self.link.read(lobs.parse_call)
            self.check_alive()
            self.link.messages.write(lobs.run(call, self._statements.lobs))
            self.finish(answers.Outcome())
        elif function == _AUTH_TWO:
            request = await self.link.read(logon.parse)
            await self.work(logon.change_password, self._database, self.session.user, self._exchange, request)
            self.link.messages.write(b"\x08\0")
            self.finish(answers.Outcome())
        elif function == _END_PIPELINE:
            await self.link.read(Reader.ub)
            self._pipeline_aborts = self._pipeline_failed = False
            self.finish(answers.Outcome())
        elif function == _LOGOFF:
            await self.work(self.session.rollback)
            self._status()
        else:
            await self.link.skip_request()
            raise not_supported(_OTHER_CALLS.get(function, f"database call {function}"))

    def _status(self) -> None:
        self.link.messages.write(answers.status(in_transaction=self._in_transaction))
        self.link.messages.end()


def _data_types(reader: Reader) -> None:
    if reader.u8() != _DATA_TYPES:
        raise packets.Garbage
