"""UTL_I18N: texts in other character sets, and HTML's character references."""

from __future__ import annotations

import html

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.sql.errors import OraError

UTL_I18N = Package(
    """
    package utl_i18n as
      function string_to_raw(data varchar2, dst_charset varchar2 default null) return raw;
      function raw_to_char(data raw, src_charset varchar2 default null) return varchar2;
      function escape_reference(str varchar2, page_cs_name varchar2 default null) return varchar2;
      function unescape_reference(str varchar2) return varchar2;
    end utl_i18n;
    """
)
CODECS = {
    "AL32UTF8": "utf-8",
    "UTF8": "utf-8",
    "UTF-8": "utf-8",
    "AL16UTF16": "utf-16-be",
    "AL16UTF16LE": "utf-16-le",
    "US7ASCII": "ascii",
    "WE8ISO8859P1": "latin-1",
    "ISO-8859-1": "latin-1",
    "WE8ISO8859P15": "iso8859-15",
    "WE8MSWIN1252": "cp1252",
}
"""Oracle's and IANA's names of character sets."""


def codec(charset: str | None) -> str:
    """Python's name of a character set; the database's for NULL. Raises ORA-01482."""
    found = CODECS.get((charset or "AL32UTF8").upper())
    if found is None:
        raise OraError(1482, message="unsupported character set")
    return found


@UTL_I18N.body("string_to_raw")
def string_to_raw(call: PackageCall, data: str | None, dst_charset: str | None) -> bytes | None:
    """A text's bytes in a character set."""
    return data.encode(codec(dst_charset), "replace") if data is not None else None


@UTL_I18N.body("raw_to_char")
def raw_to_char(call: PackageCall, data: bytes | None, src_charset: str | None) -> str | None:
    """The text that has these bytes in a character set."""
    return data.decode(codec(src_charset), "replace") if data is not None else None


@UTL_I18N.body("escape_reference")
def escape_reference(call: PackageCall, str: str | None, page_cs_name: str | None) -> str | None:  # noqa: A002
    """HTML's special characters, and those that the page's character set lacks, as references."""
    if str is None:
        return None
    text = html.escape(str, quote=True).replace("&#x27;", "&apos;")
    name = codec(page_cs_name)
    return "".join(each if _has(name, each) else f"&#x{ord(each):x};" for each in text)


def _has(name: str, character: str) -> bool:
    try:
        character.encode(name)
    except UnicodeEncodeError:
        return False
    return True


@UTL_I18N.body("unescape_reference")
def unescape_reference(call: PackageCall, str: str | None) -> str | None:  # noqa: A002
    """References as the characters that they stand for."""
    return html.unescape(str) if str is not None else None
