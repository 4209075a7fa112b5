"""The bodies of packages ORDS_SECURITY and ORDS_SECURITY_ADMIN.

Secrets are told once and, unless asked for, not stored.
"""

from __future__ import annotations

from typing import Any

from ordslab.sandbox.metadata import clients, jwt_profiles, secrets
from ordslab.sandbox.metadata.changes import Changes, Number
from ordslab.sandbox.metadata.packages.binding import Twins, by_key, by_name
from ordslab.sandbox.metadata.packages.ords_types import SLOT_OF_NO_SECRET, client_credentials, client_key
from ordslab.sandbox.plsql.runtime import CursorState
from ordslab.sandbox.plsql.values import Record
from ordslab.sandbox.sql.types import VARCHAR2, Column

# In the table of contents of the administrators' package. What they do to sessions is not documented: no body here.
_KEY_ROTATION = """
  procedure rotate_security_keys(
    p_schema in varchar2);

  procedure rotate_all_security_keys;
"""
_TWINS = Twins("ords_security", more=_KEY_ROTATION)
ORDS_SECURITY, ORDS_SECURITY_ADMIN = _TWINS.own, _TWINS.admin


def _register_client(changes: Changes, client_secret: Record | None, **registration: Any) -> Record:
    client = clients.create_client(changes, **registration)
    if client_secret is None or client_secret.slot == SLOT_OF_NO_SECRET:
        return client_credentials(changes, client, None)
    issued = secrets.register_secret(
        changes,
        client,
        client_secret.secret,
        slot=_integer(client_secret.slot),
        stored=bool(client_secret.stored),
    )
    return client_credentials(changes, client, issued)


def _create_client_without_secret(changes: Changes, **registration: Any) -> Record:
    return client_key(changes, clients.create_client(changes, **registration))


def _register_client_secret(
    changes: Changes,
    client: int,
    client_secret: str | None,
    revoke_existing: bool | None,
    revoke_sessions: bool | None,
) -> None:
    secrets.register_secret(changes, client, secrets.given(client_secret), revoke_existing=bool(revoke_existing))
    if revoke_sessions:
        changes.end_sessions(client)


def _rotate_by_key(changes: Changes, client: int, revoke_existing: bool | None, revoke_sessions: bool | None) -> Record:
    issued = secrets.register_secret(changes, client, revoke_existing=bool(revoke_existing))
    if revoke_sessions:
        changes.end_sessions(client)
    return client_credentials(changes, client, issued)


def _rotate_by_name(changes: Changes, client: int, revoke_existing: bool | None, revoke_sessions: bool | None) -> str:
    credentials = _rotate_by_key(changes, client, revoke_existing, revoke_sessions)
    return str(credentials.client_secret.secret)


# `filter` is the subprogram's parameter P_FILTER.
def _revoke_client_secrets(
    changes: Changes,
    client: int,
    filter: Record | None,  # noqa: A002
    revoke_sessions: bool | None,
) -> Record:
    wanted = filter or Record(secret=None, slot=None, stored=None)
    slot = secrets.revoke_secrets(
        changes, client, secret=wanted.secret, slot=_integer(wanted.slot), stored=wanted.stored
    )
    if revoke_sessions:
        changes.end_sessions(client)
    revoked = Record(secret=None, slot=slot, stored=None, issued_on=None)
    return Record(client_key=client_key(changes, client), client_secret=revoked)


def _revoke_client_secret(
    changes: Changes, client: int, client_secret: str | None, revoke_sessions: bool | None
) -> None:
    secrets.revoke_secrets(changes, client, secret=client_secret)
    if revoke_sessions:
        changes.end_sessions(client)


def _update_client(changes: Changes, client: int, new_name: str | None, **details: Any) -> Record:
    if new_name is not None:
        clients.rename_client(changes, client, new_name)
    clients.update_client(changes, client, **details)
    return client_key(changes, client)


def _update_client_fully(
    changes: Changes,
    client: int,
    *,
    privilege_names: str | None,
    token_duration: Number | None,
    refresh_duration: Number | None,
    code_duration: Number | None,
    **details: Any,
) -> Record:
    clients.update_privileges(changes, client, privilege_names)
    clients.update_durations(changes, client, token_duration, refresh_duration, code_duration)
    return _update_client(changes, client, **details)


def _verify_client(changes: Changes, client_id: str | None, client_secret: str | None) -> CursorState | None:
    roles = secrets.verified_roles(changes, client_id, client_secret)
    return None if roles is None else CursorState([(role,) for role in roles], (Column("ROLE_NAME", VARCHAR2),))


def _integer(number: Number | None) -> int | None:
    return None if number is None else int(number)


_bind = _TWINS.bind
# A procedure and its function share a body: what a procedure returns is dropped.
_bind("register_client", _register_client, overload=1)
_bind("register_client", _create_client_without_secret, overload=2)
_bind("import_client", _create_client_without_secret, overload=1)
_bind("import_client", _create_client_without_secret, overload=2)
_bind("register_client_secret", by_name(_register_client_secret))
_bind("rotate_client_secret", by_key(_rotate_by_key), overload=1)
_bind("rotate_client_secret", by_name(_rotate_by_name), overload=2)
_bind("revoke_client_secrets", by_key(_revoke_client_secrets))
_bind("revoke_client_secret", by_name(_revoke_client_secret))
_bind("grant_client_role", by_key(clients.grant_role), overload=1)
_bind("grant_client_role", by_name(clients.grant_role, "client_name"), overload=2)
_bind("revoke_client_role", by_key(clients.revoke_role), overload=1)
_bind("revoke_client_role", by_name(clients.revoke_role, "client_name"), overload=2)
_bind("update_client", by_key(_update_client), overload=1)
_bind("update_client", by_name(_update_client), overload=2)
_bind("update_client", by_key(_update_client_fully), overload=3)
_bind("update_client", by_name(_update_client_fully), overload=4)
_bind("update_client_privileges", by_key(clients.update_privileges), overload=1)
_bind("update_client_privileges", by_name(clients.update_privileges), overload=2)
_bind("update_client_token_duration", by_key(clients.update_durations), overload=1)
_bind("update_client_token_duration", by_name(clients.update_durations), overload=2)
_bind("update_client_logo", by_key(clients.update_logo), overload=1)
_bind("update_client_logo", by_name(clients.update_logo), overload=2)
_bind("rename_client", by_key(clients.rename_client), overload=1)
_bind("rename_client", by_name(clients.rename_client), overload=2)
_bind("delete_client", by_key(clients.delete_client), overload=1)
_bind("delete_client", by_name(clients.delete_client), overload=2)
_bind("verify_client", _verify_client)
_bind("create_jwt_profile", jwt_profiles.create_jwt_profile)
_bind("delete_jwt_profile", jwt_profiles.delete_jwt_profile)
