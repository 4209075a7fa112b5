"""uvicorn's HTTP/1.1 with what ORDS needs of it: a phrase for status 555, an end to endless heads, bodies kept.

A client that offers an upgrade to HTTP/2 (`curl --http2`, Java's HttpClient) sends its request as ever, and a server
may pass over the offer (RFC 9110, 7.8; RFC 7540, 3.2). The parser ends such a request at its head. So its head is given
to the parser once more, without the offer.
"""

from __future__ import annotations

from array import array
from typing import Any

import httptools
from uvicorn.protocols.http import httptools_impl

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

    _head = 0  # bytes of a head that has not ended, as far as whole pieces of data tell
    _in_body = False
    _offers: tuple[tuple[bytes, bytes], ...] = ()

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.parser = self._reader = _Parser(self)

    def data_received(self, data: bytes) -> None:
        """Ends the connection when a head has become too long."""
        self._head += len(data)
        super().data_received(data)
        if self._in_body:
            self._head = 0
        elif self._head > _LONGEST_HEAD:
            self.transport.abort()

    def on_headers_complete(self) -> None:
        """The head has ended. One with an offer comes again."""
        if self._reader.offers_upgrade():
            return
        self.headers.extend(self._offers)
        self._offers = ()
        self._in_body, self._head = True, 0
        super().on_headers_complete()

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
