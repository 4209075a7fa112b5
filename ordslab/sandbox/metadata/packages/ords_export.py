"""The bodies of packages ORDS_EXPORT and ORDS_EXPORT_ADMIN."""

from __future__ import annotations

from ordslab.sandbox.metadata.export import Parts, Rows, export_module, export_schema
from ordslab.sandbox.metadata.packages.binding import any_schema, package_of
from ordslab.sandbox.metadata.reading import rows_of
from ordslab.sandbox.plsql.packages import PackageCall
from ordslab.sandbox.sql.errors import not_supported

ORDS_EXPORT = package_of("ords_export")
ORDS_EXPORT_ADMIN = package_of("ords_export_admin")


def _schema_script(
    call: PackageCall,
    schema: str,
    *,
    p_include_modules: bool | None,
    p_include_privileges: bool | None,
    p_include_roles: bool | None,
    p_include_oauth: bool | None,
    p_include_rest_objects: bool | None,
    p_include_jwt_profiles: bool | None,
    p_include_enable_schema: bool | None,
    p_export_date: bool | None,
    p_cleanup_missing_objects: bool | None,
    as_admin: bool = False,
) -> str:
    if p_cleanup_missing_objects:
        raise not_supported("ORDS_EXPORT.EXPORT_SCHEMA with P_CLEANUP_MISSING_OBJECTS")
    parts = Parts(
        modules=bool(p_include_modules),
        privileges=bool(p_include_privileges),
        roles=bool(p_include_roles),
        clients=bool(p_include_oauth),
        objects=bool(p_include_rest_objects),
        jwt_profile=bool(p_include_jwt_profiles),
        schema=bool(p_include_enable_schema),
    )
    date = call.session.database.clock.now() if p_export_date else None
    with rows_of(call.session, schema) as rows:
        return export_schema(rows, schema, parts, date, as_admin=as_admin)


@ORDS_EXPORT.body("export_schema")
def _own_schema_script(call: PackageCall, **parameters: bool | None) -> str:
    return _schema_script(call, call.session.user, **parameters)  # type: ignore[arg-type]


@ORDS_EXPORT_ADMIN.body("export_schema")
def _any_schema_script(
    call: PackageCall, p_schema: str | None, p_runnable_as_admin: bool | None, **parameters: bool | None
) -> str:
    schema = any_schema(call.session, p_schema)
    return _schema_script(call, schema, as_admin=bool(p_runnable_as_admin), **parameters)


@ORDS_EXPORT.body("export_module")
def _module_script(
    call: PackageCall,
    *,
    p_module_name: str | None,
    p_include_enable_schema: bool | None,
    p_include_privs: bool | None,
    p_privs_with_other_mod_refs: bool | None,
    p_export_date: bool | None,
) -> str:
    schema = call.session.user
    date = call.session.database.clock.now() if p_export_date else None
    privileges = "none" if not p_include_privs else "all" if p_privs_with_other_mod_refs else "own"
    rows: Rows
    with rows_of(call.session, schema) as rows:
        return export_module(
            rows, schema, p_module_name, date, with_schema=bool(p_include_enable_schema), privileges=privileges
        )
