"""ORDS metadata of one schema as the REST side reads it: plain records, all of it committed, all of it immutable."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ordslab.sandbox.metadata.guards import Guards, Privilege


@dataclass(frozen=True)
class Parameter:
    """A parameter of a handler (ORDS.DEFINE_PARAMETER)."""

    name: str
    bind_variable: str
    source_type: str  # HEADER | URI | RESPONSE
    param_type: str  # STRING | INT | DOUBLE | BOOLEAN | LONG | TIMESTAMP | RESULTSET
    access_method: str  # IN | OUT | INOUT


@dataclass(frozen=True)
class Handler:
    """A method of a template: the SQL or PL/SQL that answers it."""

    method: str
    source_type: str  # json/collection | json/item | plsql/block | ...
    source: str
    items_per_page: int | None
    mimes_allowed: str | None
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True)
class Template:
    """A URI template of a module, relative to the module's base path ('.' is the base itself)."""

    uri_template: str
    priority: int
    etag_type: str  # HASH | QUERY | NONE
    etag_query: str | None
    handlers: tuple[Handler, ...] = ()


@dataclass(frozen=True)
class Module:
    """A module: `uri_prefix` starts and ends with '/'."""

    id: int
    name: str
    uri_prefix: str
    items_per_page: int
    published: bool
    origins_allowed: str | None
    templates: tuple[Template, ...] = ()


@dataclass(frozen=True)
class AutoRestObject:
    """An object that ORDS.ENABLE_OBJECT enabled: it answers at /{alias}/ and below.

    Its generated privilege guards `/{alias}/*`, which does not match `/{alias}`: serve the collection at `/{alias}/`.
    """

    id: int
    name: str  # as the dictionary has it
    alias: str
    type: str  # TABLE | VIEW | PROCEDURE | FUNCTION | PACKAGE

    @property
    def has_rows(self) -> bool:
        """Is it a table or a view? Else it is called."""
        return self.type in ("TABLE", "VIEW")


@dataclass(frozen=True)
class Client:
    """An OAuth client. `secret_hashes`: SHA-256 digests of the secrets that authenticate it, none, one or two.

    `roles` count where the client acts for itself; where it acts for a user, `privileges`, the names of those that it
    asks for, and `approved_by`, the users who allowed it those. Durations are seconds; None stands for the instance's
    3600, 86400 and 300.
    """

    id: int
    name: str
    client_id: str
    grant_type: str  # client_credentials | authorization_code | implicit
    secret_hashes: tuple[bytes, ...] = field(repr=False)
    roles: frozenset[str]
    token_duration: int | None
    refresh_duration: int | None = None
    code_duration: int | None = None
    privileges: frozenset[str] = frozenset()
    approved_by: frozenset[str] = frozenset()
    description: str | None = None
    redirect_uri: str | None = None
    allowed_origins: str | None = None  # a comma list
    support_email: str | None = None
    support_uri: str | None = None


@dataclass(frozen=True)
class JwtProfile:
    """Whose JWTs a schema accepts. `allowed_skew`, `allowed_age`: seconds; None: the instance's, 0 or less: none.

    `role_claim_name`: a JSON pointer to the roles in a token; None: its scopes are names of privileges.
    """

    issuer: str
    audience: str
    jwk_url: str
    allowed_skew: int | None
    allowed_age: int | None
    role_claim_name: str | None


@dataclass(frozen=True)
class SchemaMetadata:
    """All that the REST side knows of one schema."""

    schema: str
    alias: str | None  # None: the schema is not REST-enabled
    modules: tuple[Module, ...] = ()
    privileges: tuple[Privilege, ...] = ()
    clients: tuple[Client, ...] = ()
    objects: tuple[AutoRestObject, ...] = ()
    jwt_profile: JwtProfile | None = None

    @cached_property
    def guards(self) -> Guards:
        """Which privilege guards which path."""
        return Guards(self.privileges)

    @cached_property
    def clients_by_id(self) -> dict[int, Client]:
        """Clients by their number."""
        return {client.id: client for client in self.clients}

    @cached_property
    def clients_by_client_id(self) -> dict[str, Client]:
        """Clients by their OAuth client_id."""
        return {client.client_id: client for client in self.clients}

    @cached_property
    def objects_by_alias(self) -> dict[str, AutoRestObject]:
        """AutoREST objects by their alias."""
        return {each.alias: each for each in self.objects}
