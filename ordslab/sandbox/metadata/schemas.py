"""REST-enabling a schema: its alias, and the roles and privileges that come with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.sandbox.metadata import errors, privileges
from ordslab.sandbox.metadata.changes import Changes, one_of, require
from ordslab.sandbox.metadata.services import services_of

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database

_MAPPING_TYPES = ("BASE_PATH", "BASE_URL")
_ALL_TABLES = (
    "ORDS$OBJECTS",
    "ORDS$JWT_PROFILE",
    "ORDS$PARAMETERS",
    "ORDS$HANDLERS",
    "ORDS$TEMPLATES",
    "ORDS$MODULES",
    "ORDS$PRIVILEGE_ROLES",
    "ORDS$PRIVILEGE_MAPPINGS",
    "ORDS$PRIVILEGE_MODULES",
    "ORDS$PRIVILEGES",
    "ORDS$APPROVALS",
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
    url_mapping_type: str | None = "BASE_PATH",
    url_mapping_pattern: str | None = None,
    auto_rest_auth: bool | None = None,
) -> None:
    """Enable the schema under an alias, or disable it. What is disabled keeps all that it has.

    `auto_rest_auth` decides whether the metadata catalog is protected; modules of one's own are not its business.
    A NULL leaves an enabled schema's setting alone and means "not protected" for a new one (inferred).
    Raises ORA-20049 for another alias while the schema is enabled, ORA-00001 for another schema's alias.
    """
    row_id = changes.find("ORDS$SCHEMAS", parsing_schema=changes.schema)
    if enabled is False:
        if row_id is not None:
            changes.update("ORDS$SCHEMAS", row_id, status="DISABLED")
        return
    mapping = _mapping(changes, url_mapping_type, url_mapping_pattern or changes.schema.lower())
    if row_id is None:
        changes.insert(
            "ORDS$SCHEMAS", parsing_schema=changes.schema, **mapping, status="ENABLED", auto_rest_auth="DISABLED"
        )
        _create_companions(changes)
    else:
        changes.update("ORDS$SCHEMAS", row_id, **mapping, status="ENABLED")
    if auto_rest_auth is not None:
        _protect_catalog(changes, auto_rest_auth)


def set_url_mapping(changes: Changes, url_mapping_type: str | None, url_mapping_pattern: str | None) -> None:
    """Change the alias of a schema that is disabled. Raises ORA-20049 while it is enabled."""
    row_id = changes.find("ORDS$SCHEMAS", parsing_schema=changes.schema)
    if row_id is None:
        raise errors.not_enabled(changes.schema)
    alias = require(url_mapping_pattern, "ORDS_URL_MAPPINGS", "PATTERN")
    changes.update("ORDS$SCHEMAS", row_id, **_mapping(changes, url_mapping_type, alias))


def drop_rest_for_schema(changes: Changes) -> None:
    """Delete everything ORDS knows of the schema: modules, objects, roles, privileges, clients, the alias."""
    for (client,) in changes.rows('SELECT id FROM "ORDS$CLIENTS"'):
        changes.end_sessions(client)
    for table in _ALL_TABLES:
        changes.delete(table)
    changes.delete("ORDS$ROLES", built_in=0)


def enable_natively(database: Database, schema: str, alias: str) -> None:
    """What `ords.enable_schema` does, committed, without a session: a new home is made this way, fast.

    `database`: one that `install` has equipped, in which the schema exists.
    """
    connection = database.connection(schema)
    try:
        connection.execute("BEGIN IMMEDIATE")
        changes = Changes(connection, schema, database.clock, database.entropy, ids=services_of(database).next_id)
        enable_schema(changes, url_mapping_pattern=alias, auto_rest_auth=False)
        connection.execute("COMMIT")
    finally:
        connection.close()  # rolls back what was not committed


def _mapping(changes: Changes, mapping_type: str | None, alias: str) -> dict[str, str]:
    """A valid mapping, free to take."""
    kind = one_of(mapping_type, "P_URL_MAPPING_TYPE", _MAPPING_TYPES)
    if kind == "BASE_PATH" and "/" in alias:
        raise errors.bad_value("P_URL_MAPPING_PATTERN", alias, "one path segment")
    if changes.is_alias_taken(alias):
        raise errors.duplicate("alias")
    current = changes.rows("""SELECT type, pattern FROM "ORDS$SCHEMAS" WHERE status = 'ENABLED'""")
    if current and current[0] != (kind, alias):
        raise errors.mapping_in_use()
    return {"type": kind, "pattern": alias}


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
    row_id = changes.get("ORDS$SCHEMAS", parsing_schema=changes.schema)
    changes.update("ORDS$SCHEMAS", row_id, auto_rest_auth="ENABLED" if protected else "DISABLED")
    privilege_id = changes.find("ORDS$PRIVILEGES", name=_catalog_privilege(changes))
    if privilege_id is None:
        return  # the learner deleted it
    changes.delete("ORDS$PRIVILEGE_MAPPINGS", privilege_id=privilege_id)
    if protected:
        privileges.add_patterns(changes, privilege_id, ["/metadata-catalog/*"])


def _catalog_privilege(changes: Changes) -> str:
    return f"oracle.dbtools.autorest.privilege.{changes.schema}"
