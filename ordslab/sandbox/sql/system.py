"""What belongs to the whole database and to no transaction: users, their rights, what the sequences have given out."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ordslab.sandbox.sql import sqlite_files
from ordslab.sandbox.sql.dictionary.objects import Sequence
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.file_entries import ENTRIES, Entry, entries
from ordslab.sandbox.sql.rights import Grant, Rights

_TABLES = """
CREATE TABLE IF NOT EXISTS users (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, salt BLOB NOT NULL, hash BLOB NOT NULL,
  created TEXT NOT NULL, locked INTEGER NOT NULL DEFAULT 0, quota INTEGER NOT NULL DEFAULT 1,
  expired INTEGER NOT NULL DEFAULT 0, permanent INTEGER NOT NULL DEFAULT 0, tablespace TEXT NOT NULL DEFAULT 'USERS');
CREATE TABLE IF NOT EXISTS sequences (name TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS roles (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS grants (
  grantee TEXT NOT NULL, what TEXT NOT NULL, admin INTEGER NOT NULL, PRIMARY KEY (grantee, what)) WITHOUT ROWID;
"""
FIRST_USER_ID = 100
SYSTEM_OWNERS = frozenset({"SYS", "SYSTEM", "PUBLIC", "ORDS_METADATA", "ORDS_PUBLIC_USER"})
"""Names of what Oracle and ORDS own: nobody can log on as one of them."""
_OBJECT_IDS = Sequence(0, "OBJECT_IDS", "", "", start=70000)  # what Oracle itself has comes before


@dataclass(frozen=True)
class User:
    """A user, who owns a schema. `salt`, `hash`: what is kept of the password (see the database logon).

    `quota`: the user's tables may take up space. `permanent`: the sandbox needs it.
    """

    id: int
    name: str
    salt: bytes
    hash: bytes
    created: str
    locked: bool = False
    quota: bool = True
    expired: bool = False
    permanent: bool = False
    tablespace: str = "USERS"


class SystemFile:
    """The file system.db. Any thread may call. `rights`: those of this moment."""

    rights: Rights

    def __init__(self, path: Path, *, durable: bool = False) -> None:
        """Open or create it. `durable`: see `sqlite_files.connect`."""
        self._lock = threading.Lock()
        self._durable = durable
        if not path.exists():
            sqlite_files.make(path, _create_tables, durable=durable)
        self._file = sqlite_files.connect(path)
        _create_tables(self._file)
        self._given_out: dict[str, int] = {}  # what sequences give next, where the disk may not know it yet
        self._entries = entries(self._file)
        self._users: dict[str, User] = {}
        self._load()

    def _load(self) -> None:
        columns = "id, name, salt, hash, created, locked, quota, expired, permanent, tablespace"
        rows = self._file.execute(f"SELECT {columns} FROM users ORDER BY id").fetchall()
        self._users = {row[1]: _user(row) for row in rows}
        grants = self._file.execute("SELECT grantee, what, admin FROM grants").fetchall()
        roles = self._file.execute("SELECT name FROM roles").fetchall()
        self.rights = Rights(
            (Grant(grantee, what, bool(admin)) for grantee, what, admin in grants), (name for (name,) in roles)
        )

    def _change(self, *statements: tuple[str, Iterable[Any]]) -> None:
        """Run these as a whole, and look at users and rights anew."""
        self._write(*statements)
        self._load()

    def _write(self, *statements: tuple[str, Iterable[Any]]) -> None:
        """Run these as a whole. Raises sqlite3's errors, and then nothing has changed."""
        if self._durable:
            self._file.execute("PRAGMA synchronous = FULL")
        try:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                for text, values in statements:
                    self._file.execute(text, tuple(values))
                self._file.execute("COMMIT")
            except BaseException:
                if self._file.in_transaction:
                    self._file.execute("ROLLBACK")
                raise
        finally:
            self._file.execute("PRAGMA synchronous = NORMAL")

    # users

    def users(self) -> dict[str, User]:
        """All users by name, in the order of their creation."""
        return self._users

    def add_user(
        self, name: str, salt: bytes, hashed: bytes, created: str, grants: Iterable[Grant], **more: Any
    ) -> None:
        """A user with rights. `more`: `locked`, `quota`, ... Raises ORA-01920 for a name that is taken."""
        with self._lock:
            self._check_free(name, 1920, "user name")
            number = max((user.id for user in self._users.values()), default=FIRST_USER_ID - 1) + 1
            names = ", ".join(["name", "salt", "hash", "created", *more])
            row = (name, salt, hashed, created, *more.values())
            if not self._users:
                names, row = f"id, {names}", (number, *row)
            marks = ", ".join("?" * len(row))
            self._change((f"INSERT INTO users ({names}) VALUES ({marks})", row), *map(_granting, grants))

    def _check_free(self, name: str, number: int, what: str) -> None:
        if name in self._users or name in self.rights.roles or name in SYSTEM_OWNERS:
            raise OraError(number, message=f"{what} '{name}' conflicts with another user or role name")

    def change_user(self, name: str, **values: Any) -> None:
        """Change what is kept of a user. Raises ORA-01918 for an unknown one."""
        with self._lock:
            if name not in self._users:
                raise OraError(1918, message=f"user '{name}' does not exist")
            assignments = ", ".join(f"{column} = ?" for column in values)
            self._change((f"UPDATE users SET {assignments} WHERE name = ?", [*values.values(), name]))

    def remove_user(self, name: str) -> None:
        """Forget a user, its rights and the state of its sequences."""
        with self._lock:
            self._change(
                ("DELETE FROM users WHERE name = ?", [name]),
                ("DELETE FROM grants WHERE grantee = ?", [name]),
                ("DELETE FROM files WHERE schema = ?", [name]),
                ("DELETE FROM sequences WHERE substr(name, 1, ?) = ?", [len(name) + 1, f"{name}."]),
            )

            self._entries.pop(name, None)

    # files

    def entry(self, schema: str) -> Entry | None:
        """What is known of a schema's file, None of one that was never opened."""
        return self._entries.get(schema)

    def keep_entry(self, schema: str, entry: Entry) -> None:
        """Keep what is known of a schema's file."""
        with self._lock:
            self._write(("REPLACE INTO files VALUES (?, ?, ?, ?)", (schema, entry.id, entry.run, entry.open)))
            self._entries[schema] = entry

    def close_entries(self, schemas: Iterable[str]) -> None:
        """The files of these schemas were closed as they should be."""
        with self._lock:
            self._write(*(("UPDATE files SET open = 0 WHERE schema = ?", (schema,)) for schema in schemas))

    # roles and rights

    def add_role(self, name: str, creator: str) -> None:
        """A new role, which its creator has and may grant. Raises ORA-01921 for a name that is taken."""
        with self._lock:
            self._check_free(name, 1921, "role name")
            self._change(("INSERT INTO roles VALUES (?)", [name]), _granting(Grant(creator, name, admin=True)))

    def remove_role(self, name: str) -> None:
        """Forget a role, and who has it."""
        with self._lock:
            self._change(
                ("DELETE FROM roles WHERE name = ?", [name]),
                ("DELETE FROM grants WHERE grantee = ? OR what = ?", [name, name]),
            )

    def grant(self, grants: Iterable[Grant]) -> None:
        """Add rights; what was granted WITH ADMIN OPTION keeps it."""
        with self._lock:
            self._change(*map(_granting, grants))

    def revoke(self, grants: Iterable[Grant]) -> None:
        """Take rights away."""
        with self._lock:
            self._change(
                *(("DELETE FROM grants WHERE grantee = ? AND what = ?", [each.grantee, each.what]) for each in grants)
            )

    # sequences

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
            self._given_out[name] = value + sequence.increment
        return int(value)

    def settle(self) -> None:
        """Before a commit: no sequence that it has used gives a value again, not even after a power failure."""
        if self._durable and self._given_out:
            with self._lock:
                self._write(*(("REPLACE INTO sequences VALUES (?, ?)", each) for each in self._given_out.items()))
                self._given_out.clear()

    def next_object_id(self) -> int:
        """A number for a new object of whatever schema."""
        return self.next_value("SYS", _OBJECT_IDS)

    def following(self, owner: str, sequence: Sequence) -> int:
        """What NEXTVAL would give."""
        with self._lock:
            rows = self._file.execute("SELECT next FROM sequences WHERE name = ?", (f"{owner}.{sequence.name}",))
            found = rows.fetchall()
        return int(found[0][0]) if found else sequence.start

    def set_following(self, owner: str, name: str, value: int | None) -> None:
        """What NEXTVAL gives next; None: its start, as for a sequence that was never used."""
        with self._lock:
            self._given_out.pop(f"{owner}.{name}", None)
            if value is None:
                self._file.execute("DELETE FROM sequences WHERE name = ?", (f"{owner}.{name}",))
            else:
                self._file.execute("REPLACE INTO sequences VALUES (?, ?)", (f"{owner}.{name}", value))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _create_tables(connection: sqlite3.Connection) -> None:
    connection.executescript(f"BEGIN IMMEDIATE;{_TABLES}{ENTRIES};COMMIT;")


def _user(row: tuple[Any, ...]) -> User:
    *values, tablespace = row
    return User(*values[:5], *map(bool, values[5:]), tablespace)  # type: ignore[call-arg]


def _granting(grant: Grant) -> tuple[str, Iterable[Any]]:
    text = """INSERT INTO grants VALUES (?, ?, ?)
      ON CONFLICT (grantee, what) DO UPDATE SET admin = max(admin, excluded.admin)"""
    return text, (grant.grantee, grant.what, int(grant.admin))
