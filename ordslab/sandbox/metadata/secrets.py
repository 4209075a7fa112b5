"""Secrets of OAuth clients: two slots each, so that a new one can take over while the old one still works.

A secret's SHA-256 is always kept: it authenticates. Its text is kept only when it is stored on purpose, and then
USER_ORDS_CLIENTS shows it.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from ordslab.sandbox.metadata import clients, errors
from ordslab.sandbox.metadata.changes import Changes, require
from ordslab.sandbox.metadata.digests import digest

_SECRETS = "ORDS$CLIENT_SECRETS"
_SLOTS = (1, 2)
BOTH_SLOTS = 3
"""The slot number that stands for both, when secrets are revoked."""


@dataclass(frozen=True)
class IssuedSecret:
    """A secret at the moment it is registered: the only time its text is surely known."""

    secret: str = field(repr=False)
    slot: int
    stored: bool
    issued_on: str  # 'YYYY-MM-DD HH:MM:SS'


def register_secret(
    changes: Changes,
    client: int,
    secret: str | None = None,
    *,
    slot: int | None = None,
    stored: bool = False,
    revoke_existing: bool = False,
) -> IssuedSecret:
    """Give the client a secret: `secret`, or a generated one. It goes to `slot`, or to a free one, or to the oldest's.

    Raises ORA-20001 for a slot that is not 1 or 2 and for a client whose flow knows no secret.
    """
    if slot is not None and slot not in _SLOTS:
        raise errors.bad_value("SLOT", slot, "1 or 2")
    if not clients.has_secrets(changes, client):
        raise errors.bad_value("P_CLIENT_SECRET", "of an implicit client", "implicit clients have no secret")
    if revoke_existing:
        changes.delete(_SECRETS, client_id=client)
    target = slot or _free_slot(changes, client) or _oldest_slot(changes, client) or 1
    changes.delete(_SECRETS, client_id=client, slot=target)
    text = secret or changes.entropy.credential("client_secret")
    changes.insert(
        _SECRETS,
        client_id=client,
        slot=target,
        hash=digest(text),
        secret=text if stored else None,
        issued_on=changes.now,
    )
    return IssuedSecret(text, target, stored, changes.now)


def given(secret: str | None) -> str:
    """A secret that the caller has to give; raises ORA-01400 for NULL."""
    return require(secret, "OAUTH_CLIENTS", "CLIENT_SECRET")


def replace_secret(changes: Changes, client: int, secret: str | None = None) -> IssuedSecret:
    """Make `secret`, or a generated one, the client's only one, readable: what package OAUTH does."""
    return register_secret(changes, client, secret, stored=True, revoke_existing=True)


def revoke_secrets(
    changes: Changes, client: int, *, secret: str | None = None, slot: int | None = None, stored: bool | None = None
) -> int | None:
    """Revoke the secrets that any of the given criteria names, or the oldest when there is no criterion.

    `slot` 3 names both slots. `stored` False counts only alone, as the package's comments say.
    Returns the slot that was revoked, 3 for both, None for none.
    """
    slots: set[int] = set()
    if slot is not None:
        slots.update(_SLOTS if slot == BOTH_SLOTS else (slot,))
    if secret is not None:
        slots.update(_slots_where(changes, client, "hash = ?", digest(secret)))
    if stored:
        slots.update(_slots_where(changes, client, "secret IS NOT NULL"))
    if slot is None and secret is None and not stored:
        if stored is False:
            slots.update(_slots_where(changes, client, "secret IS NULL"))
        else:
            slots.update(_slots_where(changes, client, "1")[:1])
    revoked = [number for number in sorted(slots) if changes.delete(_SECRETS, client_id=client, slot=number)]
    if not revoked:
        return None
    return BOTH_SLOTS if len(revoked) == len(_SLOTS) else revoked[0]


def verified_roles(changes: Changes, client_id: str | None, secret: str | None) -> list[str] | None:
    """The roles of the client that this id and secret prove, None where they prove none.

    Without a secret the client must have none (inferred: the comment asks for both to be valid).
    """
    client = changes.find("ORDS$CLIENTS", client_id=client_id)
    if client is None:
        return None
    hashes = [found for (found,) in changes.rows(f'SELECT hash FROM "{_SECRETS}" WHERE client_id = ?', client)]
    matches = [hmac.compare_digest(digest(secret or ""), known) for known in hashes]
    proved = not hashes if secret is None else any(matches)
    if not proved:
        return None
    return [
        name
        for (name,) in changes.rows(
            """SELECT r.name FROM "ORDS$CLIENT_ROLES" l JOIN "ORDS$ROLES" r ON r.id = l.role_id
            WHERE l.client_id = ? ORDER BY r.name""",
            client,
        )
    ]


def _slots_where(changes: Changes, client: int, condition: str, *values: object) -> list[int]:
    """Slots by age, the oldest first (ids grow with time)."""
    query = f'SELECT slot FROM "{_SECRETS}" WHERE client_id = ? AND {condition} ORDER BY id'
    return [slot for (slot,) in changes.rows(query, client, *values)]


def _free_slot(changes: Changes, client: int) -> int | None:
    taken = _slots_where(changes, client, "1")
    return next((slot for slot in _SLOTS if slot not in taken), None)


def _oldest_slot(changes: Changes, client: int) -> int | None:
    return next(iter(_slots_where(changes, client, "1")), None)
