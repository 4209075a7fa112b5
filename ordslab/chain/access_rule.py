"""The rule of access: which privilege guards a path, and who satisfies it.

A path is what follows the schema's alias, decoded: `/customers/validation/1`.

1. A privilege guards what its patterns match, and everything below the base paths of its modules. A path that no
   privilege guards is public.
2. Of several only the one with the most specific match counts: an exact pattern before a wildcard, a longer literal
   part before a shorter one, a pattern before a module of the same length. `/x/*` does not match `/x`.
3. The caller must hold any one of that privilege's roles; when it has none, any authenticated caller may call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ordslab.chain.dictionary import Dictionary


@dataclass(frozen=True)
class Guard:
    """A privilege that matches a path, and by what: `by` is a pattern, or the name of a module."""

    privilege: str
    by: str
    is_pattern: bool
    rank: tuple[bool, int, bool]

    def __str__(self) -> str:
        return f"pattern {self.by}" if self.is_pattern else f"module {self.by}"


def guard_of(dictionary: Dictionary, path: str) -> Guard | None:
    """The privilege that guards the path; None: it is public."""
    return max(_matches(dictionary, path), key=lambda guard: guard.rank, default=None)


def satisfies(dictionary: Dictionary, privilege: str, client: str) -> bool:
    """Whether the client, by the roles that it holds, may call what the privilege guards."""
    asked = dictionary.roles_of(privilege)
    return not asked or not set(asked).isdisjoint(dictionary.roles_held(client))


def callers(dictionary: Dictionary, privilege: str) -> tuple[str, ...]:
    """The clients whose own tokens open what the privilege guards."""
    return tuple(
        each.name for each in dictionary.clients if each.two_legged and satisfies(dictionary, privilege, each.name)
    )


def matches(pattern: str, path: str) -> bool:
    """Whether a privilege's pattern matches a path."""
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern


def misses_bare(pattern: str, path: str) -> bool:
    """Whether a pattern was likely meant for the path as well: `/x/*` for `/x`."""
    return pattern.endswith("/*") and pattern[:-2] == path


def _matches(dictionary: Dictionary, path: str) -> Iterator[Guard]:
    for privilege, pattern in dictionary.privilege_patterns:
        if matches(pattern, path):
            wild = pattern.endswith("*")
            yield Guard(privilege, pattern, True, (not wild, len(pattern) - wild, True))
    for privilege, name in dictionary.privilege_modules:
        module = dictionary.module(name)
        if module and (path.startswith(module.prefix) or path == module.prefix[:-1]):
            yield Guard(privilege, name, False, (False, len(module.prefix), False))
