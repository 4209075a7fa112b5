"""The way to one database and its ORDS: connections, and sessions of HTTP, by the settings of a profile."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from ordslab import settings
from ordslab.connection_errors import explained
from ordslab.errors import LabError
from ordslab.names import Names
from ordslab.settings import Settings

if TYPE_CHECKING:
    import oracledb

    from ordslab.dialect import Dialect
    from ordslab.issued import IssuedTokens
    from ordslab.journal import Journal, JournalSession


class Place:
    """Where the lab runs. Connections are made when they are needed."""

    def __init__(self, where: Settings) -> None:
        self.settings = where
        self._connection: oracledb.Connection | None = None
        self._observer: oracledb.Connection | None = None

    # The database

    def connect(self) -> oracledb.Connection:
        """A new connection as the learner's schema. Raises `Unreachable`, `LogonRefused` or `SandboxStopped`."""
        from ordslab.prefixed import connect

        with explained(self.settings):
            return connect(self.names, settings.connect_arguments(self.settings))

    @property
    def connection(self) -> oracledb.Connection:
        """The lab's own connection, made when first needed and again when it was lost. %%sql runs on it."""
        self._connection = _usable(self._connection) or self.connect()
        return self._connection

    @property
    def observer(self) -> oracledb.Connection:
        """A second connection, which changes nothing: it sees what is committed while the lab's own has open work."""
        self._observer = _usable(self._observer) or self.connect()
        return self._observer

    def forget_connection(self) -> None:
        """Let go of the lab's own connection, which broke: the next use makes a new one."""
        self._connection = self._observer = None

    @cached_property
    def dialect(self) -> Dialect:
        """Which packages for clients the user may run: ORDS_SECURITY, the older OAUTH, or both."""
        from ordslab.dialect import dialect_of

        with explained(self.settings):
            return dialect_of(self.connection)

    @cached_property
    def names(self) -> Names:
        """The lessons' names, and the prefix that the profile puts before them."""
        return Names(self.settings.prefix)

    # HTTP

    @property
    def base_url(self) -> str:
        """Address of the schema's REST services, the alias included, without a slash at its end."""
        return self.settings.base_url

    @cached_property
    def journal(self) -> Journal:
        """What went through `lab.http`, secrets masked."""
        from ordslab.journal import Journal

        return Journal(self.names)

    @cached_property
    def http(self) -> JournalSession:
        """The session for the lessons' calls: journal, `Accept: application/json`, no proxy on the way to loopback."""
        from ordslab.journal import JournalSession

        session = JournalSession(self.settings, self.journal)
        session.hooks["response"].append(self._issued.note)
        return session

    def url(self, path: str) -> str:
        """The real address of a path of the schema's services, for a program of its own: with the profile's prefix."""
        return self.names.in_address(f"{self.base_url}/{path.lstrip('/')}", self.base_url)

    @property
    def environment(self) -> dict[str, str]:
        """Variables by which a program of its own (requests, curl) trusts and reaches this ORDS; {} for the sandbox."""
        trusted, proxy = self.settings.certificate or self.settings.ca_file, self.settings.proxy
        found = dict.fromkeys(("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE"), str(trusted or ""))
        found |= dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), proxy)
        return {name: value for name, value in found.items() if value}

    def stranger(self) -> JournalSession:
        """A new session without journal, password or proxy settings of this machine: nothing but the address."""
        from ordslab.journal import JournalSession

        session = JournalSession(self.settings, None, beside=self.http)
        session.trust_env = False
        return session

    @cached_property
    def _issued(self) -> IssuedTokens:
        """When and to whom the tokens were issued that passed by: what the token inspector knows them by."""
        from ordslab.issued import IssuedTokens

        return IssuedTokens(self._now)

    def _now(self) -> datetime | None:
        """The sandbox's time, which can be moved: None without an open connection, and for a real clock, which our own
        goes along with."""
        from ordslab.widgets.clock import read_clock

        if not self.settings.is_sandbox or not _usable(self._connection):
            return None
        with suppress(LabError):
            return read_clock(self).time
        return None

    # The end

    def close(self) -> None:
        """Roll back and close what the lab holds open; the sandbox keeps running."""
        for connection in (self._connection, self._observer):
            if usable := _usable(connection):
                usable.close()
        self._connection = self._observer = None
        if "http" in self.__dict__:
            self.http.close()


def _usable(connection: oracledb.Connection | None) -> oracledb.Connection | None:
    """The connection, None when there is none or it was lost."""
    return connection if connection is not None and connection.is_healthy() else None
