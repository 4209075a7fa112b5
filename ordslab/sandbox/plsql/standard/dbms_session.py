"""DBMS_SESSION: identifier, sleep, package state."""

from __future__ import annotations

import time
from decimal import Decimal

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.sql.control import set_parameter
from ordslab.sandbox.sql.errors import OraError

DBMS_SESSION = Package(
    """
    package dbms_session as
      procedure set_identifier(client_id varchar2);
      procedure clear_identifier;
      procedure sleep(seconds in number);
      procedure reset_package;
      procedure set_nls(param varchar2, value varchar2);
      function is_role_enabled(rolename varchar2) return boolean;
      function unique_session_id return varchar2;
    end dbms_session;
    """
)
_SLICE = 0.05  # seconds between two looks at whether the call was cancelled


@DBMS_SESSION.body("set_identifier")
def set_identifier(call: PackageCall, client_id: str | None) -> None:
    """Name the client (64 characters)."""
    call.session.client_identifier = client_id[:64] if client_id else None


@DBMS_SESSION.body("clear_identifier")
def clear_identifier(call: PackageCall) -> None:
    """Forget the client's name."""
    call.session.client_identifier = None


@DBMS_SESSION.body("sleep")
def sleep(call: PackageCall, seconds: Decimal | int | None) -> None:
    """Wait, up to an hour; a cancelled call ends the wait."""
    if seconds is None or not 0 <= seconds <= 3600:
        raise OraError(38148, message="invalid time limit specified")
    end = time.monotonic() + float(seconds)
    while (left := end - time.monotonic()) > 0:
        call.session.check_cancelled()
        time.sleep(min(_SLICE, left))


@DBMS_SESSION.body("reset_package")
def reset_package(call: PackageCall) -> None:
    """Forget the state of all packages."""
    call.session.package_state.clear()


@DBMS_SESSION.body("unique_session_id")
def unique_session_id(call: PackageCall) -> str:
    """An id that no other session has."""
    return f"{call.session.id:04X}{call.session.serial:04X}0001"


@DBMS_SESSION.body("set_nls")
def set_nls(call: PackageCall, param: str | None, value: str | None) -> None:
    """ALTER SESSION SET param = value; a text in quotes, as there."""
    set_parameter(call.session, (param or "").upper(), (value or "").strip("'").strip('"'))


@DBMS_SESSION.body("is_role_enabled")
def is_role_enabled(call: PackageCall, rolename: str | None) -> bool:
    """Does the user have the role, and is it enabled?"""
    return (rolename or "") in call.session.access.roles
