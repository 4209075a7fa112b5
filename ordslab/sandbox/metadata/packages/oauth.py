"""The bodies of packages OAUTH and OAUTH_ADMIN: their clients' secrets are stored, and USER_ORDS_CLIENTS shows them."""

from __future__ import annotations

from typing import Any

from ordslab.sandbox.metadata import approvals, clients, errors, jwt_profiles, secrets
from ordslab.sandbox.metadata.changes import Changes
from ordslab.sandbox.metadata.packages.binding import Twins, by_name

_TWINS = Twins("oauth")
OAUTH, OAUTH_ADMIN = _TWINS.own, _TWINS.admin


def _create_client(changes: Changes, token_endpoint_auth_method: str | None = None, **registration: Any) -> None:
    # The parameter is there since 26.3; its values are not documented where we could read them.
    if token_endpoint_auth_method not in (None, "client_secret_basic"):
        raise errors.bad_value("P_TOKEN_ENDPOINT_AUTH_METHOD", token_endpoint_auth_method, "client_secret_basic")
    client = clients.create_client(changes, **registration)
    if clients.has_secrets(changes, client):
        secrets.replace_secret(changes, client)


def _delete_client(changes: Changes, name: str | None) -> None:
    """Without such a client, nothing happens (inferred: public scripts delete before they first create)."""
    client = changes.find("ORDS$CLIENTS", name=name)
    if client is not None:
        clients.delete_client(changes, client)


def _update_client(changes: Changes, client: int, privilege_names: str | None, **details: str | None) -> None:
    clients.update_client(changes, client, **details)
    if privilege_names is not None:
        clients.update_privileges(changes, client, privilege_names)


def _update_client_secret(changes: Changes, client: int, client_secret: str | None) -> None:
    secrets.replace_secret(changes, client, secrets.given(client_secret))


def _rotate_client_secret(changes: Changes, client: int, revoke_sessions: bool | None) -> None:
    secrets.replace_secret(changes, client)
    if revoke_sessions:
        changes.end_sessions(client)


_bind = _TWINS.bind
_bind("create_client", _create_client)
_bind("import_client", clients.create_client)  # no secret: update_client_secret brings the known one along
_bind("update_client", by_name(_update_client))
_bind("update_client_secret", by_name(_update_client_secret))
_bind("rotate_client_secret", by_name(_rotate_client_secret))
_bind("rename_client", by_name(clients.rename_client))
_bind("delete_client", _delete_client)
_bind("grant_client_role", by_name(clients.grant_role, "client_name"))
_bind("revoke_client_role", by_name(clients.revoke_role, "client_name"))
_bind("modify_approval_status", approvals.modify_approval_status)
_bind("create_jwt_profile", jwt_profiles.create_jwt_profile)
_bind("delete_jwt_profile", jwt_profiles.delete_jwt_profile)
