"""What users allowed clients of three-legged flows: OAUTH.MODIFY_APPROVAL_STATUS, and what the approval page writes."""

from __future__ import annotations

from decimal import Decimal

from ordslab.sandbox.metadata.changes import Changes, one_of, require

_APPROVALS = "ORDS$APPROVALS"
STATUS = ("PENDING", "APPROVED", "DENIED")
"""Only PENDING was seen in a script; the others are inferred."""


def record_approval(changes: Changes, client: int, user: str, status: str) -> int:
    """A user's answer about a client, given by its numeric id; a new one replaces the old one. Returns its id."""
    found = changes.find(_APPROVALS, client_id=client, approval_user=user)
    if found is None:
        return changes.insert(_APPROVALS, client_id=client, approval_user=user, status=status)
    changes.update(_APPROVALS, found, status=status)
    return found


def record_question(changes: Changes, client: int, user: str) -> None:
    """A user was asked about a client, given by its numeric id: pending, unless there is an answer (inferred)."""
    if changes.find(_APPROVALS, client_id=client, approval_user=user) is None:
        changes.insert(_APPROVALS, client_id=client, approval_user=user, status="PENDING")


def modify_approval_status(
    changes: Changes,
    status: str | None,
    updated_by: str | None,
    approval_user: str | None,
    approval_id: int | Decimal | None,
) -> None:
    """Change a user's answer. Raises ORA-01403 where this user has no approval of that id."""
    require(approval_user, "OAUTH_APPROVALS", "USER_NAME")
    number = None if approval_id is None else int(approval_id)
    row_id = changes.get(_APPROVALS, id=number, approval_user=approval_user)
    audit = {} if updated_by is None else {"updated_by": updated_by}
    changes.update(_APPROVALS, row_id, status=one_of(status, "P_STATUS", STATUS), **audit)
