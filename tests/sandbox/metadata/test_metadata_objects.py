"""AutoREST without PL/SQL: ORDS.ENABLE_OBJECT, and what the views and the REST side see of it."""

from __future__ import annotations

import pytest

from ordslab.sandbox.metadata import clients, objects, schemas
from ordslab.sandbox.metadata.model import AutoRestObject
from ordslab.sandbox.metadata.views import VIEWS
from ordslab.sandbox.sql.errors import OraError

SERVICES = next(view for view in VIEWS if view.name == "USER_ORDS_SERVICES")
ENABLED = next(view for view in VIEWS if view.name == "USER_ORDS_ENABLED_OBJECTS")
ROLE = "oracle.dbtools.role.autorest.PAGE.EMP"
PRIVILEGE = "oracle.dbtools.autorest.privilege.PAGE.EMP"


def enable(schema, **definition):
    with schema.changes() as changes:
        objects.enable_object(changes, **definition)


def privilege(schema):
    return next((p for p in schema.metadata().privileges if p.name == PRIVILEGE), None)


def roles(schema):
    return [name for (name,) in schema.rows('SELECT name FROM "ORDS$ROLES" WHERE built_in = 0')]


def test_an_object_answers_under_its_name_in_lower_case(schema):
    """Observed: exported schemas and Oracle's samples, e.g. TASKS as tasks."""
    enable(schema, object="EMP")
    (found,) = schema.metadata().objects
    assert (found.name, found.alias, found.type) == ("EMP", "emp", "TABLE")
    assert schema.metadata().objects_by_alias == {"emp": found}


def test_an_alias_can_be_chosen_and_changed(schema):
    enable(schema, object="EMP", object_alias="staff")
    enable(schema, object="EMP", object_alias="people")
    assert [each.alias for each in schema.metadata().objects] == ["people"]


def test_a_name_in_lower_case_is_found(schema):
    """Inferred."""
    enable(schema, object="emp")
    assert isinstance(schema.metadata().objects[0], AutoRestObject)


def test_protection_makes_a_role_and_a_privilege(schema):
    """Observed: an exported schema of Oracle's office hours (names, label, description, roles and patterns)."""
    enable(schema, object="EMP", auto_rest_auth=True)
    found = privilege(schema)
    assert found.roles == {"oracle.dbtools.autorest.any.schema", ROLE}
    assert found.patterns == ("/metadata-catalog/emp/*", "/emp/*")
    assert found.label == "PAGE.EMP access"
    assert found.description == "Provides access to the EMP TABLE in the PAGE schema."


def test_the_generated_role_can_be_granted_to_a_client(schema):
    """Observed: public scripts grant it with OAUTH.GRANT_CLIENT_ROLE."""
    enable(schema, object="EMP", auto_rest_auth=True)
    with schema.changes() as changes:
        client = clients.create_client(changes, "c", "client_credentials")
        clients.grant_role(changes, client, ROLE)
    assert schema.metadata().clients[0].roles == {ROLE}


def test_without_protection_there_is_neither(schema):
    """Observed: unprotected objects have none in exported schemas."""
    enable(schema, object="EMP", auto_rest_auth=False)
    assert privilege(schema) is None
    assert ROLE not in roles(schema)


@pytest.mark.parametrize("protected", [True, False])
def test_the_schemas_setting_is_the_default(schema, protected):
    """Inferred."""
    with schema.changes() as changes:
        schemas.enable_schema(changes, auto_rest_auth=protected)
    enable(schema, object="EMP")
    assert (privilege(schema) is not None) == protected


def test_a_changed_alias_moves_the_patterns(schema):
    enable(schema, object="EMP", auto_rest_auth=True)
    enable(schema, object="EMP", object_alias="staff", auto_rest_auth=True)
    assert privilege(schema).patterns == ("/metadata-catalog/staff/*", "/staff/*")


@pytest.mark.parametrize("again", [{"enabled": False}, {"auto_rest_auth": False}])
def test_disabling_takes_role_and_privilege_away(schema, again):
    """Inferred."""
    enable(schema, object="EMP", auto_rest_auth=True)
    enable(schema, object="EMP", **again)
    assert privilege(schema) is None
    assert ROLE not in roles(schema)
    assert bool(schema.metadata().objects) == again.get("enabled", True)


@pytest.mark.parametrize(
    ("definition", "error"),
    [
        ({"object": "EMP", "object_type": "SYNONYM"}, "ORA-20001: UNSUPPORTED_OBJECT_TYPE_ERROR"),
        ({"object": "NOWHERE"}, "ORA-01403"),
        ({"object": "EMP_V"}, "ORA-01403"),  # a view is no TABLE
        ({"object": None}, "ORA-01400"),
        ({"object": "NOWHERE", "enabled": False}, "ORA-01403"),
        ({"object": "EMP_V", "object_type": "VIEW", "object_alias": "taken"}, "ORA-00001.*ORDS_OBJECTS_ALIAS_UN"),
    ],
)
def test_what_cannot_be_enabled(schema, definition, error):
    """Observed: the first two in a public transcript. The index's name: an installer's log. The others: inferred."""
    enable(schema, object="EMP", object_alias="taken")
    with schema.changes() as changes, pytest.raises(OraError, match=error):
        objects.enable_object(changes, **definition)


def test_a_table_shows_seven_services(schema):
    """Reported: a public tutorial's USER_ORDS_SERVICES of an enabled table."""
    enable(schema, object="EMP", object_alias="staff")
    rows = schema.rows(f"SELECT name, base_path, method, pattern FROM ({SERVICES.text})")
    assert {row[:2] for row in rows} == {("EMP", "/staff/")}
    assert sorted(row[2:] for row in rows) == [
        ("DELETE", "."),
        ("DELETE", ":id"),
        ("GET", "."),
        ("GET", ":id"),
        ("POST", "."),
        ("POST", "batchload"),
        ("PUT", ":id"),
    ]


@pytest.mark.parametrize(
    ("definition", "method"),
    [
        ({"object": "EMP_V", "object_type": "VIEW"}, "GET"),
        ({"object": "RAISE_SALARY", "object_type": "PROCEDURE"}, "POST"),
    ],
)
def test_other_objects_show_one_service(schema, definition, method):
    """Inferred."""
    enable(schema, **definition)
    assert schema.rows(f"SELECT method, pattern FROM ({SERVICES.text})") == [(method, ".")]


def test_enabled_objects_are_listed(schema):
    """Observed: the columns that Oracle's APEX builder reads."""
    enable(schema, object="EMP", auto_rest_auth=True)
    assert schema.rows(
        f"SELECT parsing_schema, parsing_object, object_alias, type, status, auto_rest_auth FROM ({ENABLED.text})"
    ) == [("PAGE", "EMP", "emp", "TABLE", "ENABLED", "ENABLED")]


def test_dropping_rest_drops_them(schema):
    enable(schema, object="EMP", auto_rest_auth=True)
    with schema.changes() as changes:
        schemas.drop_rest_for_schema(changes)
    assert schema.metadata().objects == ()


def test_rest_can_be_dropped_for_one_object(schema):
    """Observed: scripts drop what they enabled. That a second time is none the worse is inferred."""
    with schema.changes() as changes:
        objects.enable_object(changes, object="EMP", auto_rest_auth=True)
        objects.drop_rest_for_object(changes, "emp")
        objects.drop_rest_for_object(changes, "EMP")
    assert schema.metadata().objects == ()
    assert not any(privilege.name.endswith(".EMP") for privilege in schema.metadata().privileges)
