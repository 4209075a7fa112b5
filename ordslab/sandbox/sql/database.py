"""A database: users, each with a schema in a file of its own. Sessions on it: see `instance`."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.sql import rights
from ordslab.sandbox.sql.dictionary import storage
from ordslab.sandbox.sql.dictionary.objects import Dictionary
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.locks import SchemaLocks
from ordslab.sandbox.sql.passwords import password_hash
from ordslab.sandbox.sql.plans import PlanCache
from ordslab.sandbox.sql.rights import Grant
from ordslab.sandbox.sql.schema_files import SchemaFiles
from ordslab.sandbox.sql.system import SystemFile, User

if TYPE_CHECKING:
    from ordslab.sandbox.sql.other_session import OtherSession
    from ordslab.sandbox.sql.system_objects import SystemPackage, SystemView

DATE_FORMAT = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class RestAddress:
    """Where the REST side of a database answers: its URL; with TLS, the file of the authority that vouches for it."""

    url: str
    ca_file: str | None = None


@dataclass(frozen=True)
class WebCredential:
    """What a call of APEX_WEB_SERVICE identifies itself by: a user's name and password, or a client's id and secret."""

    basic: bool
    name: str
    secret: str = field(repr=False)
    scope: str | None = None


class Database:
    """Users and schemas. What stands above SQL registers itself: `views`, `packages`, `schema_setup`, `before_drop`.

    `schema_setup`: called with each schema's connection when it is created or opened; must be idempotent.
    `password_changed`: called with user and new password, for who keeps it outside.
    `before_drop`: called with the name of a user who is to go; lets go of the schema.
    `rest_address`: where its REST side answers, None as long as there is none.
    `web_credential`: finds a session's web credential by its static id.
    """

    def __init__(self, home: Path, clock: Clock, entropy: Entropy, *, durable: bool = False) -> None:
        """Open the database in `home`, an existing folder; created when there is none yet.

        `durable`: what was committed survives a power failure too, and each commit waits for the disk.
        """
        self.home = home
        self.clock = clock
        self.entropy = entropy
        self.packages: list[SystemPackage] = []
        self.durable = durable
        self.system = SystemFile(home / "system.db", durable=durable)
        self._files = SchemaFiles(home / "schemas", self.system, durable=durable)
        self.schema_setup = self._files.setup
        self.schema_setup.append(storage.create_tables)
        self.password_changed: Callable[[str, str], None] = lambda user, password: None
        self.before_drop: list[Callable[[str], None]] = []
        self.rest_address: RestAddress | None = None
        self.web_credential: Callable[[Any, str], WebCredential]
        self.plans = PlanCache()
        self._guard = threading.RLock()
        self._reading = threading.RLock()
        self._dictionaries: dict[str, Dictionary] = {}
        self._locks: dict[str, SchemaLocks] = {}
        self._sessions: dict[int, OtherSession] = {}

    @cached_property
    def views(self) -> dict[str, SystemView]:
        """The views that every schema has, by name."""
        from ordslab.sandbox.sql.dictionary.views import VIEWS  # which a start need not wait for

        return {view.name: view for view in VIEWS}

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

    def create_schema(
        self, name: str, password: str, rights: Iterable[str] = rights.OF_SCHEMA, *, admin: bool = False, **more: Any
    ) -> None:
        """A new user with an empty schema. Raises ORA-01920.

        `rights`: roles and system privileges; `admin`: with the ADMIN option. `more`: see `system.User`.
        """
        salt = self.entropy.bytes("password salt")
        grants = [Grant(name, what, admin) for what in rights]
        if self.user(name) is None:
            self._files.remove(name)  # of a user whose creation was never finished
        self.system.add_user(name, salt, password_hash(password, salt), self.now(), grants, **more)

    def create_administrator(self, password: str) -> None:
        """The user ADMIN, who can do everything and cannot be dropped."""
        self.create_schema(rights.ADMINISTRATOR, password, rights.OF_ADMINISTRATOR, admin=True, permanent=True)

    def drop_schema(self, name: str) -> None:
        """Delete a user and all that it owns. Raises ORA-01940 as long as it is connected."""
        for action in self.before_drop:
            action(name)
        if any(session.user == name for session in self.sessions):
            raise OraError(1940, message="cannot drop a user that is currently connected")
        self.system.remove_user(name)
        with self._reading:
            self._dictionaries.pop(name, None)
        self._files.remove(name)

    def admit(self, user: str) -> None:
        """Raises ORA-28000, ORA-28001 or ORA-01045 for a user who may not log on although the password is right."""
        found = self.user(user)
        if found is None:
            raise OraError(1017)
        if found.locked:
            raise OraError(28000, message="The account is locked.")
        if found.expired:
            raise OraError(28001, message="the password has expired")
        rights = self.system.rights
        if not rights.access(user, rights.roles_of(user)).has("CREATE SESSION"):
            raise OraError(1045, message=f"user {user} lacks CREATE SESSION privilege; logon denied")

    def set_password(self, user: str, password: str) -> None:
        """Raises ORA-01918 for an unknown user."""
        salt = self.entropy.bytes("password salt")
        self.system.change_user(user, salt=salt, hash=password_hash(password, salt), expired=0)
        self.password_changed(user, password)

    def verifier(self, user: str) -> User | None:
        """What proves the password of a user: `salt` and `hash`."""
        return self.user(user)

    def now(self) -> str:
        """The sandbox's time as the dictionary keeps it."""
        return self.clock.now().strftime(DATE_FORMAT)

    # files

    def connection(self, schema: str) -> sqlite3.Connection:
        """A connection that may write to a schema's file."""
        return self._files.connection(schema)

    def reader(self, schema: str) -> sqlite3.Connection:
        """A connection that sees what is committed in a schema's file and changes nothing."""
        connection = self._files.connection(schema)
        connection.execute("PRAGMA query_only = ON")
        return connection

    def is_in_use(self, schema: str) -> bool:
        """Has the schema ever been opened?"""
        return self._files.is_in_use(schema)

    def is_damaged(self, schema: str) -> bool:
        """Can nothing be done with its file? The other schemas go on."""
        return self._files.is_damaged(schema)

    def put_aside(self, faults: Mapping[str, str]) -> None:
        """These schemas' files are damaged, by these reasons: whoever asks for them gets ORA-00376."""
        self._files.put_aside(faults)

    def readable_schemas(self) -> list[str]:
        """The names of all schemas but those whose files are damaged."""
        return [name for name in self.schemas() if not self.is_damaged(name)]

    def attachment(self, schema: str) -> str:
        """By which SQLite attaches a schema's file to be read only."""
        return self._files.uri(schema)

    def attached_name(self, schema: str) -> str:
        """What a schema's file is called where it is attached; another name for a user of the same name later."""
        user = self.user(schema)
        return f"USER${0 if user is None else user.id}"

    # dictionaries and locks

    def dictionary(self, schema: str) -> Dictionary:
        """The objects of a schema. DDL commits, so there is nothing uncommitted to see."""
        found = self._dictionaries.get(schema)
        if found is None:
            with self._reading:
                reader = self.reader(schema)
                try:
                    found = self._dictionaries[schema] = storage.load(reader, schema)
                finally:
                    reader.close()
        return found

    def are_current(self, versions: Mapping[str, int]) -> bool:
        """Are these schemas' dictionaries still of these versions?"""
        return all(self.user(schema) and self.dictionary(schema).version == versions[schema] for schema in versions)

    @contextmanager
    def redefining(self, schema: str) -> Iterator[None]:
        """Around the COMMIT of DDL: who asks for the dictionary from now on gets the new one."""
        with self._reading:
            self._dictionaries.pop(schema, None)
            yield

    def locks(self, schema: str) -> SchemaLocks:
        """Who writes to a schema, and whose its rows are."""
        with self._guard:
            return self._locks.setdefault(schema, SchemaLocks(schema))

    # sessions

    @property
    def sessions(self) -> list[OtherSession]:
        """All open sessions."""
        return list(self._sessions.values())

    def session_ended(self, session: OtherSession) -> None:
        """A session tells that it has ended."""
        with self._guard:
            self._sessions.pop(session.id, None)

    def close(self) -> None:
        """End all sessions and close the files."""
        for session in self.sessions:
            session.close()
        self._files.close()
        self.system.close()
