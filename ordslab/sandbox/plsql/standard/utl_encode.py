"""UTL_ENCODE: base64 and quoted-printable. BASE64_ENCODE breaks lines behind 64 characters, with CR LF (certain)."""

from __future__ import annotations

import base64
import binascii
import quopri

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.sql.errors import OraError

UTL_ENCODE = Package(
    """
    package utl_encode as
      base64 constant pls_integer := 1;
      quoted_printable constant pls_integer := 2;
      function base64_encode(r raw) return raw;
      function base64_decode(r raw) return raw;
      function quoted_printable_encode(r raw) return raw;
      function quoted_printable_decode(r raw) return raw;
      function text_encode(buf varchar2, encode_charset varchar2 default null, encoding pls_integer default null)
        return varchar2;
      function text_decode(buf varchar2, encode_charset varchar2 default null, encoding pls_integer default null)
        return varchar2;
    end utl_encode;
    """
)
_LINE = 64
_BASE64 = 1


@UTL_ENCODE.body("base64_encode")
def base64_encode(call: PackageCall, r: bytes | None) -> bytes | None:
    """Lines of 64 characters with CR LF between them."""
    if r is None:
        return None
    text = base64.b64encode(r)
    return b"\r\n".join(text[start : start + _LINE] for start in range(0, len(text), _LINE))


@UTL_ENCODE.body("base64_decode")
def base64_decode(call: PackageCall, r: bytes | None) -> bytes | None:
    """What was encoded; line ends do not matter. Raises ORA-29261."""
    if r is None:
        return None
    try:
        return base64.b64decode(r)
    except binascii.Error:
        raise OraError(29261, message="bad argument") from None


@UTL_ENCODE.body("quoted_printable_encode")
def quoted_printable_encode(call: PackageCall, r: bytes | None) -> bytes | None:
    """Quoted-printable."""
    return quopri.encodestring(r) if r is not None else None


@UTL_ENCODE.body("quoted_printable_decode")
def quoted_printable_decode(call: PackageCall, r: bytes | None) -> bytes | None:
    """What was encoded."""
    return quopri.decodestring(r) if r is not None else None


@UTL_ENCODE.body("text_encode")
def text_encode(call: PackageCall, buf: str | None, encode_charset: str | None, encoding: int | None) -> str | None:
    """A text as quoted-printable, or as base64."""
    if buf is None:
        return None
    encode = base64_encode if encoding == _BASE64 else quoted_printable_encode
    found = encode(call, buf.encode())
    return found.decode() if found is not None else None


@UTL_ENCODE.body("text_decode")
def text_decode(call: PackageCall, buf: str | None, encode_charset: str | None, encoding: int | None) -> str | None:
    """The text that was encoded."""
    if buf is None:
        return None
    decode = base64_decode if encoding == _BASE64 else quoted_printable_decode
    found = decode(call, buf.encode())
    return found.decode(errors="replace") if found is not None else None
