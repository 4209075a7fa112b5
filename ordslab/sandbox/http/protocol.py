"""uvicorn's HTTP/1.1 with what ORDS needs of it: a phrase for status 555, an end to endless heads, bodies kept.

A client that offers an upgrade to HTTP/2 (`curl --http2`, Java's HttpClient) sends its request as ever, and a server
may pass over the offer (RFC 9110, 7.8; RFC 7540, 3.2). The parser ends such a request at its head. So its head is given
to the parser once more, without the offer.
"""

from __future__ import annotations

import asyncio
from array import array
from typing import Any

import httptools
from uvicorn.protocols.http import httptools_impl

_PATIENCE = 30.0  # seconds; Jetty's idle timeout, where nobody has set another
_LONGEST_PIPELINE = 100  # requests sent before the answer to an earlier one
_LONGEST_HEAD = 64 * 1024  # bytes of a request before its body

# HTTP has no 555; this is the phrase that ORDS sends with it (observed).
httptools_impl.STATUS_LINE[555] = b"HTTP/1.1 555 User Defined Resource Error\r\n"


class _Parser(httptools.HttpRequestParser):
    """Reads requests that offer an upgrade as if they offered none."""

    def __init__(self, protocol: LimitedProtocol) -> None:
        super().__init__(protocol)
        self._protocol = protocol

    def offers_upgrade(self) -> bool:
        """Does the request that is being read offer another protocol? CONNECT demands one."""
        return self.should_upgrade() and self.get_method() != b"CONNECT"

    def feed_data(self, data: bytes | bytearray | memoryview | array[int]) -> None:
        """What has come. Raises `HttpParserError`."""
        rest = bytes(data)
        while True:
            try:
                super().feed_data(rest)
                return
            except httptools.HttpParserUpgrade as offer:
                if not self.offers_upgrade():
                    raise
                rest = self._protocol.head_without_offer() + rest[offer.args[0] :]


class LimitedProtocol(httptools_impl.HttpToolsProtocol):
    """A connection."""

    _head = 0  # bytes of a head that has not ended or behind the last piece of a body, as far as whole data tell
    _waits: asyncio.TimerHandle | None = None
    _in_body = False
    _offers: tuple[tuple[bytes, bytes], ...] = ()

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.parser = self._reader = _Parser(self)

    def connection_made(self, transport: Any) -> None:
        """A client has come."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Ends the connection when a head has become too long, or what stands around a body: sizes, trailers."""
        self._head += len(data)
        if self._in_body:
            self._no_longer_wait()
        super().data_received(data)
        if self._head > _LONGEST_HEAD:
            self.transport.abort()
        elif self._in_body or self._head:
            self._wait()
        else:
            self._no_longer_wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._no_longer_wait()
        super().connection_lost(exc)

    def _wait(self) -> None:
        """Let nobody keep a connection with half a request: a head has this time in all, each piece of a body again."""
        if self._waits is None:
            self._waits = self.loop.call_later(_PATIENCE, self._waited)

    def _no_longer_wait(self) -> None:
        if self._waits is not None:
            self._waits.cancel()
            self._waits = None

    def _waited(self) -> None:
        self._waits = None
        if self.flow is not None and self.flow.read_paused:  # it is us who keep the client waiting
            self._wait()
        else:
            self.transport.abort()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header. One behind the body is no part of the head (RFC 9110, 6.5.1) and nothing here asks for it."""
        if not self._in_body:
            super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._head = 0
        super().on_body(body)

    def on_headers_complete(self) -> None:
        """The head has ended. One with an offer comes again."""
        if self._reader.offers_upgrade():
            return
        self.headers.extend(self._offers)
        self._offers = ()
        self._no_longer_wait()
        self._in_body, self._head = True, 0
        super().on_headers_complete()
        if len(self.pipeline) > _LONGEST_PIPELINE:
            raise httptools.HttpParserError  # and with it the connection ends

    def on_message_complete(self) -> None:
        """The body has ended."""
        if self._reader.offers_upgrade():
            return
        super().on_message_complete()
        self._in_body, self._head = False, 0

    def head_without_offer(self) -> bytes:
        """The head that has just been read, without `Upgrade`, which the application is told of all the same."""
        self._offers = tuple(header for header in self.headers if header[0] == b"upgrade")
        version = self.parser.get_http_version().encode()
        lines = [b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, version)]
        lines += [b"%s: %s" % header for header in self.headers if header[0] != b"upgrade"]
        return b"\r\n".join([*lines, b"", b""])
