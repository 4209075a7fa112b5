"""What mends a broken link: the SQL for a %%sql cell, with what it makes of the dictionary."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from ordslab.chain import mending_sql as sql
from ordslab.chain.call import Mend
from ordslab.chain.dictionary import (
    MASKED,
    NO_SECRET,
    Client,
    Dictionary,
    Handler,
    Module,
    RestObject,
    Schema,
)

T = TypeVar("T")


# The address


def enable_schema(alias: str, owner: str = "") -> Mend:
    """Serve the schema under an alias."""
    return Mend(sql.enable_schema(alias), lambda seen: replace(seen, schema=Schema(alias, True, owner)))


def publish(module: str) -> Mend:
    """Put a module on the air."""

    def effect(seen: Dictionary) -> Dictionary:
        return replace(seen, modules=_changed(seen.modules, module, lambda each: replace(each, published=True)))

    return Mend(sql.publish(module), effect)


def allow_origin(module: Module, origin: str) -> Mend:
    """Let pages of an origin call a module, beside those that may."""
    origins = (*module.origins, origin)

    def effect(seen: Dictionary) -> Dictionary:
        return replace(seen, modules=_changed(seen.modules, module.name, lambda each: replace(each, origins=origins)))

    return Mend(sql.allow_origins(module.name, ",".join(origins)), effect)


def define_module(name: str) -> Mend:
    """A module with the base path of its name."""
    module = Module(name, f"/{name}/", True)
    return Mend(sql.define_module(name), lambda seen: replace(seen, modules=(*seen.modules, module)))


def define_template(module: str, template: str) -> Mend:
    """A template of a module, without a handler."""
    empty = Handler(module, template, "", "", 0)
    return Mend(sql.define_template(module, template), lambda seen: replace(seen, handlers=(*seen.handlers, empty)))


def define_handler(beside: Handler, method: str) -> Mend:
    """A handler at a template; what it does is for its author to say."""
    made = replace(beside, method=method, source_type=sql.source_type(method))
    return Mend(
        sql.define_handler(beside.module, beside.template, method),
        lambda seen: replace(seen, handlers=(*seen.handlers, made)),
    )


# The privilege


def protect(dictionary: Dictionary, module: str) -> Mend:
    """A privilege and a role of its own for a module that has none. Names that are taken are left alone."""
    name = re.sub(r"\s", "_", module)
    role = free(f"{name}_role", dictionary.roles)
    privilege = free(f"{name}_priv", dictionary.privileges)

    def effect(seen: Dictionary) -> Dictionary:
        return replace(
            seen,
            roles=(*seen.roles, role),
            privileges=(*seen.privileges, privilege),
            privilege_roles=(*seen.privilege_roles, (privilege, role)),
            privilege_modules=(*seen.privilege_modules, (privilege, module)),
        )

    return Mend(sql.define_privilege(privilege, role, module), effect)


def protect_object(rest: RestObject, owner: str) -> Mend:
    """Have a table or program that is served as it is protected by the role and privilege that ORDS makes for it."""
    role, privilege = (f"oracle.dbtools.{kind}.{owner}.{rest.name}" for kind in ("role.autorest", "autorest.privilege"))

    def effect(seen: Dictionary) -> Dictionary:
        patterns = (f"/metadata-catalog/{rest.alias}/*", f"/{rest.alias}/*")
        roles = ("oracle.dbtools.autorest.any.schema", role)
        return replace(
            seen,
            roles=(*seen.roles, role),
            privileges=(*seen.privileges, privilege),
            privilege_roles=(*seen.privilege_roles, *((privilege, each) for each in roles)),
            privilege_patterns=(*seen.privilege_patterns, *((privilege, each) for each in patterns)),
        )

    return Mend(sql.protect_object(rest.name, rest.type, rest.alias), effect)


def guard_module(module: str, privilege: str) -> Mend:
    """Let a privilege guard a module."""
    pair = privilege, module
    return Mend(
        sql.guard_module(module, privilege),
        lambda seen: replace(seen, privilege_modules=(*seen.privilege_modules, pair)),
    )


def guard_pattern(pattern: str, privilege: str, instead_of: str = "") -> Mend:
    """Let a privilege guard a further pattern; or one in place of another, which was written wrongly."""
    pair, wrong = (privilege, pattern), (privilege, instead_of)

    def effect(seen: Dictionary) -> Dictionary:
        return replace(seen, privilege_patterns=(*_without(seen.privilege_patterns, wrong), pair))

    return Mend(sql.guard_pattern(pattern, privilege, instead_of), effect)


def unguard_pattern(pattern: str, privilege: str) -> Mend:
    """Take a pattern away from a privilege."""
    pair = privilege, pattern
    return Mend(
        sql.unguard_pattern(pattern, privilege),
        lambda seen: replace(seen, privilege_patterns=_without(seen.privilege_patterns, pair)),
    )


# The client


def grant_role(client: str, role: str) -> Mend:
    """Give a client a role."""
    pair = client, role
    return Mend(
        sql.grant_role(client, role),
        lambda seen: replace(seen, client_roles=(*seen.client_roles, pair)),
        sql.grant_role(client, role, "oauth"),
    )


def new_secret(client: str) -> Mend:
    """A new secret, into a bind variable."""

    def effect(seen: Dictionary) -> Dictionary:
        clients = _changed(seen.clients, client, lambda each: replace(each, secrets=(MASKED, MASKED)))
        return replace(seen, clients=clients)

    return Mend(sql.new_secret(client), effect, sql.new_secret_by_oauth(client))


def register(client: str, role: str) -> Mend:
    """A client with a secret and the role ("": none), its credentials into bind variables."""

    def effect(seen: Dictionary) -> Dictionary:
        made = Client(client, "", "CLIENT_CRED", (MASKED, NO_SECRET), None)
        pairs = ((client, role),) if role else ()
        return replace(seen, clients=(*seen.clients, made), client_roles=(*seen.client_roles, *pairs))

    return Mend(sql.register(client, role), effect, sql.register_by_oauth(client, role), client)


def ask_for(client: str, privileges: Iterable[str]) -> Mend:
    """Have a client that acts for people ask for these privileges."""
    names = tuple(privileges)

    def effect(seen: Dictionary) -> Dictionary:
        others = tuple(pair for pair in seen.client_privileges if pair[0] != client)
        return replace(seen, client_privileges=(*others, *((client, each) for each in names)))

    wanted = ",".join(names)
    return Mend(sql.ask_for(client, wanted), effect, sql.ask_for_by_oauth(client, wanted))


# Small things


def free(name: str, taken: Iterable[str]) -> str:
    """The name, or with a number where it is taken, in whatever letter case."""
    known = {each.lower() for each in taken}
    numbered = (name, *(f"{name}_{number}" for number in range(2, len(known) + 3)))
    return next(each for each in numbered if each.lower() not in known)


def _changed(some: Iterable[T], name: str, change: Callable[[T], T]) -> tuple[T, ...]:
    return tuple(change(each) if getattr(each, "name", None) == name else each for each in some)


def _without(pairs: Iterable[tuple[str, str]], pair: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(each for each in pairs if each != pair)
