"""Who may manage the metadata of other schemas: users with the database role ORDS_ADMINISTRATOR_ROLE.

The sandbox has no such roles to grant: the user ADMIN has it, as on an Autonomous Database, and nobody else.
"""

from __future__ import annotations

ADMINISTRATORS = frozenset({"ADMIN"})


def is_administrator(user: str) -> bool:
    """Whether a user has ORDS_ADMINISTRATOR_ROLE."""
    return user in ADMINISTRATORS
