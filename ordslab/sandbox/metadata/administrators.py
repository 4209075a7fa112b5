"""Who may manage the metadata of other schemas: users with the database role ORDS_ADMINISTRATOR_ROLE."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ordslab.sandbox.sql.rights import Access

_ROLE = "ORDS_ADMINISTRATOR_ROLE"


def is_administrator(access: Access) -> bool:
    """Whether ORDS_ADMINISTRATOR_ROLE is enabled."""
    return _ROLE in access.roles
