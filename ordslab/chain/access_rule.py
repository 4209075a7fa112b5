"""The rule of access: which privilege guards a path, and who satisfies it.

A path is what follows the schema's alias, decoded: `/customers/validation/1`.

1. A privilege guards what its patterns match, and everything below the base paths of its modules. A path that no
   privilege guards is public.
2. Of several only the one with the most specific match counts: an exact pattern before a wildcard, a longer literal
   part before a shorter one, a pattern before a module of the same length. `/x/*` does not match `/x`.
3. The caller must hold any one of that privilege's roles; when it has none, any authenticated caller may call.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ordslab.chain.dictionary import Dictionary, once


@dataclass(frozen=True)
class Guard:
    """A privilege that matches a path, and by what: `by` is a pattern, or the name of a module."""

    privilege: str
    by: str
    is_pattern: bool

    def __str__(self) -> str:
        return f"pattern {self.by}" if self.is_pattern else f"module {self.by}"


METADATA_CATALOG, OPEN_API_CATALOG = "/metadata-catalog/", "/open-api-catalog/"
"""Below which a schema describes what it offers."""


def guard_of(dictionary: Dictionary, path: str) -> Guard | None:
    """The privilege that guards the path; None: it is public."""
    return next(filter(None, (_guard_of(dictionary, each) for each in _spellings(path))), None)


def _spellings(path: str) -> tuple[str, ...]:
    """The paths whose privileges count for a path, the first that has one.

    What a catalog says of a resource is guarded with and without its last slash, and by OpenAPI as by the metadata
    catalog (inferred).
    """
    for catalog in (METADATA_CATALOG, OPEN_API_CATALOG):
        if resource := path.removeprefix(catalog) if path.startswith(catalog) else "":
            slashed = resource.rstrip("/") + "/"
            both = (METADATA_CATALOG + slashed, METADATA_CATALOG + resource)
            twins = both if catalog == OPEN_API_CATALOG else ()
            return (catalog + slashed, path, *twins)
    return (path,)


def _guard_of(dictionary: Dictionary, path: str) -> Guard | None:
    exact, begins, bases = _index(dictionary)
    if found := exact.get(path) or bases.get(path + "/"):
        return found
    for end in range(len(path), -1, -1):
        if found := begins.get(path[:end]) or bases.get(path[:end]):
            return found
    return None


@once
def _index(dictionary: Dictionary) -> tuple[dict[str, Guard], dict[str, Guard], dict[str, Guard]]:
    """Exact patterns; the literal parts of wildcards; base paths of modules. Of the same the first counts."""
    patterns = [(pattern, Guard(privilege, pattern, True)) for privilege, pattern in dictionary.privilege_patterns]
    exact = {pattern: guard for pattern, guard in reversed(patterns) if not pattern.endswith("*")}
    begins = {pattern[:-1]: guard for pattern, guard in reversed(patterns) if pattern.endswith("*")}
    bases = {
        module.prefix: Guard(privilege, name, False)
        for privilege, name in reversed(dictionary.privilege_modules)
        if (module := dictionary.module(name))
    }
    return exact, begins, bases


def shared_roles(dictionary: Dictionary, privilege: str, held: Iterable[str]) -> tuple[str, ...] | None:
    """The roles that satisfy a privilege: those that it asks for and the caller holds.

    (): it asks for none, and any token will do; None: it is not satisfied.
    """
    asked = dictionary.roles_of(privilege)
    shared = tuple(role for role in asked if role in set(held))
    return shared if shared or not asked else None


def satisfies(dictionary: Dictionary, privilege: str, client: str) -> bool:
    """Whether the client, by the roles that it holds, may call what the privilege guards."""
    return shared_roles(dictionary, privilege, dictionary.roles_held(client)) is not None


def callers(dictionary: Dictionary, privilege: str) -> tuple[str, ...]:
    """The clients whose own tokens open what the privilege guards."""
    able = (each.name for each in dictionary.clients if each.two_legged)
    return tuple(name for name in able if satisfies(dictionary, privilege, name))


def matches(pattern: str, path: str) -> bool:
    """Whether a privilege's pattern matches a path."""
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern


def misses_bare(pattern: str, path: str) -> bool:
    """Whether a pattern was likely meant for the path as well: `/x/*` for `/x`."""
    return pattern.endswith("/*") and pattern[:-2] == path


def without_alias(pattern: str, alias: str) -> str:
    """What a pattern was meant to be that was written with /ords or the alias; "" for a right one."""
    for prefix in (f"/ords/{alias}/", f"/{alias}/"):
        if pattern.startswith(prefix):
            return "/" + pattern[len(prefix) :]
    return ""
