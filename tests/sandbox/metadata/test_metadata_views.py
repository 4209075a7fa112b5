"""The views as native queries: names, order, values, ids and audit columns."""

from __future__ import annotations

import pytest

from ordslab.sandbox.metadata import modules, objects, privileges
from ordslab.sandbox.metadata.views import VIEWS

NAMES = """
    APPROVALS CLIENT_PRIVILEGES CLIENT_ROLES CLIENTS ENABLED_OBJECTS HANDLERS JWT_PROFILE MODULES OBJ_MEMBERS OBJECTS
    PARAMETERS PENDING_APPROVALS PREDISPATCH_TASKS PRIVILEGE_MAPPINGS PRIVILEGE_MODULES PRIVILEGE_ROLES PRIVILEGES
    PROPERTIES ROLES SCHEMAS SERVICES TEMPLATES
"""
AUDIT = ["CREATED_BY", "CREATED_ON", "UPDATED_BY", "UPDATED_ON"]


def columns(name):
    return [column.name for column in next(view for view in VIEWS if view.name == f"USER_ORDS_{name}").columns]


@pytest.fixture
def full(schema):
    """A row in every table."""
    schema.article()
    with schema.changes() as changes:
        objects.enable_object(changes, object="EMP", auto_rest_auth=True)
        modules.define_parameter(changes, "customers", "validation/{id}", "GET", name="X-Id")
        privileges.create_privilege_mapping(changes, "license_priv", ["/x/*"])
    return schema


def test_every_view_of_ords_is_there():
    """INSTALL-LOG observed (23.2's list); JWT_PROFILE documented, PREDISPATCH_TASKS reported."""
    assert sorted(view.name for view in VIEWS) == sorted(f"USER_ORDS_{name}" for name in NAMES.split())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("MODULES", "ID NAME URI_PREFIX ITEMS_PER_PAGE STATUS COMMENTS PRE_HOOK SCHEMA_ID * ORIGINS_ALLOWED"),
        ("TEMPLATES", "ID MODULE_ID URI_TEMPLATE PRIORITY ETAG_TYPE ETAG_QUERY COMMENTS SCHEMA_ID *"),
        (
            "PARAMETERS",
            "ID HANDLER_ID NAME BIND_VARIABLE_NAME SOURCE_TYPE ACCESS_METHOD PARAM_TYPE COMMENTS SCHEMA_ID *",
        ),
        ("PRIVILEGES", "ID LABEL NAME COMMENTS DESCRIPTION SCHEMA_ID *"),
        ("ROLES", "ID NAME SCHEMA_ID *"),
        ("CLIENT_ROLES", "CLIENT_ID CLIENT_NAME ROLE_ID ROLE_NAME"),
        ("PRIVILEGE_MODULES", "PRIVILEGE_ID PRIVILEGE_NAME MODULE_ID MODULE_NAME SCHEMA_ID"),
        (
            "ENABLED_OBJECTS",
            "ID SCHEMA_ID PARSING_SCHEMA PARSING_OBJECT OBJECT_ALIAS TYPE STATUS AUTO_REST_AUTH OPS_ALLOWED TYPE_PATH "
            "PRE_HOOK",
        ),
    ],
)
def test_columns_are_in_order(name, expected):
    """Observed: APEX-SRC, and KR-LAB for CLIENT_ROLES."""
    wanted = [column for word in expected.split() for column in (AUDIT if word == "*" else [word])]
    assert columns(name) == wanted


def test_there_is_no_grant_type_and_no_status_in_clients():
    """Documented: the REST API's client has auth_flow; generated documents name columns that do not exist."""
    assert not {"GRANT_TYPE", "STATUS"} & set(columns("CLIENTS"))


def test_every_view_gives_values_of_its_types(full):
    python = {"NUMBER": int, "VARCHAR2": str, "DATE": str, "CLOB": str, "BLOB": bytes}
    rows = 0
    for view in VIEWS:
        for row in full.rows(view.text):
            rows += 1
            for column, value in zip(view.columns, row, strict=True):
                assert value is None or isinstance(value, python[column.type.family]), (view.name, column.name)
    assert rows > 20


def test_audit_columns_are_filled(full):
    """Observed: APEX-SRC has them; that they are filled is what they are for."""
    for view in VIEWS:
        wanted = [column.name for column in view.columns if column.name in AUDIT]
        for row in full.rows(f"SELECT {', '.join(wanted) or '1'} FROM ({view.text})"):
            assert all(value is not None for value in row), view.name


def test_ids_are_unique_over_all_kinds_of_objects(full):
    """Observed: KR-LAB and others, ids a little above 10000 that kinds share."""
    ids = [
        number
        for view in VIEWS
        if view.columns[0].name == "ID"
        for (number,) in full.rows(f'SELECT "ID" FROM ({view.text})')
    ]
    assert len(ids) == len(set(ids)) > 8
    assert min(ids) == 10000


def test_the_dba_twin_has_the_same_columns():
    """Reported: public scripts join DBA_ORDS_MODULES to DBA_ORDS_SCHEMAS by SCHEMA_ID."""
    names = [view.dba_name for view in VIEWS]
    assert "DBA_ORDS_MODULES" in names
    assert len(set(names)) == len(VIEWS)
