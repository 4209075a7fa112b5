"""The dictionary views of ORDS."""

from __future__ import annotations

import datetime

import oracledb
import pytest

behaviour = pytest.mark.behaviour
AUDIT = ["CREATED_BY", "CREATED_ON", "UPDATED_BY", "UPDATED_ON"]


def columns(target, view):
    cursor = target.connection.cursor()
    cursor.execute(f"select * from {view} where 1 = 0")
    return [column[0] for column in cursor.description]


@behaviour(
    "The columns of modules, templates, handlers, parameters, privileges and roles, in order.",
    source="APEX-SRC",
    mark="observed",
)
@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("modules", "ID NAME URI_PREFIX ITEMS_PER_PAGE STATUS COMMENTS PRE_HOOK SCHEMA_ID * ORIGINS_ALLOWED"),
        ("templates", "ID MODULE_ID URI_TEMPLATE PRIORITY ETAG_TYPE ETAG_QUERY COMMENTS SCHEMA_ID *"),
        (
            "handlers",
            "ID TEMPLATE_ID SOURCE_TYPE METHOD MIMES_ALLOWED ITEMS_PER_PAGE SOURCE COMMENTS SCHEMA_ID * MLE_ENV_NAME",
        ),
        (
            "parameters",
            "ID HANDLER_ID NAME BIND_VARIABLE_NAME SOURCE_TYPE ACCESS_METHOD PARAM_TYPE COMMENTS SCHEMA_ID *",
        ),
        ("privileges", "ID LABEL NAME COMMENTS DESCRIPTION SCHEMA_ID *"),
        ("roles", "ID NAME SCHEMA_ID *"),
        ("privilege_modules", "PRIVILEGE_ID PRIVILEGE_NAME MODULE_ID MODULE_NAME SCHEMA_ID"),
    ],
)
def test_columns(target, view, expected):
    wanted = [column for word in expected.split() for column in (AUDIT if word == "*" else [word])]
    assert columns(target, f"user_ords_{view}")[: len(wanted)] == wanted


@behaviour(
    "USER_ORDS_CLIENT_ROLES has four columns; its CLIENT_ID is the client's number.",
    source="KR-LAB, FLOWS",
    mark="observed",
)
def test_client_roles(target):
    target.privilege("p", roles=["r"])
    target.client(roles=["r"])
    assert columns(target, "user_ords_client_roles") == ["CLIENT_ID", "CLIENT_NAME", "ROLE_ID", "ROLE_NAME"]
    assert target.query(
        "select c.name, r.role_name, p.privilege_name from user_ords_clients c "
        "join user_ords_client_roles r on r.client_id = c.id "
        "join user_ords_privilege_roles p on p.role_id = r.role_id"
    ) == [("c", "r", "p")]


@behaviour(
    "USER_ORDS_CLIENTS has AUTH_FLOW; GRANT_TYPE and STATUS are ORA-00904.", source="RESTAPI-25.3", mark="documented"
)
@pytest.mark.parametrize("column", ["grant_type", "status"])
def test_no_such_column(target, column):
    with target.refused(904, column.upper()):
        target.query(f"select {column} from user_ords_clients")
    target.client()
    assert target.query("select auth_flow from user_ords_clients") == [("CLIENT_CRED",)]


@behaviour("The privilege's name is NAME in USER_ORDS_PRIVILEGE_MAPPINGS.", source="APEX-SRC, KR-LAB", mark="observed")
def test_mappings(target):
    assert columns(target, "user_ords_privilege_mappings")[:3] == ["PRIVILEGE_ID", "NAME", "PATTERN"]


@behaviour(
    "Every kind of object takes its id from one sequence that starts a little above 10000.",
    source="KR-LAB",
    mark="observed",
)
def test_ids(target):
    target.service()
    target.privilege("p", roles=["r"], modules=["m"])
    target.client(roles=["r"])
    kinds = ("schemas", "modules", "templates", "handlers", "roles", "privileges", "clients")
    ids = [number for kind in kinds for (number,) in target.query(f"select id from user_ords_{kind}")]
    assert len(set(ids)) == len(ids)
    assert min(ids) >= 10000


@behaviour("The audit columns tell who and when.", source="APEX-SRC", mark="observed")
@pytest.mark.parametrize("view", ["modules", "templates", "handlers", "privileges", "roles", "clients"])
def test_audit(target, view):
    target.service()
    target.privilege("p", roles=["r"])
    target.client()
    rows = target.query(f"select created_by, created_on, updated_by, updated_on from user_ords_{view}")
    assert rows
    for created_by, created_on, updated_by, updated_on in rows:
        assert created_by == updated_by == target.user
        assert isinstance(created_on, datetime.datetime)
        assert created_on <= updated_on


@behaviour("A handler's source is a CLOB.", source="APEX-SRC", mark="observed")
def test_the_source(target):
    target.service(source="select 1 one from dual")
    cursor = target.connection.cursor()
    cursor.execute("select source from user_ords_handlers")
    assert cursor.description[0][1] is oracledb.DB_TYPE_CLOB
    assert cursor.fetchone()[0].read() == "select 1 one from dual"


@behaviour(
    "USER_ORDS_SERVICES joins module, template and handler: NAME, BASE_PATH, PATTERN, METHOD.",
    source="five public scripts",
    mark="reported",
)
def test_services(target):
    target.service()
    assert target.query("select name, base_path, pattern, method from user_ords_services") == [("m", "/m/", "x", "GET")]


@behaviour(
    "A schema sees its own metadata only, and its own changes before they are committed.",
    source="DG-26.3-OAUTH",
    mark="documented",
)
def test_uncommitted_changes_are_ones_own(target, place):
    target.call("ords.create_role('r')", commit=False)
    count = "select count(*) from user_ords_roles where name = 'r'"
    assert target.query(count) == [(1,)]
    with place.connect() as other:
        assert other.cursor().execute(count).fetchall() == [(0,)]
