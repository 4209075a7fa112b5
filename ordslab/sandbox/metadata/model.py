"""ORDS metadata of one schema as the REST side reads it: plain records, all of it committed, all of it immutable."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property


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
class Privilege:
    """A privilege with what it asks for (any one of `roles`) and what it guards (`patterns`, `module_prefixes`)."""

    id: int
    name: str
    label: str | None
    description: str | None
    roles: frozenset[str]
    patterns: tuple[str, ...]
    module_prefixes: tuple[str, ...]


@dataclass(frozen=True)
class Client:
    """An OAuth client. `secret_hashes`: SHA-256 digests of the secrets that authenticate it, none, one or two."""

    id: int
    name: str
    client_id: str
    grant_type: str  # client_credentials | authorization_code | implicit
    secret_hashes: tuple[bytes, ...] = field(repr=False)
    roles: frozenset[str]
    token_duration: int | None  # seconds; None: the instance's 3600


@dataclass(frozen=True)
class SchemaMetadata:
    """All that the REST side knows of one schema."""

    schema: str
    alias: str | None  # None: the schema is not REST-enabled
    modules: tuple[Module, ...] = ()
    privileges: tuple[Privilege, ...] = ()
    clients: tuple[Client, ...] = ()

    @cached_property
    def clients_by_client_id(self) -> dict[str, Client]:
        """Clients by their OAuth client_id."""
        return {client.client_id: client for client in self.clients}
