"""One client's socket: packets in, packets out, and the markers by which a client interrupts a running call."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

from ordslab.sandbox.oracle_net import packets
from ordslab.sandbox.oracle_net.buffer import NeedMore, Reader
from ordslab.sandbox.sql.memory import out_of_memory

_T = TypeVar("_T")
_HEADER = 8
_BEFORE_LOGON = 64 * 1024  # bytes that a stranger may send before the server looks at them
_AFTER_LOGON = 56 * 1024 * 1024  # of a part of a request that is read at once: the longest CLOB, in UTF-8
_UNREAD = 4 * 1024 * 1024  # bytes from which on the client has to wait until they are read
_NOTHING_FOLLOWS = 1.0  # seconds
_SOON = 0.05  # seconds


class Closed(Exception):  # noqa: N818  (a client may go whenever it likes)
    """The client has gone."""


class Interrupted(Exception):  # noqa: N818  (the client's wish)
    """The client wants no answer to what it asked."""


class Link(asyncio.Protocol):
    """Reads packets as they arrive, whatever the connection is doing, so that an interrupt is seen at once."""

    def __init__(self, run: Callable[[Link], Awaitable[None]]) -> None:
        self._run = run
        self._unframed = bytearray()
        self._arrived: deque[bytes] = deque()
        self._arrived_bytes = 0
        self._limit = _BEFORE_LOGON
        self._reader = Reader()
        self._established = False
        self._gone = False
        self._reset = False
        self._was_full = False  # the last packet of data: as large as packets get
        self._too_long = False  # what has arrived is forgotten, to the end of the request
        self._pauses = False
        self._waiter: asyncio.Future[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None
        self.interrupted = False
        self.on_interrupt: Callable[[], None] = lambda: None
        self.messages = packets.MessageWriter(self)

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start to serve the client."""
        self._transport = cast("asyncio.Transport", transport)
        self._task = asyncio.ensure_future(self._run(self))

    def data_received(self, data: bytes) -> None:
        """Cut packets out of what arrived."""
        self._unframed += data
        try:
            while len(self._unframed) >= _HEADER:
                length = int.from_bytes(self._unframed[: 4 if self._established else 2], "big")
                if not _HEADER <= length <= packets.LARGEST_PACKET:
                    raise packets.Garbage
                if not self._established and self._unframed[4] not in (packets.CONNECT, packets.DATA):
                    raise packets.Garbage
                if len(self._unframed) < length:
                    break
                packet = bytes(self._unframed[:length])
                del self._unframed[:length]
                self._packet(packet)
            self._look_at_length()
        except packets.Garbage:
            self.close()
        self._wake()

    def _look_at_length(self) -> None:
        """Let a client wait that sends faster than it is read. Raises `Garbage` for a stranger who sends too much."""
        unread = self._arrived_bytes + len(self._unframed)
        if unread + self._reader.remaining > self._limit:
            if self._limit == _BEFORE_LOGON:
                raise packets.Garbage
            self._too_long = True
            self._drop_arrived()
        elif unread > _UNREAD and not self._pauses and self._transport is not None:
            self._pauses = True
            self._transport.pause_reading()

    def _drop_arrived(self) -> None:
        self._arrived.clear()
        self._arrived_bytes = 0

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone: what runs for it need not go on."""
        self._gone = True
        self._writable.set()
        self._wake()
        self.on_interrupt()

    def pause_writing(self) -> None:
        """The client does not read fast enough."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The client has caught up."""
        self._writable.set()

    # the connection's side

    def write(self, data: bytes) -> None:
        """Send packets."""
        if self._transport is not None and not self._gone:
            self._transport.write(data)

    async def drain(self) -> None:
        """Wait while the client does not keep up. Raises `Closed`."""
        await self._writable.wait()
        if self._gone:
            raise Closed

    async def handshake_packet(self) -> bytes:
        """A whole packet, header included, of the time before ACCEPT. Raises `Closed`."""
        while not self._arrived:
            await self._wait()
        packet = self._arrived.popleft()
        self._arrived_bytes -= len(packet)
        return packet

    def establish(self) -> None:
        """ACCEPT has been sent: from here on lengths have 32 bits and data are messages."""
        self._established = True

    def trust(self) -> None:
        """The client has logged on and may send large messages."""
        self._limit = _AFTER_LOGON

    async def read(self, step: Callable[[Reader], _T]) -> _T:
        """Run one step of reading; where it needs more, wait and run it again.

        Raises `Closed`, `Interrupted`, and ORA-04036 for what is too long, which is passed over to the request's end.
        """
        while True:
            if self.interrupted:
                raise Interrupted
            if self._too_long:
                await self.skip_request()
                raise out_of_memory()
            try:
                result = step(self._reader)
            except NeedMore:
                self._reader.rewind()
            else:
                self._reader.commit()
                return result
            await self._more(self._reader.remaining)
            self._take()

    async def _more(self, had: int) -> None:
        """Wait for more: as much again where more is on its way, for the step begins anew. Raises `Closed`."""
        if not self._arrived:
            await self._wait()
        while self._was_full and self._arrived_bytes < had and not self.interrupted:
            try:
                await asyncio.wait_for(self._wait(), _SOON)
            except TimeoutError:  # what a client has to say may fill its last packet
                return

    async def skip_request(self) -> None:
        """Forget the rest of a request that cannot be understood. Raises `Closed`, `Interrupted`.

        Nothing says where it ends: a client that has more to say fills its packets, so a full one is not the last,
        unless nothing follows for a while.
        """
        self._forget()
        while self._was_full:
            if self.interrupted:
                raise Interrupted
            try:
                await asyncio.wait_for(self._wait(), _NOTHING_FOLLOWS)
            except TimeoutError:
                break
            self._forget()
        self._too_long = False

    def _forget(self) -> None:
        self._take()
        self._reader.clear()

    async def acknowledge_interrupt(self) -> None:
        """Wait for the client's reset, and answer it. Raises `Closed`."""
        while not self._reset:
            await self._wait()
        self._forget()
        self.messages.drop()
        self.interrupted = self._reset = False
        self.write(packets.marker(packets.RESET))

    def close(self) -> None:
        """Close the socket when everything has been sent."""
        if self._transport is not None:
            self._transport.close()
        self._gone = True
        self._wake()

    def _packet(self, packet: bytes) -> None:
        if not self._established:
            self._keep(packet)
        elif packet[4] == packets.DATA and len(packet) >= 10:
            self._was_full = len(packet) >= packets.SDU
            if int.from_bytes(packet[8:10], "big") & packets.END_OF_FILE and len(packet) == 10:
                self.close()
            else:
                self._keep(packet[10:])
        elif packet[4] == packets.MARKER and len(packet) >= 11:
            self._marker(packet[10])
        else:
            raise packets.Garbage

    def _keep(self, data: bytes) -> None:
        if self._too_long:
            return
        self._arrived.append(data)
        self._arrived_bytes += len(data)

    def _marker(self, kind: int) -> None:
        first = not self.interrupted
        self.interrupted = True
        if kind == packets.RESET:
            self._reset = True
        elif first:
            self.write(packets.marker(packets.BREAK))
        if first:
            self.on_interrupt()

    def _take(self) -> None:
        if self._arrived:
            self._reader.feed(b"".join(self._arrived))
            self._drop_arrived()

    async def _wait(self) -> None:
        if self._gone:
            raise Closed
        if self._pauses and self._transport is not None:
            self._pauses = False
            self._transport.resume_reading()
        self._waiter = asyncio.get_running_loop().create_future()
        await self._waiter

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
