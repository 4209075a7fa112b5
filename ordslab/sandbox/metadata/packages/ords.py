"""The bodies of packages ORDS and ORDS_ADMIN."""

from __future__ import annotations

from typing import Any

from ordslab.sandbox.metadata import modules, objects, privileges, schemas
from ordslab.sandbox.metadata.changes import Changes
from ordslab.sandbox.metadata.packages.binding import Twins
from ordslab.sandbox.metadata.version import VERSION
from ordslab.sandbox.plsql.packages import PackageCall
from ordslab.sandbox.sql.errors import not_supported

# The administrators' package has no deprecated subprograms (documented).
_TWINS = Twins("ords", without=frozenset({"installed_version", "create_service"}))
ORDS, ORDS_ADMIN = _TWINS.own, _TWINS.admin


@ORDS.body("installed_version")
def installed_version(call: PackageCall) -> str:
    """The release that the sandbox stands in for, marked as its own."""
    return VERSION


def _define_privilege(changes: Changes, **definition: Any) -> None:
    privileges.define_privilege(changes, **definition)


def _create_privilege_for_one_role(
    changes: Changes, name: str | None, role_name: str | None, label: str | None, description: str | None
) -> None:
    privileges.create_privilege(changes, name, [role_name] if role_name else [], label, description)


def _map_one_pattern(changes: Changes, privilege_name: str | None, pattern: str | None) -> None:
    privileges.create_privilege_mapping(changes, privilege_name, [pattern or ""])


def _finalize_import(changes: Changes, prune: bool | None, objects: list[str] | None) -> None:
    if prune:
        raise not_supported("ORDS.FINALIZE_IMPORT with P_PRUNE")


_bind = _TWINS.bind
_bind("enable_schema", schemas.enable_schema, takes_schema=True)
_bind("set_url_mapping", schemas.set_url_mapping, takes_schema=True)
_bind("drop_rest_for_schema", schemas.drop_rest_for_schema, takes_schema=True)
_bind("enable_object", objects.enable_object, takes_schema=True)
_bind("drop_rest_for_object", objects.drop_rest_for_object)
_bind("define_module", modules.define_module)
_bind("define_template", modules.define_template)
_bind("define_handler", modules.define_handler)
_bind("define_parameter", modules.define_parameter)
_bind("define_service", modules.define_service)
_bind("create_service", modules.define_service)
_bind("publish_module", modules.publish_module)
_bind("rename_module", modules.rename_module)
_bind("set_module_origins_allowed", modules.set_module_origins_allowed)
_bind("delete_module", modules.delete_module)
_bind("delete_template", modules.delete_template)
_bind("delete_handler", modules.delete_handler)
_bind("create_role", privileges.create_role)
_bind("delete_role", privileges.delete_role)
_bind("rename_role", privileges.rename_role)
for overload in (1, 2, 3):  # with modules, without them, without patterns too
    _bind("define_privilege", _define_privilege, overload)
_bind("create_privilege", _create_privilege_for_one_role, overload=1)
_bind("create_privilege", privileges.create_privilege, overload=2)
_bind("create_privilege_mapping", _map_one_pattern, overload=1)
_bind("create_privilege_mapping", privileges.create_privilege_mapping, overload=2)
_bind("delete_privilege_mapping", privileges.delete_privilege_mapping)
_bind("delete_privilege", privileges.delete_privilege)
_bind("rename_privilege", privileges.rename_privilege)
_bind("set_module_privilege", privileges.set_module_privilege)
_bind("finalize_import", _finalize_import)
