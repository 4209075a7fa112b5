"""How ORDS's packages refuse. One place, because some of the numbers are inferred: change them here.

Marks: observed = seen in a transcript or by several users; inferred = no text of the real error was found.
"""

from __future__ import annotations

from ordslab.sandbox.sql.errors import OraError

_INDEXES = {
    # Unique indexes of ORDS_METADATA, by an installer's log; which column the numbered ones guard is inferred, but for
    # OAUTH_CLIENTS_UNIQUE1, which users saw for a client's name. The last two are inferred by analogy.
    "client name": "OAUTH_CLIENTS_UNIQUE1",
    "client id": "OAUTH_CLIENTS_UNIQUE2",
    "role name": "ROLES_UNQ_NAME",
    "privilege name": "PRIVILEGES_UNQ_NAME",
    "module name": "ORDS_MODULES_UNIQUE1",
    "object alias": "ORDS_OBJECTS_ALIAS_UN",
    "base path": "ORDS_MODULES_UNIQUE2",
    "alias": "ORDS_URL_MAPPINGS_UNIQUE1",
    "JWT profile": "OAUTH_JWT_PROFILE_UNIQUE1",
    "web credential": "WEB_CREDENTIALS_UNIQUE1",
}


def no_such() -> OraError:
    """ORA-01403: a role, privilege, module, template, handler, client or object that does not exist.

    Observed for an unknown role in DEFINE_PRIVILEGE and an unknown table in ENABLE_OBJECT; inferred for the others."""
    return OraError(1403)


def duplicate(what: str) -> OraError:
    """ORA-00001 for a name that is taken (observed for a client's name, inferred for the others)."""
    return OraError(1, f"ORDS_METADATA.{_INDEXES[what]}")


def pattern_already_mapped() -> OraError:
    """ORA-20039: a URL pattern belongs to one privilege only (observed)."""
    return OraError(20039, message="Pattern already mapped")


def missing(table: str, column: str) -> OraError:
    """ORA-01400 for a value that must be there (observed for a template's pattern, inferred for the others)."""
    return OraError(1400, f'"ORDS_METADATA"."{table}"."{column}"')


def unsupported_object_type() -> OraError:
    """ORA-20001 for an object type that ENABLE_OBJECT does not take (observed)."""
    return OraError(20001, message="UNSUPPORTED_OBJECT_TYPE_ERROR")


def bad_value(parameter: str, value: object, allowed: str) -> OraError:
    """ORA-20001 for a value that a parameter does not take (inferred from the above; text ours)."""
    return OraError(20001, message=f"Invalid value {value} for {parameter}: {allowed}")


def not_enabled(schema: str) -> OraError:
    """ORA-20012 where the schema was never enabled with ORDS.ENABLE_SCHEMA, or is disabled (observed)."""
    return OraError(20012, message=f"Schema not REST enabled : {schema}")


def only_for_administrators() -> OraError:
    """ORA-20031 for a schema that is not the caller's (observed)."""
    text = "Management of Schema enablement has been restricted to ORDS_ADMINISTRATOR_ROLE privilege."
    return OraError(20031, message=text)


def mapping_in_use() -> OraError:
    """ORA-20049 for another alias while the schema is enabled (observed)."""
    text = "Cannot alter the url mapping while the schema is enabled. Try disabling the schema first."
    return OraError(20049, message=text)


def no_such_user(name: str) -> OraError:
    """ORA-01918 for a schema that does not exist (inferred)."""
    return OraError(1918, message=f"user '{name}' does not exist")
