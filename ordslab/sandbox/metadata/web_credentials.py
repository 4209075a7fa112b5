"""APEX's web credentials: ids and secrets that PL/SQL calls with, and never reads back.

After the APEX API Reference, chapter APEX_CREDENTIAL. Inferred: the numbers of the errors; that changes are the
transaction's. Different from APEX: a credential belongs to the schema, as the sandbox has no workspaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.sandbox.metadata import errors
from ordslab.sandbox.metadata.changes import Changes, require
from ordslab.sandbox.metadata.reading import rows_of
from ordslab.sandbox.sql.database import WebCredential
from ordslab.sandbox.sql.errors import OraError, not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

BASIC, OAUTH_CLIENT_CRED = "BASIC", "OAUTH2_CLIENT_CREDENTIALS"
_TABLE = "ORDS$WEB_CREDENTIALS"


def create_credential(
    changes: Changes, name: str | None, static_id: str | None, kind: str | None, scope: str | None
) -> None:
    """Create one, still without id and secret. Raises ORA-00001 where the static id is taken, ORA-03001 for a kind
    that is not here."""
    if kind not in (BASIC, OAUTH_CLIENT_CRED):
        raise not_supported(f"web credentials of type {kind}")
    wanted = require(static_id, "WWV_CREDENTIALS", "STATIC_ID")
    if changes.find(_TABLE, static_id=wanted) is not None:
        raise errors.duplicate("web credential")
    changes.insert(
        _TABLE, static_id=wanted, name=require(name, "WWV_CREDENTIALS", "NAME"), authentication_type=kind, scope=scope
    )


def set_credentials(changes: Changes, static_id: str | None, name: str | None, secret: str | None) -> None:
    """Keep id and secret, or user and password. Raises ORA-20987 for an unknown credential."""
    changes.update(_TABLE, _id_of(changes, static_id), client_id=name, client_secret=secret)


def drop_credential(changes: Changes, static_id: str | None) -> None:
    """Drop one. Raises ORA-20987 where there is none."""
    changes.delete(_TABLE, id=_id_of(changes, static_id))


def find_credential(session: Session, static_id: str) -> WebCredential:
    """The credential of the session's schema, as the session sees it. Raises ORA-20987 where there is none."""
    columns = "authentication_type, scope, client_id, client_secret"
    with rows_of(session, session.user) as rows:
        found = rows(f'SELECT {columns} FROM "{_TABLE}" WHERE static_id = ?', static_id)
    if not found:
        raise _unknown(static_id)
    kind, scope, client_id, client_secret = found[0]
    return WebCredential(kind == BASIC, client_id or "", client_secret or "", scope)


def _id_of(changes: Changes, static_id: str | None) -> int:
    found = changes.find(_TABLE, static_id=static_id)
    if found is None:
        raise _unknown(static_id)
    return found


def _unknown(static_id: str | None) -> OraError:
    return OraError(
        20987, message=f"APEX - Credential {static_id} not found. - Contact your application administrator."
    )
