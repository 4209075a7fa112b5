"""What functions ask their session for: the time and the NLS settings."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.sql.client import Client
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.system import User

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


class FunctionDatabase(Protocol):
    """What functions ask the session's database for."""

    clock: Clock
    entropy: Entropy

    def user(self, name: str) -> User | None:
        """The user of that name."""


class FunctionSession(Protocol):
    """What functions ask their session for. `pending_error`: what went wrong, for which SQLite has no words."""

    id: int
    user: str
    current_schema: str
    module: str | None
    action: str | None
    client_info: str | None
    client_identifier: str | None
    client: Client
    contexts: dict[str, dict[str, str]]
    nls: dict[str, str]
    time_zone: str
    statement_time: datetime | None
    pending_error: OraError | None

    @property
    def database(self) -> FunctionDatabase:
        """Its database."""


def nls(session: FunctionSession, parameter: str) -> str:
    """The session's value of an NLS parameter."""
    return session.nls.get(parameter) or DEFAULTS[parameter]


def time_zone(session: FunctionSession) -> str:
    """The session's time zone, '+HH:MM'."""
    return session.time_zone


def now(session: FunctionSession) -> datetime:
    """The time of the statement, UTC without a zone: one value however often a statement asks."""
    moment = session.statement_time or session.database.clock.now()
    return moment.replace(tzinfo=None)
