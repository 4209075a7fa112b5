"""REST-enabling a schema: its alias, and the roles and privileges that come with it."""

from __future__ import annotations

import sqlite3

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.metadata import errors, privileges
from ordslab.sandbox.metadata.changes import Changes, one_of
from ordslab.sandbox.metadata.tables import create_tables

_ALL_TABLES = (
    "ORDS$PARAMETERS",
    "ORDS$HANDLERS",
    "ORDS$TEMPLATES",
    "ORDS$MODULES",
    "ORDS$PRIVILEGE_ROLES",
    "ORDS$PRIVILEGE_MAPPINGS",
    "ORDS$PRIVILEGE_MODULES",
    "ORDS$PRIVILEGES",
    "ORDS$CLIENT_ROLES",
    "ORDS$CLIENT_PRIVILEGES",
    "ORDS$CLIENT_SECRETS",
    "ORDS$CLIENTS",
    "ORDS$SCHEMAS",
)


def enable_schema(
    changes: Changes,
    *,
    enabled: bool | None = True,
    schema: str | None = None,
    url_mapping_type: str | None = "BASE_PATH",
    url_mapping_pattern: str | None = None,
    auto_rest_auth: bool | None = None,
) -> None:
    """Enable the schema under an alias, or disable it. Enabling again changes the alias and keeps all else.

    `auto_rest_auth` decides whether the metadata catalog is protected; modules of one's own are not its business.
    A NULL leaves an enabled schema's setting alone and means "not protected" for a new one (inferred).
    """
    _own(changes, schema)
    row_id = changes.find("ORDS$SCHEMAS", parsing_schema=changes.schema)
    if enabled is False:
        if row_id is not None:
            changes.update("ORDS$SCHEMAS", row_id, status="DISABLED")
        return
    mapping_type = one_of(url_mapping_type, "P_URL_MAPPING_TYPE", ("BASE_PATH", "BASE_URL"))
    alias = url_mapping_pattern or changes.schema.lower()
    if mapping_type == "BASE_PATH" and "/" in alias:
        raise errors.bad_value("P_URL_MAPPING_PATTERN", alias, "one path segment")
    if changes.is_alias_taken(alias):
        raise errors.duplicate("alias")
    mapping = {"type": mapping_type, "pattern": alias, "status": "ENABLED"}
    if row_id is None:
        changes.insert("ORDS$SCHEMAS", parsing_schema=changes.schema, **mapping, auto_rest_auth="DISABLED")
        _create_companions(changes)
    else:
        changes.update("ORDS$SCHEMAS", row_id, **mapping)
    if auto_rest_auth is not None:
        _protect_catalog(changes, auto_rest_auth)


def set_url_mapping(changes: Changes, schema: str | None, url_mapping_type: str, url_mapping_pattern: str) -> None:
    """Change the alias of an enabled schema."""
    _own(changes, schema)
    row_id = schema_id(changes)
    mapping_type = one_of(url_mapping_type, "P_URL_MAPPING_TYPE", ("BASE_PATH", "BASE_URL"))
    if changes.is_alias_taken(url_mapping_pattern):
        raise errors.duplicate("alias")
    changes.update("ORDS$SCHEMAS", row_id, type=mapping_type, pattern=url_mapping_pattern)


def drop_rest_for_schema(changes: Changes, schema: str | None = None) -> None:
    """Delete everything ORDS knows of the schema: modules, roles, privileges, clients, the alias."""
    _own(changes, schema)
    for (client,) in changes.rows('SELECT id FROM "ORDS$CLIENTS"'):
        changes.end_sessions(client)
    for table in _ALL_TABLES:
        changes.delete(table)
    changes.delete("ORDS$ROLES", built_in=0)


def schema_id(changes: Changes) -> int:
    """The id of the schema's own row; raises ORA-20014 when it was never enabled."""
    found = changes.find("ORDS$SCHEMAS", parsing_schema=changes.schema)
    if found is None:
        raise errors.not_enabled(changes.schema)
    return found


def enable_schema_natively(connection: sqlite3.Connection, schema: str, alias: str, clock: Clock | None = None) -> None:
    """What `ords.enable_schema` does, committed, without a session: a new home is made this way, fast.

    `connection`: read-write, on the schema's file, in no transaction.
    """
    create_tables(connection)
    connection.execute("BEGIN IMMEDIATE")
    try:
        changes = Changes(connection, schema, clock or Clock(), Entropy())
        enable_schema(changes, url_mapping_pattern=alias, auto_rest_auth=False)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _own(changes: Changes, schema: str | None) -> None:
    if schema is not None and schema.upper() != changes.schema:
        raise errors.other_schema()


def _create_companions(changes: Changes) -> None:
    """The roles and privileges that ORDS creates with every enabled schema (observed in exported schemas)."""
    autorest = f"oracle.dbtools.role.autorest.{changes.schema}"
    privileges.create_role(changes, autorest)
    privileges.create_role(changes, f"oracle.dbtools.role.autorest.any.{changes.schema}")
    privileges.define_privilege(
        changes,
        privilege_name=_catalog_privilege(changes),
        roles=["oracle.dbtools.autorest.any.schema", autorest],
        label=f"{changes.schema} metadata-catalog access",
        description=f"Provides access to the metadata catalog of the objects in the {changes.schema} schema.",
    )
    privileges.define_privilege(
        changes,
        privilege_name="oracle.soda.privilege.developer",
        roles=["SODA Developer"],
        patterns=["/soda/*"],
    )


def _protect_catalog(changes: Changes, protected: bool) -> None:
    changes.update("ORDS$SCHEMAS", schema_id(changes), auto_rest_auth="ENABLED" if protected else "DISABLED")
    privilege_id = changes.find("ORDS$PRIVILEGES", name=_catalog_privilege(changes))
    if privilege_id is None:
        return  # the learner deleted it
    changes.delete("ORDS$PRIVILEGE_MAPPINGS", privilege_id=privilege_id)
    if protected:
        privileges.add_patterns(changes, privilege_id, ["/metadata-catalog/*"])


def _catalog_privilege(changes: Changes) -> str:
    return f"oracle.dbtools.autorest.privilege.{changes.schema}"
