"""Read: used, refused, or without effect. Every field of the messages that carry calls, in its order.

The parsers read by these tables, so nothing can be read that does not stand here. A field without a word behind it is
used. `refused` names what it asks for where it is not 0: ORA-03001, once the whole message has been read. `no_effect`
says why nothing depends on it. Source of the fields: python-oracledb's thin mode, impl/thin/messages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ordslab.sandbox.oracle_net.buffer import Reader
from ordslab.sandbox.sql.errors import OraError, not_supported


@dataclass(frozen=True)
class Field:
    """One field. `form`: u8, ub, value, sized, or the number of bytes. `since`: the field version that brought it."""

    name: str
    form: str | int
    no_effect: str = ""
    refused: str = ""
    since: int = 0


_POINTER = "it only says that a field of its own follows"
_SERVER = "the server sends nothing of this kind"

EXECUTE = (
    Field("options", "ub"),
    Field("cursor_id", "ub"),
    Field("text_pointer", "u8", _POINTER),
    Field("text_length", "ub"),
    Field("vector_pointer", "u8", _POINTER),
    Field("vector_length", "ub", "it is always 13"),
    Field("output_vector", 2, _SERVER),
    Field("prefetch_bytes", "ub", "rows are counted, not bytes"),
    Field("rows_wanted", "ub"),
    Field("longest_long", "ub", "a LONG is sent whole"),
    Field("binds_pointer", "u8", _POINTER),
    Field("bind_count", "ub"),
    Field("transaction_pointers", 5, "the drivers set none"),
    Field("defines_pointer", "u8", _POINTER),
    Field("define_count", "ub"),
    Field("registration_low", "ub", refused="continuous query notification"),
    Field("object_pointers", 3, _SERVER),
    Field("list_length", "ub", _SERVER),
    Field("name_pointer", "u8", _SERVER),
    Field("name_length", "ub", _SERVER),
    Field("registration_high", "ub", refused="continuous query notification"),
    Field("rowcounts_pointer", "u8", "the execution flags ask for them"),
    Field("rowcounts_room", "ub", "there are as many as executions"),
    Field("rowcounts_length_pointer", "u8", _POINTER),
    Field("signature_pointer", "u8", _SERVER, since=8),
    Field("signature_length", "ub", _SERVER, since=8),
    Field("sql_id_pointer", "u8", _SERVER, since=8),
    Field("sql_id_room", "ub", _SERVER, since=8),
    Field("sql_id_length_pointer", "u8", _SERVER, since=8),
    Field("chunks_pointer", "u8", _SERVER, since=9),
    Field("chunk_count", "ub", refused="execution by chunks (sharding)", since=9),
)
"""The head of a full execution, up to the statement's text."""

VECTOR = (
    Field("parses", "ub", "a statement with a text is parsed"),
    Field("executions", "ub"),
    Field("vector_2", "ub", "the drivers leave it 0"),
    Field("vector_3", "ub", "the drivers leave it 0"),
    Field("vector_4", "ub", "the drivers leave it 0"),
    Field("scn_low", "ub", refused="queries as of an SCN"),
    Field("scn_high", "ub", refused="queries as of an SCN"),
    Field("is_query", "ub"),
    Field("vector_8", "ub", "the drivers leave it 0"),
    Field("flags", "ub"),
    Field("fetch_orientation", "ub", refused="scrollable cursors"),
    Field("fetch_position", "ub", refused="scrollable cursors"),
    Field("vector_12", "ub", "the drivers leave it 0"),
)
"""What stands behind the text."""

OPTIONS = {
    0x1: "parse", 0x8: "bind", 0x10: "define", 0x20: "execute", 0x40: "fetch", 0x100: "commit", 0x400: "bind a block",
    0x8000: "no block", 0x20000: "describe", 0x40000: "fetch uncompressed", 0x80000: "batch errors",
}  # fmt: skip
"""The bits of `options`. What a statement is, is seen by its text; rows are never compressed; others are refused."""

FLAGS = {
    0x2: "scrollable", 0x80: "keep at the end", 0x4000: "row counts", 0x8000: "implicit results",
    0x200000: "keep implicit results",
}  # fmt: skip
"""The bits of `flags`. A block returns no implicit results (DBMS_SQL.RETURN_RESULT is refused); others are refused."""

REEXECUTE = (
    Field("cursor_id", "ub"),
    Field("count", "ub"),
    Field("options", "ub", "the function's number says whether rows are fetched"),
    Field("more_options", "ub"),
)

DESCRIPTOR = (
    Field("number", "u8"),
    Field("flags", "u8"),
    Field("precision_and_scale", 2, "the drivers leave them 0"),
    Field("size", "ub"),
    Field("max_elements", "ub"),
    Field("lob_prefetch", "ub", "a LOB's content is sent when it is asked for"),
    Field("object_type", "sized", "the number of its type refuses an object"),
    Field("object_version", "ub", "the number of its type refuses an object"),
    Field("charset", "ub", "the form tells the character set"),
    Field("form", "u8"),
    Field("lob_prefetch_length", "ub", "a LOB's content is sent when it is asked for"),
    Field("column_id", "ub", "the drivers leave it 0", since=8),
)
"""One bind, or one column that the driver defines."""

LOB_CALL = (
    Field("source_pointer", "u8", _POINTER),
    Field("source_length", "ub"),
    Field("destination_pointer", "u8", refused="a second LOB in an operation"),
    Field("destination_length", "ub", "it comes with the kind of a new LOB"),
    Field("short_source_offset", "ub", "the long one tells it"),
    Field("short_destination_offset", "ub", "the long one tells it"),
    Field("charset_pointer", "u8", _POINTER),
    Field("short_amount_pointer", "u8", refused="LOB operations of short amounts"),
    Field("flag_pointer", "u8", _POINTER),
    Field("operation", "ub"),
    Field("scn_pointer", "u8", refused="LOBs as of an SCN"),
    Field("scn_length", "u8", _POINTER),
    Field("source_offset", "ub"),
    Field("destination_offset", "ub"),
    Field("amount_pointer", "u8"),
    Field("array", 6, "the drivers leave it 0"),
)
"""A LOB operation, up to its locator."""

LOGON_KEYS: dict[str, str] = {
    **dict.fromkeys(("AUTH_SESSKEY", "AUTH_PBKDF2_SPEEDY_KEY", "AUTH_PASSWORD", "AUTH_NEWPASSWORD"), ""),
    **dict.fromkeys(("AUTH_ALTER_SESSION", "AUTH_ORA_EDITION"), ""),
    **dict.fromkeys(("AUTH_APPCTX_NSPACE", "AUTH_APPCTX_ATTR", "AUTH_APPCTX_VALUE"), ""),
    **dict.fromkeys(("AUTH_TERMINAL", "AUTH_PROGRAM_NM", "AUTH_MACHINE", "AUTH_PID", "AUTH_SID"), ""),
    "SESSION_CLIENT_CHARSET": "the drivers speak UTF-8",
    "SESSION_CLIENT_DRIVER_NAME": "",
    "SESSION_CLIENT_VERSION": "",
    "AUTH_CONNECT_STRING": "the listener has read it",
    "AUTH_KPPL_CONN_CLASS": "without pooled servers each session is a new one",
    "AUTH_KPPL_PURITY": "without pooled servers each session is a new one",
}
"""The keywords of a logon; behind those that have no effect, why. Each other one is refused by its name."""

REFUSED_KEYS = {
    "PROXY_CLIENT_NAME": "logging on as a proxy of another user",
    "AUTH_TOKEN": "logging on with a token",
    "AUTH_HEADER": "logging on with a token",
    "AUTH_SIGNATURE": "logging on with a token",
    "AUTH_ORA_DEBUG_JDWP": "debugging over JDWP",
}
"""Keywords of a logon by what they ask for that is not there."""


def read(reader: Reader, fields: Sequence[Field], version: int) -> dict[str, Any]:
    """The fields of one message by name; those that a newer version brought are 0."""
    found: dict[str, Any] = {}
    for field in fields:
        form = field.form
        if version < field.since:
            found[field.name] = 0
        elif form == "ub":
            found[field.name] = reader.ub()
        elif form == "u8":
            found[field.name] = reader.u8()
        elif form == "sized":
            found[field.name] = reader.sized_value()
        else:
            assert isinstance(form, int)
            found[field.name] = reader.raw(form)
    return found


def refusal(found: Mapping[str, Any], fields: Sequence[Field]) -> OraError | None:
    """ORA-03001 for the first field that asks for something that is not there."""
    return next((not_supported(field.refused) for field in fields if field.refused and found[field.name]), None)


def unknown_bits(value: int, known: Mapping[int, str], what: str) -> OraError | None:
    """ORA-03001 for a bit that nobody knows."""
    rest = value & ~sum(known)
    return not_supported(f"{what} {rest:#x}") if rest else None
