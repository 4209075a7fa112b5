"""How ORDS's packages refuse. One place, because some of the numbers are inferred: change them here.

Marks: reported = two independent users saw it; inferred = no text of the real error was found, the number is ours.
"""

from __future__ import annotations

from ordslab.sandbox.sql.errors import OraError

_CONSTRAINTS = {
    # Names of ORDS_METADATA's unique constraints. The two of OAUTH_CLIENTS are listed in an installer's log, which
    # column each guards is inferred; the others are inferred by analogy.
    "client name": "OAUTH_CLIENTS_UNIQUE1",
    "client id": "OAUTH_CLIENTS_UNIQUE2",
    "role name": "SEC_ROLES_UNIQUE1",
    "privilege name": "SEC_PRIVILEGES_UNIQUE1",
    "module name": "ORDS_MODULES_UNIQUE1",
    "base path": "ORDS_MODULES_UNIQUE2",
    "alias": "ORDS_URL_MAPPINGS_UNIQUE1",
}


def no_such() -> OraError:
    """ORA-01403: a role, privilege, module, template, handler or client that does not exist.

    Reported for an unknown role in DEFINE_PRIVILEGE; inferred for the others."""
    return OraError(1403)


def duplicate(what: str) -> OraError:
    """ORA-00001 for a name that is taken (inferred from the constraints; the REST API answers 409 there)."""
    return OraError(1, f"ORDS_METADATA.{_CONSTRAINTS[what]}")


def pattern_already_mapped() -> OraError:
    """ORA-20039: a URL pattern belongs to one privilege only (reported)."""
    return OraError(20039, message="Pattern already mapped")


def missing(table: str, column: str) -> OraError:
    """ORA-01400 for a value that must be there (inferred)."""
    return OraError(1400, f'"ORDS_METADATA"."{table}"."{column}"')


def bad_value(parameter: str, value: object, allowed: str) -> OraError:
    """ORA-20012 for a value that a parameter does not take (inferred; text ours)."""
    return OraError(20012, message=f"Invalid value {value} for {parameter}: {allowed}")


def not_enabled(schema: str) -> OraError:
    """ORA-20014 where the schema was never enabled with ORDS.ENABLE_SCHEMA (inferred; text ours)."""
    return OraError(20014, message=f"Schema {schema} is not enabled for ORDS: call ORDS.ENABLE_SCHEMA first")


def other_schema() -> OraError:
    """ORA-01031 for a schema that is not the caller's: that takes ORDS_ADMIN (inferred)."""
    return OraError(1031, message="insufficient privileges")
