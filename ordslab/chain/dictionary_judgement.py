"""What ORDS answers to a call, by the dictionary alone, and why: a pure function.

The order is ORDS's own: the address, then the rule of access (401 comes before 404), then the way to a handler.
The sentences are in `causes.py`.
"""

import re
from dataclasses import replace
from typing import Any

from ordslab.chain import mending_sql as sql
from ordslab.chain import mends as mend
from ordslab.chain.access_rule import (
    Guard,
    callers,
    guard_of,
    matches,
    misses_bare,
    satisfies,
    shared_roles,
    without_alias,
)
from ordslab.chain.call import Call, Mend, Verdict
from ordslab.chain.causes import verdict
from ordslab.chain.dictionary import Dictionary, is_built_in
from ordslab.chain.not_found import not_found
from ordslab.chain.opened import narrowest
from ordslab.chain.routes import CATALOGS, Route, find, regex
from ordslab.http.tokens_seen import TOKEN_PATH


def judge(dictionary: Dictionary, call: Call) -> Verdict:
    """What ORDS answers. 200 stands for: it gets through to the handler."""
    schema = dictionary.schema
    if schema is None or not schema.enabled:
        alias, owner = (schema.alias, schema.parsing_schema) if schema else (call.address.alias or "page", "")
        return verdict("schema_not_enabled", mend.enable_schema(alias, owner))
    if call.address.alias != schema.alias:
        if f"/{call.address.alias}{call.path}" == TOKEN_PATH:
            return verdict("alias_missing", look=sql.ALIASES, alias=schema.alias)
        what = f"the alias {call.address.alias}" if call.address.alias else "no alias"
        return verdict("wrong_alias", look=sql.ALIASES, what=what, alias=schema.alias)
    if call.path == "/oauth/auth" or call.path.startswith(("/sign-in/", "/sign-out/")):
        return verdict("own_page")
    return _token(dictionary, call) if call.path == TOKEN_PATH else _resource(dictionary, call)


# The token endpoint


def _token(dictionary: Dictionary, call: Call) -> Verdict:
    if call.method != "POST":
        return verdict("token_not_posted", method=call.method)
    if call.client is None:
        return verdict("no_credentials")
    return cannot_get_token(dictionary, call.client) or verdict("token", client=call.client)


def cannot_get_token(dictionary: Dictionary, name: str, role: str = "") -> Verdict | None:
    """Why a client can't have a token; None when it can. The mend grants it the role as well."""
    client = dictionary.client(name)
    if client is None:
        near = next((each.name for each in dictionary.clients if each.name.lower() == name.lower()), "")
        advice = f"There is {near}: capitals count." if near else "Register it."
        return verdict("no_client", None if near else mend.register(name, role), client=name, near=advice)
    if not client.two_legged:
        other = mend.free(f"{name}_2", (each.name for each in dictionary.clients))
        return verdict("wrong_grant", mend.register(other, role), client=name, flow=client.flow)
    return None if client.has_secret else verdict("no_secret", mend.new_secret(name), client=name)


# A resource


def _resource(dictionary: Dictionary, call: Call) -> Verdict:
    guard = guard_of(dictionary, call.path)
    if guard and (refused := _refused(dictionary, call, guard)):
        return refused
    route = find(dictionary, call.path)
    return not_found(dictionary, call, route) or (
        _allowed(dictionary, call, guard) if guard else _public(dictionary, call, route)
    )


def _refused(dictionary: Dictionary, call: Call, guard: Guard) -> Verdict | None:
    """401, when the privilege isn't satisfied."""
    privilege, name = guard.privilege, call.client
    roles = dictionary.roles_of(privilege)
    if name is None:
        able = ", ".join(callers(dictionary, privilege))
        who = f"holds {asks(roles)}" if roles else "is registered here"
        return verdict("no_token", privilege=privilege, guard=guard, asks=who, able=able or "there is none yet")
    client = dictionary.client(name)
    if client and not client.two_legged:
        return _not_asked_for(dictionary, name, privilege)
    role = narrowest(dictionary, roles)
    if cannot := cannot_get_token(dictionary, name, role):
        return replace(cannot, status=401)
    if satisfies(dictionary, privilege, name):
        return None
    known: dict[str, Any] = {"privilege": privilege, "asks": asks(roles), "client": name}
    grant = mend.grant_role(name, role)
    held = dictionary.roles_held(name)
    if near := next((each for each in held if each.lower() in [role.lower() for role in roles]), ""):
        return verdict("no_role", grant, held=f"It holds {near}: capitals count.", **known)
    if guard.is_pattern:
        freed = mend.unguard_pattern(guard.by, privilege)
        weaker = guard_of(freed.effect(dictionary), call.path)
        if weaker and shared_roles(dictionary, weaker.privilege, held):
            return verdict("overruled", freed, other=weaker.privilege, pattern=guard.by, **known)
    elsewhere = [(each, other) for other, each in dictionary.privilege_roles if each in held]
    if elsewhere:
        return verdict("role_elsewhere", grant, role=elsewhere[0][0], other=elsewhere[0][1], **known)
    if (name, privilege) in dictionary.client_privileges:
        return verdict("privilege_without_role", grant, **known)
    late = "It gets tokens all the same: ORDS looks at the roles when the endpoint is called."
    return verdict("no_role", grant, held=late, **known)


def asks(roles: tuple[str, ...]) -> str:
    """What a privilege asks for, in words."""
    return f"the role {roles[0]}" if len(roles) == 1 else f"one of the roles {', '.join(roles)}"


def _not_asked_for(dictionary: Dictionary, client: str, privilege: str) -> Verdict | None:
    """401, when a client that acts for people did not ask for the privilege: a person can't have approved of it."""
    asked = tuple(name for one, name in dictionary.client_privileges if one == client)
    if privilege in asked:
        return None
    there = f"It asks for: {', '.join(asked)}." if asked else "It asks for none."
    return verdict(
        "not_asked_for", mend.ask_for(client, (*asked, privilege)), client=client, privilege=privilege, there=there
    )


def _allowed(dictionary: Dictionary, call: Call, guard: Guard) -> Verdict:
    roles, held = dictionary.roles_of(guard.privilege), dictionary.roles_held(call.client or "")
    role = next((each for each in roles if each in held), "")
    known: dict[str, Any] = {"client": call.client, "role": role, "privilege": guard.privilege, "guard": guard}
    client = dictionary.client(call.client or "")
    if client and not client.two_legged:
        return verdict("person_allowed", who=f"holds {asks(roles)}" if roles else "has signed in", **known)
    return verdict("allowed" if roles else "any_caller", **known)


# Public


def _public(dictionary: Dictionary, call: Call, route: Route) -> Verdict:
    """200 for everybody; and where somebody meant to guard the path, what went wrong."""
    if call.path.startswith(CATALOGS):
        return verdict("public")
    if route.object:
        owner = dictionary.schema.parsing_schema if dictionary.schema else ""
        known: dict[str, Any] = {"kind": route.object.type.lower(), "name": route.object.name}
        return verdict("public_object", mend.protect_object(route.object, owner), **known)
    if meant := _meant(dictionary, call):
        return meant
    module = dictionary.module(route.handlers[0].module) if route.handlers else None
    if module is None:
        return verdict("public")
    idle = [each for each in dictionary.privileges if not is_built_in(each) and not dictionary.guards(each)]
    wanted = [each for each in idle if call.client and satisfies(dictionary, each, call.client)] or idle
    if wanted:
        return verdict("no_mapping", mend.guard_module(module.name, wanted[0]), privilege=wanted[0])
    inside = [
        each
        for each in dictionary.privileges
        if (guards := dictionary.guards(each)) and all(one.startswith(module.prefix) for one in guards)
    ]
    if len(inside) == 1:
        parts = ", ".join(dictionary.guards(inside[0]))
        change = mend.guard_module(module.name, inside[0])
        return verdict("part_guarded", change, privilege=inside[0], patterns=parts, module=module.name)
    return verdict("public", mend.protect(dictionary, module.name))


def _meant(dictionary: Dictionary, call: Call) -> Verdict | None:
    """What a pattern was meant to guard that does not match the path."""
    path = call.path
    for privilege, pattern in dictionary.privilege_patterns:
        known: dict[str, Any] = {"privilege": privilege, "pattern": pattern, "path": path}
        right = without_alias(pattern, call.address.alias)
        if misses_bare(pattern, path):
            return verdict("bare_path", mend.guard_pattern(path, privilege), **known)
        if right and matches(right, path):
            return verdict("pattern_with_alias", mend.guard_pattern(right, privilege, pattern), **known)
        if _with_variables(pattern).fullmatch(path):
            return verdict("pattern_with_variable", _widened(pattern, privilege), **known)
    return None


def _with_variables(pattern: str) -> re.Pattern[str]:
    """What a pattern would match if it knew variables; nothing, where it has none."""
    if "{" not in pattern and ":" not in pattern:
        return re.compile("(?!)")
    return re.compile(regex(pattern.removesuffix("*")).pattern + (".*" if pattern.endswith("*") else ""), re.DOTALL)


def _widened(pattern: str, privilege: str) -> Mend | None:
    """All that begins as the pattern does up to its first variable; None where that is the whole schema."""
    begin = re.split(r"[{:]", pattern)[0]
    return mend.guard_pattern(f"{begin}*", privilege, pattern) if begin.strip("/") else None
