"""UTL_URL: percent escapes."""

from __future__ import annotations

from urllib.parse import quote_from_bytes, unquote_to_bytes

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.standard.utl_i18n import codec
from ordslab.sandbox.sql.errors import OraError

# The default is UTL_HTTP's body character set, which is ISO-8859-1 unless a session changes it (documented).
UTL_URL = Package(
    """
    package utl_url as
      function escape(url varchar2, escape_reserved_chars boolean default false,
                      url_charset varchar2 default 'ISO-8859-1') return varchar2;
      function unescape(url varchar2, url_charset varchar2 default 'ISO-8859-1') return varchar2;
    end utl_url;
    """
)
_KEPT = "-_.!~*'()"  # besides letters and digits (documented)
_RESERVED = "%;/?:@&=+$[],#"


@UTL_URL.body("escape")
def escape(
    call: PackageCall, url: str | None, escape_reserved_chars: bool | None, url_charset: str | None
) -> str | None:
    """Escape what a URL must not hold; with `escape_reserved_chars` what has a meaning in URLs too."""
    if url is None:
        return None
    kept = _KEPT if escape_reserved_chars else _KEPT + _RESERVED
    return quote_from_bytes(url.encode(codec(url_charset), "replace"), safe=kept)


@UTL_URL.body("unescape")
def unescape(call: PackageCall, url: str | None, url_charset: str | None) -> str | None:
    """What was escaped. Raises ORA-29262 for an escape that is none."""
    if url is None:
        return None
    parts = url.split("%")[1:]
    if any(len(part) < 2 or not all(each in "0123456789abcdefABCDEF" for each in part[:2]) for part in parts):
        raise OraError(29262, message="bad URL")
    return unquote_to_bytes(url).decode(codec(url_charset), "replace")
