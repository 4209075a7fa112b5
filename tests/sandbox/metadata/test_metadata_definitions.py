"""Schemas, modules, roles and privileges, without PL/SQL."""

from __future__ import annotations

import pytest

from ordslab.sandbox.metadata import modules, privileges, schemas
from ordslab.sandbox.metadata.tables import create_tables
from ordslab.sandbox.sql.errors import OraError


def privilege(schema, name):
    return next((p for p in schema.metadata().privileges if p.name == name), None)


def refused(number):
    """Expect ORA-`number` of what is done inside."""
    return pytest.raises(OraError, match=f"ORA-{number:05d}")


def test_enabling_creates_the_roles_and_privileges_that_ords_creates(schema):
    """Observed: exported schemas (ORDS_EXPORT output in public repositories)."""
    roles = [name for (name,) in schema.rows('SELECT name FROM "ORDS$ROLES" WHERE built_in = 0 ORDER BY id')]
    assert roles == ["oracle.dbtools.role.autorest.PAGE", "oracle.dbtools.role.autorest.any.PAGE"]
    catalog = privilege(schema, "oracle.dbtools.autorest.privilege.PAGE")
    assert catalog.roles == {"oracle.dbtools.autorest.any.schema", "oracle.dbtools.role.autorest.PAGE"}
    assert catalog.patterns == ()
    soda = privilege(schema, "oracle.soda.privilege.developer")
    assert (soda.roles, soda.patterns) == ({"SODA Developer"}, ("/soda/*",))


@pytest.mark.parametrize(("protected", "patterns"), [(True, ("/metadata-catalog/*",)), (False, ())])
def test_auto_rest_auth_protects_the_metadata_catalog(schema, protected, patterns):
    """Observed: exported schemas; the pattern is there with p_auto_rest_auth => true only."""
    for flag in (not protected, protected):
        with schema.changes() as changes:
            schemas.enable_schema(changes, auto_rest_auth=flag)
    assert privilege(schema, "oracle.dbtools.autorest.privilege.PAGE").patterns == patterns


def test_enabling_again_keeps_the_modules(schema):
    """Observed: exported scripts enable the schema each time they are run."""
    schema.article()
    with schema.changes() as changes:
        schemas.enable_schema(changes, url_mapping_pattern="page")
    assert len(schema.metadata().modules) == 1


def test_the_alias_of_an_enabled_schema_stays(schema):
    """Observed by several users: ORA-20049, try disabling the schema first."""
    with schema.changes() as changes:
        for change in (
            lambda: schemas.enable_schema(changes, url_mapping_pattern="shop"),
            lambda: schemas.set_url_mapping(changes, "BASE_PATH", "shop"),
            lambda: schemas.enable_schema(changes, url_mapping_type="BASE_URL", url_mapping_pattern="page"),
        ):
            with refused(20049):
                change()
    assert schema.metadata().alias == "page"


def test_a_disabled_schema_takes_another_alias(schema):
    """Observed: the message of ORA-20049 tells to disable first."""
    schema.article()
    with schema.changes() as changes:
        schemas.enable_schema(changes, enabled=False)
        schemas.set_url_mapping(changes, "BASE_PATH", "shop")
        schemas.enable_schema(changes, url_mapping_pattern="shop")
    assert (schema.metadata().alias, len(schema.metadata().modules)) == ("shop", 1)


def test_the_alias_is_the_schema_name_in_lower_case_by_default(schema):
    """Observed: `ords.enable_schema;` of ORDSTEST answers at /ords/ordstest/."""
    with schema.changes() as changes:
        schemas.enable_schema(changes)
    assert schema.metadata().alias == "page"


def test_dropping_rest_leaves_nothing_but_built_in_roles(schema):
    schema.article()
    with schema.changes() as changes:
        schemas.drop_rest_for_schema(changes)
    metadata = schema.metadata()
    assert (metadata.alias, metadata.modules, metadata.privileges, metadata.clients) == (None, (), (), ())
    assert schema.rows('SELECT count(*) FROM "ORDS$ROLES" WHERE built_in = 0') == [(0,)]


@pytest.mark.parametrize("state", ["dropped", "disabled"])
def test_a_schema_that_is_not_enabled_takes_no_definitions(schema, state):
    """Observed: ORA-20012, a user's report of DEFINE_MODULE. For a disabled schema, and for roles: inferred."""
    with schema.changes() as changes:
        if state == "dropped":
            schemas.drop_rest_for_schema(changes)
        else:
            schemas.enable_schema(changes, enabled=False)
        for define in (
            lambda: modules.define_module(changes, "m", "/m/"),
            lambda: privileges.create_role(changes, "r"),
            lambda: privileges.define_privilege(changes, "p"),
        ):
            with pytest.raises(OraError, match="ORA-20012: Schema not REST enabled : PAGE"):
                define()


def test_a_template_needs_a_pattern(schema):
    """Observed: a user's report of DEFINE_TEMPLATE with '' as its pattern."""
    schema.article()
    with (
        schema.changes() as changes,
        pytest.raises(OraError, match=r'\("ORDS_METADATA"."ORDS_TEMPLATES"."URI_TEMPLATE"'),
    ):
        modules.define_template(changes, "customers", None)


def test_ids_come_from_one_sequence(schema):
    """Observed: USER_ORDS_* ids a little above 10000, numbered across kinds."""
    schema.article()
    tables = ("SCHEMAS", "MODULES", "TEMPLATES", "HANDLERS", "PRIVILEGES", "CLIENTS")
    ids = [number for table in tables for (number,) in schema.rows(f'SELECT id FROM "ORDS${table}"')]
    assert min(ids) == 10000
    assert len(set(ids)) == len(ids)


def test_tables_are_created_once(schema):
    schema.article()
    create_tables(schema.connection)
    assert len(schema.metadata().modules) == 1


@pytest.mark.parametrize("base_path", ["customers", "/customers", "customers/", "/customers/"])
def test_a_base_path_gets_its_slashes(schema, base_path):
    """Observed: a project defines 'supplier-onboarding/v1/' without the leading slash. The trailing one: inferred."""
    with schema.changes() as changes:
        modules.define_module(changes, "m", base_path)
    assert schema.metadata().modules[0].uri_prefix == "/customers/"


def test_defining_a_module_again_drops_its_templates(schema):
    """Inferred: a public tool needs RENAME_MODULE to keep them."""
    schema.article()
    with schema.changes() as changes:
        modules.define_module(changes, "customers", "/customers/", status="NOT_PUBLISHED")
    (module,) = schema.metadata().modules
    assert (module.templates, module.published) == ((), False)
    assert schema.rows('SELECT count(*) FROM "ORDS$HANDLERS"') == [(0,)]


def test_a_module_defined_again_is_still_protected(schema):
    """Inferred: the privilege names the module, and the module is still there."""
    schema.article()
    with schema.changes() as changes:
        modules.define_module(changes, "customers", "/clients/")
    assert privilege(schema, "license_priv").module_prefixes == ("/clients/",)


def test_two_modules_cannot_have_one_base_path(schema):
    schema.article()
    with schema.changes() as changes, refused(1):
        modules.define_module(changes, "other", "customers/")


def test_a_template_needs_its_module(schema):
    """Inferred error number."""
    with schema.changes() as changes, refused(1403):
        modules.define_template(changes, "nowhere", "x")


def test_a_handler_needs_its_template(schema):
    """Documented that the template comes first; inferred error number."""
    schema.article()
    with schema.changes() as changes, refused(1403):
        modules.define_handler(changes, "customers", "elsewhere", source="select 1 from dual")


def test_a_handler_is_replaced_by_method(schema):
    schema.article()
    with schema.changes() as changes:
        modules.define_handler(changes, "customers", "validation/{id}", method="get", source="select 2 from dual")
    (handler,) = schema.metadata().modules[0].templates[0].handlers
    assert (handler.method, handler.source) == ("GET", "select 2 from dual")


@pytest.mark.parametrize("source_type", ["collection/feed", "media/blob", None])
def test_a_source_type_that_ords_does_not_have_is_refused(schema, source_type):
    """Reported: these wrong values circulate in generated documents."""
    schema.article()
    with schema.changes() as changes, refused(20001):
        modules.define_handler(
            changes, "customers", "validation/{id}", source_type=source_type, source="select 1 from dual"
        )


def test_a_service_is_module_template_and_handler_at_once(schema):
    with schema.changes() as changes:
        modules.define_service(changes, "m", "/m/", pattern=".", source="select 1 from dual", items_per_page=0)
    (module,) = schema.metadata().modules
    assert module.items_per_page == 0
    assert module.templates[0].handlers[0].source_type == "json/collection"


def test_a_renamed_module_keeps_what_is_below(schema):
    schema.article()
    with schema.changes() as changes:
        modules.rename_module(changes, "customers", "clients", "/clients/")
    (module,) = schema.metadata().modules
    assert (module.name, module.uri_prefix, len(module.templates)) == ("clients", "/clients/", 1)


def test_deleting_a_module_deletes_what_is_below_and_frees_the_privilege(schema):
    schema.article()
    with schema.changes() as changes:
        modules.delete_module(changes, "customers")
    assert schema.metadata().modules == ()
    assert privilege(schema, "license_priv").module_prefixes == ()
    assert schema.rows('SELECT count(*) FROM "ORDS$TEMPLATES"') == [(0,)]


def test_creating_a_role_again_changes_nothing(schema):
    """Inferred: exported scripts call CREATE_ROLE unconditionally and are run again."""
    schema.article()
    before = schema.rows('SELECT * FROM "ORDS$ROLES"')
    with schema.changes() as changes:
        privileges.create_role(changes, "license_role")
    assert schema.rows('SELECT * FROM "ORDS$ROLES"') == before


def test_a_deleted_role_leaves_its_privileges_and_clients(schema):
    schema.article()
    with schema.changes() as changes:
        privileges.delete_role(changes, "license_role")
    assert privilege(schema, "license_priv").roles == frozenset()
    assert schema.metadata().clients[0].roles == frozenset()


def test_a_built_in_role_cannot_be_deleted(schema):
    with schema.changes() as changes:
        privileges.delete_role(changes, "SQL Developer")
    assert ("SQL Developer",) in schema.rows('SELECT name FROM "ORDS$ROLES"')


@pytest.mark.parametrize(
    "delete",
    [
        modules.delete_module,
        lambda changes, name: modules.delete_template(changes, name, "license"),
        lambda changes, name: modules.delete_template(changes, "customers", name),
        lambda changes, name: modules.delete_handler(changes, name, "license", "GET"),
        lambda changes, name: modules.delete_handler(changes, "customers", name, "GET"),
        privileges.delete_privilege,
        privileges.delete_role,
    ],
)
@pytest.mark.parametrize("name", ["nowhere", "", None, "x" * 1000, "%"])
def test_deleting_what_is_not_there_changes_nothing(schema, delete, name):
    """Observed for modules (Oracle's APEX workshop of 2020); inferred for the others."""
    schema.article()
    tables = ("MODULES", "TEMPLATES", "HANDLERS", "PRIVILEGES", "PRIVILEGE_MODULES", "ROLES")
    before = [schema.rows(f'SELECT * FROM "ORDS${table}"') for table in tables]
    with schema.changes() as changes:
        delete(changes, name)
    assert [schema.rows(f'SELECT * FROM "ORDS${table}"') for table in tables] == before


def test_a_privilege_needs_roles_that_exist(schema):
    """Reported: a production project's handbook, ORA-01403 from DEFINE_PRIVILEGE."""
    with schema.changes() as changes, refused(1403):
        privileges.define_privilege(changes, "p", roles=["nobody"])


def test_a_privilege_may_ask_for_a_built_in_role(schema):
    """Documented: a role that either belongs to the schema or is a built in role."""
    with schema.changes() as changes:
        privileges.define_privilege(changes, "p", roles=["SQL Developer"])
    assert privilege(schema, "p").roles == {"SQL Developer"}


def test_defining_a_privilege_again_replaces_all_it_had(schema):
    """Inferred from "define", and from scripts that rebuild privileges this way."""
    schema.article()
    with schema.changes() as changes:
        privileges.create_role(changes, "other_role")
        privileges.define_privilege(changes, "license_priv", roles=["other_role"], patterns=["/x/*"])
    found = privilege(schema, "license_priv")
    assert (found.roles, found.patterns, found.module_prefixes) == ({"other_role"}, ("/x/*",), ())


def test_a_privilege_can_be_defined_again_with_its_own_pattern(schema):
    for _ in range(2):
        with schema.changes() as changes:
            privileges.define_privilege(changes, "p", patterns=["/x/*"])
    assert privilege(schema, "p").patterns == ("/x/*",)


def test_a_pattern_belongs_to_one_privilege(schema):
    """Reported twice, independently: ORA-20039."""
    with schema.changes() as changes:
        privileges.define_privilege(changes, "p", patterns=["/x/*"])
        privileges.define_privilege(changes, "q", patterns=["/y/*"])
        with refused(20039):
            privileges.define_privilege(changes, "q", patterns=["/z/*", "/x/*"])
    assert privilege(schema, "q").patterns == ("/y/*",)


def test_a_pattern_starts_with_a_slash(schema):
    """Reported: patterns are relative to the alias and start with '/'. The error number is inferred."""
    with schema.changes() as changes, refused(20001):
        privileges.define_privilege(changes, "p", patterns=["customers/*"])


def test_the_last_privilege_set_guards_a_module(schema):
    """Inferred: tools show one privilege a module."""
    schema.article()
    with schema.changes() as changes:
        privileges.create_privilege(changes, "other_priv")
        privileges.set_module_privilege(changes, "customers", "other_priv")
    assert privilege(schema, "license_priv").module_prefixes == ()
    assert privilege(schema, "other_priv").module_prefixes == ("/customers/",)


def test_creating_a_privilege_twice_is_refused(schema):
    schema.article()
    with schema.changes() as changes, refused(1):
        privileges.create_privilege(changes, "license_priv")


def test_patterns_come_and_go(schema):
    schema.article()
    with schema.changes() as changes:
        privileges.create_privilege_mapping(changes, "license_priv", ["/x", "/x/*"])
        privileges.delete_privilege_mapping(changes, "license_priv", "/x")
        with refused(1403):
            privileges.delete_privilege_mapping(changes, "license_priv", "/x")
    assert privilege(schema, "license_priv").patterns == ("/x/*",)


def test_renaming_and_deleting_a_privilege(schema):
    schema.article()
    with schema.changes() as changes:
        privileges.rename_privilege(changes, "license_priv", "other_priv")
    assert privilege(schema, "other_priv").module_prefixes == ("/customers/",)
    with schema.changes() as changes:
        privileges.delete_privilege(changes, "other_priv")
    assert privilege(schema, "other_priv") is None
