"""Logon requests: who asks, and what the server tells a session that it has accepted."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ordslab.sandbox.files import write_safely
from ordslab.sandbox.oracle_net import buffer, message_fields, verifier
from ordslab.sandbox.oracle_net.buffer import Reader
from ordslab.sandbox.sql.client import Client
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.passwords import folded

if TYPE_CHECKING:
    from ordslab.sandbox.sql.instance import Instance
    from ordslab.sandbox.sql.session import Session

SERVICE_NAME = "FREEPDB1"
_DATABASE = "FREE"
VERSION = (23, 4, 0, 0, 0)  # the release whose message layout we speak
MAX_OPEN_CURSORS = 300
_PLAIN_MODES = 0x103  # log on, change the password, with a password: all others are an administrator's
_CONTEXT = "AUTH_APPCTX_"
_OF_THE_CLIENT = (
    *("AUTH_PROGRAM_NM", "AUTH_MACHINE", "AUTH_TERMINAL", "AUTH_SID", "AUTH_PID"),
    *("SESSION_CLIENT_DRIVER_NAME", "SESSION_CLIENT_VERSION"),
)
_EDITION = "ORA$BASE"  # the one that each database has
_ALTER_TIME_ZONE = re.compile(r"\s*ALTER\s+SESSION\s+SET\s+TIME_ZONE\s*=", re.IGNORECASE)


@dataclass(repr=False)
class LogonRequest:
    """Phase one, phase two, or a change of password. No repr: the values hold what proves a password."""

    user: str
    mode: int
    values: dict[str, str] = field(default_factory=dict)
    contexts: list[tuple[str, str]] = field(default_factory=list)  # namespace, attribute, value: each a pair

    @property
    def time_zone_statement(self) -> str | None:
        """The ALTER SESSION by which a driver says in which time zone it is."""
        statement = self.values.get("AUTH_ALTER_SESSION", "").rstrip("\0")
        return statement if _ALTER_TIME_ZONE.match(statement) else None


def parse(reader: Reader) -> LogonRequest:
    """The body of functions 118 and 115."""
    has_user = reader.u8()
    reader.ub()
    mode = reader.ub()
    reader.u8()
    count = reader.ub()
    reader.raw(2)
    user = (reader.value() or b"").decode(errors="replace") if has_user else ""
    request = LogonRequest(folded(user), mode)
    for _ in range(count):
        key = reader.text().rstrip("\0")
        value = reader.text()
        reader.ub()  # the kind of verifier, or 0
        if key.startswith(_CONTEXT):
            request.contexts.append((key, value))
        else:
            request.values[key] = value
    return request


def stranger_secret(home: Path, random: bytes) -> bytes:
    """The secret from which strangers' salts are made: kept, so that a restart does not give them away."""
    file = home / "logon.key"
    if file.exists() and (kept := file.read_bytes()):
        return kept
    write_safely(file, random)
    return random


def exchange(database: Instance, secret: bytes, user: str) -> verifier.Exchange:
    """The logon of `user`, who need not exist."""
    stored = database.verifier(user)
    salt, stored_hash = (stored.salt, stored.hash) if stored else verifier.fake(secret, user)
    return verifier.Exchange(salt, stored_hash)


def log_on(database: Instance, current: verifier.Exchange, request: LogonRequest) -> Session:
    """A session for who proved the password; with a new password, that is set. Raises ORA-01017, ORA-38802."""
    user = request.user
    try:
        proved = current.proves(request.values["AUTH_SESSKEY"], request.values["AUTH_PBKDF2_SPEEDY_KEY"])
    except (KeyError, ValueError):
        proved = False
    if not proved or database.verifier(user) is None:
        raise OraError(1017)
    if request.mode & ~_PLAIN_MODES:
        raise OraError(1031, message="insufficient privileges")
    for key in request.values:
        if key not in message_fields.LOGON_KEYS:
            raise not_supported(message_fields.REFUSED_KEYS.get(key, f"keyword {key} of a logon"))
    if request.values.get("AUTH_ORA_EDITION", _EDITION).rstrip("\0").upper() != _EDITION:
        raise OraError(38802, message="edition does not exist")
    if "AUTH_NEWPASSWORD" in request.values:
        database.set_password(user, _new_password(current, request))
    database.admit(user)
    session = database.open_session(user)
    _tell(session, request)
    return session


def _tell(session: Session, request: LogonRequest) -> None:
    """What the client has told of itself. Raises ORA-28267, and the session is closed."""
    session.client = Client(
        *(request.values.get(key, "").rstrip("\0") or None for key in _OF_THE_CLIENT),
    )
    texts = [value.rstrip("\0") for _, value in request.contexts]
    try:
        for namespace, attribute, value in zip(texts[::3], texts[1::3], texts[2::3], strict=False):
            session.set_context(namespace, {attribute: value})
    except OraError:
        session.close()
        raise


def change_password(database: Instance, user: str, current: verifier.Exchange, request: LogonRequest) -> None:
    """Raises ORA-28008 when the old password is wrong."""
    stored = database.verifier(user)
    try:
        old = current.password(request.values["AUTH_PASSWORD"])
    except (KeyError, ValueError, IndexError):
        old = ""
    if stored is None or not hmac.compare_digest(verifier.password_hash(old, stored.salt), stored.hash):
        raise OraError(28008, message="invalid old password")
    database.set_password(user, _new_password(current, request))


def _new_password(current: verifier.Exchange, request: LogonRequest) -> str:
    try:
        new = current.password(request.values["AUTH_NEWPASSWORD"])
    except (KeyError, ValueError, IndexError):
        new = ""
    if not new:
        raise OraError(988, message="missing or invalid password(s)")
    return new


def challenge_answer(current: verifier.Exchange) -> bytes:
    """The answer to phase one, without its error information."""
    items = current.challenge()
    return b"\x08" + buffer.ub(len(items)) + buffer.pairs(items)


def session_answer(current: verifier.Exchange, session: Session, field_version: int) -> bytes:
    """The answer to phase two, without its error information."""
    items = {
        "AUTH_SVR_RESPONSE": current.proof(),
        "AUTH_SESSION_ID": str(session.id),
        "AUTH_SERIAL_NUM": str(session.serial),
        "AUTH_VERSION_NO": str(_version_number(field_version)),
        "AUTH_INSTANCENAME": "ordslab",
        "AUTH_SC_INSTANCE_NAME": "ordslab",
        "AUTH_SC_DBUNIQUE_NAME": _DATABASE,
        "AUTH_SC_REAL_DBUNIQUE_NAME": _DATABASE,
        "AUTH_SC_SERVICE_NAME": SERVICE_NAME.lower(),
        "AUTH_SC_DB_DOMAIN": "",
        "AUTH_MAX_OPEN_CURSORS": str(MAX_OPEN_CURSORS),  # without it the drivers do not cache statements
        "AUTH_MAX_IDEN_LENGTH": "128",
    }
    return b"\x08" + buffer.ub(len(items)) + buffer.pairs([(key, text, 0) for key, text in items.items()])


def _version_number(field_version: int) -> int:
    major, minor, third, fourth, fifth = VERSION
    if field_version >= 11:
        return major << 24 | minor << 16 | third << 12 | fourth << 4 | fifth
    return major << 24 | minor << 20 | third << 12 | fourth << 8 | fifth
