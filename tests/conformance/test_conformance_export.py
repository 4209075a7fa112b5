"""ORDS_EXPORT: scripts that make the same metadata again."""

from __future__ import annotations

import oracledb
import pytest

behaviour = pytest.mark.behaviour

STATE = {
    "modules": "name, uri_prefix, items_per_page, status, comments, origins_allowed",
    "templates": "uri_template, priority, etag_type, etag_query, comments",
    "handlers": "source_type, method, mimes_allowed, items_per_page, source, comments",
    "parameters": "name, bind_variable_name, source_type, access_method, param_type",
    "roles": "name",
    "privileges": "name, label, description, comments",
    "privilege_roles": "privilege_name, role_name",
    "privilege_modules": "privilege_name, module_name",
    "privilege_mappings": "name, pattern",
    "clients": "name, client_id, auth_flow, description, support_email, token_duration",
    "client_roles": "client_name, role_name",
    "client_privileges": "client_name, name",
    "enabled_objects": "parsing_object, object_alias, type, auto_rest_auth",
    "jwt_profile": "issuer, audience, jwk_url, role_claim_name",
    "schemas": "parsing_schema, type, pattern, status, auto_rest_auth",
}


def state(target):
    """All metadata but ids, dates and secrets."""
    return {
        view: sorted(target.query(f"select {columns} from user_ords_{view}"), key=repr)
        for view, columns in STATE.items()
    }


@pytest.fixture
def full(target):
    target.connection.cursor().execute("create table lab_items (id number primary key, name varchar2(30))")
    target.call(
        "ords.define_module('m', '/m/', 10, p_comments => 'it''s mine')",
        "ords.set_module_origins_allowed('m', 'https://example.com')",
        "ords.define_template('m', 'x/:id', 3, 'QUERY', 'select 1 from dual', 'a template')",
        "ords.define_handler('m', 'x/:id', p_source_type => ords.source_type_plsql, p_mimes_allowed => '', "
        "p_source => 'begin' || chr(10) || '  :status_code := 200; htp.p(''it''''s'');' || chr(10) || 'end;')",
        "ords.define_handler('m', 'x/:id', 'POST', 'plsql/block', rpad('begin null; --', 5000, 'x') || chr(10) || "
        "'end;')",
        "ords.define_parameter('m', 'x/:id', 'GET', 'X-Id', 'id', 'HEADER', 'INT', 'OUT')",
        "ords.enable_object(p_object => 'LAB_ITEMS', p_object_alias => 'items', p_auto_rest_auth => true)",
        "ords_security.create_jwt_profile('https://i.example.com/', 'aud', 'https://i.example.com/jwk', "
        "p_role_claim_name => '/roles')",
    )
    target.privilege("p", roles=["r", "SQL Developer"], patterns=["/m/x", "/z/*"], modules=["m"])
    target.credentials = target.client(roles=["r"], token_duration=60)
    target.call("ords_security.update_client_privileges('c', 'p')")
    yield target
    target.connection.rollback()
    target.connection.cursor().execute("drop table lab_items")


def export(target, call="ords_export.export_schema()"):
    return target.run(f"begin :script := {call}; end;", script=oracledb.DB_TYPE_CLOB)


def undated(script):
    """The script without the comment that says when it was made."""
    return [line for line in script.splitlines() if "Date: " not in line]


@behaviour(
    "EXPORT_SCHEMA's script makes the same metadata in an empty schema.", source="DG-26.1-EXPORT", mark="documented"
)
def test_a_schema_comes_back(full):
    before, script = state(full), export(full)
    full.call("ords.drop_rest_for_schema")
    full.run(script)
    assert state(full) == before


@behaviour(
    "The script can be run again where everything is there already.",
    source="SAMQA",
    mark="observed",
)
def test_the_script_can_be_run_again(full):
    before, script = state(full), export(full)
    full.run(script)
    assert state(full) == before
    assert undated(export(full)) == undated(script)
    assert full.token(full.credentials)  # a client that is there keeps its secret


@behaviour("Exported clients come without their secrets.", source="TJS-MIG, WDBA", mark="documented")
def test_no_secrets(full):
    script = export(full)
    assert full.credentials[1] not in script
    assert full.credentials[0] in script
    full.call("ords.drop_rest_for_schema")
    full.run(script)
    assert full.query("select client_secret from user_ords_clients") == [(None,)]


@behaviour(
    "EXPORT_MODULE's script makes the module with its privileges and their roles.",
    source="five public scripts",
    mark="observed",
)
def test_a_module_comes_back(full):
    script = export(full, "ords_metadata.ords_export.export_module(p_module_name => 'm', p_export_date => false)")
    kinds = ("modules", "templates", "handlers", "parameters")
    before = state(full)
    full.empty()
    full.run(script)
    after = state(full)
    assert {kind: after[kind] for kind in kinds} == {kind: before[kind] for kind in kinds}
    assert ("p", "m") in after["privilege_modules"]
    assert after["clients"] == []


@behaviour(
    "The heading names the schema, and the date unless it is not wanted.",
    source="exports in public repositories",
    mark="observed",
)
def test_the_heading(full):
    assert export(full).splitlines()[1].startswith(f"-- Schema: {full.user}  Date: ")
    dateless = export(full, "ords_export.export_schema(p_export_date => false)")
    assert dateless.splitlines()[1] == f"-- Schema: {full.user}"
