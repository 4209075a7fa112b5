"""A database: users, each with a schema in a file of its own, and sessions on them."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.sql.dictionary import storage
from ordslab.sandbox.sql.dictionary.objects import Dictionary
from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.locks import SchemaLocks
from ordslab.sandbox.sql.passwords import password_hash
from ordslab.sandbox.sql.plans import PlanCache
from ordslab.sandbox.sql.system import SystemFile, User
from ordslab.sandbox.sql.types import Column, OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.calls import Bind, Result, Statement
    from ordslab.sandbox.sql.session import Session

DATE_FORMAT = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class SystemView:
    """A view that every schema has: `text` is a native SQLite query on the schema's file, with these columns.

    `{schema}` in it stands for the schema's name as a literal; functions that every session's connection has are in
    `session_functions`. `visible_to`: which users see it, by name; None for all.
    """

    name: str
    columns: tuple[Column, ...]
    text: str
    visible_to: Callable[[str], bool] | None = None


@dataclass(frozen=True)
class Program:
    """A package of the database's own, for ALL_OBJECTS and ALL_PROCEDURES. `visible_to`: which sessions see it."""

    owner: str
    name: str
    subprograms: tuple[str, ...] = ()
    visible_to: Callable[[Session], bool] | None = None


class Database:
    """Users, schemas, sessions. What stands above SQL registers itself: `views`, `schema_setup`, `run_block` ...

    `schema_setup`: called with each schema's connection when it is created or opened; must be idempotent.
    `late_setup`: called once, before the first session; what only sessions need, so that opening a database is fast.
    """

    def __init__(self, home: Path, clock: Clock, entropy: Entropy) -> None:
        """Open the database in `home`, an existing folder; created when there is none yet."""
        from ordslab.sandbox.sql.dictionary.program_views import PROGRAM_VIEWS
        from ordslab.sandbox.sql.dictionary.views import VIEWS

        self.home = home
        self.clock = clock
        self.entropy = entropy
        self.views: dict[str, SystemView] = {view.name: view for view in (*VIEWS, *PROGRAM_VIEWS)}
        self.programs: list[Program] = []
        self.schema_setup: list[Callable[[sqlite3.Connection], None]] = [storage.create_tables]
        self.run_block: Callable[[Session, Statement, Sequence[Bind]], Result] = _no_plsql
        self.call_function: Callable[..., tuple[Any, OracleType]] = _no_plsql
        self.function_type: Callable[[Session, str, Sequence[OracleType]], OracleType | None] = lambda *_: None
        self.late_setup: list[Callable[[Database], None]] = []
        self._completion = threading.RLock()
        self.plans = PlanCache()
        self._folder = home / "schemas"
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self.system = SystemFile(home / "system.db")
        self._guard = threading.RLock()
        self._ready: set[str] = set()
        self._dictionaries: dict[str, Dictionary] = {}
        self._locks: dict[str, SchemaLocks] = {}
        self._sessions: dict[int, Session] = {}
        self._issued = 0

    # users and schemas

    def schemas(self) -> list[str]:
        """The names of all schemas, in the order of their creation."""
        return list(self.system.users())

    def users(self) -> list[User]:
        """All users, in the order of their creation."""
        return list(self.system.users().values())

    def user(self, name: str) -> User | None:
        """The user of that name."""
        return self.system.users().get(name)

    def create_schema(self, name: str, password: str) -> None:
        """A new user with an empty schema. Raises ORA-01920."""
        salt = self.entropy.bytes("password salt")
        self._file(name).unlink(missing_ok=True)  # of a user whose creation was never finished
        self.system.add_user(name, salt, password_hash(password, salt), self.now())
        self._prepare(name)

    def drop_schema(self, name: str) -> None:
        """Delete a user and all that it owns. Its sessions must have ended."""
        self.system.remove_user(name)
        with self._guard:
            self._ready.discard(name)
            self._dictionaries.pop(name, None)
        for ending in ("", "-wal", "-shm"):
            file = self._file(name)
            file.with_name(file.name + ending).unlink(missing_ok=True)

    def set_password(self, user: str, password: str) -> None:
        """Raises ORA-01918 for an unknown user."""
        salt = self.entropy.bytes("password salt")
        self.system.set_password(user, salt, password_hash(password, salt))

    def verifier(self, user: str) -> User | None:
        """What proves the password of a user: `salt` and `hash`."""
        return self.user(user)

    def now(self) -> str:
        """The sandbox's time as the dictionary keeps it."""
        return self.clock.now().strftime(DATE_FORMAT)

    # files

    def _file(self, schema: str) -> Path:
        plain = re.fullmatch(r"[A-Z][A-Z0-9_$#]*", schema)
        return self._folder / (f"{schema}.db" if plain else f"x{schema.encode().hex()}.db")

    def _prepare(self, schema: str) -> None:
        with self._guard:
            if schema in self._ready:
                return
            connection = _connect(self._file(schema))
            try:
                for setup in self.schema_setup:
                    setup(connection)
            finally:
                connection.close()
            self._ready.add(schema)

    def connection(self, schema: str) -> sqlite3.Connection:
        """A connection that may write to a schema's file."""
        self._prepare(schema)
        return _connect(self._file(schema))

    def reader(self, schema: str) -> sqlite3.Connection:
        """A connection that sees what is committed in a schema's file and changes nothing."""
        self._prepare(schema)
        connection = _connect(self._file(schema))
        connection.execute("PRAGMA query_only = ON")
        return connection

    # dictionaries and locks

    def dictionary(self, schema: str) -> Dictionary:
        """The objects of a schema. DDL commits, so there is nothing uncommitted to see."""
        found = self._dictionaries.get(schema)
        if found is None:
            reader = self.reader(schema)
            try:
                found = storage.load(reader, schema)
            finally:
                reader.close()
            with self._guard:
                found = self._dictionaries.setdefault(schema, found)
        return found

    def dictionary_changed(self, schema: str) -> None:
        """DDL was committed: who asks next reads it again."""
        with self._guard:
            self._dictionaries.pop(schema, None)

    def locks(self, schema: str) -> SchemaLocks:
        """Who writes to a schema, and whose its rows are."""
        with self._guard:
            return self._locks.setdefault(schema, SchemaLocks(schema))

    # sessions

    @property
    def sessions(self) -> list[Session]:
        """All open sessions."""
        return list(self._sessions.values())

    def open_session(self, user: str) -> Session:
        """A session of a user that exists."""
        from ordslab.sandbox.sql.session import Session

        self.complete()
        with self._guard:
            self._issued += 1
            session = Session(self, user, self._issued)
            self._sessions[session.id] = session
        return session

    def complete(self) -> None:
        """Do what `late_setup` lists, unless it is done."""
        with self._completion:
            while self.late_setup:
                self.late_setup[0](self)
                del self.late_setup[0]

    def session_ended(self, session: Session) -> None:
        """A session tells that it has ended."""
        with self._guard:
            self._sessions.pop(session.id, None)

    def close(self) -> None:
        """End all sessions and close the files."""
        for session in self.sessions:
            session.close()
        self.system.close()


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False, cached_statements=256)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _no_plsql(*_: Any) -> Any:
    raise not_supported("PL/SQL in this database")
