"""Access tokens: opaque, of one schema, kept hashed in a file of their own.

Their own file, so that a learner's open transaction never holds up the token endpoint.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.metadata.model import Client

_TABLE = """
CREATE TABLE IF NOT EXISTS tokens (
  hash BLOB PRIMARY KEY, schema TEXT NOT NULL, client INTEGER NOT NULL, expires_at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tokens_by_client ON tokens (schema, client);
CREATE INDEX IF NOT EXISTS tokens_by_expiry ON tokens (expires_at);
"""


@dataclass(frozen=True)
class AccessToken:
    """A token that holds. `client_id`: the numeric id of its client. `expires_at`: seconds since 1970, sandbox time."""

    client_id: int
    expires_at: float


class TokenStore:
    """The tokens of a sandbox. Any thread may call; a call takes some tens of microseconds."""

    def __init__(self, path: Path, clock: Clock, entropy: Entropy) -> None:
        """Open or create the file at `path`."""
        self._clock = clock
        self._entropy = entropy
        self._lock = threading.Lock()
        self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = NORMAL")
        self._file.executescript(_TABLE)

    def issue(self, schema: str, client: Client, lifetime: int) -> str:
        """A new token of 22 characters that holds for `lifetime` seconds. Earlier tokens keep holding (inferred)."""
        token = self._entropy.token("access_token")
        now = self._clock.now()
        expires_at = (now + timedelta(seconds=lifetime)).timestamp()
        with self._lock:
            self._file.execute("DELETE FROM tokens WHERE expires_at <= ?", (now.timestamp(),))
            self._file.execute("INSERT INTO tokens VALUES (?, ?, ?, ?)", (_hash(token), schema, client.id, expires_at))
        return token

    def find(self, schema: str, token: str) -> AccessToken | None:
        """What a presented token stands for; None when it is unknown, expired, revoked or another schema's."""
        with self._lock:
            rows = self._file.execute(
                "SELECT client, expires_at FROM tokens WHERE hash = ? AND schema = ? AND expires_at > ?",
                (_hash(token), schema, self._clock.now().timestamp()),
            ).fetchall()
        return AccessToken(*rows[0]) if rows else None

    def revoke_client(self, schema: str, client: int) -> None:
        """End all tokens of a client, given by its numeric id."""
        with self._lock:
            self._file.execute("DELETE FROM tokens WHERE schema = ? AND client = ?", (schema, client))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
