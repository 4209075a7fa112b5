"""TO_CHAR, TO_NUMBER, TO_DATE ... : the explicit conversions, which without a format are also the implicit ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import moments
from ordslab.sandbox.sql.functions.context import FunctionSession, nls, now, time_zone
from ordslab.sandbox.sql.functions.date_input import parse_datetime
from ordslab.sandbox.sql.functions.date_output import format_date
from ordslab.sandbox.sql.functions.decimals import double_text, from_double, is_finite, number_text
from ordslab.sandbox.sql.functions.number_formats import format_number, parse_number, plain_double, plain_number
from ordslab.sandbox.sql.functions.overload import (
    BINARY_DOUBLE,
    INTERVAL_DS,
    INTERVAL_YM,
    TIMESTAMP_TZ,
    Overload,
    Result,
    function,
    text_size,
)
from ordslab.sandbox.sql.types import BOOLEAN, CLOB, DATE, NUMBER, TIMESTAMP, national, varchar2

_LONGEST_TEXT = 32767
# Source: SQL Language Reference 23ai, "Boolean Data Type"
_YES = frozenset({"true", "yes", "on", "1", "t", "y"})
_NO = frozenset({"false", "no", "off", "0", "f", "n"})


def _short_text(text: str) -> str:
    """A text, or a CLOB that is no longer than one. ORA-22835."""
    if len(text) > _LONGEST_TEXT:
        message = f"Buffer too small for CLOB to CHAR conversion (actual: {len(text)}, maximum: {_LONGEST_TEXT})"
        raise OraError(22835, message=message)
    return text


def _to_boolean(text: str) -> bool:
    """A text that means yes or no. ORA-61800."""
    word = text.strip().lower()
    if word not in _YES and word not in _NO:
        raise OraError(61800, message=f"invalid boolean literal: '{text}'")
    return word in _YES


def _date_to_char(session: FunctionSession, text: str, model: str | None = None, _language: str = "") -> str:
    return format_date(moments.moment(text[:19]), model or nls(session, "NLS_DATE_FORMAT"))


def _timestamp_to_char(session: FunctionSession, text: str, model: str | None = None, _language: str = "") -> str:
    model = model or nls(session, "NLS_TIMESTAMP_FORMAT")
    return format_date(moments.moment(text), model, fraction=True, zone=moments.UTC_OFFSET)


def _zoned_to_char(session: FunctionSession, text: str, model: str | None = None, _language: str = "") -> str:
    zone = moments.split_zone(text)[1] or moments.UTC_OFFSET
    model = model or nls(session, "NLS_TIMESTAMP_TZ_FORMAT")
    return format_date(moments.moment(text), model, fraction=True, zone=zone)


def _number_to_char(number: Any, model: str | None = None, _settings: str = "") -> str:
    return number_text(number) if model is None else format_number(number, model)


def _double_to_char(number: float, model: str | None = None, _settings: str = "") -> str:
    if model is None:
        return double_text(float(number))
    if not is_finite(number):
        raise not_supported("TO_CHAR of infinity and NaN with a format")
    return format_number(number, model)


def _to_number(text: str, model: str | None = None, _settings: str = "") -> Any:
    return plain_number(text) if model is None else parse_number(text, model)


def _to_date(session: FunctionSession, text: str, model: str | None = None, _language: str = "") -> str:
    value, _ = parse_datetime(text, model or nls(session, "NLS_DATE_FORMAT"), now(session).date())
    return moments.date_text(value)


def _to_timestamp(session: FunctionSession, text: str, model: str | None = None, _language: str = "") -> str:
    value, _ = parse_datetime(text, model or nls(session, "NLS_TIMESTAMP_FORMAT"), now(session).date())
    return moments.timestamp_text(value)


def _to_timestamp_tz(session: FunctionSession, text: str, model: str | None = None, _language: str = "") -> str:
    value, zone = parse_datetime(text, model or nls(session, "NLS_TIMESTAMP_TZ_FORMAT"), now(session).date())
    return moments.zoned_text(value, zone or time_zone(session))


def _as_timestamp_tz(session: FunctionSession, text: str) -> str:
    return moments.zoned_text(moments.moment(text), time_zone(session))


def _to_dsinterval(text: str) -> str:
    return moments.interval_text(moments.interval(text))


def _to_yminterval(text: str) -> str:
    return moments.months_text(moments.months(text))


_SESSION: dict[str, Any] = {"needs_session": True}

_TO_CHAR = (
    function("TO_CHAR", "VARCHAR2", lambda kinds: varchar2(text_size(kinds[0])), _short_text, suffix="TEXT"),
    function("TO_CHAR", "NUMBER VARCHAR2? VARCHAR2?", varchar2(75), _number_to_char, suffix="NUMBER"),
    function("TO_CHAR", "BINARY_DOUBLE VARCHAR2? VARCHAR2?", varchar2(75), _double_to_char, suffix="DOUBLE"),
    function("TO_CHAR", "DATE VARCHAR2? VARCHAR2?", varchar2(75), _date_to_char, suffix="DATE", **_SESSION),
    function(
        "TO_CHAR", "TIMESTAMP VARCHAR2? VARCHAR2?", varchar2(75), _timestamp_to_char, suffix="TIMESTAMP", **_SESSION
    ),
    function(
        "TO_CHAR", "TIMESTAMP_TZ VARCHAR2? VARCHAR2?", varchar2(75), _zoned_to_char, suffix="TIMESTAMP_TZ", **_SESSION
    ),
    function("TO_CHAR", "BOOLEAN", varchar2(5), lambda value: "TRUE" if value else "FALSE", suffix="BOOLEAN"),
    function("TO_CHAR", "INTERVAL_DS VARCHAR2?", varchar2(75), lambda text, _="": text, suffix="INTERVAL_DS"),
    function("TO_CHAR", "INTERVAL_YM VARCHAR2?", varchar2(75), lambda text, _="": text, suffix="INTERVAL_YM"),
)


def _national(result: Result) -> Result:
    return (lambda kinds: national(result(kinds))) if callable(result) else national(result)


TABLE: tuple[Overload, ...] = (
    *_TO_CHAR,
    *(
        replace(
            each, name="TO_NCHAR", sqlite_name=each.sqlite_name.replace("CHAR", "NCHAR"), result=_national(each.result)
        )
        for each in _TO_CHAR
    ),
    function("TO_BOOLEAN", "NUMBER", BOOLEAN, bool, suffix="NUMBER"),
    function("TO_BOOLEAN", "VARCHAR2", BOOLEAN, _to_boolean),
    function("TO_NUMBER", "NUMBER", NUMBER, lambda number: number, suffix="NUMBER"),
    function("TO_NUMBER", "BINARY_DOUBLE", NUMBER, from_double, suffix="DOUBLE"),
    function("TO_NUMBER", "VARCHAR2 VARCHAR2? VARCHAR2?", NUMBER, _to_number),
    function("TO_DATE", "VARCHAR2 VARCHAR2? VARCHAR2?", DATE, _to_date, **_SESSION),
    function("TO_TIMESTAMP", "VARCHAR2 VARCHAR2? VARCHAR2?", TIMESTAMP, _to_timestamp, **_SESSION),
    function("TO_TIMESTAMP_TZ", "VARCHAR2 VARCHAR2? VARCHAR2?", TIMESTAMP_TZ, _to_timestamp_tz, **_SESSION),
    function("TO_DSINTERVAL", "VARCHAR2", INTERVAL_DS, _to_dsinterval),
    function("TO_YMINTERVAL", "VARCHAR2", INTERVAL_YM, _to_yminterval),
    function("TO_BINARY_DOUBLE", "NUMBER", BINARY_DOUBLE, float, suffix="NUMBER"),
    function(
        "TO_BINARY_DOUBLE",
        "VARCHAR2",
        BINARY_DOUBLE,
        plain_double,
        sqlite_name="ORA_TO_DOUBLE",
    ),
    function("TO_CLOB", "VARCHAR2", CLOB, lambda text: text),
    function("TO_NCLOB", "VARCHAR2", national(CLOB), lambda text: text),
    function("EMPTY_CLOB", "", CLOB, lambda: None),
    # what implicit conversion and CAST need besides
    function("ORA_AS_DATE", "TIMESTAMP_TZ", DATE, lambda text: text[:19], sqlite_name="ORA_AS_DATE"),
    function(
        "ORA_AS_TIMESTAMP",
        "TIMESTAMP_TZ",
        TIMESTAMP,
        lambda text: moments.split_zone(text)[0],
        sqlite_name="ORA_AS_TIMESTAMP",
    ),
    function(
        "ORA_AS_TIMESTAMP_TZ",
        "TIMESTAMP",
        TIMESTAMP_TZ,
        _as_timestamp_tz,
        sqlite_name="ORA_AS_TIMESTAMP_TZ",
        **_SESSION,
    ),
)
