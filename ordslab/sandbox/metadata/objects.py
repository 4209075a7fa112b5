"""AutoREST: enabling a table, view, procedure, function or package as it is, with the role and privilege it gets."""

from __future__ import annotations

from ordslab.sandbox.metadata import errors, privileges
from ordslab.sandbox.metadata.changes import Changes, check_enabled, require

_OBJECTS = "ORDS$OBJECTS"
_TYPES = ("TABLE", "VIEW", "PROCEDURE", "FUNCTION", "PACKAGE")


# `object` is the subprogram's parameter P_OBJECT.
def enable_object(
    changes: Changes,
    *,
    enabled: bool | None = True,
    object: str | None,  # noqa: A002
    object_type: str | None = "TABLE",
    object_alias: str | None = None,
    auto_rest_auth: bool | None = None,
) -> None:
    """Enable an object under an alias (its name in lower case by default), or disable it.

    What is protected has a role and a privilege of its own; both go with the protection. Without `auto_rest_auth` the
    schema's setting counts (inferred). Raises ORA-20001 for another type, ORA-01403 for an object that is not there,
    ORA-00001 for another object's alias, ORA-20012 for a schema that is not enabled.
    """
    check_enabled(changes)
    kind = (object_type or "").upper()
    if kind not in _TYPES:
        raise errors.unsupported_object_type()
    name = _name(changes, require(object, "ORDS_OBJECTS", "PARSING_OBJECT"))
    row_id = changes.find(_OBJECTS, name=name, type=kind)
    if enabled is False:
        if row_id is None:
            raise errors.no_such()
        changes.delete(_OBJECTS, id=row_id)
        _unprotect(changes, name)
        return
    if changes.object_type(name) != kind:
        raise errors.no_such()
    alias = object_alias or name.lower()
    if changes.find(_OBJECTS, alias=alias) not in (None, row_id):
        raise errors.duplicate("object alias")
    protected = _schema_is_protected(changes) if auto_rest_auth is None else auto_rest_auth
    row = {"alias": alias, "auto_rest_auth": "ENABLED" if protected else "DISABLED"}
    if row_id is None:
        changes.insert(_OBJECTS, name=name, type=kind, **row)
    else:
        changes.update(_OBJECTS, row_id, **row)
    if protected:
        _protect(changes, name, kind, alias)
    else:
        _unprotect(changes, name)


def drop_rest_for_object(changes: Changes, object: str | None) -> None:  # noqa: A002
    """Disable whatever is enabled under a name; nothing happens where nothing is (inferred: scripts call it so)."""
    name = require(object, "ORDS_OBJECTS", "PARSING_OBJECT")
    for spelled in {name, name.upper()}:
        if changes.delete(_OBJECTS, name=spelled):
            _unprotect(changes, spelled)


def _name(changes: Changes, name: str) -> str:
    """As it is where there is such an object, or in upper case (inferred)."""
    return name if changes.object_type(name) is not None else name.upper()


def _schema_is_protected(changes: Changes) -> bool:
    return bool(changes.rows("""SELECT 1 FROM "ORDS$SCHEMAS" WHERE auto_rest_auth = 'ENABLED'"""))


def _protect(changes: Changes, name: str, kind: str, alias: str) -> None:
    """Names, label, description, roles and patterns as exported schemas show them (observed)."""
    role, privilege = _companions(changes, name)
    privileges.create_role(changes, role)
    privileges.define_privilege(
        changes,
        privilege_name=privilege,
        roles=["oracle.dbtools.autorest.any.schema", role],
        patterns=[f"/metadata-catalog/{alias}/*", f"/{alias}/*"],
        label=f"{changes.schema}.{name} access",
        description=f"Provides access to the {name} {kind} in the {changes.schema} schema.",
    )


def _unprotect(changes: Changes, name: str) -> None:
    role, privilege = _companions(changes, name)
    if changes.find("ORDS$PRIVILEGES", name=privilege) is not None:
        privileges.delete_privilege(changes, privilege)
    if changes.find("ORDS$ROLES", name=role) is not None:
        privileges.delete_role(changes, role)


def _companions(changes: Changes, name: str) -> tuple[str, str]:
    """The names of an object's role and privilege."""
    path = f"{changes.schema}.{name}"
    return f"oracle.dbtools.role.autorest.{path}", f"oracle.dbtools.autorest.privilege.{path}"
