"""What ORDS answers to a call, by the dictionary alone, and why: a pure function.

The order is ORDS's own: the address, then the rule of access (401 comes before 404), then the way to a handler.
The sentences are in `causes.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ordslab.chain import mending_sql as mend
from ordslab.chain.access_rule import (
    Guard,
    callers,
    guard_of,
    is_matched,
    matches,
    misses_bare,
    satisfies,
    shared_roles,
)
from ordslab.chain.call import Call, Verdict
from ordslab.chain.causes import verdict
from ordslab.chain.dictionary import Dictionary, is_built_in
from ordslab.chain.not_found import not_found
from ordslab.chain.routes import Route, find, regex
from ordslab.http.tokens_seen import TOKEN_PATH


def judge(dictionary: Dictionary, call: Call) -> Verdict:
    """What ORDS answers. 200 stands for: it gets through to the handler."""
    schema = dictionary.schema
    if schema is None or not schema.enabled:
        return verdict("schema_not_enabled", mend.enable_schema(call.address.alias or "page"))
    if call.address.alias != schema.alias:
        what = f"the alias {call.address.alias}" if call.address.alias else "no alias"
        return verdict("wrong_alias", mend.ALIASES, what=what, alias=schema.alias)
    if call.path.startswith(("/oauth/auth", "/sign-in/")):
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
    """Why a client can't have a token; None when it can. The SQL grants it the role as well."""
    client = dictionary.client(name)
    if client is None:
        near = next((each.name for each in dictionary.clients if each.name.lower() == name.lower()), "")
        advice = f"There is {near}: capitals count." if near else "Register it."
        return verdict("no_client", mend.register(name, role), client=name, near=advice)
    if not client.two_legged:
        return verdict("wrong_grant", mend.register(f"{name}_2", role), client=name, flow=client.flow)
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
    privilege, client = guard.privilege, call.client
    roles = dictionary.roles_of(privilege)
    asks = f"the role {roles[0]}" if len(roles) == 1 else f"one of the roles {', '.join(roles)}"
    if client is None:
        able = ", ".join(callers(dictionary, privilege))
        who = f"holds {asks}" if roles else "is registered here"
        return verdict("no_token", privilege=privilege, guard=guard, asks=who, able=able or "there is none yet")
    if cannot := cannot_get_token(dictionary, client, _narrowest(roles)):
        return replace(cannot, status=401)
    if satisfies(dictionary, privilege, client):
        return None
    known: dict[str, Any] = {"privilege": privilege, "asks": asks, "client": client}
    sql = mend.grant_role(client, _narrowest(roles))
    held = dictionary.roles_held(client)
    elsewhere = [(role, other) for other, role in dictionary.privilege_roles if role in held]
    if near := next((role for role in held if role.lower() in [each.lower() for each in roles]), ""):
        return verdict("no_role", sql, held=f"It holds {near}: capitals count.", **known)
    if guard.is_pattern and (weaker := _overruled(dictionary, client, call.path)):
        known |= {"other": weaker, "pattern": guard.by}
        return verdict("overruled", mend.unguard_pattern(guard.by, privilege), **known)
    if elsewhere:
        return verdict("role_elsewhere", sql, role=elsewhere[0][0], other=elsewhere[0][1], **known)
    if (client, privilege) in dictionary.client_privileges:
        return verdict("privilege_without_role", sql, **known)
    late = "It gets tokens all the same: ORDS looks at the roles when the endpoint is called."
    return verdict("no_role", sql, held=late, **known)


def _overruled(dictionary: Dictionary, client: str, path: str) -> str:
    """A privilege that matches the path less specifically, and that the client satisfies by a role."""
    roles = dictionary.roles_held(client)
    able = [each for each in dictionary.privileges if shared_roles(dictionary, each, roles)]
    return next((each for each in able if is_matched(dictionary, each, path)), "")


def _narrowest(roles: Sequence[str]) -> str:
    """The role to grant: not the one that opens AutoREST's objects of every schema, where there is another."""
    return next((each for each in roles if ".any." not in each), roles[0] if roles else "")


def _allowed(dictionary: Dictionary, call: Call, guard: Guard) -> Verdict:
    asked, held = dictionary.roles_of(guard.privilege), dictionary.roles_held(call.client or "")
    role = next((each for each in asked if each in held), "")
    cause = "allowed" if asked else "any_caller"
    return verdict(cause, client=call.client, role=role, privilege=guard.privilege, guard=guard)


def _public(dictionary: Dictionary, call: Call, route: Route) -> Verdict:
    """200 for everybody; and where somebody meant to guard the path, what went wrong."""
    path, module = call.path, route.handlers[0].module if route.handlers else ""
    for privilege, pattern in dictionary.privilege_patterns:
        meant = _without_alias(pattern, call.address.alias)
        if misses_bare(pattern, path):
            cause, right = "bare_path", path
        elif meant and matches(meant, path):
            cause, right = "pattern_with_alias", meant
        elif ("{" in pattern or ":" in pattern) and regex(pattern).fullmatch(path):
            cause, right = "pattern_with_variable", re.split(r"[{:]", pattern)[0] + "*"
        else:
            continue
        return verdict(cause, mend.guard_pattern(right, privilege), privilege=privilege, pattern=pattern, path=path)
    idle = [each for each in dictionary.privileges if not is_built_in(each) and not dictionary.guards(each)]
    wanted = [each for each in idle if call.client and satisfies(dictionary, each, call.client)] or idle
    if wanted:
        sql = mend.guard_module(module, wanted[0]) if module else mend.guard_pattern(path, wanted[0])
        return verdict("no_mapping", sql, privilege=wanted[0])
    return verdict("public", mend.define_privilege(f"{module}_role", module) if module else "")


def _without_alias(pattern: str, alias: str) -> str:
    """What a pattern was meant to be that was written with /ords or the alias; "" for a right one."""
    for prefix in (f"/ords/{alias}/", f"/{alias}/"):
        if pattern.startswith(prefix):
            return "/" + pattern[len(prefix) :]
    return ""
