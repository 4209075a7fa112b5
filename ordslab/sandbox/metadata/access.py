"""Who may call what: the authorization rule of ORDS, as pure functions of the metadata.

A path here is what follows the schema's alias: '/customers/validation/1' of /ords/page/customers/validation/1,
already decoded, exactly the path that routing uses.

1. A privilege guards the URLs that its patterns match and everything below the base paths of its modules.
   A URL that no privilege guards is public (documented).
2. Where several privileges guard a URL only the one with the most specific match counts (documented, "Security" of
   SODA for REST). `guards.Guards` says what is more specific.
3. The caller must hold any one of that privilege's roles (observed: AutoREST's privileges list alternatives). Without
   roles any authenticated caller may call (reported).
4. A client that acts for a user may call what the user may, as far as the client asks for that privilege and the user
   has approved of it. The client's own roles count for nothing (inferred from the documents' words; observed: a client
   without roles, whose user had the role).
"""

from __future__ import annotations

from collections.abc import Set

from ordslab.sandbox.metadata.guards import Privilege
from ordslab.sandbox.metadata.model import Client


def may_call(privilege: Privilege, roles: Set[str]) -> bool:
    """Whether an authenticated caller who holds `roles` satisfies `privilege`."""
    return not privilege.roles or not privilege.roles.isdisjoint(roles)


def may_act_for(privilege: Privilege, client: Client, user: str, roles: Set[str]) -> bool:
    """Whether a client may call what `privilege` guards for a user who holds `roles`."""
    asked_and_approved = privilege.name in client.privileges and user in client.approved_by
    return asked_and_approved and may_call(privilege, roles)
