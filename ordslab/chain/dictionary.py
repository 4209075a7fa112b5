"""What the USER_ORDS_ views say of a schema, as data. `reading.py` reads it.

No secret is in it: of a client's secrets only whether there is none, a masked or a readable one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, TypeVar

K = TypeVar("K")
T = TypeVar("T")
Pairs = tuple[tuple[str, str], ...]
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
    """A row of USER_ORDS_MODULES. `prefix` starts and ends with a slash. `origins`: whose pages may call it."""

    name: str
    prefix: str
    published: bool
    origins: tuple[str, ...] = ()


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
    secrets: tuple[str, ...]
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

    @property
    def is_program(self) -> bool:
        """Whether it is called, and has no rows."""
        return self.type in ("PROCEDURE", "FUNCTION", "PACKAGE")


@dataclass(frozen=True)
class JwtProfile:
    """A row of USER_ORDS_JWT_PROFILE. `skew`, `age`: seconds, None for ORDS's own settings; texts are "" where unknown.

    `role_claim`: a JSON pointer to the token's roles; "": its scopes are names of privileges.
    """

    issuer: str = ""
    audience: str = ""
    jwk_url: str = ""
    skew: int | None = None
    age: int | None = None
    role_claim: str = ""


@dataclass(frozen=True)
class Dictionary:
    """A schema's ORDS metadata. Links are pairs of names: names are unique in a schema."""

    schema: Schema | None = None
    modules: tuple[Module, ...] = ()
    handlers: tuple[Handler, ...] = ()
    objects: tuple[RestObject, ...] = ()
    roles: tuple[str, ...] = ()
    privileges: tuple[str, ...] = ()
    privilege_roles: Pairs = ()
    privilege_patterns: Pairs = ()
    privilege_modules: Pairs = ()
    clients: tuple[Client, ...] = ()
    client_roles: Pairs = ()
    client_privileges: Pairs = ()
    jwt_profile: JwtProfile | None = None

    @cached_property
    def worked_out(self) -> dict[object, Any]:
        """What `once` keeps, and the indexes below. No part of a comparison: all of it follows from the fields."""
        return {}

    @cached_property
    def _named(self) -> tuple[dict[str, Client], dict[str, Module]]:
        return {each.name: each for each in self.clients}, {each.name: each for each in self.modules}

    @cached_property
    def _linked(self) -> tuple[dict[str, tuple[str, ...]], ...]:
        mapped = (*self.privilege_patterns, *self.privilege_modules)
        return grouped(self.privilege_roles), grouped(self.client_roles), grouped(mapped)

    def client(self, name: str) -> Client | None:
        """The client of that name."""
        return self._named[0].get(name)

    def module(self, name: str) -> Module | None:
        """The module of that name."""
        return self._named[1].get(name)

    def roles_of(self, privilege: str) -> tuple[str, ...]:
        """The roles that a privilege asks for: any one of them is enough."""
        return self._linked[0].get(privilege, ())

    def roles_held(self, client: str) -> tuple[str, ...]:
        """The roles granted to a client."""
        return self._linked[1].get(client, ())

    def guards(self, privilege: str) -> tuple[str, ...]:
        """What a privilege is mapped to: its patterns, and its modules by name."""
        return self._linked[2].get(privilege, ())


def once(work: Callable[[Dictionary], T]) -> Callable[[Dictionary], T]:
    """Work something out of a dictionary once, and keep it with the dictionary, which does not change."""

    @wraps(work)
    def worked_out(dictionary: Dictionary) -> T:
        if work not in dictionary.worked_out:
            dictionary.worked_out[work] = work(dictionary)
        found: T = dictionary.worked_out[work]
        return found

    return worked_out


def grouped(pairs: Iterable[tuple[K, T]]) -> dict[K, tuple[T, ...]]:
    """The second parts of the pairs by their first."""
    found: dict[K, list[T]] = {}
    for first, second in pairs:
        found.setdefault(first, []).append(second)
    return {first: tuple(seconds) for first, seconds in found.items()}


POWERFUL_ROLES = ("SQL Developer", "SODA Developer", "RESTful Services", "OAuth2 Client Developer")
"""Roles of ORDS's own that open services of its own. A database user who signs in holds the first (documented)."""


def is_built_in(name: str) -> bool:
    """Whether ORDS made this role or privilege by itself."""
    return name.startswith("oracle.") or name in POWERFUL_ROLES
