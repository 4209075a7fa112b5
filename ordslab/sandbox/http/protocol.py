"""uvicorn's HTTP/1.1 with what ORDS needs of it: a phrase for status 555, and an end to endless heads."""

from __future__ import annotations

from uvicorn.protocols.http import httptools_impl

_LONGEST_HEAD = 64 * 1024  # bytes of a request before its body

# HTTP has no 555; this is the phrase that ORDS sends with it (observed).
httptools_impl.STATUS_LINE[555] = b"HTTP/1.1 555 User Defined Resource Error\r\n"


class LimitedProtocol(httptools_impl.HttpToolsProtocol):
    """A connection."""

    _head = 0  # bytes of a head that has not ended, as far as whole pieces of data tell
    _in_body = False

    def data_received(self, data: bytes) -> None:
        """Ends the connection when a head has become too long."""
        self._head += len(data)
        super().data_received(data)
        if self._in_body:
            self._head = 0
        elif self._head > _LONGEST_HEAD:
            self.transport.abort()

    def on_headers_complete(self) -> None:
        """The head has ended."""
        self._in_body, self._head = True, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body has ended."""
        super().on_message_complete()
        self._in_body, self._head = False, 0
