"""Who may manage the metadata of other schemas: users with the database role ORDS_ADMINISTRATOR_ROLE."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_ROLE = "ORDS_ADMINISTRATOR_ROLE"


def is_administrator(session: Session) -> bool:
    """Whether a session has enabled ORDS_ADMINISTRATOR_ROLE."""
    return _ROLE in session.access.roles
