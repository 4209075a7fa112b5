"""Reading a schema's committed metadata into the records of `model`, and keeping them until they change."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.metadata.model import (
    AutoRestObject,
    Client,
    Handler,
    JwtProfile,
    Module,
    Parameter,
    Privilege,
    SchemaMetadata,
    Template,
)
from ordslab.sandbox.metadata.tables import AUTH_FLOWS

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.locks import SchemaLocks

_GRANT_TYPES = {auth_flow: grant_type for grant_type, (auth_flow, _) in AUTH_FLOWS.items()}


def load(connection: sqlite3.Connection, schema: str) -> SchemaMetadata:
    """All metadata of the schema whose file `connection` reads, from one moment."""
    opened = not connection.in_transaction
    if opened:
        connection.execute("BEGIN")  # one snapshot for all the queries below
    try:
        return SchemaMetadata(
            schema,
            alias_of(connection),
            _modules(connection),
            _privileges(connection),
            _clients(connection),
            _objects(connection),
            _jwt_profile(connection),
        )
    finally:
        if opened:
            connection.execute("ROLLBACK")


def alias_of(connection: sqlite3.Connection) -> str | None:
    """The alias of the schema, None when it is not REST-enabled."""
    rows = connection.execute("""SELECT pattern FROM "ORDS$SCHEMAS" WHERE status = 'ENABLED'""").fetchall()
    return rows[0][0] if rows else None


class MetadataCache:
    """The metadata of every schema, loaded again only after a commit that changed it. For one thread.

    A warm look-up costs less than a microsecond: the schema's locks count commits, and where there were some, the
    metadata's own version tells a changed privilege from a changed row of the learner's tables.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._schemas: dict[str, _Cached] = {}
        self._by_alias: dict[str, str] = {}

    def schema(self, name: str) -> SchemaMetadata:
        """The committed metadata of a schema."""
        cached = self._schemas.get(name)
        if cached is None:
            cached = self._schemas[name] = _Cached.of(self._database, name)
        return cached.current()

    def by_alias(self, alias: str) -> SchemaMetadata | None:
        """The metadata of the enabled schema with this alias."""
        known = self._by_alias.get(alias)
        if known is not None and known in self._database.schemas():
            metadata = self.schema(known)
            if metadata.alias == alias:
                return metadata
        for name in self._database.schemas():
            metadata = self.schema(name)
            if metadata.alias == alias:
                self._by_alias[alias] = name
                return metadata
        return None

    def forget(self, name: str) -> None:
        """Let go of a schema that is to be dropped."""
        cached = self._schemas.pop(name, None)
        if cached is not None:
            cached.reader.close()

    def close(self) -> None:
        """Close the readers."""
        for cached in self._schemas.values():
            cached.reader.close()
        self._schemas.clear()
        self._by_alias.clear()


@dataclass
class _Cached:
    reader: sqlite3.Connection
    locks: SchemaLocks
    metadata: SchemaMetadata
    commits: int
    version: int

    @classmethod
    def of(cls, database: Database, schema: str) -> _Cached:
        reader, locks = database.reader(schema), database.locks(schema)
        # Counts are read first: a commit between them and the load only makes the next look-up load again.
        commits, version = locks.commits, _version(reader)
        return cls(reader, locks, load(reader, schema), commits, version)

    def current(self) -> SchemaMetadata:
        commits = self.locks.commits
        if commits != self.commits:
            version = _version(self.reader)
            if version != self.version:
                self.metadata = load(self.reader, self.metadata.schema)
            self.commits, self.version = commits, version
        return self.metadata


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute('SELECT version FROM "ORDS$STATE"').fetchall()[0][0])


def _modules(connection: sqlite3.Connection) -> tuple[Module, ...]:
    parameters = _children(
        connection,
        """SELECT handler_id, name, bind_variable_name, source_type, param_type, access_method
        FROM "ORDS$PARAMETERS" ORDER BY id""",
        Parameter,
    )
    handlers: dict[int, list[Handler]] = defaultdict(list)
    for handler_id, template_id, method, source_type, source, items, mimes in connection.execute(
        """SELECT id, template_id, method, source_type, source, items_per_page, mimes_allowed
        FROM "ORDS$HANDLERS" ORDER BY id"""
    ).fetchall():
        handler = Handler(method, source_type, source, items, mimes, tuple(parameters[handler_id]))
        handlers[template_id].append(handler)
    templates: dict[int, list[Template]] = defaultdict(list)
    for template_id, module_id, pattern, priority, etag_type, etag_query in connection.execute(
        """SELECT id, module_id, uri_template, priority, etag_type, etag_query FROM "ORDS$TEMPLATES" ORDER BY id"""
    ).fetchall():
        templates[module_id].append(Template(pattern, priority, etag_type, etag_query, tuple(handlers[template_id])))
    return tuple(
        Module(module_id, name, prefix, items, status == "PUBLISHED", origins, tuple(templates[module_id]))
        for module_id, name, prefix, items, status, origins in connection.execute(
            'SELECT id, name, uri_prefix, items_per_page, status, origins_allowed FROM "ORDS$MODULES" ORDER BY id'
        ).fetchall()
    )


def _privileges(connection: sqlite3.Connection) -> tuple[Privilege, ...]:
    roles = _children(
        connection,
        """SELECT l.privilege_id, r.name FROM "ORDS$PRIVILEGE_ROLES" l JOIN "ORDS$ROLES" r ON r.id = l.role_id""",
    )
    patterns = _children(connection, 'SELECT privilege_id, pattern FROM "ORDS$PRIVILEGE_MAPPINGS" ORDER BY id')
    prefixes = _children(
        connection,
        """SELECT l.privilege_id, m.uri_prefix
        FROM "ORDS$PRIVILEGE_MODULES" l JOIN "ORDS$MODULES" m ON m.id = l.module_id ORDER BY l.id""",
    )
    return tuple(
        Privilege(
            number,
            name,
            label,
            description,
            frozenset(roles[number]),
            tuple(patterns[number]),
            tuple(prefixes[number]),
        )
        for number, name, label, description in connection.execute(
            'SELECT id, name, label, description FROM "ORDS$PRIVILEGES" ORDER BY id'
        ).fetchall()
    )


def _clients(connection: sqlite3.Connection) -> tuple[Client, ...]:
    hashes = _children(connection, 'SELECT client_id, hash FROM "ORDS$CLIENT_SECRETS" ORDER BY slot')
    roles = _children(
        connection,
        """SELECT l.client_id, r.name FROM "ORDS$CLIENT_ROLES" l JOIN "ORDS$ROLES" r ON r.id = l.role_id""",
    )
    privileges = _children(
        connection,
        """SELECT l.client_id, p.name
        FROM "ORDS$CLIENT_PRIVILEGES" l JOIN "ORDS$PRIVILEGES" p ON p.id = l.privilege_id""",
    )
    approvals = _children(
        connection, """SELECT client_id, approval_user FROM "ORDS$APPROVALS" WHERE status = 'APPROVED'"""
    )
    found = []
    for number, name, client_id, flow, token, refresh, code, *texts in connection.execute(
        """SELECT id, name, client_id, auth_flow, token_duration, refresh_duration, code_duration, description,
        redirect_uri, allowed_origins, support_email, support_uri FROM "ORDS$CLIENTS" ORDER BY id"""
    ).fetchall():
        identity = (number, name, client_id, _GRANT_TYPES[flow])
        rights = (tuple(hashes[number]), frozenset(roles[number]))
        durations = (token, refresh, code)
        asked, approved_by = frozenset(privileges[number]), frozenset(approvals[number])
        found.append(Client(*identity, *rights, *durations, asked, approved_by, *texts))
    return tuple(found)


def _objects(connection: sqlite3.Connection) -> tuple[AutoRestObject, ...]:
    rows = connection.execute('SELECT id, name, alias, type FROM "ORDS$OBJECTS" ORDER BY id').fetchall()
    return tuple(AutoRestObject(*row) for row in rows)


def _jwt_profile(connection: sqlite3.Connection) -> JwtProfile | None:
    rows = connection.execute(
        """SELECT issuer, audience, jwk_url, allowed_skew, allowed_age, role_claim_name FROM "ORDS$JWT_PROFILE" """
    ).fetchall()
    return JwtProfile(*rows[0]) if rows else None


def _children(
    connection: sqlite3.Connection, query: str, make: Callable[..., Any] = lambda value: value
) -> dict[int, list[Any]]:
    """Rows of `query` by their first column, each made from the other columns."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows: Iterable[tuple[Any, ...]] = connection.execute(query).fetchall()
    for parent, *columns in rows:
        found[parent].append(make(*columns))
    return found
