"""What a token opens: endpoints, each by a privilege and the roles that satisfy it."""

from __future__ import annotations

from dataclasses import dataclass

from ordslab.chain.access_rule import guard_of
from ordslab.chain.dictionary import Dictionary
from ordslab.chain.routes import CATALOG, endpoints, sample


@dataclass(frozen=True)
class Opened:
    """An endpoint that a caller may call. `by`: the roles that both sides name; empty when any token will do."""

    endpoint: str
    path: str
    privilege: str
    by: tuple[str, ...]


def opened_by_roles(dictionary: Dictionary, roles: tuple[str, ...]) -> list[Opened]:
    """What the holder of these roles may call."""
    found = []
    for endpoint in endpoints(dictionary):
        guard = guard_of(dictionary, sample(endpoint.path))
        if guard is None or not endpoint.reachable or endpoint.source == CATALOG:
            continue
        asked = dictionary.roles_of(guard.privilege)
        shared = tuple(role for role in asked if role in roles)
        if shared or not asked:
            found.append(Opened(str(endpoint), sample(endpoint.path), guard.privilege, shared))
    return found


def opened_by_scopes(dictionary: Dictionary, scopes: tuple[str, ...]) -> list[Opened]:
    """What a JWT may call whose scopes name these privileges; roles play no part (JWT profile without a role claim)."""
    found = []
    for endpoint in endpoints(dictionary):
        guard = guard_of(dictionary, sample(endpoint.path))
        if guard and guard.privilege in scopes and endpoint.reachable and endpoint.source != CATALOG:
            found.append(Opened(str(endpoint), sample(endpoint.path), guard.privilege, ()))
    return found
