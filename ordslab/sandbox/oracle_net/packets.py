"""The packet layer of Oracle Net (TNS): headers, the listener's answers, markers, and messages cut into packets."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import Protocol

CONNECT, ACCEPT, REFUSE, DATA, MARKER = 1, 2, 4, 6, 12
BREAK, RESET = 1, 2  # kinds of marker

END_OF_FILE = 0x0040  # data flags
END_OF_RESPONSE = 0x2000

NEWEST_VERSION = 319
OLDEST_VERSION = 318  # 32-bit packet lengths, and the second set of flags in ACCEPT
SDU = 65535
LARGEST_PACKET = 2 * 1024 * 1024

_ACCEPT_FAST_AUTH = 0x10000000
_ACCEPT_END_OF_RESPONSE = 0x02000000
_SERVICE = re.compile(rb"\(\s*SERVICE_NAME\s*=\s*([^)\s]*)\s*\)", re.IGNORECASE)
_SID = re.compile(rb"\(\s*SID\s*=\s*([^)\s]*)\s*\)", re.IGNORECASE)


class Garbage(Exception):  # noqa: N818  (says what arrived)
    """What arrived is not Oracle Net; the connection is closed without an answer."""


@dataclass(frozen=True)
class ConnectRequest:
    """The first packet of a client. `data_length` tells whether the connect data come in a packet of their own."""

    version: int
    data: bytes
    data_length: int


def parse_connect(packet: bytes) -> ConnectRequest:
    """Read a CONNECT packet (with its header). Raises `Garbage`."""
    if len(packet) < 58 or packet[4] != CONNECT:
        raise Garbage
    version = int.from_bytes(packet[8:10], "big")
    length, offset = struct.unpack_from(">HH", packet, 24)
    data = packet[offset : offset + length] if offset >= 34 else b""
    return ConnectRequest(version, data, length)


def service_and_sid(connect_data: bytes) -> tuple[str | None, str | None]:
    """What the client asks for, each None where it is not named."""
    found = (_SERVICE.search(connect_data), _SID.search(connect_data))
    service, sid = (match.group(1).decode(errors="replace") if match else None for match in found)
    return service, sid


def accept(client_version: int) -> bytes:
    """The ACCEPT packet: fast authentication and end-of-response are offered, native network services are not."""
    flags = _ACCEPT_FAST_AUTH | (_ACCEPT_END_OF_RESPONSE if client_version >= NEWEST_VERSION else 0)
    version = min(client_version, NEWEST_VERSION)
    body = struct.pack(">HHHHHHHBB8xIIBI", version, 0, SDU, SDU, 0x0100, 0, 45, 0x45, 0x09, SDU, SDU, 0, flags)
    return struct.pack(">HHBBH", 8 + len(body), 0, ACCEPT, 0, 0) + body


def refuse(number: int) -> bytes:
    """The REFUSE packet of the listener's error ORA-`number`."""
    error = f"(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR={number})(ERROR_STACK=(ERROR=(CODE={number})(EMFI=4))))".encode()
    body = struct.pack(">BBH", 34, 0, len(error)) + error
    return struct.pack(">HHBBH", 8 + len(body), 0, REFUSE, 0, 0) + body


def marker(kind: int) -> bytes:
    """A MARKER packet."""
    return struct.pack(">IBBH", 11, MARKER, 0, 0) + bytes((1, 0, kind))


class Sink(Protocol):
    """Where packets go."""

    def write(self, data: bytes) -> None:
        """Send bytes."""


class MessageWriter:
    """Cuts one response after the other into DATA packets."""

    _ROOM = SDU - 10

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._pending = bytearray()
        self.marks_end = False  # whether the end of each response is marked (negotiated at logon)

    def write(self, data: bytes) -> None:
        """Add to the current response; full packets leave at once."""
        self._pending += data
        while len(self._pending) > self._ROOM:
            self._send(self._pending[: self._ROOM], 0)
            del self._pending[: self._ROOM]

    def end(self) -> None:
        """The response is complete."""
        if self.marks_end:
            self.write(b"\x1d")
        self._send(self._pending, END_OF_RESPONSE if self.marks_end else 0)
        self._pending.clear()

    def drop(self) -> None:
        """Forget what has not left yet."""
        self._pending.clear()

    def _send(self, body: bytearray, flags: int) -> None:
        self._sink.write(struct.pack(">IBBHH", 10 + len(body), DATA, 0, 0, flags) + body)
