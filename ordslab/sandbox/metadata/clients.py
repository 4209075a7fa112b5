"""OAuth clients, their roles and privileges: what packages OAUTH and ORDS_SECURITY do with them.

A client is addressed by its numeric id here; `find_client` gets it from whatever key the caller has.
"""

from __future__ import annotations

from ordslab.sandbox.metadata import errors
from ordslab.sandbox.metadata.changes import Changes, Number, check_enabled, one_of, require
from ordslab.sandbox.metadata.tables import AUTH_FLOWS

_CLIENTS = "ORDS$CLIENTS"


def create_client(
    changes: Changes,
    name: str | None,
    grant_type: str | None,
    *,
    description: str | None = None,
    origins_allowed: str | None = None,
    redirect_uri: str | None = None,
    support_email: str | None = None,
    support_uri: str | None = None,
    privilege_names: str | None = None,
    token_duration: Number | None = None,
    refresh_duration: Number | None = None,
    code_duration: Number | None = None,
    owner: str | None = None,
    client_id: str | None = None,
) -> int:
    """Create a client without a secret; `client_id` is generated unless given. Returns its numeric id.

    Origins and privilege names are comma lists. Durations are seconds, None for the instance's 3600, 86400 and 300.
    Raises ORA-00001 for a name or client_id that is taken, ORA-01403 for an unknown privilege, ORA-20001 for a bad
    grant type, ORA-01400 for a value that this grant type needs.
    """
    check_enabled(changes)
    valid_name = require(name, "OAUTH_CLIENTS", "NAME")
    auth_flow, response_type = AUTH_FLOWS[one_of(grant_type, "P_GRANT_TYPE", tuple(AUTH_FLOWS))]
    if changes.find(_CLIENTS, name=valid_name) is not None:
        raise errors.duplicate("client name")
    if client_id is not None and changes.find(_CLIENTS, client_id=client_id) is not None:
        raise errors.duplicate("client id")
    privilege_ids = _privilege_ids(changes, privilege_names)
    details = _details(
        auth_flow,
        description=description,
        origins_allowed=origins_allowed,
        redirect_uri=redirect_uri,
        support_email=support_email,
        support_uri=support_uri,
    )
    client = changes.insert(
        _CLIENTS,
        name=valid_name,
        client_id=client_id or changes.entropy.credential("client_id"),
        auth_flow=auth_flow,
        response_type=response_type,
        owner=owner,
        **details,
        **_durations(token_duration, refresh_duration, code_duration),
    )
    _request_privileges(changes, client, privilege_ids)
    return client


def find_client(
    changes: Changes, *, name: str | None = None, client_id: str | None = None, number: Number | None = None
) -> int:
    """The numeric id of the client that has all the given keys; ORA-01403 without such a client or any key."""
    given = {"name": name, "client_id": client_id, "id": None if number is None else int(number)}
    keys = {column: value for column, value in given.items() if value is not None}
    if not keys:
        raise errors.no_such()
    return changes.get(_CLIENTS, **keys)


def identity(changes: Changes, client: int) -> tuple[str, str]:
    """The client's name and client_id."""
    name, client_id = changes.rows(f'SELECT name, client_id FROM "{_CLIENTS}" WHERE id = ?', client)[0]
    return name, client_id


def has_secrets(changes: Changes, client: int) -> bool:
    """Whether this kind of client authenticates with a secret: all but implicit ones do."""
    return changes.find(_CLIENTS, id=client, auth_flow="IMPLICIT") is None


def update_client(
    changes: Changes,
    client: int,
    *,
    description: str | None,
    origins_allowed: str | None,
    redirect_uri: str | None,
    support_email: str | None,
    support_uri: str | None,
) -> None:
    """Set what describes the client; None clears."""
    auth_flow = changes.rows(f'SELECT auth_flow FROM "{_CLIENTS}" WHERE id = ?', client)[0][0]
    details = _details(
        auth_flow,
        description=description,
        origins_allowed=origins_allowed,
        redirect_uri=redirect_uri,
        support_email=support_email,
        support_uri=support_uri,
    )
    changes.update(_CLIENTS, client, **details)


def update_durations(
    changes: Changes,
    client: int,
    token_duration: Number | None,
    refresh_duration: Number | None,
    code_duration: Number | None,
) -> None:
    """Set all three durations; tokens already issued keep theirs."""
    changes.update(_CLIENTS, client, **_durations(token_duration, refresh_duration, code_duration))


def update_logo(changes: Changes, client: int, content_type: str | None, logo: bytes | None) -> None:
    """Set the logo that the approval page shows."""
    changes.update(_CLIENTS, client, logo_content_type=content_type, logo_image=logo)


def update_privileges(changes: Changes, client: int, privilege_names: str | None) -> None:
    """Replace the privileges that the client asks for (they matter to three-legged flows only).

    Users have to approve of the new ones: what they allowed before ends (inferred).
    """
    privilege_ids = _privilege_ids(changes, privilege_names)
    changes.delete("ORDS$APPROVALS", client_id=client)
    changes.delete("ORDS$CLIENT_PRIVILEGES", client_id=client)
    _request_privileges(changes, client, privilege_ids)


def rename_client(changes: Changes, client: int, new_name: str | None) -> None:
    """Rename a client; its client_id, secrets and roles stay."""
    name = require(new_name, "OAUTH_CLIENTS", "NAME")
    if changes.find(_CLIENTS, name=name) not in (None, client):
        raise errors.duplicate("client name")
    changes.update(_CLIENTS, client, name=name)


def delete_client(changes: Changes, client: int) -> None:
    """Delete a client; its tokens end with the commit."""
    for table in ("ORDS$CLIENT_SECRETS", "ORDS$CLIENT_ROLES", "ORDS$CLIENT_PRIVILEGES", "ORDS$APPROVALS"):
        changes.delete(table, client_id=client)
    changes.delete(_CLIENTS, id=client)
    changes.end_sessions(client)


def grant_role(changes: Changes, client: int, role_name: str | None) -> None:
    """Grant a role of the schema or a built-in one; granting again changes nothing (inferred)."""
    role_id = changes.get("ORDS$ROLES", name=role_name)
    if changes.find("ORDS$CLIENT_ROLES", client_id=client, role_id=role_id) is None:
        changes.insert("ORDS$CLIENT_ROLES", client_id=client, role_id=role_id)


def revoke_role(changes: Changes, client: int, role_name: str | None) -> None:
    """Revoke a role; ORA-01403 when the client does not hold it."""
    role_id = changes.get("ORDS$ROLES", name=role_name)
    if not changes.delete("ORDS$CLIENT_ROLES", client_id=client, role_id=role_id):
        raise errors.no_such()


def _details(
    auth_flow: str,
    *,
    description: str | None,
    origins_allowed: str | None,
    redirect_uri: str | None,
    support_email: str | None,
    support_uri: str | None,
) -> dict[str, str | None]:
    if auth_flow != "CLIENT_CRED":
        # Flows with a user need what the approval page shows and where it sends the answer (documented).
        require(description, "OAUTH_CLIENTS", "DESCRIPTION")
        require(redirect_uri, "OAUTH_CLIENTS", "REDIRECT_URI")
    return {
        "description": description,
        "allowed_origins": origins_allowed,
        "redirect_uri": redirect_uri,
        "support_email": support_email,
        "support_uri": support_uri,
    }


def _durations(
    token_duration: Number | None, refresh_duration: Number | None, code_duration: Number | None
) -> dict[str, int | None]:
    return {
        "token_duration": _seconds("P_TOKEN_DURATION", token_duration),
        "refresh_duration": _seconds("P_REFRESH_DURATION", refresh_duration),
        "code_duration": _seconds("P_CODE_DURATION", code_duration),
    }


def _seconds(parameter: str, value: Number | None) -> int | None:
    if value is not None and value < 1:
        raise errors.bad_value(parameter, value, "at least one second")
    return None if value is None else int(value)


def _privilege_ids(changes: Changes, names: str | None) -> list[int]:
    wanted = [name.strip() for name in (names or "").split(",") if name.strip()]
    return [changes.get("ORDS$PRIVILEGES", name=name) for name in dict.fromkeys(wanted)]


def _request_privileges(changes: Changes, client: int, privilege_ids: list[int]) -> None:
    for privilege_id in privilege_ids:
        changes.insert("ORDS$CLIENT_PRIVILEGES", client_id=client, privilege_id=privilege_id)
