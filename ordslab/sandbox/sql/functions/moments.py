"""The engine's texts of DATE, TIMESTAMP, TIMESTAMP WITH TIME ZONE and intervals as Python values, and back."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.decimals import exact

DAY_SECONDS = 86_400
MICROSECOND = timedelta(microseconds=1)
UTC_OFFSET = "+00:00"


def year_out_of_range() -> OraError:
    """ORA-01841."""
    return OraError(1841, message="(full) year must be between -4713 and +9999, and not be 0")


@lru_cache(maxsize=4096)
def moment(text: str) -> datetime:
    """DATE, TIMESTAMP or the local time of TIMESTAMP WITH TIME ZONE."""
    text = split_zone(text)[0]
    return datetime.fromisoformat(text[:26].ljust(26, "0") if "." in text else text)


def split_zone(text: str) -> tuple[str, str]:
    """The local part and the '+HH:MM' of a TIMESTAMP WITH TIME ZONE ('' for others)."""
    return (text[:-7], text[-6:]) if len(text) > 20 and text[-6] in "+-" else (text, "")


def date_text(value: datetime) -> str:
    """DATE: the fraction of the second is dropped."""
    return value.isoformat(sep=" ", timespec="seconds")


def timestamp_text(value: datetime) -> str:
    """TIMESTAMP: six digits of fraction, or none when it is zero, so that texts compare in time order."""
    return value.isoformat(sep=" ")


def zoned_text(value: datetime, zone: str = UTC_OFFSET) -> str:
    """TIMESTAMP WITH TIME ZONE from the local time and its offset."""
    return f"{value.isoformat(sep=' ')} {zone}"


def offset(zone: str) -> timedelta:
    """'+HH:MM' as a timedelta."""
    size = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
    return -size if zone[0] == "-" else size


def utc(text: str) -> datetime:
    """The UTC time of a TIMESTAMP WITH TIME ZONE."""
    zone = split_zone(text)[1]
    return moment(text) - offset(zone) if zone else moment(text)


def shifted(value: datetime, by: timedelta) -> datetime:
    """value + by. ORA-01841 outside the years 1 to 9999."""
    try:
        return value + by
    except OverflowError:
        raise year_out_of_range() from None


def days(number: Any) -> timedelta:
    """A NUMBER of days, to the second, as date arithmetic rounds."""
    if isinstance(number, int):
        seconds = number * DAY_SECONDS
    else:
        seconds = int((exact(number) * DAY_SECONDS).to_integral_value(ROUND_HALF_UP))
    try:
        return timedelta(seconds=seconds)
    except OverflowError:
        raise year_out_of_range() from None


# --- Intervals -------------------------------------------------------------------------------------------------------

_DS = re.compile(r"([+-]?)(\d{1,4000}) (\d{1,9}):(\d{1,9}):(\d{1,9})(?:\.(\d+))?")
_YM = re.compile(r"([+-]?)(\d{1,4000})-(\d{1,9})")


def interval(text: str) -> timedelta:
    """INTERVAL DAY TO SECOND."""
    found = _DS.fullmatch(text.strip())
    if found is None:
        raise OraError(1867, message="the interval is invalid")
    sign, day, hour, minute, second, fraction = found.groups()
    if int(hour) > 23:
        raise OraError(1850, message="hour must be between 0 and 23")
    if int(minute) > 59:
        raise OraError(1851, message="minutes must be between 0 and 59")
    if int(second) > 59:
        raise OraError(1852, message="seconds must be between 0 and 59")
    if len(day.lstrip("0")) > 9:
        raise interval_too_large()
    size = timedelta(
        days=int(day),
        hours=int(hour),
        minutes=int(minute),
        seconds=int(second),
        microseconds=int((fraction or "0")[:6].ljust(6, "0")),
    )
    return -size if sign == "-" else size


def interval_text(value: timedelta) -> str:
    """The engine's form of INTERVAL DAY TO SECOND."""
    sign, size = ("-", -value) if value < timedelta() else ("+", value)
    minutes, second = divmod(size.seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{sign}{size.days:09d} {hour:02d}:{minute:02d}:{second:02d}.{size.microseconds:06d}000"


def rounded_interval(value: timedelta, digits: int) -> timedelta:
    """With so many digits of a second, six at most."""
    step = 10 ** max(6 - digits, 0)
    size = abs(value) // timedelta(microseconds=1)
    rounded = timedelta(microseconds=(size + step // 2) // step * step)
    return -rounded if value < timedelta() else rounded


def interval_of_seconds(seconds: Decimal) -> timedelta:
    """INTERVAL DAY TO SECOND from seconds. ORA-01873 beyond nine digits of days."""
    try:
        return timedelta(microseconds=int((seconds * 1_000_000).to_integral_value(ROUND_HALF_UP)))
    except OverflowError:
        raise interval_too_large() from None


def interval_seconds(value: timedelta) -> Decimal:
    """How many seconds it lasts."""
    return Decimal(value // MICROSECOND) / 1_000_000


def interval_too_large() -> OraError:
    """ORA-01873."""
    return OraError(1873, message="the leading precision of the interval is too small")


def months(text: str) -> int:
    """INTERVAL YEAR TO MONTH, in months."""
    found = _YM.fullmatch(text.strip())
    if found is None:
        raise OraError(1867, message="the interval is invalid")
    sign, year, month = found.groups()
    if int(month) > 11:
        raise OraError(1843, message="not a valid month")
    count = int(year) * 12 + int(month)
    return -count if sign == "-" else count


def months_text(count: int) -> str:
    """The engine's form of INTERVAL YEAR TO MONTH."""
    if abs(count) >= 12 * 10**9:
        raise interval_too_large()
    return f"{'-' if count < 0 else '+'}{abs(count) // 12:09d}-{abs(count) % 12:02d}"
