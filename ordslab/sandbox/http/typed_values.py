"""Texts and JSON values of a request as typed values of the engine.

Marks. Documented: a parameter's types. Inferred: 400 for a text that its declared type cannot hold; true and false of a
JSON body are bound as texts, objects and arrays as their JSON text, a BOOLEAN parameter as 1 or 0.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.json_text import write_json
from ordslab.sandbox.sql.number_text import as_number, number_of
from ordslab.sandbox.sql.types import BLOB, CLOB, NUMBER, TIMESTAMP, OracleType, varchar2

LONGEST_TEXT = 32767
TEXT = varchar2(LONGEST_TEXT)

_TYPES = {
    "STRING": TEXT,
    "INT": NUMBER,
    "LONG": NUMBER,
    "DOUBLE": NUMBER,
    "BOOLEAN": NUMBER,
    "TIMESTAMP": TIMESTAMP,
    "RESULTSET": OracleType("CURSOR"),
}
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d)(\.\d{1,9})?)?)?([Zz]|[+-]\d\d:?\d\d)?", re.ASCII)
_WHOLE_BITS = {"INT": 31, "LONG": 63}  # without the sign
_BOOLEANS = {"true": 1, "false": 0}


def text_bind(text: str | None) -> Bind:
    """A text; a long one is a CLOB. Half of a surrogate pair, which JSON may hold, becomes a question mark."""
    if not text:
        return Bind(TEXT, None)
    if text.isascii():
        return Bind(CLOB if len(text) > LONGEST_TEXT else TEXT, text)
    encoded = text.encode("utf-8", "replace")
    return Bind(CLOB if len(encoded) > LONGEST_TEXT else TEXT, encoded.decode())


def clob_bind(text: str | None) -> Bind:
    """A CLOB."""
    return Bind(CLOB, text or None)


def blob_bind(content: bytes) -> Bind:
    """A BLOB."""
    return Bind(BLOB, content or None)


def number_bind(value: int | None) -> Bind:
    """A number."""
    return Bind(NUMBER, value)


def json_bind(value: Any) -> Bind:
    """A member of a JSON body. Raises ORA-01426."""
    if value is None or isinstance(value, str):
        return text_bind(value)
    if isinstance(value, bool):
        return text_bind("true" if value else "false")
    if isinstance(value, (int, Decimal)):
        return Bind(NUMBER, as_number(value))
    return text_bind(write_json(value))


def declared_type(param_type: str) -> OracleType:
    """The type of a declared parameter (STRING, INT, DOUBLE, BOOLEAN, LONG, TIMESTAMP, RESULTSET)."""
    return _TYPES.get(param_type, TEXT)


def declared_bind(param_type: str, text: str | None) -> Bind:
    """A declared parameter's text. Raises `Problem` 400 when its type cannot hold it."""
    if param_type == "STRING":
        return text_bind(text)
    if not text:
        return Bind(declared_type(param_type), None)
    try:
        return Bind(declared_type(param_type), _value(param_type, text.strip()))
    except (ValueError, OraError, KeyError):
        raise Problem(400) from None


def _value(param_type: str, text: str) -> Any:
    if param_type in _WHOLE_BITS:
        number = number_of(text)
        if not isinstance(number, int) or not -1 << _WHOLE_BITS[param_type] <= number < 1 << _WHOLE_BITS[param_type]:
            raise ValueError(text)
        return number
    if param_type == "DOUBLE":
        return number_of(text)
    if param_type == "BOOLEAN":
        return _BOOLEANS[text.lower()]
    return moment_text(text)


def moment_text(text: str) -> str:
    """The engine's TIMESTAMP, in UTC, of an RFC 3339 text; the time may be missing, the zone too. Raises ValueError."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    day, time, seconds, fraction, zone = found.groups()
    moment = datetime.fromisoformat(f"{day} {time or '00:00'}:{seconds or '00'}")
    if zone and zone not in "Zz":
        shift = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        try:
            moment = moment - shift if zone[0] == "+" else moment + shift
        except OverflowError:
            raise ValueError(text) from None
    return moment.isoformat(sep=" ") + (fraction or "")
