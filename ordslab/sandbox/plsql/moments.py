"""Arithmetic on the engine's DATE and TIMESTAMP texts."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ordslab.sandbox.plsql.numbers import calculate
from ordslab.sandbox.sql.errors import OraError

_DAY = 86400


def plus_days(text: str, days: Any) -> str:
    """DATE + number; fractions are rounded to the second. Raises ORA-01841 outside the years 1 to 9999."""
    seconds = int((Decimal(days) * _DAY).to_integral_value(rounding="ROUND_HALF_UP"))
    try:
        moment = datetime.fromisoformat(text[:19]) + timedelta(seconds=seconds)
    except OverflowError:
        raise OraError(1841, message="(full) year must be between -4713 and +9999, and not be 0") from None
    return moment.isoformat(sep=" ")


def difference_in_days(left: str, right: str) -> Any:
    """DATE - DATE."""
    delta = datetime.fromisoformat(left[:19]) - datetime.fromisoformat(right[:19])
    return calculate("/", delta.days * _DAY + delta.seconds, _DAY)


def moment_key(text: str) -> str:
    """A form in which texts of DATE, TIMESTAMP and TIMESTAMP_TZ compare in time order."""
    moment, fraction, zone = text[:19], "", ""
    if len(text) > 19:
        rest = text[19:]
        if rest[-6:-5] in ("+", "-"):
            rest, zone = rest[:-6].rstrip(), rest[-6:]
        fraction = rest.lstrip(".")
    if zone and zone[1:] != "00:00":
        shift = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        stamp = datetime.fromisoformat(moment)
        moment = (stamp - shift if zone[0] == "+" else stamp + shift).isoformat(sep=" ")
    return f"{moment}.{fraction.ljust(9, '0')}"
