"""The body of package ORDS."""

from __future__ import annotations

from typing import Any

from ordslab.sandbox.metadata import modules, privileges, schemas
from ordslab.sandbox.metadata.changes import Changes
from ordslab.sandbox.metadata.packages.binding import bind, package_of
from ordslab.sandbox.sql.errors import not_supported

ORDS = package_of("ords")


def _enable_object(changes: Changes, **parameters: Any) -> None:
    raise not_supported("AutoREST: ORDS.ENABLE_OBJECT")


def _define_privilege(changes: Changes, **definition: Any) -> None:
    privileges.define_privilege(changes, **definition)


def _create_privilege_for_one_role(
    changes: Changes, name: str | None, role_name: str | None, label: str | None, description: str | None
) -> None:
    privileges.create_privilege(changes, name, [role_name] if role_name else [], label, description)


def _map_one_pattern(changes: Changes, privilege_name: str | None, pattern: str | None) -> None:
    privileges.create_privilege_mapping(changes, privilege_name, [pattern or ""])


bind(ORDS, "enable_schema", schemas.enable_schema)
bind(ORDS, "set_url_mapping", schemas.set_url_mapping)
bind(ORDS, "drop_rest_for_schema", schemas.drop_rest_for_schema)
bind(ORDS, "enable_object", _enable_object)
bind(ORDS, "define_module", modules.define_module)
bind(ORDS, "define_template", modules.define_template)
bind(ORDS, "define_handler", modules.define_handler)
bind(ORDS, "define_parameter", modules.define_parameter)
bind(ORDS, "define_service", modules.define_service)
bind(ORDS, "create_service", modules.define_service)
bind(ORDS, "publish_module", modules.publish_module)
bind(ORDS, "rename_module", modules.rename_module)
bind(ORDS, "set_module_origins_allowed", modules.set_module_origins_allowed)
bind(ORDS, "delete_module", modules.delete_module)
bind(ORDS, "delete_template", modules.delete_template)
bind(ORDS, "delete_handler", modules.delete_handler)
bind(ORDS, "create_role", privileges.create_role)
bind(ORDS, "delete_role", privileges.delete_role)
bind(ORDS, "rename_role", privileges.rename_role)
for overload in (1, 2, 3):  # with modules, without them, without patterns too
    bind(ORDS, "define_privilege", _define_privilege, overload)
bind(ORDS, "create_privilege", _create_privilege_for_one_role, overload=1)
bind(ORDS, "create_privilege", privileges.create_privilege, overload=2)
bind(ORDS, "create_privilege_mapping", _map_one_pattern, overload=1)
bind(ORDS, "create_privilege_mapping", privileges.create_privilege_mapping, overload=2)
bind(ORDS, "delete_privilege_mapping", privileges.delete_privilege_mapping)
bind(ORDS, "delete_privilege", privileges.delete_privilege)
bind(ORDS, "rename_privilege", privileges.rename_privilege)
bind(ORDS, "set_module_privilege", privileges.set_module_privilege)
