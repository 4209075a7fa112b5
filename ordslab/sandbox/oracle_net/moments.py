"""DATE, TIMESTAMP and the intervals as bytes. The engine holds them as text (see `sql.types`), so this cuts text."""

from __future__ import annotations

import struct
from datetime import date, datetime, timedelta
from functools import lru_cache

from ordslab.sandbox.sql.errors import OraError

_BIAS = 1 << 31
_MIDNIGHT = b"\x01\x01\x01"


@lru_cache(maxsize=4096)
def _encode_day(text: str) -> bytes:
    """'YYYY-MM-DD' as four bytes."""
    try:
        day = date(int(text[:4]), int(text[5:7]), int(text[8:10]))
    except ValueError:
        raise OraError(1801, message="date format is too long for internal buffer") from None
    return bytes((day.year // 100 + 100, day.year % 100 + 100, day.month, day.day))


@lru_cache(maxsize=4096)
def _encode_time(text: str) -> bytes:
    """'HH:MM:SS' as three bytes."""
    if not text:
        return _MIDNIGHT
    return bytes((int(text[:2]) + 1, int(text[3:5]) + 1, int(text[6:8]) + 1))


def _nanoseconds(fraction: str) -> int:
    return int(fraction[:9].ljust(9, "0")) if fraction else 0


def encode_date(text: str) -> bytes:
    """7 bytes; fractions of a second are dropped."""
    return _encode_day(text[:10]) + _encode_time(text[11:19])


def encode_timestamp(text: str) -> bytes:
    """11 bytes, or 7 where there is no fraction of a second."""
    nanoseconds = _nanoseconds(text[20:])
    return encode_date(text) + (nanoseconds.to_bytes(4, "big") if nanoseconds else b"")


def encode_timestamp_tz(text: str) -> bytes:
    """13 bytes: the clock in UTC, and the offset."""
    local, _, zone = text.rpartition(" ")
    if len(local) < 10:  # no offset: the blank was the one between day and time
        local, zone = text, "+00:00"
    sign = -1 if zone.startswith("-") else 1
    hours, _, minutes = zone.lstrip("+-").partition(":")
    offset_hours, offset_minutes = sign * int(hours), sign * int(minutes or 0)
    try:
        utc = datetime.fromisoformat(local[:19]) - timedelta(hours=offset_hours, minutes=offset_minutes)
    except (ValueError, OverflowError):
        raise OraError(1801, message="date format is too long for internal buffer") from None
    clock = encode_date(utc.isoformat(" "))
    return clock + _nanoseconds(local[20:]).to_bytes(4, "big") + bytes((offset_hours + 20, offset_minutes + 60))


_LARGEST_OFFSET = 15  # hours


def decode(data: bytes) -> str:
    """DATE and TIMESTAMP, with or without a time zone, in the engine's text form.

    Raises ORA-01841; ValueError, IndexError or OverflowError for what is no moment.
    """
    if data[0] < 100:
        raise OraError(1841, message="(full) year must be between -4713 and +9999, and not be 0")
    year = (data[0] - 100) * 100 + data[1] - 100
    text = f"{year:04}-{data[2]:02}-{data[3]:02} {data[4] - 1:02}:{data[5] - 1:02}:{data[6] - 1:02}"
    moment = datetime.fromisoformat(text)
    fraction = f".{int.from_bytes(data[7:11], 'big') // 1000:06}" if len(data) >= 11 else ""
    if fraction == ".000000":
        fraction = ""
    if len(fraction) > 7:
        raise ValueError("a second and more")
    if len(data) < 13:
        return text + fraction
    hours, minutes = data[11] - 20, data[12] - 60
    if abs(hours) > _LARGEST_OFFSET or abs(minutes) > 59:
        raise ValueError("no offset")
    local = moment + timedelta(hours=hours, minutes=minutes)
    sign = "-" if hours < 0 or minutes < 0 else "+"
    return f"{local.isoformat(' ')}{fraction} {sign}{abs(hours):02}:{abs(minutes):02}"


def encode_interval_ds(text: str) -> bytes:
    """'+DDDDDDDDD HH:MM:SS.fffffffff' as 11 bytes."""
    sign = -1 if text.startswith("-") else 1
    days, _, clock = text.lstrip("+-").partition(" ")
    time, _, fraction = clock.partition(".")
    hours, minutes, seconds = (int(part) for part in time.split(":"))
    return struct.pack(
        ">IBBBI",
        _BIAS + sign * int(days),
        60 + sign * hours,
        60 + sign * minutes,
        60 + sign * seconds,
        _BIAS + sign * _nanoseconds(fraction),
    )


def decode_interval_ds(data: bytes) -> str:
    """11 bytes as '+DDDDDDDDD HH:MM:SS.fffffffff'.

    Each part has a sign of its own: an hour less than nothing is -1 day and +23 hours from a driver in Python.
    """
    days, hours, minutes, seconds, nanoseconds = struct.unpack(">IBBBI", data)
    whole = ((days - _BIAS) * 24 + hours - 60) * 60 + minutes - 60
    total = (whole * 60 + seconds - 60) * 10**9 + nanoseconds - _BIAS
    rest, nanoseconds = divmod(abs(total), 10**9)
    rest, seconds = divmod(rest, 60)
    rest, minutes = divmod(rest, 60)
    days, hours = divmod(rest, 24)
    return f"{'-' if total < 0 else '+'}{days:09} {hours:02}:{minutes:02}:{seconds:02}.{nanoseconds:09}"


def encode_interval_ym(text: str) -> bytes:
    """'+YYYYYYYYY-MM' as 5 bytes."""
    sign = -1 if text.startswith("-") else 1
    years, _, months = text.lstrip("+-").partition("-")
    return struct.pack(">IB", _BIAS + sign * int(years), 60 + sign * int(months))


def decode_interval_ym(data: bytes) -> str:
    """5 bytes as '+YYYYYYYYY-MM'; years and months have signs of their own."""
    years, months = struct.unpack(">IB", data)
    total = (years - _BIAS) * 12 + months - 60
    years, months = divmod(abs(total), 12)
    return f"{'-' if total < 0 else '+'}{years:09}-{months:02}"
