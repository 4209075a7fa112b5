"""The bodies of packages ORDS_TYPES and ORDS_CONSTANTS, and their records as Python sees them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from ordslab.sandbox.metadata import clients
from ordslab.sandbox.metadata.changes import Changes
from ordslab.sandbox.metadata.packages.binding import package_of
from ordslab.sandbox.metadata.secrets import IssuedSecret
from ordslab.sandbox.plsql.packages import PackageCall
from ordslab.sandbox.plsql.values import Record

ORDS_TYPES = package_of("ords_types")
ORDS_CONSTANTS = package_of("ords_constants")

SLOT_OF_NO_SECRET = 0
"""The slot of ORDS_CONSTANTS.OAUTH_CLIENT_SECRET_SKIP."""


@ORDS_TYPES.body("oauth_client_key")
def oauth_client_key(
    call: PackageCall, p_id: int | Decimal | None, p_name: str | None, p_client_id: str | None
) -> Record:
    """A T_CLIENT_KEY: which client is meant."""
    return Record(id=p_id, name=p_name, client_id=p_client_id)


@ORDS_TYPES.body("oauth_client_secret")
def oauth_client_secret(
    call: PackageCall, p_secret: str | None, p_slot: int | Decimal | None, p_stored: bool | None
) -> Record:
    """A T_CLIENT_SECRET: what secret to register, or which to revoke."""
    return Record(secret=p_secret, slot=p_slot, stored=p_stored, issued_on=None)


def client_key(changes: Changes, client: int) -> Record:
    """The client's T_CLIENT_KEY."""
    name, client_id = clients.identity(changes, client)
    return Record(id=client, name=name, client_id=client_id)


def client_credentials(changes: Changes, client: int, secret: IssuedSecret | None) -> Record:
    """The client's T_CLIENT_CREDENTIALS with the secret just issued, or with none."""
    issued = Record(secret=None, slot=None, stored=None, issued_on=None)
    if secret is not None:
        issued = Record(
            secret=secret.secret,
            slot=secret.slot,
            stored=secret.stored,
            issued_on=datetime.fromisoformat(secret.issued_on),
        )
    return Record(client_key=client_key(changes, client), client_secret=issued)
