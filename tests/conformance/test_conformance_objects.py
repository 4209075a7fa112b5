"""AutoREST objects: ORDS.ENABLE_OBJECT and what the views show of it."""

from __future__ import annotations

import pytest

behaviour = pytest.mark.behaviour


@pytest.fixture
def table(target):
    target.connection.cursor().execute("create table lab_items (id number primary key, name varchar2(30))")
    yield target
    target.connection.rollback()
    target.connection.cursor().execute("drop table lab_items")


@behaviour(
    "ENABLE_OBJECT takes the table's name in lower case as its alias.",
    source="an export in a public repository",
    mark="observed",
)
def test_an_enabled_table(table):
    table.call("ords.enable_object(p_object => 'LAB_ITEMS', p_auto_rest_auth => false)")
    assert table.query("select parsing_object, object_alias, type, status from user_ords_enabled_objects") == [
        ("LAB_ITEMS", "lab_items", "TABLE", "ENABLED")
    ]


@behaviour(
    "A protected table has a role and a privilege of its own, on /alias/* and /metadata-catalog/alias/*.",
    source="an export in a public repository",
    mark="observed",
)
def test_a_protected_table(table):
    user = table.user
    table.call(
        "ords.enable_object(p_enabled => true, p_schema => user, p_object => 'LAB_ITEMS', p_object_type => 'TABLE', "
        "p_object_alias => 'items', p_auto_rest_auth => true)"
    )
    name = f"oracle.dbtools.autorest.privilege.{user}.LAB_ITEMS"
    assert table.query("select label, description from user_ords_privileges where name = :n", n=name) == [
        (f"{user}.LAB_ITEMS access", f"Provides access to the LAB_ITEMS TABLE in the {user} schema.")
    ]
    assert table.query("select pattern from user_ords_privilege_mappings where name = :n order by 1", n=name) == [
        ("/items/*",),
        ("/metadata-catalog/items/*",),
    ]
    assert table.query(
        "select role_name from user_ords_privilege_roles where privilege_name = :n order by 1", n=name
    ) == [
        ("oracle.dbtools.autorest.any.schema",),
        (f"oracle.dbtools.role.autorest.{user}.LAB_ITEMS",),
    ]


@behaviour(
    "What the catalogs tell of a protected object is protected too, with and without the last slash, in both catalogs.",
    source="the privilege's pattern was observed; that OpenAPI's address and the one without the slash count is not",
    mark="inferred",
)
def test_the_descriptions_of_a_protected_table(table):
    table.call(
        "ords.enable_object(p_object => 'LAB_ITEMS', p_object_type => 'TABLE', p_object_alias => 'items', "
        "p_auto_rest_auth => true)"
    )
    for path in ("/metadata-catalog/items/", "/metadata-catalog/items", "/open-api-catalog/items/"):
        assert table.get(path).status_code == 401


@behaviour("USER_ORDS_SERVICES shows seven services of an enabled table.", source="a public tutorial", mark="reported")
def test_the_services_of_a_table(table):
    table.call("ords.enable_object(p_object => 'LAB_ITEMS', p_object_alias => 'items', p_auto_rest_auth => false)")
    assert table.query(
        "select base_path, method, pattern from user_ords_services where name = 'LAB_ITEMS' order by method, pattern"
    ) == [
        ("/items/", "DELETE", "."),
        ("/items/", "DELETE", ":id"),
        ("/items/", "GET", "."),
        ("/items/", "GET", ":id"),
        ("/items/", "POST", "."),
        ("/items/", "POST", "batchload"),
        ("/items/", "PUT", ":id"),
    ]


@behaviour("Disabling an object takes its rows, role and privilege away.", source="by analogy", mark="inferred")
def test_disabling_a_table(table):
    table.call("ords.enable_object(p_object => 'LAB_ITEMS', p_auto_rest_auth => true)")
    table.call("ords.enable_object(p_enabled => false, p_object => 'LAB_ITEMS')")
    for view, column in (("enabled_objects", "parsing_object"), ("services", "name"), ("privileges", "name")):
        rows = table.query(f"select count(*) from user_ords_{view} where {column} like '%LAB_ITEMS'")
        assert rows == [(0,)], view


@behaviour(
    "ENABLE_OBJECT of what is not there is ORA-01403, of another type ORA-20001.",
    source="a transcript in a public repository",
    mark="observed",
)
def test_objects_that_cannot_be_enabled(target):
    with target.refused(1403):
        target.call("ords.enable_object(p_object => 'NOWHERE')")
    with target.refused(20001, "UNSUPPORTED_OBJECT_TYPE_ERROR"):
        target.call("ords.enable_object(p_object => 'NOWHERE', p_object_type => 'SYNONYM')")


@behaviour(
    "DROP_REST_FOR_OBJECT disables an object of whatever type, with its role and privilege.",
    source="two public scripts",
    mark="observed",
)
def test_drop_rest_for_object(table):
    table.call("ords.enable_object(p_object => 'LAB_ITEMS', p_auto_rest_auth => true)")
    table.call("ords.drop_rest_for_object(p_object => 'LAB_ITEMS')")
    assert table.query("select count(*) from user_ords_enabled_objects") == [(0,)]
    assert table.query("select count(*) from user_ords_privileges where name like '%.LAB_ITEMS'") == [(0,)]
    table.call("ords.drop_rest_for_object(p_object => 'LAB_ITEMS')")
