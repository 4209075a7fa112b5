"""What belongs to the whole database and to no transaction: users, and what the sequences have given out."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path

from ordslab.sandbox.sql.dictionary.objects import Sequence
from ordslab.sandbox.sql.errors import OraError

_TABLES = """
CREATE TABLE IF NOT EXISTS users (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, salt BLOB NOT NULL, hash BLOB NOT NULL, created TEXT NOT NULL,
  locked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS sequences (name TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
"""
FIRST_USER_ID = 100


@dataclass(frozen=True)
class User:
    """A user, who owns a schema. `salt`, `hash`: what is kept of the password (see the database logon)."""

    id: int
    name: str
    salt: bytes
    hash: bytes
    created: str


class SystemFile:
    """The file system.db. Any thread may call."""

    def __init__(self, path: Path) -> None:
        """Open or create it."""
        self._lock = threading.Lock()
        self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = NORMAL")
        self._file.executescript(_TABLES)
        self._users: dict[str, User] = {}
        self._load_users()

    def _load_users(self) -> None:
        rows = self._file.execute("SELECT id, name, salt, hash, created FROM users ORDER BY id").fetchall()
        self._users = {row[1]: User(*row) for row in rows}

    def users(self) -> dict[str, User]:
        """All users by name, in the order of their creation."""
        return self._users

    def add_user(self, name: str, salt: bytes, hashed: bytes, created: str) -> None:
        """Raises ORA-01920 for a name that is taken."""
        with self._lock:
            if name in self._users:
                raise OraError(1920, message=f"user name '{name}' conflicts with another user or role name")
            number = max((user.id for user in self._users.values()), default=FIRST_USER_ID - 1) + 1
            self._file.execute(
                "INSERT INTO users (id, name, salt, hash, created) VALUES (?, ?, ?, ?, ?)",
                (number, name, salt, hashed, created),
            )
            self._load_users()

    def set_password(self, name: str, salt: bytes, hashed: bytes) -> None:
        """Raises ORA-01918 for an unknown user."""
        with self._lock:
            if name not in self._users:
                raise OraError(1918, message=f"user '{name}' does not exist")
            self._file.execute("UPDATE users SET salt = ?, hash = ? WHERE name = ?", (salt, hashed, name))
            self._load_users()

    def remove_user(self, name: str) -> None:
        """Forget a user and the state of its sequences."""
        with self._lock:
            self._file.execute("DELETE FROM users WHERE name = ?", (name,))
            self._file.execute("DELETE FROM sequences WHERE name LIKE ? || '.%'", (name,))
            self._load_users()

    def next_value(self, owner: str, sequence: Sequence) -> int:
        """NEXTVAL. Raises ORA-08004 beyond the limit of a sequence that does not cycle."""
        name = f"{owner}.{sequence.name}"
        with self._lock:
            rows = self._file.execute("SELECT next FROM sequences WHERE name = ?", (name,)).fetchall()
            value = rows[0][0] if rows else sequence.start
            if not sequence.minimum <= value <= sequence.maximum:
                if not sequence.cycle:
                    limit = "MAXVALUE" if sequence.increment > 0 else "MINVALUE"
                    raise OraError(
                        8004, message=f"sequence {sequence.name}.NEXTVAL exceeds {limit} and cannot be instantiated"
                    )
                value = sequence.minimum if sequence.increment > 0 else sequence.maximum
            self._file.execute("REPLACE INTO sequences VALUES (?, ?)", (name, value + sequence.increment))
        return int(value)

    def following(self, owner: str, sequence: Sequence) -> int:
        """What NEXTVAL would give."""
        with self._lock:
            rows = self._file.execute("SELECT next FROM sequences WHERE name = ?", (f"{owner}.{sequence.name}",))
            found = rows.fetchall()
        return int(found[0][0]) if found else sequence.start

    def set_following(self, owner: str, name: str, value: int | None) -> None:
        """What NEXTVAL gives next; None: its start, as for a sequence that was never used."""
        with self._lock:
            if value is None:
                self._file.execute("DELETE FROM sequences WHERE name = ?", (f"{owner}.{name}",))
            else:
                self._file.execute("REPLACE INTO sequences VALUES (?, ?)", (f"{owner}.{name}", value))

    def close(self) -> None:
        """Close the file."""
        self._file.close()
