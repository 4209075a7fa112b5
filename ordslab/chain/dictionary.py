"""What the USER_ORDS_ views say of a schema, read in one statement: one round trip, one moment.

No secret is read: of a client's secrets only whether there is none, a masked or a readable one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordslab.errors import LabError, SqlError
from ordslab.settings.connection_errors import explained

if TYPE_CHECKING:
    import oracledb

    from ordslab.workbench import Workbench

NO_SECRET, MASKED, READABLE = "none", "masked", "readable"
"""States of a client's secret: none, `********` (ORDS keeps no copy), or readable in USER_ORDS_CLIENTS."""


@dataclass(frozen=True)
class Schema:
    """A row of USER_ORDS_SCHEMAS: `alias` is the first part of its addresses, behind /ords/."""

    alias: str
    enabled: bool
    parsing_schema: str


@dataclass(frozen=True)
class Module:
    """A row of USER_ORDS_MODULES. `prefix` starts and ends with a slash."""

    name: str
    prefix: str
    published: bool


@dataclass(frozen=True)
class Handler:
    """A template with one of its handlers, or with none: then `method` is "". `template` is as defined."""

    module: str
    template: str
    method: str
    source_type: str
    priority: int


@dataclass(frozen=True)
class Client:
    """A row of USER_ORDS_CLIENTS. `secrets`: the state of both slots. `token_seconds`: None for ORDS's own 3600."""

    name: str
    client_id: str = field(repr=False)
    flow: str  # CLIENT_CRED | AUTH_CODE | IMPLICIT
    secrets: tuple[str, str]
    token_seconds: int | None

    @property
    def two_legged(self) -> bool:
        """Whether it gets tokens for itself: client_credentials."""
        return self.flow.upper().startswith("CLIENT")

    @property
    def has_secret(self) -> bool:
        """Whether any of the two slots is filled."""
        return self.secrets != (NO_SECRET, NO_SECRET)


@dataclass(frozen=True)
class RestObject:
    """A row of USER_ORDS_ENABLED_OBJECTS: a table, view or procedure served by AutoREST."""

    name: str
    alias: str
    type: str
    enabled: bool
    protected: bool


@dataclass(frozen=True)
class Dictionary:
    """A schema's ORDS metadata. Links are pairs of names: names are unique in a schema."""

    schema: Schema | None = None
    modules: tuple[Module, ...] = ()
    handlers: tuple[Handler, ...] = ()
    objects: tuple[RestObject, ...] = ()
    roles: tuple[str, ...] = ()
    privileges: tuple[str, ...] = ()
    privilege_roles: tuple[tuple[str, str], ...] = ()
    privilege_patterns: tuple[tuple[str, str], ...] = ()
    privilege_modules: tuple[tuple[str, str], ...] = ()
    clients: tuple[Client, ...] = ()
    client_roles: tuple[tuple[str, str], ...] = ()
    client_privileges: tuple[tuple[str, str], ...] = ()
    jwt_profile: bool = False

    def client(self, name: str) -> Client | None:
        """The client of that name."""
        return next((each for each in self.clients if each.name == name), None)

    def module(self, name: str) -> Module | None:
        """The module of that name."""
        return next((each for each in self.modules if each.name == name), None)

    def roles_of(self, privilege: str) -> tuple[str, ...]:
        """The roles that a privilege asks for: any one of them is enough."""
        return pairs_of(self.privilege_roles, privilege)

    def roles_held(self, client: str) -> tuple[str, ...]:
        """The roles granted to a client."""
        return pairs_of(self.client_roles, client)

    def guards(self, privilege: str) -> tuple[str, ...]:
        """What a privilege is mapped to: its patterns, and its modules by name."""
        return (*pairs_of(self.privilege_patterns, privilege), *pairs_of(self.privilege_modules, privilege))


def pairs_of(pairs: Iterable[tuple[str, str]], first: str) -> tuple[str, ...]:
    """The second parts of the pairs that start with `first`."""
    return tuple(second for one, second in pairs if one == first)


def is_built_in(name: str) -> bool:
    """Whether ORDS made this role or privilege by itself."""
    return name.startswith("oracle.") or name in ("SODA Developer", "SQL Developer", "RESTful Services")


def read(lab: Workbench) -> tuple[Dictionary, Dictionary]:
    """What is committed, which is what ORDS sees, and what the learner's own connection sees.

    They are read in one round trip where that connection has no open transaction: then both are the same.
    Raises `LabError` when the views can't be read.
    """
    with explained(lab.settings):
        mine = lab.connection
        if getattr(mine, "transaction_in_progress", None) is False:
            committed = read_with(mine)
            return committed, committed
        return read_with(lab.observer), read_with(mine)


def read_with(connection: oracledb.Connection) -> Dictionary:
    """The dictionary as a connection sees it."""
    second_secret, jwt_profile = True, True
    while True:
        try:
            return _assemble(_rows(connection, statement(second_secret, jwt_profile)))
        except SqlError as error:
            # Releases differ: the second slot came with 24.3, JWT profiles with 23.3.
            if error.code == "ORA-00904" and second_secret:
                second_secret = False
            elif error.code == "ORA-00942" and jwt_profile:
                jwt_profile = False
            else:
                raise LabError(
                    f"The USER_ORDS_ views can't be read: {error.what}",
                    "Connect as a schema of a database that has ORDS installed.",
                ) from None


def statement(second_secret: bool = True, jwt_profile: bool = True) -> str:
    """The SELECT: each row says what it is, then up to five texts about it."""
    slot_2 = _secret_state("client_secret_2") if second_secret else f"'{NO_SECRET}'"
    parts: list[tuple[str, tuple[str, ...], str]] = [
        ("schema", ("pattern", "status", "parsing_schema"), "user_ords_schemas"),
        ("module", ("name", "uri_prefix", "status"), "user_ords_modules"),
        (
            "handler",
            ("m.name", "t.uri_template", "h.method", "h.source_type", "to_char(t.priority)"),
            "user_ords_modules m join user_ords_templates t on t.module_id = m.id"
            " left join user_ords_handlers h on h.template_id = t.id",
        ),
        ("object", ("parsing_object", "object_alias", "type", "status", "auto_rest_auth"), "user_ords_enabled_objects"),
        ("role", ("name",), "user_ords_roles"),
        ("privilege", ("name",), "user_ords_privileges"),
        ("privilege_role", ("privilege_name", "role_name"), "user_ords_privilege_roles"),
        ("privilege_pattern", ("name", "pattern"), "user_ords_privilege_mappings"),
        ("privilege_module", ("privilege_name", "module_name"), "user_ords_privilege_modules"),
        (
            "client",
            (
                "name",
                "client_id",
                "auth_flow",
                f"{_secret_state('client_secret')} || ' ' || {slot_2}",
                "to_char(token_duration)",
            ),
            "user_ords_clients",
        ),
        ("client_role", ("client_name", "role_name"), "user_ords_client_roles"),
        ("client_privilege", ("client_name", "name"), "user_ords_client_privileges"),
    ]
    if jwt_profile:
        parts.append(("jwt_profile", ("to_char(count(*))",), "user_ords_jwt_profile"))
    return "\nunion all\n".join(
        f"select '{kind}', {', '.join([*columns, *['null'] * (5 - len(columns))])} from {source}"
        for kind, columns, source in parts
    )


def _secret_state(column: str) -> str:
    return (
        f"case when {column} is null then '{NO_SECRET}' when ltrim({column}, '*') is null then '{MASKED}'"
        f" else '{READABLE}' end"
    )


def _rows(connection: oracledb.Connection, text: str) -> list[tuple[str, ...]]:
    import oracledb

    from ordslab.sql.run import sql_error
    from ordslab.sql.script import Statement

    with connection.cursor() as cursor:
        cursor.arraysize, cursor.prefetchrows = 1000, 1001  # the rows come with the answer to the execution
        try:
            cursor.execute(text)
            return [tuple(value or "" for value in row) for row in cursor.fetchall()]
        except oracledb.Error as error:
            raise sql_error(error, Statement(text, "query", 0), text) from None


def _assemble(rows: Iterable[tuple[str, ...]]) -> Dictionary:
    found: dict[str, list[tuple[str, ...]]] = {}
    for kind, *values in sorted(rows):
        found.setdefault(kind, []).append(tuple(values))

    def of(kind: str) -> list[tuple[str, ...]]:
        return found.get(kind, [])

    def pairs(kind: str) -> tuple[tuple[str, str], ...]:
        return tuple((one, two) for one, two, *_ in of(kind))

    schemas = [Schema(alias, status == "ENABLED", owner) for alias, status, owner, *_ in of("schema")]
    return Dictionary(
        schema=schemas[0] if schemas else None,
        modules=tuple(Module(name, _slashed(prefix), state == "PUBLISHED") for name, prefix, state, *_ in of("module")),
        handlers=tuple(
            Handler(module, template, method, kind, int(priority or 0))
            for module, template, method, kind, priority in of("handler")
        ),
        objects=tuple(
            RestObject(name, alias, kind, status == "ENABLED", auth == "ENABLED")
            for name, alias, kind, status, auth in of("object")
        ),
        roles=tuple(name for name, *_ in of("role")),
        privileges=tuple(name for name, *_ in of("privilege")),
        privilege_roles=pairs("privilege_role"),
        privilege_patterns=pairs("privilege_pattern"),
        privilege_modules=pairs("privilege_module"),
        clients=tuple(
            Client(name, client_id, flow, _two(secrets), int(seconds) if seconds else None)
            for name, client_id, flow, secrets, seconds in of("client")
        ),
        client_roles=pairs("client_role"),
        client_privileges=pairs("client_privilege"),
        jwt_profile=any(int(count or 0) for count, *_ in of("jwt_profile")),
    )


def _slashed(prefix: str) -> str:
    path = prefix.strip("/")
    return f"/{path}/" if path else "/"


def _two(states: str) -> tuple[str, str]:
    first, _, second = states.partition(" ")
    return first, second
