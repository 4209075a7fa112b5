"""The body of package APEX_CREDENTIAL."""

from __future__ import annotations

from typing import Any

from ordslab.sandbox.metadata import web_credentials
from ordslab.sandbox.metadata.changes import Changes
from ordslab.sandbox.metadata.packages.binding import package_of
from ordslab.sandbox.plsql.packages import PackageCall
from ordslab.sandbox.sql.errors import not_supported

APEX_CREDENTIAL = package_of("apex_credential", owner="APEX_240200")


@APEX_CREDENTIAL.body("create_credential")
def create_credential(
    call: PackageCall,
    *,
    p_credential_name: str | None,
    p_credential_static_id: str | None,
    p_authentication_type: str | None,
    p_scope: str | None,
    p_prompt_on_install: bool | None,
    p_credential_comment: str | None,
    **others: Any,
) -> None:
    """Create a credential. What APEX asks when an application is installed, and a comment, show nowhere here."""
    _refuse(others)
    changes = Changes.of(call.session)
    web_credentials.create_credential(
        changes, p_credential_name, p_credential_static_id, p_authentication_type, p_scope
    )


@APEX_CREDENTIAL.body("set_persistent_credentials", 1)
def set_client(
    call: PackageCall,
    *,
    p_credential_static_id: str | None,
    p_client_id: str | None,
    p_client_secret: str | None,
    **others: Any,
) -> None:
    """Keep a client's id and secret."""
    _refuse(others)
    web_credentials.set_credentials(Changes.of(call.session), p_credential_static_id, p_client_id, p_client_secret)


@APEX_CREDENTIAL.body("set_persistent_credentials", 2)
def set_user(
    call: PackageCall, p_credential_static_id: str | None, p_username: str | None, p_password: str | None
) -> None:
    """Keep a user's name and password."""
    web_credentials.set_credentials(Changes.of(call.session), p_credential_static_id, p_username, p_password)


@APEX_CREDENTIAL.body("drop_credential")
def drop_credential(call: PackageCall, p_credential_static_id: str | None) -> None:
    """Drop a credential."""
    web_credentials.drop_credential(Changes.of(call.session), p_credential_static_id)


def _refuse(others: dict[str, Any]) -> None:
    """Raises ORA-03001 for a parameter that was given and that the sandbox does not have."""
    for name, value in others.items():
        if value is not None:
            raise not_supported(f"{name.upper()} of a web credential")
