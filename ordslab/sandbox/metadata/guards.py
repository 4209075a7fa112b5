"""Privileges, and which of them guards a path: the first half of the rule that `access` tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

METADATA_CATALOG, OPEN_API_CATALOG = "/metadata-catalog/", "/open-api-catalog/"
"""Below which a schema describes what it offers: both catalogs tell the columns of an enabled object."""


@dataclass(frozen=True)
class Privilege:
    """A privilege with what it asks for (any one of `roles`) and what it guards (`patterns`, `module_prefixes`)."""

    id: int
    name: str
    label: str | None
    description: str | None
    roles: frozenset[str]
    patterns: tuple[str, ...]
    module_prefixes: tuple[str, ...]


class Guards:
    """Which privilege guards which path, in an index: a schema that a whole class shares has a hundred of them.

    An exact pattern beats any wildcard; a longer literal part beats a shorter one (both follow the example that SODA
    for REST documents); between a pattern and a module of the same length the pattern wins, between equals the one
    that was made first (inferred).
    """

    def __init__(self, privileges: Iterable[Privilege]) -> None:
        self._exact: dict[str, Privilege] = {}
        self._wildcards: dict[str, Privilege] = {}
        self._modules: dict[str, Privilege] = {}
        for privilege in privileges:
            for pattern in privilege.patterns:
                if pattern.endswith("*"):
                    # '/x/*' does not match '/x' (reported): what precedes the star must be there literally.
                    self._wildcards.setdefault(pattern[:-1], privilege)
                else:
                    self._exact.setdefault(pattern, privilege)
            for prefix in privilege.module_prefixes:
                self._modules.setdefault(prefix, privilege)
        self._lengths = sorted({len(prefix) for prefix in (*self._wildcards, *self._modules)}, reverse=True)

    def privilege(self, path: str) -> Privilege | None:
        """The one privilege that guards `path`, None when the path is public."""
        return next(filter(None, map(self._of_spelling, _spellings(path))), None)

    def _of_spelling(self, path: str) -> Privilege | None:
        found = self._exact.get(path)
        if found is not None:
            return found
        # A module's base path counts with and without its last slash: stricter than a pattern (inferred).
        slashed = path + "/"
        for length in self._lengths:
            if length <= len(path):
                start = path[:length]
                found = self._wildcards.get(start) or self._modules.get(start)
            elif length == len(slashed):
                found = self._modules.get(slashed)
            if found is not None:
                return found
        return None


def _spellings(path: str) -> tuple[str, ...]:
    """The paths whose privileges count for `path`, the first that has one.

    What a catalog says of a resource is guarded with and without its last slash, and by OpenAPI as by the metadata
    catalog (inferred: the privileges of protected objects name the latter alone, with the slash, as was observed).
    """
    for catalog in (METADATA_CATALOG, OPEN_API_CATALOG):
        resource = path.removeprefix(catalog)
        if resource and resource != path:
            slashed = resource.rstrip("/") + "/"
            twin = (METADATA_CATALOG + slashed, METADATA_CATALOG + resource) if catalog == OPEN_API_CATALOG else ()
            return (catalog + slashed, path, *twin)
    return (path,)
