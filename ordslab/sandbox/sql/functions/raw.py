"""RAW, hashes and encodings."""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from typing import Any

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.context import FunctionSession
from ordslab.sandbox.sql.functions.decimals import number_text
from ordslab.sandbox.sql.functions.overload import Overload, function
from ordslab.sandbox.sql.types import BLOB, NUMBER, RAW, VARCHAR2, OracleType, varchar2

_GUID = OracleType("RAW", size=16)


def _hextoraw(text: str) -> bytes:
    try:
        return binascii.unhexlify(text if len(text) % 2 == 0 else "0" + text)
    except (binascii.Error, ValueError):
        raise OraError(1465, message="invalid hex number") from None


def _rawtohex(value: bytes) -> str:
    return value.hex().upper()


def _sys_guid(session: FunctionSession) -> bytes:
    drawn: bytes = session.database.entropy.bytes("sys_guid")
    return drawn


def _bytes_of(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else number_text(value)).encode()


def _standard_hash(value: Any, method: str | None = "SHA1") -> bytes:
    name = (method or "SHA1").upper()
    if name not in ("MD5", "SHA1", "SHA256", "SHA384", "SHA512"):
        raise OraError(905, message="missing keyword")
    return hashlib.new(name.lower(), b"" if value is None else _bytes_of(value), usedforsecurity=False).digest()


def _ora_hash(value: Any, buckets: Any = 2**32 - 1, seed: Any = 0) -> int:
    """A hash with ORA_HASH's range, repeatable, but not Oracle's own values."""
    return zlib.crc32(_bytes_of(value), int(seed)) % (int(buckets) + 1)


def _cast_to_varchar2(value: bytes) -> str:
    return value.decode("utf-8", errors="replace")


def _base64_encode(value: bytes) -> bytes:
    """Lines of 64 characters with CR LF between them, as UTL_ENCODE writes them."""
    text = base64.b64encode(value)
    return b"\r\n".join(text[start : start + 64] for start in range(0, len(text), 64))


def _base64_decode(value: bytes) -> bytes:
    try:
        return base64.b64decode(value)
    except binascii.Error:
        raise OraError(29261, message="bad argument") from None


TABLE: tuple[Overload, ...] = (
    function("HEXTORAW", "VARCHAR2", RAW, _hextoraw),
    function("RAWTOHEX", "RAW", VARCHAR2, _rawtohex),
    function("SYS_GUID", "", _GUID, _sys_guid, needs_session=True, deterministic=False),
    function("STANDARD_HASH", "ANY VARCHAR2?", OracleType("RAW", size=64), _standard_hash, null_in_null_out=False),
    function("ORA_HASH", "ANY NUMBER? NUMBER?", NUMBER, _ora_hash),
    function("UTL_RAW.CAST_TO_RAW", "VARCHAR2", RAW, str.encode),
    function("UTL_RAW.CAST_TO_VARCHAR2", "RAW", VARCHAR2, _cast_to_varchar2),
    function("UTL_RAW.LENGTH", "RAW", NUMBER, len),
    function("UTL_RAW.CONCAT", "RAW RAW*", RAW, lambda *values: b"".join(values)),
    function("UTL_ENCODE.BASE64_ENCODE", "RAW", RAW, _base64_encode),
    function("UTL_ENCODE.BASE64_DECODE", "RAW", RAW, _base64_decode),
    function("VSIZE", "VARCHAR2", NUMBER, lambda text: len(text.encode()), suffix="TEXT"),
    function("LENGTH", "RAW", NUMBER, len, suffix="RAW"),
    function("DBMS_LOB.GETLENGTH", "VARCHAR2", NUMBER, len, suffix="TEXT"),
    function("DBMS_LOB.GETLENGTH", "RAW", NUMBER, len, suffix="RAW"),
    function("TO_BLOB", "RAW", BLOB, lambda value: value),
    function("EMPTY_BLOB", "", BLOB, lambda: None),
    function("TO_CHAR", "RAW", varchar2(4000), _rawtohex, suffix="RAW"),
)
