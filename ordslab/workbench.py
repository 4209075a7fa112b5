"""The workbench: what every feature is given. Connections, HTTP sessions, names, time and the vault of one profile.

Features take a `Workbench`, never the `Lab`, which stands above them and delegates to them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakMethod

import oracledb
import requests

from ordslab.errors import LabError
from ordslab.http.cache_measured import measured
from ordslab.http.commit_wait import CommitWait
from ordslab.http.exchange_shown import readable
from ordslab.http.journal import Journal
from ordslab.http.listener import Listener
from ordslab.http.session import LabSession, stranger
from ordslab.http.tokens_seen import IssuedTokens
from ordslab.names import Names
from ordslab.secrets.known import KnownSecrets
from ordslab.secrets.secret import Secret
from ordslab.secrets.vault import Vault
from ordslab.settings.connection_errors import explained
from ordslab.settings.current import Settings
from ordslab.settings.logon import connect_arguments, passwords_at_hand
from ordslab.sql import clock
from ordslab.sql.client_secrets import ClientSecrets
from ordslab.sql.clock import Clock, read_clock
from ordslab.sql.dialect import Dialect, dialect_of
from ordslab.sql.prefixed_connection import connect
from ordslab.sql.run import query

if TYPE_CHECKING:
    import pandas as pd


SECONDS = 10
"""How long a panel waits for the database or for ORDS."""


class Workbench:
    """The way to one database and its ORDS. Connections are made when they are needed."""

    def __init__(self, where: Settings) -> None:
        self.settings = where
        self._connection: oracledb.Connection | None = None
        self._observer: oracledb.Connection | None = None
        self._on_time_passed: list[WeakMethod[Callable[[], object]]] = []

    # The database

    def connect(self) -> oracledb.Connection:
        """A new connection as the learner's schema. Raises `Unreachable`, `LogonRefused` or `SandboxStopped`."""
        with explained(self.settings):
            arguments = connect_arguments(self.settings)
            self.known.learn(arguments["password"], arguments.get("wallet_password"))
            wait = self.commit_wait
            connection = connect(self.names, arguments, wait.committed if wait.is_needed else None)
        if notebook := os.environ.get("JPY_SESSION_NAME"):  # JupyterLab's: whoever waits for a lock reads who holds it
            connection.module = Path(notebook).stem[:48]  # V$SESSION.MODULE has 48 characters
        return connection

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
        with explained(self.settings):
            return dialect_of(self.connection)

    @cached_property
    def names(self) -> Names:
        """The lessons' names, and the prefix that the profile puts before them."""
        return Names(self.settings.prefix)

    def query(self, text: str) -> pd.DataFrame:
        """The rows of a query on the lab's own connection. Raises `LabError`."""
        with explained(self.settings):
            return self.hidden(query(self.connection, text), text)

    @contextmanager
    def reading(self) -> Iterator[oracledb.Connection]:
        """The lab's own connection, for a panel's look that waits `SECONDS` at most for each answer.

        Raises `LabError`.
        """
        with explained(self.settings):
            connection = self.connection
            before, connection.call_timeout = connection.call_timeout, SECONDS * 1000
            try:
                yield connection
            finally:
                if connection.is_healthy():  # on a lost connection the driver crashes (oracledb 26.1)
                    connection.call_timeout = before

    # HTTP

    @property
    def base_url(self) -> str:
        """Address of the schema's REST services, the alias included, without a slash at its end."""
        return self.settings.base_url

    @cached_property
    def journal(self) -> Journal:
        """What went through `lab.http`, secrets masked."""
        return Journal(self.names, self.known)

    @cached_property
    def http(self) -> LabSession:
        """The session for the lessons' calls: journal, `Accept: application/json`, no proxy on the way to loopback."""
        session = LabSession(self.settings, self.journal, wait=self.commit_wait)
        session.hooks["response"].append(self.tokens_seen.note)
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

    def stranger(self) -> LabSession:
        """A new session that knows nothing but the address: no journal, no password of this machine."""
        return stranger(self.settings, beside=self.http, wait=self.commit_wait)

    @cached_property
    def commit_wait(self) -> CommitWait:
        """What every session of the lab's asks before a call: whether ORDS can see yet what was committed."""
        cache = self.settings.metadata_cache
        return CommitWait(self._measure_cache if cache is None else cache)

    def let_be_seen(self) -> None:
        """Wait until ORDS can see what the lab committed last: for a program of its own, which can't know of it."""
        self.commit_wait.wait()

    def _measure_cache(self) -> float:
        with explained(self.settings), self.connect() as connection, stranger(self.settings, self.http) as session:
            return measured(connection, session, self.base_url)

    def shown(self, response: requests.Response) -> str:
        """A call and its answer as text to read, with the lessons' names; what is known to be secret is hidden."""
        return self.names.without_prefix(readable(response, self.known))

    @cached_property
    def tokens_seen(self) -> IssuedTokens:
        """When and to whom the tokens were issued that passed by: what the token inspector knows them by."""
        return IssuedTokens(self._now, self.known)

    def _now(self) -> datetime | None:
        """The sandbox's time, which can be moved: None without an open connection, and for a real clock, which our own
        goes along with."""
        if not self.settings.is_sandbox or not _usable(self._connection):
            return None
        with suppress(LabError):
            return self.read_clock().time
        return None

    @cached_property
    def callback(self) -> Listener:
        """A listener on this machine, to which a browser comes back: `address` is what a client registers."""
        return Listener()

    # Time

    def read_clock(self) -> Clock:
        """The database's clock. A sandbox with a seed has one that stands still. Raises `LabError`."""
        with self.reading() as connection:
            return read_clock(connection, self.settings.is_sandbox)

    def let_pass(self, seconds: float) -> None:
        """Let time pass: the sandbox's clock is moved; a real one is waited for, two minutes at most.

        For more than that, the tokens of the lessons' clients are revoked instead: ORDS answers them the same way.
        """
        with explained(self.settings):
            if not self.settings.is_sandbox:
                clock.wait(self.connection, seconds)
                return
            with self.connect() as connection:
                clock.advance(connection, seconds)
        for each in self._on_time_passed:
            if tell := each():
                tell()

    def let_expire(self, token: str | Secret) -> None:
        """Let time pass until a token has expired, as `let_pass` does: a real clock is waited for as long as is left.

        Raises `LabError` for a token that the lab did not see being issued.
        """
        text = token.reveal() if isinstance(token, Secret) else token
        self.let_pass(self.tokens_seen.seconds_left(text, self.read_clock().time if self.settings.is_sandbox else None))

    def on_time_passed(self, tell: Callable[[], object]) -> None:
        """Call a method whenever the sandbox's clock was moved, as long as its object lives."""
        self._on_time_passed.append(WeakMethod(tell))

    # Secrets

    @cached_property
    def vault(self) -> Vault:
        """Clients' credentials in an owner-only file in the lab's home."""
        return Vault(self.settings.home, self.settings.profile, self.known)

    @cached_property
    def known(self) -> KnownSecrets:
        """What the lab knows to be secret: passwords, the vault, tokens. Whatever shows something hides that."""
        known = KnownSecrets()
        known.learn(*passwords_at_hand(self.settings))
        with suppress(LabError):  # a damaged vault is told where it is used
            list(Vault(self.settings.home, self.settings.profile, known))
        return known

    def hidden(self, rows: pd.DataFrame, query: str) -> pd.DataFrame:
        """The rows of a query; texts that hold what is known to be secret are `Secret`s."""
        from ordslab.sql.frames import hidden

        self.client_secrets.before_rows(self.connection, query, map(str, rows.columns))
        return hidden(rows, self.known)

    @cached_property
    def client_secrets(self) -> ClientSecrets:
        """The secrets of clients that the dictionary shows: known before rows are shown."""
        return ClientSecrets(self.known)

    # The end

    def close(self) -> None:
        """Roll back and close what the lab holds open; the sandbox keeps running."""
        for connection in (self._connection, self._observer):
            if usable := _usable(connection):
                usable.close()
        self._connection = self._observer = None
        if "http" in self.__dict__:
            self.http.close()
        if listener := self.__dict__.pop("callback", None):
            listener.close()


def _usable(connection: oracledb.Connection | None) -> oracledb.Connection | None:
    """The connection, None when there is none or it was lost."""
    return connection if connection is not None and connection.is_healthy() else None
