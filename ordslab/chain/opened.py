"""What a token opens: the one place where endpoints meet what guards them, and a caller's roles or scopes.

A template is judged by a path that no exact pattern means. Patterns that guard some of its paths by themselves are
`parts`: a token may open the template and not them, or them alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ordslab.chain.access_rule import Guard, guard_of, matches, shared_roles
from ordslab.chain.dictionary import POWERFUL_ROLES, Dictionary, grouped, once
from ordslab.chain.routes import CATALOG, Endpoint, endpoints, handlers_at, sample


@dataclass(frozen=True)
class Guarded:
    """An endpoint with what guards it (None: it is public), and the patterns that guard some of its paths otherwise."""

    endpoint: Endpoint
    guard: Guard | None
    parts: tuple[Guard, ...] = ()


@dataclass(frozen=True)
class Opened:
    """What a token opens: an endpoint, or a pattern's part of one; `path` is one to call.

    `by`: the roles that both sides name; empty when any token will do. `but`: the parts that it does not open.
    """

    endpoint: str
    path: str
    privilege: str
    by: tuple[str, ...]
    but: tuple[Guard, ...] = ()


@once
def guarded_endpoints(dictionary: Dictionary) -> tuple[Guarded, ...]:
    """Every endpoint of the schema with what guards it."""
    parts = grouped(_parts(dictionary))
    found = []
    for each in endpoints(dictionary):
        guard = guard_of(dictionary, each.any_path)
        own = parts.get(f"{each.owner} {each.template}", ()) if each.any_path != each.path else ()
        found.append(Guarded(each, guard, tuple(part for part in own if part != guard)))
    return tuple(found)


def _parts(dictionary: Dictionary) -> Iterator[tuple[str, Guard]]:
    """The patterns that mean some paths of a template, by module and template."""
    for privilege, pattern in dictionary.privilege_patterns:
        literal, part = pattern.rstrip("*"), Guard(privilege, pattern, True)
        if guard_of(dictionary, literal + "\0" if pattern.endswith("*") else literal) == part:
            for owner in dict.fromkeys(f"{each.module} {each.template}" for each in handlers_at(dictionary, literal)):
                yield owner, part


def opened_by_roles(dictionary: Dictionary, roles: tuple[str, ...]) -> list[Opened]:
    """What the holder of these roles may call."""
    return list(_opened(dictionary, lambda privilege: shared_roles(dictionary, privilege, roles)))


def opened_by_scopes(dictionary: Dictionary, scopes: tuple[str, ...]) -> list[Opened]:
    """What a JWT may call whose scopes name these privileges; roles play no part (JWT profile without a role claim)."""
    return list(_opened(dictionary, lambda privilege: () if privilege in scopes else None))


def narrowest(dictionary: Dictionary, roles: Sequence[str]) -> str:
    """Of several roles the one that opens least, "" of none; of ORDS's own roles the dictionary does not tell all."""

    def width(role: str) -> tuple[bool, int]:
        return role in POWERFUL_ROLES or ".any." in role, len(opened_by_roles(dictionary, (role,)))

    return min(roles, key=width, default="") if len(roles) != 1 else roles[0]


def _opened(dictionary: Dictionary, by: Callable[[str], tuple[str, ...] | None]) -> Iterator[Opened]:
    """`by`: the roles that satisfy a privilege, None when it is not satisfied."""
    for each in guarded_endpoints(dictionary):
        if not each.endpoint.reachable or each.endpoint.source == CATALOG:
            continue
        shut = tuple(part for part in each.parts if by(part.privilege) is None)
        if each.guard and (roles := by(each.guard.privilege)) is not None:
            yield Opened(str(each.endpoint), _path(each.endpoint, shut), each.guard.privilege, roles, shut)
            continue
        for part in each.parts:
            if (roles := by(part.privilege)) is not None:
                method, path = each.endpoint.method, part.by.rstrip("*")
                yield Opened(f"{method} {part.by}", path, part.privilege, roles)


def _path(endpoint: Endpoint, shut: tuple[Guard, ...]) -> str:
    """A path of the endpoint that none of these patterns means."""
    paths = [sample(endpoint.path, str(number)) for number in range(1, len(shut) + 2)]
    return next((path for path in paths if not any(matches(each.by, path) for each in shut)), paths[0])
