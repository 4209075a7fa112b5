"""Who may call what: the authorization rule of ORDS, as pure functions of the metadata.

A path here is what follows the schema's alias: '/customers/validation/1' of /ords/page/customers/validation/1,
already decoded, exactly the path that routing uses.

1. A privilege guards the URLs that its patterns match and everything below the base paths of its modules.
   A URL that no privilege guards is public (documented).
2. Where several privileges guard a URL only the one with the most specific match counts (documented, "Security" of
   SODA for REST). `_Specificity` says what is more specific.
3. The caller must hold any one of that privilege's roles (observed: AutoREST's privileges list alternatives). Without
   roles any authenticated caller may call (reported).
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import NamedTuple

from ordslab.sandbox.metadata.model import Privilege, SchemaMetadata


class _Specificity(NamedTuple):
    """Compared field by field; the greater one is more specific.

    An exact pattern beats any wildcard; a longer literal part beats a shorter one (both follow the example that SODA
    for REST documents); between a pattern and a module of the same length the pattern wins (inferred).
    """

    exact: bool
    length: int
    is_pattern: bool


def protecting_privilege(metadata: SchemaMetadata, path: str) -> Privilege | None:
    """The one privilege that guards `path`, None when the path is public."""
    best: Privilege | None = None
    best_match: _Specificity | None = None
    for privilege in metadata.privileges:
        for match in _matches(privilege, path):
            if best_match is None or match > best_match:
                best, best_match = privilege, match
    return best


def may_call(privilege: Privilege, roles: Set[str]) -> bool:
    """Whether an authenticated caller who holds `roles` satisfies `privilege`."""
    return not privilege.roles or not privilege.roles.isdisjoint(roles)


def _matches(privilege: Privilege, path: str) -> Iterator[_Specificity]:
    for pattern in privilege.patterns:
        if pattern.endswith("*"):
            # '/x/*' does not match '/x' (reported): what precedes the star must be there literally.
            if path.startswith(pattern[:-1]):
                yield _Specificity(False, len(pattern) - 1, True)
        elif path == pattern:
            yield _Specificity(True, len(pattern), True)
    for prefix in privilege.module_prefixes:
        # The base path itself too, with and without its last slash: stricter than a pattern (inferred).
        if path.startswith(prefix) or path == prefix[:-1]:
            yield _Specificity(False, len(prefix), False)
