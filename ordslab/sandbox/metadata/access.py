"""Who may call what: the authorization rule of ORDS, as pure functions of the metadata.

A path here is what follows the schema's alias: '/customers/validation/1' of /ords/page/customers/validation/1,
already decoded, exactly the path that routing uses.

1. A privilege guards the URLs that its patterns match and everything below the base paths of its modules.
   A URL that no privilege guards is public (documented).
2. Where several privileges guard a URL only the one with the most specific match counts (documented, "Security" of
   SODA for REST). `Guards` says what is more specific.
3. The caller must hold any one of that privilege's roles (observed: AutoREST's privileges list alternatives). Without
   roles any authenticated caller may call (reported).
4. A client that acts for a user may call what the user may, as far as the client asks for that privilege and the user
   has approved of it. The client's own roles count for nothing (inferred from the documents' words; observed: a client
   without roles, whose user had the role).
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ordslab.sandbox.metadata.model import Client, Privilege


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


def may_call(privilege: Privilege, roles: Set[str]) -> bool:
    """Whether an authenticated caller who holds `roles` satisfies `privilege`."""
    return not privilege.roles or not privilege.roles.isdisjoint(roles)


def may_act_for(privilege: Privilege, client: Client, user: str, roles: Set[str]) -> bool:
    """Whether a client may call what `privilege` guards for a user who holds `roles`."""
    asked_and_approved = privilege.name in client.privileges and user in client.approved_by
    return asked_and_approved and may_call(privilege, roles)
