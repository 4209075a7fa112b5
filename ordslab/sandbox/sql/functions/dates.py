"""The current time, calendar arithmetic, parts of dates, interval constructors."""

from __future__ import annotations

import zoneinfo
from calendar import monthrange
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import decimals, moments
from ordslab.sandbox.sql.functions.context import FunctionSession, now, time_zone
from ordslab.sandbox.sql.functions.date_models import DAYS
from ordslab.sandbox.sql.functions.overload import INTERVAL_DS, INTERVAL_YM, TIMESTAMP_TZ, Overload, function
from ordslab.sandbox.sql.types import DATE, NUMBER, TIMESTAMP, varchar2


def _sysdate(session: FunctionSession) -> str:
    return moments.date_text(now(session))


def _local(session: FunctionSession) -> datetime:
    """The time in the session's time zone."""
    return moments.shifted(now(session), moments.offset(time_zone(session)))


def _current_date(session: FunctionSession) -> str:
    return moments.date_text(_local(session))


def _localtimestamp(session: FunctionSession, _precision: int = 6) -> str:
    return moments.timestamp_text(_local(session))


def _current_timestamp(session: FunctionSession, _precision: int = 6) -> str:
    return moments.zoned_text(_local(session), time_zone(session))


def _systimestamp(session: FunctionSession, _precision: int = 6) -> str:
    return moments.zoned_text(now(session))


def add_months(text: str, count: Any) -> str:
    """ADD_MONTHS: the last day of a month stays the last day; a missing day becomes the last."""
    start = moments.moment(text[:19])
    year, month = divmod(start.year * 12 + start.month - 1 + int(count), 12)
    if not 1 <= year <= 9999:
        raise moments.year_out_of_range()
    last = monthrange(year, month + 1)[1]
    day = last if start.day == monthrange(start.year, start.month)[1] else min(start.day, last)
    return moments.date_text(start.replace(year=year, month=month + 1, day=day))


def months_between(left: str, right: str) -> Any:
    """MONTHS_BETWEEN: whole for the same day or two last days, else with 31 days a month."""
    one, two = moments.moment(left[:19]), moments.moment(right[:19])
    whole = (one.year - two.year) * 12 + one.month - two.month
    both_last = _is_last_day(one) and _is_last_day(two)
    if one.day == two.day or both_last:
        return whole
    seconds = (one.day - two.day) * moments.DAY_SECONDS + _second_of_day(one) - _second_of_day(two)
    return decimals.add(whole, decimals.divide(seconds, 31 * moments.DAY_SECONDS))


def _is_last_day(value: datetime) -> bool:
    return value.day == monthrange(value.year, value.month)[1]


def _second_of_day(value: datetime) -> int:
    return value.hour * 3600 + value.minute * 60 + value.second


def last_day(text: str) -> str:
    """LAST_DAY: the time of day stays."""
    value = moments.moment(text[:19])
    return moments.date_text(value.replace(day=monthrange(value.year, value.month)[1]))


def next_day(text: str, day: str) -> str:
    """NEXT_DAY: the first such weekday after the date."""
    name = day.strip().upper()
    found = [index for index, full in enumerate(DAYS) if len(name) >= 3 and (name == full or name[:3] == full[:3])]
    if name.isdigit() and 1 <= int(name) <= 7:
        found = [(int(name) + 5) % 7]
    if not found:
        raise OraError(1846, message="not a valid day of the week")
    value = moments.moment(text[:19])
    return moments.date_text(moments.shifted(value, timedelta(days=(found[0] - value.weekday() - 1) % 7 + 1)))


# --- TRUNC and ROUND -------------------------------------------------------------------------------------------------

_UNITS = {
    name: unit
    for unit, names in {
        "century": "CC SCC",
        "year": "SYYYY YYYY YEAR SYEAR YYY YY Y",
        "iso_year": "IYYY IYY IY I",
        "quarter": "Q",
        "month": "MONTH MON MM RM",
        "year_week": "WW",
        "iso_week": "IW",
        "month_week": "W",
        "day": "DDD DD J",
        "week": "DAY DY D",
        "hour": "HH HH12 HH24",
        "minute": "MI",
    }.items()
    for name in names.split()
}


def _unit(model: str) -> str:
    unit = _UNITS.get(model.strip().upper())
    if unit is None:
        raise OraError(1898, message="too many precision specifiers")
    return unit


def _start(value: datetime, unit: str) -> datetime:
    """The start of the unit that `value` is in."""
    if unit == "minute":
        return value.replace(second=0, microsecond=0)
    if unit == "hour":
        return value.replace(minute=0, second=0, microsecond=0)
    day = value.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    if unit == "year":
        return day.replace(month=1, day=1)
    if unit == "century":
        return day.replace(year=(day.year - 1) // 100 * 100 + 1, month=1, day=1)
    if unit == "iso_year":
        return datetime.fromisocalendar(day.isocalendar()[0], 1, 1)
    back = {
        "day": 0,
        "iso_week": day.weekday(),
        "week": (day.weekday() + 1) % 7,
        "year_week": (day.timetuple().tm_yday - 1) % 7,
        "month_week": (day.day - 1) % 7,
    }[unit]
    return moments.shifted(day, timedelta(days=-back))


def trunc_date(text: str, model: str = "DD") -> str:
    """TRUNC(date)."""
    return moments.date_text(_start(moments.moment(text[:19]), _unit(model)))


def round_date(text: str, model: str = "DD") -> str:
    """ROUND(date): half a unit and more goes up; months from the 16th, quarters from the 16th of the second month,
    years from July 1, centuries from year 51."""
    value, unit = moments.moment(text[:19]), _unit(model)
    start = _start(value, unit)
    if unit == "month":
        up = value.day >= 16
    elif unit == "quarter":
        months_in = value.month - start.month
        up = months_in == 2 or (months_in == 1 and value.day >= 16)
    elif unit == "year":
        up = value.month >= 7
    elif unit == "century":
        up = (value.year - 1) % 100 >= 50
    elif unit == "iso_year":
        return moments.date_text(
            _start(moments.shifted(value, timedelta(days=184)), unit) if value.month >= 7 else start
        )
    else:
        size = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
        length = size.get(unit, timedelta(days=7))
        return moments.date_text(moments.shifted(start, length) if (value - start) * 2 >= length else start)
    if not up:
        return moments.date_text(start)
    count = {"month": 1, "quarter": 3, "year": 12, "century": 1200}[unit]
    return add_months(moments.date_text(start), count)


# --- EXTRACT ---------------------------------------------------------------------------------------------------------

_FIELDS: dict[str, Callable[[datetime], int]] = {
    "YEAR": lambda value: value.year,
    "MONTH": lambda value: value.month,
    "DAY": lambda value: value.day,
    "HOUR": lambda value: value.hour,
    "MINUTE": lambda value: value.minute,
}


def _bad_field() -> OraError:
    return OraError(30076, message="invalid extract field for extract source")


def _extract_date(part: str, text: str) -> int:
    if part.upper() not in ("YEAR", "MONTH", "DAY"):
        raise _bad_field()
    return _FIELDS[part.upper()](moments.moment(text))


def _extract_timestamp(part: str, text: str) -> Any:
    name, zone = part.upper(), moments.split_zone(text)[1]
    if name in ("TIMEZONE_HOUR", "TIMEZONE_MINUTE") and zone:
        piece = int(zone[1:3] if name == "TIMEZONE_HOUR" else zone[4:6])
        return -piece if zone[0] == "-" else piece
    # hours of a timestamp with time zone are extracted in UTC, as Oracle documents
    value = moments.utc(text)
    if name == "SECOND":
        return decimals.simplest(Decimal(value.second) + Decimal(value.microsecond) / 1_000_000)
    if name not in _FIELDS:
        raise _bad_field()
    return _FIELDS[name](value)


def _extract_interval(part: str, text: str) -> Any:
    size = moments.interval(text)
    sign = -1 if size < timedelta() else 1
    size *= sign
    name = part.upper()
    if name == "SECOND":
        return decimals.simplest(sign * (Decimal(size.seconds % 60) + Decimal(size.microseconds) / 1_000_000))
    found = {"DAY": size.days, "HOUR": size.seconds // 3600, "MINUTE": size.seconds // 60 % 60}.get(name)
    if found is None:
        raise _bad_field()
    return sign * found


def _extract_months(part: str, text: str) -> int:
    count = moments.months(text)
    sign = -1 if count < 0 else 1
    found = {"YEAR": abs(count) // 12, "MONTH": abs(count) % 12}.get(part.upper())
    if found is None:
        raise _bad_field()
    return sign * found


# --- Constructors and zones ------------------------------------------------------------------------------------------


def _number_to_dsinterval(number: Any, unit: str) -> str:
    seconds = {"DAY": 86_400, "HOUR": 3600, "MINUTE": 60, "SECOND": 1}.get(unit.strip().upper())
    if seconds is None:
        raise OraError(1760, message="illegal argument for function")
    return moments.interval_text(moments.interval_of_seconds(decimals.exact(number) * seconds))


def _number_to_yminterval(number: Any, unit: str) -> str:
    months = {"YEAR": 12, "MONTH": 1}.get(unit.strip().upper())
    if months is None:
        raise OraError(1760, message="illegal argument for function")
    return moments.months_text(int(decimals.quantized(decimals.multiply(number, months), 0)))


def zone_offset(zone: str) -> str:
    """'+HH:MM' of a time zone as Oracle writes it: an offset or a region name. ORA-01882."""
    text = zone.strip()
    if text[:1] in "+-" and ":" in text:
        hour, _, minute = text[1:].partition(":")
        if hour.isdigit() and minute.isdigit() and int(hour) <= 15 and int(minute) < 60:
            return f"{text[0]}{int(hour):02d}:{int(minute):02d}"
    if text.upper() in ("UTC", "GMT", "ETC/UTC", "DBTIMEZONE", "SESSIONTIMEZONE"):
        return moments.UTC_OFFSET
    if _is_region(text):
        raise not_supported("time zones by region: give an offset such as '+01:00'")
    raise OraError(1882, message="timezone region not found")


def _is_region(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True


def _from_tz(text: str, zone: str) -> str:
    return moments.zoned_text(moments.moment(text), zone_offset(zone))


def _at_time_zone(text: str, zone: str) -> str:
    wanted = zone_offset(zone)
    return moments.zoned_text(moments.shifted(moments.utc(text), moments.offset(wanted)), wanted)


def _database_zone(_session: Any) -> str:
    return moments.UTC_OFFSET


_CLOCK: dict[str, Any] = {"needs_session": True, "deterministic": False}

TABLE: tuple[Overload, ...] = (
    function("SYSDATE", "", DATE, _sysdate, **_CLOCK),
    function("CURRENT_DATE", "", DATE, _current_date, **_CLOCK),
    function("SYSTIMESTAMP", "NUMBER?", TIMESTAMP_TZ, _systimestamp, **_CLOCK),
    function("CURRENT_TIMESTAMP", "NUMBER?", TIMESTAMP_TZ, _current_timestamp, **_CLOCK),
    function("LOCALTIMESTAMP", "NUMBER?", TIMESTAMP, _localtimestamp, **_CLOCK),
    function("DBTIMEZONE", "", varchar2(6), _database_zone, **_CLOCK),
    function("SESSIONTIMEZONE", "", varchar2(75), time_zone, **_CLOCK),
    function("ADD_MONTHS", "DATE NUMBER", DATE, add_months),
    function("MONTHS_BETWEEN", "DATE DATE", NUMBER, months_between),
    function("LAST_DAY", "DATE", DATE, last_day),
    function("NEXT_DAY", "DATE VARCHAR2", DATE, next_day),
    function("TRUNC", "DATE VARCHAR2?", DATE, trunc_date, suffix="DATE"),
    function("ROUND", "DATE VARCHAR2?", DATE, round_date, suffix="DATE"),
    function("EXTRACT", "VARCHAR2 DATE", NUMBER, _extract_date, suffix="DATE"),
    function("EXTRACT", "VARCHAR2 TIMESTAMP", NUMBER, _extract_timestamp, suffix="TIMESTAMP"),
    function("EXTRACT", "VARCHAR2 TIMESTAMP_TZ", NUMBER, _extract_timestamp, suffix="TIMESTAMP_TZ"),
    function("EXTRACT", "VARCHAR2 INTERVAL_DS", NUMBER, _extract_interval, suffix="INTERVAL_DS"),
    function("EXTRACT", "VARCHAR2 INTERVAL_YM", NUMBER, _extract_months, suffix="INTERVAL_YM"),
    function("NUMTODSINTERVAL", "NUMBER VARCHAR2", INTERVAL_DS, _number_to_dsinterval),
    function("NUMTOYMINTERVAL", "NUMBER VARCHAR2", INTERVAL_YM, _number_to_yminterval),
    function("FROM_TZ", "TIMESTAMP VARCHAR2", TIMESTAMP_TZ, _from_tz),
    function("AT_TIME_ZONE", "TIMESTAMP_TZ VARCHAR2", TIMESTAMP_TZ, _at_time_zone),
    function("SYS_EXTRACT_UTC", "TIMESTAMP_TZ", TIMESTAMP, lambda text: moments.timestamp_text(moments.utc(text))),
)
