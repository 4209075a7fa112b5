"""What the server says that it can do. Every capability not claimed is a message that need not be understood."""

from __future__ import annotations

from ordslab.sandbox.oracle_net.buffer import Reader, value

FIELD_VERSION = 24  # 23.4: BOOLEAN binds, the newest layout of descriptions
FAST_AUTH_FIELD_VERSION = 13  # in which the first logon request is encoded when all come in one
BANNER = b"ordslab teaching sandbox, not Oracle Database"
CHARSET = 873  # AL32UTF8
NATIONAL_CHARSET = 2000  # AL16UTF16

_FIELD_VERSION_AT = 7
_TTC4_AT = 40
_END_OF_RESPONSE = 0x20


def _compile_time() -> bytes:
    capabilities = bytearray(55)
    claimed = {
        0: 6, 4: 0xEA, 7: FIELD_VERSION, 8: 1, 9: 1, 15: 0x29, 16: 0x90, 17: 3, 18: 7, 19: 3, 21: 1,
        23: 0xCF, 26: 4, 27: 1, 34: 0x12, 37: 0x30, _TTC4_AT: _END_OF_RESPONSE, 42: 5, 44: 4,
    }  # fmt: skip
    for index, content in claimed.items():
        capabilities[index] = content
    return bytes(capabilities)


def _run_time() -> bytes:
    capabilities = bytearray(13)
    capabilities[0] = 2
    capabilities[1] = 1  # the answer to DATA TYPES holds the time zone block when the client sent its own
    capabilities[6] = 4  # strings of 32767 bytes
    return bytes(capabilities)


COMPILE_TIME = _compile_time()
RUN_TIME = _run_time()
_ZONE_BLOCK = bytes.fromhex("800000003c3c3c80000000")  # +00:00 as INTERVAL DAY TO SECOND


def parse_protocol(reader: Reader) -> None:
    """The PROTOCOL request, behind its type byte; nothing in it matters."""
    reader.until_nul()
    reader.until_nul()


def protocol_answer() -> bytes:
    """The answer to PROTOCOL: banner, character sets, capabilities."""
    national = bytes(9) + NATIONAL_CHARSET.to_bytes(2, "big")
    return b"".join(
        (
            b"\x01\x06\x00", BANNER, b"\0", CHARSET.to_bytes(2, "little"), b"\x01", b"\0\0",
            len(national).to_bytes(2, "big"), national, value(COMPILE_TIME), value(RUN_TIME),
        )
    )  # fmt: skip


class ClientCapabilities:
    """What the DATA TYPES request says about the client."""

    def __init__(self, compile_time: bytes, *, sent_zone: bool) -> None:
        version = compile_time[_FIELD_VERSION_AT] if len(compile_time) > _FIELD_VERSION_AT else 0
        self.field_version = min(FIELD_VERSION, version)
        self.end_of_response = len(compile_time) > _TTC4_AT and bool(compile_time[_TTC4_AT] & _END_OF_RESPONSE)
        self.sent_zone = sent_zone


def parse_data_types(reader: Reader) -> ClientCapabilities:
    """The DATA TYPES request, behind its type byte."""
    reader.raw(5)
    compile_time = reader.value() or b""
    run_time = reader.value() or b""
    sent_zone = len(run_time) > 1 and bool(run_time[1] & 1)
    if sent_zone:
        reader.raw(11)
    while reader.u16():
        if reader.u16():
            reader.raw(4)
    return ClientCapabilities(compile_time, sent_zone=sent_zone)


def data_types_answer(client: ClientCapabilities) -> bytes:
    """The answer to DATA TYPES: no conversions, and our time zone to a client that sent its own."""
    return b"\x02" + (_ZONE_BLOCK if client.sent_zone else b"") + b"\0\0"
