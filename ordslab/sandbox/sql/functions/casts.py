"""What CAST adds to a conversion; LIKE; row ids and row limits."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import Any

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import moments
from ordslab.sandbox.sql.functions.decimals import exact, quantized
from ordslab.sandbox.sql.functions.like_patterns import like
from ordslab.sandbox.sql.functions.overload import Overload, function
from ordslab.sandbox.sql.rowids import rowid_number, rowid_text
from ordslab.sandbox.sql.types import NUMBER, VARCHAR2, OracleType

_WATCHED_LEVELS = 200
_UNWATCHED = "-"


def cast_number(number: Any, precision: int, scale: int) -> Any:
    """CAST(... AS NUMBER(p, s)): rounded. ORA-01438 when it does not fit."""
    value = quantized(number, scale)
    if exact(value).copy_abs() >= exact(10) ** (precision - scale):
        raise OraError(1438, message="value larger than specified precision allowed for this column")
    return value


def _cast_text(text: str, size: int, strict: int) -> str:
    """CAST(... AS VARCHAR2(n)): text is cut; what is no text must fit (ORA-25137)."""
    if strict and len(text) > size:
        raise OraError(25137, message="Data value out of range")
    return text[:size]


def _cast_char(text: str, size: int) -> str:
    return text.ljust(size)


def _cast_raw(value: bytes, size: int) -> bytes:
    if len(value) > size:
        raise OraError(25137, message="Data value out of range")
    return value


def _cast_timestamp(text: str, digits: int) -> str:
    """Rounded to so many digits of a second."""
    value, zone = moments.moment(text), moments.split_zone(text)[1]
    unit = 10 ** (6 - digits)
    micros = (value.microsecond + unit // 2) // unit * unit if value.microsecond else 0
    value = moments.shifted(value.replace(microsecond=0), timedelta(microseconds=micros))
    return moments.zoned_text(value, zone) if zone else moments.timestamp_text(value)


def _limit(number: Any) -> int:
    """How many rows `FETCH FIRST number ROWS` and `ROWNUM <= number` let through."""
    return 0 if number is None else max(0, int(exact(number).to_integral_value(ROUND_FLOOR)))


def _limit_below(number: Any) -> int:
    """How many rows `ROWNUM < number` lets through."""
    return 0 if number is None else max(0, int(exact(number).to_integral_value(ROUND_CEILING)) - 1)


def _share(count: int, percent: Any) -> int:
    """How many of `count` rows FETCH FIRST percent PERCENT ROWS gives."""
    if percent is None:
        return 0
    return max(0, int((exact(count) * exact(percent) / 100).to_integral_value(ROUND_CEILING)))


def _microseconds(text: str) -> int:
    """A moment as a number, for windows that are so many days wide."""
    return (moments.utc(text) - datetime.min) // moments.MICROSECOND


def _path_step(text: str | None, separator: str) -> str:
    """What SYS_CONNECT_BY_PATH adds for a row. ORA-30004."""
    if text is not None and separator in text:
        raise OraError(
            30004, message="when using SYS_CONNECT_BY_PATH function, cannot have separator as part of column value"
        )
    return separator + (text or "")


def _loop() -> None:
    raise OraError(1436, message="CONNECT BY loop in user data")


def _cycle_path(mode: str, path: str | None, *keys: Any) -> str:
    """The keys of a row's ancestors and its own. A key that is there already makes a cycle: ORA-32044, or '!'.

    Where no CYCLE clause asks, only the first levels are watched: a loop shows there, and a long count goes on fast.
    """
    if path == _UNWATCHED:
        return path
    key = f"\x1e{keys!r}\x1e"
    known = path or ""
    if key in known:
        if mode == "ERROR":
            raise OraError(32044, message="cycle detected while executing recursive WITH query")
        return "!" + known
    if mode == "ERROR" and known.count("\x1e") >= 2 * _WATCHED_LEVELS:
        return _UNWATCHED
    return known + key


def _helper(name: str, parameters: str, result: Any, python: Any, **options: Any) -> Overload:
    return function(name, parameters, result, python, sqlite_name=name, **options)


_NULLS: dict[str, Any] = {"null_in_null_out": False}

TABLE: tuple[Overload, ...] = (
    _helper("ORA_CAST_NUMBER", "NUMBER NUMBER NUMBER", NUMBER, cast_number),
    _helper("ORA_CAST_TEXT", "VARCHAR2 NUMBER NUMBER", VARCHAR2, _cast_text),
    _helper("ORA_CAST_CHAR", "VARCHAR2 NUMBER", VARCHAR2, _cast_char),
    _helper("ORA_CAST_RAW", "RAW NUMBER", OracleType("RAW"), _cast_raw),
    _helper("ORA_CAST_TIMESTAMP", "ANY NUMBER", OracleType("TIMESTAMP"), _cast_timestamp),
    _helper("ORA_LIKE", "VARCHAR2 VARCHAR2 VARCHAR2?", NUMBER, like),
    _helper("ORA_LIMIT", "NUMBER", NUMBER, _limit, **_NULLS),
    _helper("ORA_LIMIT_BELOW", "NUMBER", NUMBER, _limit_below, **_NULLS),
    _helper("ORA_SHARE", "NUMBER NUMBER", NUMBER, _share, **_NULLS),
    _helper("ORA_MICROSECONDS", "ANY", NUMBER, _microseconds),
    _helper("ORA_PATH_STEP", "VARCHAR2 VARCHAR2", VARCHAR2, _path_step, **_NULLS),
    _helper("ORA_LOOP", "", NUMBER, _loop, deterministic=False),
    _helper("ORA_CYCLE_PATH", "VARCHAR2 VARCHAR2 ANY*", VARCHAR2, _cycle_path, **_NULLS),
    function("ROWIDTOCHAR", "ROWID", OracleType("VARCHAR2", size=18), rowid_text),
    function("CHARTOROWID", "VARCHAR2", OracleType("ROWID"), rowid_number),
    function("TRIM_LEADING", "VARCHAR2 VARCHAR2?", VARCHAR2, lambda text, mark=" ": text.lstrip(_one(mark))),
    function("TRIM_TRAILING", "VARCHAR2 VARCHAR2?", VARCHAR2, lambda text, mark=" ": text.rstrip(_one(mark))),
)


def _one(mark: str) -> str:
    if len(mark) != 1:
        raise OraError(30001, message="trim set should have only one character")
    return mark
