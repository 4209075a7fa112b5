"""Access tokens, authorization codes, refresh tokens: opaque, of one schema, kept hashed in a file of their own.

Their own file, so that a learner's open transaction never holds up the token endpoint.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.metadata.digests import digest
from ordslab.sandbox.metadata.model import Client
from ordslab.sandbox.sql import sqlite_files

CODE, REFRESH = "code", "refresh_token"
"""Kinds of grants."""

_TABLES = """
CREATE TABLE IF NOT EXISTS tokens (
  hash BLOB PRIMARY KEY, schema TEXT NOT NULL, client INTEGER NOT NULL, expires_at REAL NOT NULL,
  user TEXT, family BLOB) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tokens_by_client ON tokens (schema, client);
CREATE INDEX IF NOT EXISTS tokens_by_expiry ON tokens (expires_at);
-- Good for one use. A used one stays until it expires, so that a second use is noticed.
CREATE TABLE IF NOT EXISTS grants (
  hash BLOB PRIMARY KEY, kind TEXT NOT NULL, schema TEXT NOT NULL, client INTEGER NOT NULL, expires_at REAL NOT NULL,
  user TEXT NOT NULL, family BLOB NOT NULL, used INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class AccessToken:
    """A token that holds. `client_id`: the numeric id of its client. `expires_at`: seconds since 1970, sandbox time.

    `user`: whom the client acts for, None where it acts for itself.
    """

    client_id: int
    expires_at: float
    user: str | None = None


@dataclass(frozen=True)
class TokenGrant:
    """For whom a client may act. `family`: binds all that came from one code; of the code itself, None."""

    user: str
    family: bytes | None = field(default=None, repr=False)


class TokenStore:
    """The tokens of a sandbox. Any thread may call; a call takes some tens of microseconds.

    Access tokens that were found are remembered until any token is deleted: each call of an endpoint asks for one.
    """

    def __init__(self, path: Path, clock: Clock, entropy: Entropy, *, durable: bool = False) -> None:
        """Open or create the file at `path`.

        `durable`: what was used or revoked stays so after a power failure too. A token that was given out may be lost
        by one: clients ask for the next, and waiting for the disk would take a hundred times as long as the token.
        """
        self._clock = clock
        self._entropy = entropy
        self._lock = threading.Lock()
        self._found: dict[tuple[str, bytes], AccessToken] = {}
        self._durable = durable
        if not path.exists():
            sqlite_files.make(path, _create_tables, durable=durable)
        self._file = sqlite_files.connect(path)
        _create_tables(self._file)
        if len(self._file.execute("PRAGMA table_info(tokens)").fetchall()) == 4:  # of a release without users
            self._file.executescript(
                "ALTER TABLE tokens ADD COLUMN user TEXT; ALTER TABLE tokens ADD COLUMN family BLOB"
            )

    def issue(self, schema: str, client: Client, lifetime: int, grant: TokenGrant | None = None) -> str:
        """A new token of 22 characters that holds for `lifetime` seconds. Earlier tokens keep holding (inferred).

        Without a `grant` the client acts for itself.
        """
        token = self._entropy.token("access_token")
        now = self._clock.now()
        expires_at = (now + timedelta(seconds=lifetime)).timestamp()
        of_whom = (grant.user, grant.family) if grant else (None, None)
        row = (digest(token), schema, client.id, expires_at, *of_whom)
        with self._lock:
            self._delete("tokens", "expires_at <= ?", now.timestamp())
            self._file.execute("INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?)", row)
        return token

    def find(self, schema: str, token: str) -> AccessToken | None:
        """What a presented token stands for; None when it is unknown, expired, revoked or another schema's."""
        key = (schema, digest(token))
        found = self._found.get(key)
        if found is None:
            with self._lock:
                rows = self._file.execute(
                    "SELECT client, expires_at, user FROM tokens WHERE schema = ? AND hash = ?", key
                ).fetchall()
                if not rows:
                    return None
                found = self._found[key] = AccessToken(*rows[0])
        return found if found.expires_at > self._clock.now().timestamp() else None

    def issue_grant(self, kind: str, schema: str, client: Client, lifetime: int, grant: TokenGrant) -> str:
        """A new code or refresh token of 22 characters, for one use within `lifetime` seconds."""
        text = self._entropy.token(kind)
        now = self._clock.now()
        expires_at = (now + timedelta(seconds=lifetime)).timestamp()
        key = digest(text)
        row = (key, kind, schema, client.id, expires_at, grant.user, grant.family or key)
        with self._lock:
            self._delete("grants", "expires_at <= ?", now.timestamp())
            self._file.execute("INSERT INTO grants VALUES (?, ?, ?, ?, ?, ?, ?, 0)", row)
        return text

    def redeem(self, kind: str, schema: str, client: Client, text: str) -> TokenGrant | None:
        """Use a code or refresh token; None when it is not this client's, expired, revoked or was used.

        A second use ends all that came from the same code: one of the two users has stolen it (RFC 6749, 4.1.2).
        """
        key = (digest(text), kind, schema, client.id, self._clock.now().timestamp())
        with self._lock:
            rows = self._file.execute(
                """SELECT user, family, used FROM grants
                WHERE hash = ? AND kind = ? AND schema = ? AND client = ? AND expires_at > ?""",
                key,
            ).fetchall()
            if not rows:
                return None
            user, family, used = rows[0]
            with self._at_once():
                if used:
                    self._delete("tokens", "family = ?", family)
                    self._file.execute("UPDATE grants SET used = 1 WHERE family = ?", (family,))
                    return None
                self._file.execute("UPDATE grants SET used = 1 WHERE hash = ?", key[:1])
        return TokenGrant(user, family)

    def revoke_client(self, schema: str, client: int) -> None:
        """End all tokens, codes and refresh tokens of a client, given by its numeric id."""
        with self._lock, self._at_once():
            for table in ("tokens", "grants"):
                self._delete(table, "schema = ? AND client = ?", schema, client)

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """A change that counts as a whole, and on the disk."""
        if self._durable:
            self._file.execute("PRAGMA synchronous = FULL")
        try:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._file.execute("COMMIT")
            except BaseException:
                if self._file.in_transaction:
                    self._file.execute("ROLLBACK")
                self._found.clear()
                raise
        finally:
            self._file.execute("PRAGMA synchronous = NORMAL")

    def _delete(self, table: str, condition: str, *values: object) -> None:
        if self._file.execute(f"DELETE FROM {table} WHERE {condition}", values).rowcount:
            self._found.clear()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _create_tables(connection: sqlite3.Connection) -> None:
    connection.executescript(f"BEGIN IMMEDIATE;{_TABLES}COMMIT;")
