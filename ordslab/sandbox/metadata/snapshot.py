"""Reading a schema's committed metadata into the records of `model`, and keeping them until they change."""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.metadata.guards import Privilege
from ordslab.sandbox.metadata.model import (
    AutoRestObject,
    Client,
    Handler,
    JwtProfile,
    Module,
    Parameter,
    SchemaMetadata,
    Template,
)
from ordslab.sandbox.metadata.tables import AUTH_FLOWS

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database

_GRANT_TYPES = {auth_flow: grant_type for grant_type, (auth_flow, _) in AUTH_FLOWS.items()}


Rows = list[tuple[Any, ...]]


class Loader:
    """Reads the metadata of the schema whose file `connection` reads. What has not changed since is not made anew."""

    def __init__(self, connection: sqlite3.Connection, schema: str) -> None:
        self._connection = connection
        self._schema = schema
        self._kept: dict[Callable[..., Any], tuple[list[Rows], Any]] = {}

    def load(self) -> SchemaMetadata:
        """All of it, from one moment."""
        opened = not self._connection.in_transaction
        if opened:
            self._connection.execute("BEGIN")  # one snapshot for all the queries
        try:
            parts = [self._part(build, queries) for build, queries in _PARTS.items()]
            return SchemaMetadata(self._schema, alias_of(self._connection), *parts)
        finally:
            if opened:
                self._connection.execute("ROLLBACK")

    def _part(self, build: Callable[..., Any], queries: Sequence[str]) -> Any:
        rows = [self._connection.execute(query).fetchall() for query in queries]
        kept = self._kept.get(build)
        if kept is None or kept[0] != rows:
            kept = self._kept[build] = rows, build(*rows)
        return kept[1]


def alias_of(connection: sqlite3.Connection) -> str | None:
    """The alias of the schema, None when it is not REST-enabled."""
    rows = connection.execute("""SELECT pattern FROM "ORDS$SCHEMAS" WHERE status = 'ENABLED'""").fetchall()
    return rows[0][0] if rows else None


class MetadataCache:
    """The metadata of every schema. Any thread may call.

    A look-up costs nothing: whoever commits a change of metadata has it loaded again (`refresh`) before the commit
    is answered.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._schemas: dict[str, _Cached] = {}
        self._by_alias: dict[str, str] = {}
        self._refreshers: dict[str, Callable[[], None]] = {}
        self._lock = threading.Lock()

    def schema(self, name: str) -> SchemaMetadata:
        """The committed metadata of a schema."""
        cached = self._schemas.get(name)
        if cached is None:
            with self._lock:
                cached = self._schemas[name] = self._schemas.get(name) or _Cached(self._database.reader(name), name)
        return cached.metadata

    def refresh(self, name: str) -> None:
        """The metadata of a schema may have changed, and are committed."""
        with self._lock:
            cached = self._schemas.get(name)
            if cached is not None:
                cached.refresh()

    def refresher(self, name: str) -> Callable[[], None]:
        """`refresh` for a schema; the same object each time, so that it is called once behind a commit."""
        return self._refreshers.setdefault(name, partial(self.refresh, name))

    def by_alias(self, alias: str) -> SchemaMetadata | None:
        """The metadata of the enabled schema with this alias."""
        known = self._by_alias.get(alias)
        if known is not None and known in self._database.schemas():
            metadata = self.schema(known)
            if metadata.alias == alias:
                return metadata
        for name in self._database.readable_schemas():
            metadata = self.schema(name)
            if metadata.alias == alias:
                self._by_alias[alias] = name
                return metadata
        return None

    def forget(self, name: str) -> None:
        """Let go of a schema that is to be dropped."""
        with self._lock:
            cached = self._schemas.pop(name, None)
            if cached is not None:
                cached.reader.close()

    def close(self) -> None:
        """Close the readers."""
        with self._lock:
            for cached in self._schemas.values():
                cached.reader.close()
            self._schemas.clear()
            self._by_alias.clear()


class _Cached:
    def __init__(self, reader: sqlite3.Connection, schema: str) -> None:
        self.reader = reader
        self._loader = Loader(reader, schema)
        # The version is read first: a commit between it and the load only makes the next refresh load again.
        self._version = _version(reader)
        self.metadata = self._loader.load()

    def refresh(self) -> None:
        version = _version(self.reader)
        if version != self._version:
            self.metadata = self._loader.load()
            self._version = version


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute('SELECT version FROM "ORDS$STATE"').fetchall()[0][0])


def _modules(modules: Rows, templates: Rows, handlers: Rows, parameters: Rows) -> tuple[Module, ...]:
    of_handler = _children(parameters, Parameter)
    of_template: dict[int, list[Handler]] = defaultdict(list)
    for number, template, *values in handlers:
        of_template[template].append(_same(Handler, *values, tuple(of_handler[number])))
    of_module: dict[int, list[Template]] = defaultdict(list)
    for number, module, *values in templates:
        of_module[module].append(_same(Template, *values, tuple(of_template[number])))
    return tuple(
        _same(Module, number, name, prefix, items, status == "PUBLISHED", origins, tuple(of_module[number]))
        for number, name, prefix, items, status, origins in modules
    )


def _privileges(privileges: Rows, roles: Rows, patterns: Rows, modules: Rows) -> tuple[Privilege, ...]:
    its_roles, its_patterns, its_modules = _children(roles), _children(patterns), _children(modules)
    return tuple(
        _same(Privilege, *row, frozenset(its_roles[row[0]]), tuple(its_patterns[row[0]]), tuple(its_modules[row[0]]))
        for row in privileges
    )


def _clients(clients: Rows, hashes: Rows, roles: Rows, privileges: Rows, approvals: Rows) -> tuple[Client, ...]:
    its_hashes, its_roles = _children(hashes), _children(roles)
    its_privileges, its_approvals = _children(privileges), _children(approvals)
    found = []
    for number, name, client_id, flow, token, refresh, code, *texts in clients:
        identity = (number, name, client_id, _GRANT_TYPES[flow])
        rights = (tuple(its_hashes[number]), frozenset(its_roles[number]))
        asked = (frozenset(its_privileges[number]), frozenset(its_approvals[number]))
        found.append(_same(Client, *identity, *rights, token, refresh, code, *asked, *texts))
    return tuple(found)


def _objects(objects: Rows) -> tuple[AutoRestObject, ...]:
    return tuple(AutoRestObject(*row) for row in objects)


def _jwt_profile(profiles: Rows) -> JwtProfile | None:
    return JwtProfile(*profiles[0]) if profiles else None


_PARTS: dict[Callable[..., Any], tuple[str, ...]] = {
    _modules: (
        'SELECT id, name, uri_prefix, items_per_page, status, origins_allowed FROM "ORDS$MODULES" ORDER BY id',
        'SELECT id, module_id, uri_template, priority, etag_type, etag_query FROM "ORDS$TEMPLATES" ORDER BY id',
        """SELECT id, template_id, method, source_type, source, items_per_page, mimes_allowed
        FROM "ORDS$HANDLERS" ORDER BY id""",
        """SELECT handler_id, name, bind_variable_name, source_type, param_type, access_method
        FROM "ORDS$PARAMETERS" ORDER BY id""",
    ),
    _privileges: (
        'SELECT id, name, label, description FROM "ORDS$PRIVILEGES" ORDER BY id',
        'SELECT l.privilege_id, r.name FROM "ORDS$PRIVILEGE_ROLES" l JOIN "ORDS$ROLES" r ON r.id = l.role_id',
        'SELECT privilege_id, pattern FROM "ORDS$PRIVILEGE_MAPPINGS" ORDER BY id',
        """SELECT l.privilege_id, m.uri_prefix
        FROM "ORDS$PRIVILEGE_MODULES" l JOIN "ORDS$MODULES" m ON m.id = l.module_id ORDER BY l.id""",
    ),
    _clients: (
        """SELECT id, name, client_id, auth_flow, token_duration, refresh_duration, code_duration, description,
        redirect_uri, allowed_origins, support_email, support_uri FROM "ORDS$CLIENTS" ORDER BY id""",
        'SELECT client_id, hash FROM "ORDS$CLIENT_SECRETS" ORDER BY slot',
        'SELECT l.client_id, r.name FROM "ORDS$CLIENT_ROLES" l JOIN "ORDS$ROLES" r ON r.id = l.role_id',
        """SELECT l.client_id, p.name
        FROM "ORDS$CLIENT_PRIVILEGES" l JOIN "ORDS$PRIVILEGES" p ON p.id = l.privilege_id""",
        """SELECT client_id, approval_user FROM "ORDS$APPROVALS" WHERE status = 'APPROVED'""",
    ),
    _objects: ('SELECT id, name, alias, type FROM "ORDS$OBJECTS" ORDER BY id',),
    _jwt_profile: (
        'SELECT issuer, audience, jwk_url, allowed_skew, allowed_age, role_claim_name FROM "ORDS$JWT_PROFILE"',
    ),
}
"""How each part is made, in the order of `SchemaMetadata`, and of what."""


@lru_cache(maxsize=2048)
def _same(kind: Callable[..., Any], *values: Any) -> Any:
    """A record of these values. To find the one that was made before costs less than to make it."""
    return kind(*values)


def _children(rows: Rows, make: Callable[..., Any] = lambda value: value) -> dict[int, list[Any]]:
    """Rows by their first column, each made from the other columns."""
    found: dict[int, list[Any]] = defaultdict(list)
    for parent, *columns in rows:
        found[parent].append(make(*columns))
    return found
