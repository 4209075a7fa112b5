"""What ORDS answers to a call, by the dictionary alone, and why: a pure function.

The order is ORDS's own: the address, then the rule of access (401 comes before 404), then the way to a handler.
`cause` is a word for tests and widgets; `fact` and `reason` are the two sentences for the learner.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ordslab.chain import mending_sql as mend
from ordslab.chain.access_rule import (
    Guard,
    callers,
    guard_of,
    matches,
    misses_bare,
    satisfies,
)
from ordslab.chain.call import Call, Verdict
from ordslab.chain.dictionary import Dictionary, is_built_in
from ordslab.chain.not_found import astray
from ordslab.chain.routes import TOKEN_PATH, Route, find, regex


def judge(dictionary: Dictionary, call: Call) -> Verdict:
    """What ORDS answers. 200 stands for: it gets through to the handler."""
    if astray_at_once := _address(dictionary, call) or _own_page(call):
        return astray_at_once
    return _token(dictionary, call) if call.path == TOKEN_PATH else _resource(dictionary, call)


def _address(dictionary: Dictionary, call: Call) -> Verdict | None:
    schema = dictionary.schema
    if schema is None or not schema.enabled:
        return Verdict(
            404,
            "schema_not_enabled",
            "This schema is not REST-enabled: ORDS knows no address of it.",
            "Enable it under an alias.",
            mend.enable_schema(call.address.alias or "page"),
        )
    if call.address.alias != schema.alias:
        what = f"the alias {call.address.alias}" if call.address.alias else "no alias"
        return Verdict(
            404,
            "wrong_alias",
            f"The address has {what}, and this schema is served under the alias {schema.alias}.",
            f"It starts with /ords/{schema.alias}/: the alias, which need not be the schema's name.",
            mend.ALIASES,
        )
    return None


def _own_page(call: Call) -> Verdict | None:
    if not call.path.startswith(("/oauth/auth", "/sign-in/")):
        return None
    return Verdict(
        401,
        "own_page",
        "This is a page of ORDS itself: people sign in there and approve a client (authorization code).",
        "Roles of clients have no part in it.",
    )


# The token endpoint


def _token(dictionary: Dictionary, call: Call) -> Verdict:
    if call.method != "POST":
        return Verdict(
            405,
            "token_not_posted",
            f"The token endpoint takes POST only, and this is {call.method}.",
            "POST the form grant_type=client_credentials, with client id and secret in the Basic header.",
        )
    if call.client is None:
        return Verdict(
            401,
            "no_credentials",
            "The call names no client.",
            "Client id and secret belong in an Authorization header (Basic): pass auth=(id, secret).",
        )
    return cannot_get_token(dictionary, call.client) or Verdict(
        200,
        "token",
        f"The client {call.client} gets a token with its id and secret.",
        "Which endpoints the token opens is for the client's roles to say, not for the token endpoint.",
    )


def cannot_get_token(dictionary: Dictionary, name: str, role: str = "") -> Verdict | None:
    """Why a client can't have a token; None when it can."""
    client = dictionary.client(name)
    if client is None:
        near = next((each.name for each in dictionary.clients if each.name.lower() == name.lower()), "")
        reason = f"There is {near}: capitals count." if near else "Register it."
        return Verdict(401, "no_client", f"This schema has no client {name}.", reason, mend.register(name, role))
    if not client.two_legged:
        return Verdict(
            400,
            "wrong_grant",
            f"The client {name} was registered for another grant type ({client.flow}).",
            "A token of its own needs client_credentials, and the grant type can't be changed: register another.",
            mend.register(f"{name}_2", role),
        )
    if not client.has_secret:
        return Verdict(
            401,
            "no_secret",
            f"The client {name} has no secret, so it gets no token.",
            "register_client makes none unless p_client_secret asks for one; rotating gives it one.",
            mend.new_secret(name),
        )
    return None


# A resource


def _resource(dictionary: Dictionary, call: Call) -> Verdict:
    guard = guard_of(dictionary, call.path)
    if guard and (refusal := _refusal(dictionary, call, guard)):
        return refusal
    route = find(dictionary, call.path)
    return astray(dictionary, call, route) or (
        _allowed(dictionary, call, guard) if guard else _public(dictionary, call, route)
    )


def _refusal(dictionary: Dictionary, call: Call, guard: Guard) -> Verdict | None:
    """401, when the privilege isn't satisfied."""
    privilege, asked = guard.privilege, dictionary.roles_of(guard.privilege)
    asks = f"the role {asked[0]}" if len(asked) == 1 else f"one of the roles {', '.join(asked)}"
    if call.client is None:
        able = callers(dictionary, privilege)
        return Verdict(
            401,
            "no_token",
            f"The privilege {privilege} guards this path by its {guard}, and the call carries no token.",
            f"It takes the token of a client that {'holds ' + asks if asked else 'is registered here'}:"
            f" {', '.join(able) if able else 'there is none yet'}.",
            "" if able else mend.register("my_client", _narrowest(asked)),
        )
    refused = cannot_get_token(dictionary, call.client, _narrowest(asked))
    if refused:
        return Verdict(401, refused.cause, refused.fact, refused.reason, refused.sql)
    if satisfies(dictionary, privilege, call.client):
        return None
    fact = f"The privilege {privilege} asks for {asks}, and the client {call.client} does not hold it."
    held = dictionary.roles_held(call.client)
    elsewhere = [(role, other) for other, role in dictionary.privilege_roles if role in held]
    if near := next((role for role in held if role.lower() in [each.lower() for each in asked]), ""):
        cause, reason = "no_role", f"It holds {near}: capitals count."
    elif elsewhere:
        role, other = elsewhere[0]
        cause, reason = "role_elsewhere", f"Its role {role} belongs to the privilege {other}, which guards other paths."
    elif (call.client, privilege) in dictionary.client_privileges:
        cause = "privilege_without_role"
        reason = "That it was registered with this privilege does not help: for client_credentials the role counts."
    else:
        cause, reason = "no_role", "It gets tokens all the same: ORDS looks at the roles when the endpoint is called."
    return Verdict(401, cause, fact, reason, mend.grant_role(call.client, _narrowest(asked)))


def _narrowest(roles: Sequence[str]) -> str:
    """The role to grant: not the one that opens AutoREST's objects of every schema, where there is another."""
    return next((each for each in roles if ".any." not in each), roles[0] if roles else "")


def _allowed(dictionary: Dictionary, call: Call, guard: Guard) -> Verdict:
    asked = dictionary.roles_of(guard.privilege)
    shared = [role for role in asked if role in dictionary.roles_held(call.client or "")]
    if not asked:
        return Verdict(
            200,
            "any_caller",
            f"The privilege {guard.privilege} guards this path by its {guard} and asks for no role.",
            "So any caller with a valid token gets through: was that meant?",
        )
    return Verdict(
        200,
        "allowed",
        f"The client {call.client} holds the role {shared[0]}, which the privilege {guard.privilege} asks for,"
        f" and the privilege guards this path by its {guard}.",
        "A valid token of this client gets through to the handler.",
    )


def _public(dictionary: Dictionary, call: Call, route: Route) -> Verdict:
    """200 for everybody; and where somebody meant to guard the path, what went wrong."""
    fact = "No privilege guards this path, so it is public: everybody gets through, with a token or without."
    module = route.handlers[0].module if route.handlers else ""
    for privilege, pattern in dictionary.privilege_patterns:
        if misses_bare(pattern, call.path):
            return Verdict(
                200,
                "bare_path",
                fact,
                f"The privilege {privilege} has the pattern {pattern}, which does not match {call.path} itself.",
                mend.guard_pattern(call.path, privilege),
            )
        if (meant := _without_alias(pattern, call.address.alias)) and matches(meant, call.path):
            return Verdict(
                200,
                "pattern_with_alias",
                fact,
                f"The privilege {privilege} has the pattern {pattern}: a pattern starts behind the alias.",
                mend.guard_pattern(meant, privilege),
            )
        if ("{" in pattern or ":" in pattern) and regex(pattern).fullmatch(call.path):
            return Verdict(
                200,
                "pattern_with_variable",
                fact,
                f"The privilege {privilege} has the pattern {pattern}: it knows no variables, only * at its end.",
                mend.guard_pattern(re.split(r"[{:]", pattern)[0] + "*", privilege),
            )
    idle = [each for each in dictionary.privileges if not is_built_in(each) and not dictionary.guards(each)]
    wanted = [each for each in idle if call.client and satisfies(dictionary, each, call.client)] or idle
    if wanted:
        sql = mend.guard_module(module, wanted[0]) if module else mend.guard_pattern(call.path, wanted[0])
        return Verdict(
            200,
            "no_mapping",
            fact,
            f"The privilege {wanted[0]} is mapped to nothing: it has neither a pattern nor a module.",
            sql,
        )
    sql = mend.define_privilege(f"{module}_role", module) if module else ""
    return Verdict(200, "public", fact, "To guard it takes a privilege that is mapped to its module or path.", sql)


def _without_alias(pattern: str, alias: str) -> str:
    """What a pattern was meant to be that was written with /ords or the alias; "" for a right one."""
    for prefix in (f"/ords/{alias}/", f"/{alias}/"):
        if pattern.startswith(prefix):
            return "/" + pattern[len(prefix) :]
    return ""
