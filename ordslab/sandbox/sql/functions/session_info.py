"""Who and where the session is: USER, UID, SYS_CONTEXT, USERENV."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.context import FunctionSession, nls
from ordslab.sandbox.sql.functions.overload import Overload, function
from ordslab.sandbox.sql.types import NUMBER, varchar2

SERVICE = "FREEPDB1"


def _user(session: FunctionSession) -> str:
    return str(session.user)


def _uid(session: FunctionSession) -> int:
    """A number of the user's own, the same for each session."""
    found = session.database.user(session.user)
    assert found is not None
    return found.id


_KEYS: dict[str, Callable[[FunctionSession], Any]] = {
    "SESSION_USER": _user,
    "CURRENT_USER": _user,
    "CURRENT_SCHEMA": lambda session: session.current_schema,
    "AUTHENTICATED_IDENTITY": _user,
    "SESSION_USERID": _uid,
    "CURRENT_USERID": _uid,
    "SID": lambda session: session.id,
    "SESSIONID": lambda session: session.id,
    "CLIENT_IDENTIFIER": lambda session: session.client_identifier,
    "CLIENT_INFO": lambda session: session.client_info,
    "MODULE": lambda session: session.module,
    "ACTION": lambda session: session.action,
    "DB_NAME": lambda _: SERVICE,
    "DB_UNIQUE_NAME": lambda _: "FREE",
    "CON_NAME": lambda _: SERVICE,
    "CON_ID": lambda _: 3,
    "SERVICE_NAME": lambda _: SERVICE.lower(),
    "INSTANCE_NAME": lambda _: "ordslab",
    "INSTANCE": lambda _: 1,
    "SERVER_HOST": lambda _: "localhost",
    "HOST": lambda session: session.client.machine or "localhost",
    "CLIENT_PROGRAM_NAME": lambda session: session.client.program,
    "IP_ADDRESS": lambda _: "127.0.0.1",
    "TERMINAL": lambda session: session.client.terminal or "unknown",
    "OS_USER": lambda session: session.client.os_user,
    "PROXY_USER": lambda _: None,
    "ISDBA": lambda _: "FALSE",
    "LANG": lambda _: "US",
    "LANGUAGE": lambda session: f"{nls(session, 'NLS_LANGUAGE')}_{nls(session, 'NLS_TERRITORY')}.AL32UTF8",
    "NETWORK_PROTOCOL": lambda _: "tcp",
    "AUTHENTICATION_METHOD": lambda _: "PASSWORD",
    "SESSION_EDITION_NAME": lambda _: "ORA$BASE",
    "CURRENT_EDITION_NAME": lambda _: "ORA$BASE",
    "NLS_DATE_FORMAT": lambda session: nls(session, "NLS_DATE_FORMAT"),
    "NLS_TERRITORY": lambda session: nls(session, "NLS_TERRITORY"),
    "NLS_CALENDAR": lambda session: nls(session, "NLS_CALENDAR"),
    "NLS_CURRENCY": lambda session: nls(session, "NLS_CURRENCY"),
    "NLS_DATE_LANGUAGE": lambda session: nls(session, "NLS_DATE_LANGUAGE"),
    "NLS_SORT": lambda session: nls(session, "NLS_SORT"),
}


def _sys_context(session: FunctionSession, namespace: str, parameter: str, length: int = 256) -> str | None:
    """SYS_CONTEXT. ORA-02003 for an unknown USERENV parameter; another namespace holds what the client has set."""
    if namespace.upper() != "USERENV":
        return session.contexts.get(namespace.upper(), {}).get(parameter.upper())
    key = _KEYS.get(parameter.upper())
    if key is None:
        raise OraError(2003, message="invalid USERENV parameter")
    value = key(session)
    return None if value is None else str(value)[: int(length)]


def _userenv(session: FunctionSession, parameter: str) -> str | None:
    if parameter.upper() not in (
        "SID",
        "SESSIONID",
        "CLIENT_INFO",
        "INSTANCE",
        "ISDBA",
        "LANG",
        "LANGUAGE",
        "TERMINAL",
    ):
        raise OraError(2003, message="invalid USERENV parameter")
    return _sys_context(session, "USERENV", parameter)


_OF_SESSION: dict[str, Any] = {"needs_session": True, "deterministic": False}

TABLE: tuple[Overload, ...] = (
    function("USER", "", varchar2(128), _user, **_OF_SESSION),
    function("UID", "", NUMBER, _uid, **_OF_SESSION),
    function("SYS_CONTEXT", "VARCHAR2 VARCHAR2 NUMBER?", varchar2(256), _sys_context, **_OF_SESSION),
    function("USERENV", "VARCHAR2", varchar2(256), _userenv, **_OF_SESSION),
)
