"""The body of package ORDSLAB_SANDBOX: what lessons do to the sandbox itself, at once and without a transaction."""

from __future__ import annotations

import re
import ssl
from decimal import Decimal

from ordslab.sandbox.metadata import errors
from ordslab.sandbox.metadata.changes import one_of
from ordslab.sandbox.metadata.packages.binding import package_of
from ordslab.sandbox.metadata.services import FAULTS, TARGETS, Fault, services_of
from ordslab.sandbox.plsql.packages import PackageCall

ORDSLAB_SANDBOX = package_of("ordslab_sandbox", owner="ORDSLAB")
_NAME = re.compile(r"[\w.-]{1,128}")


@ORDSLAB_SANDBOX.body("advance_clock")
def advance_clock(call: PackageCall, p_seconds: int | Decimal | None) -> None:
    """Move the clock forward; raises ORA-20001 for backward."""
    call.session.database.clock.advance(_seconds(p_seconds))


@ORDSLAB_SANDBOX.body("fail_next")
def fail_next(call: PackageCall, p_target: str | None, p_fault: str | None, p_seconds: int | Decimal | None) -> None:
    """Let the next answer of a target fail, once."""
    target = one_of(p_target, "P_TARGET", TARGETS)
    fault = Fault(one_of(p_fault, "P_FAULT", FAULTS), _seconds(p_seconds))
    services_of(call.session.database).faults[target] = fault


@ORDSLAB_SANDBOX.body("create_user")
def create_user(call: PackageCall, p_name: str | None, p_password: str | None, p_roles: str | None) -> None:
    """Add or change a user of ORDS's file; raises ORA-20001 for a name that can't be one, or that is the database's."""
    name, database = (p_name or "").strip(), call.session.database
    if not _NAME.fullmatch(name):
        raise errors.bad_value("P_NAME", p_name or "NULL", "1 to 128 letters, digits, dots, hyphens and underscores")
    if database.user(name.upper()) is not None:
        raise errors.bad_value("P_NAME", name, "a name that is no user's of the database")
    if not p_password:
        raise errors.bad_value("P_PASSWORD", "NULL", "a password")
    roles = [each.strip() for each in (p_roles or "").split(",")]
    services_of(database).file_users.keep(name, p_password, filter(None, roles))


@ORDSLAB_SANDBOX.body("trust_certificate")
def trust_certificate(call: PackageCall, p_certificate: str | None) -> None:
    """Trust an authority where keys are fetched; raises ORA-20001 for what is no certificate."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=p_certificate or "none")
    except (ssl.SSLError, ValueError):
        raise errors.bad_value("P_CERTIFICATE", "given", "a certificate as PEM text") from None
    authorities = services_of(call.session.database).authorities
    if p_certificate not in authorities:
        authorities.append(str(p_certificate))


def _seconds(value: int | Decimal | None) -> float:
    if value is None or value < 0:
        raise errors.bad_value("P_SECONDS", "NULL" if value is None else value, "seconds, 0 or more")
    return float(value)
