"""What functions ask their session for: the time and the NLS settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

DEFAULTS = {
    "NLS_DATE_FORMAT": "DD-MON-RR",
    "NLS_TIMESTAMP_FORMAT": "DD-MON-RR HH.MI.SSXFF AM",
    "NLS_TIMESTAMP_TZ_FORMAT": "DD-MON-RR HH.MI.SSXFF AM TZR",
    "NLS_NUMERIC_CHARACTERS": ".,",
    "NLS_CURRENCY": "$",
    "NLS_ISO_CURRENCY": "AMERICA",
    "NLS_LANGUAGE": "AMERICAN",
    "NLS_TERRITORY": "AMERICA",
    "NLS_CALENDAR": "GREGORIAN",
    "NLS_DATE_LANGUAGE": "AMERICAN",
    "NLS_SORT": "BINARY",
    "NLS_COMP": "BINARY",
}


def nls(session: Any, parameter: str) -> str:
    """The session's value of an NLS parameter."""
    settings: dict[str, str] = getattr(session, "nls", DEFAULTS)
    return settings.get(parameter) or DEFAULTS[parameter]


def time_zone(session: Any) -> str:
    """The session's time zone, '+HH:MM'."""
    zone: str = getattr(session, "time_zone", "+00:00")
    return zone


def now(session: Any) -> datetime:
    """The time of the statement, UTC without a zone: one value however often a statement asks."""
    moment: datetime = getattr(session, "statement_time", None) or session.database.clock.now()
    return moment.replace(tzinfo=None)
