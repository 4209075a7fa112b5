"""Administrators: the packages' twins, other schemas in one's own transaction, the DBA_ORDS_* views."""

from __future__ import annotations

import pytest

from ordslab.sandbox.metadata.install import ADMINISTRATORS_PACKAGES, PACKAGES
from ordslab.sandbox.metadata.packages.ords import ORDS, ORDS_ADMIN
from ordslab.sandbox.metadata.packages.specification import administrators_specification
from ordslab.sandbox.metadata.views import VIEWS
from ordslab.sandbox.plsql.tree import SubprogramDeclaration
from ordslab.sandbox.sql.errors import OraError


@pytest.fixture
def admin(lab):
    """A session of user ADMIN."""
    lab.database.create_administrator("secret")
    session = lab.database.open_session("ADMIN")
    yield session
    session.close()


def parameters(package, name):
    return [
        [(p.name, p.default is not None) for p in item.parameters]
        for item in package.specification.items
        if isinstance(item, SubprogramDeclaration) and item.name == name
    ]


def test_a_twin_takes_the_schema_first():
    """Documented: DG-26.3-ADMIN, a p_schema parameter for every method."""
    for own, theirs in zip(
        parameters(ORDS, "DEFINE_PRIVILEGE"), parameters(ORDS_ADMIN, "DEFINE_PRIVILEGE"), strict=True
    ):
        assert theirs == [("P_SCHEMA", False), *own]


def test_where_the_schema_was_it_stays_and_must_be_given():
    """Inferred: its place. Documented: the target schema must be specified."""
    ((_, (name, has_default), *_),) = parameters(ORDS_ADMIN, "ENABLE_SCHEMA")
    assert (name, has_default) == ("P_SCHEMA", False)


def test_twins_have_no_deprecated_subprograms():
    """Documented: DG-26.3-ADMIN, without the deprecated methods."""
    assert parameters(ORDS, "CREATE_SERVICE")
    assert not parameters(ORDS_ADMIN, "CREATE_SERVICE")


def test_subprograms_without_parameters_get_one():
    text = "package p as\n\n  procedure a;\n\n  function f return varchar2;\n\n"
    text += "  procedure b(\n    p_x in number);\n\nend p;\n"
    assert administrators_specification(text, frozenset({"b"}), "\n  procedure c;\n") == (
        "package p_admin as\n\n  procedure a(\n    p_schema in varchar2);\n\n"
        "  function f(\n    p_schema in varchar2) return varchar2;\n\n\n  procedure c;\n\nend p_admin;\n"
    )


@pytest.mark.parametrize("package", ADMINISTRATORS_PACKAGES, ids=lambda package: package.name)
def test_they_do_not_exist_for_others(lab, package):
    """Documented: they need ORDS_ADMINISTRATOR_ROLE; PLS-00201 is Oracle's answer to a missing EXECUTE right."""
    name = next(item.name for item in package.specification.items if isinstance(item, SubprogramDeclaration))
    for prefix in ("", "ords_metadata."):
        with pytest.raises(OraError, match="PLS-00201"):
            lab.run(f"declare x number; begin x := {prefix}{package.name}.{name}('PAGE'); end;")


@pytest.mark.parametrize("package", (*PACKAGES, *ADMINISTRATORS_PACKAGES), ids=lambda package: package.name)
def test_every_specification_compiles(lab, admin, package):
    """Types, defaults and constants of all packages are sound: naming one component compiles all of them."""
    with pytest.raises(OraError, match="PLS-00302: component 'NO_SUCH_THING' must be declared"):
        lab.run(f"begin {package.name}.no_such_thing; end;", admin)


def test_a_function_of_theirs_is_not_there_in_sql_either(lab):
    with pytest.raises(OraError, match="ORA-00904"):
        lab.query("select ords_metadata.ords_export_admin.export_schema('PAGE') from dual")


def test_changes_elsewhere_belong_to_the_administrators_transaction(lab, admin):
    """Documented: DML on ORDS's tables. So they can be rolled back, and count from the commit on."""
    count = "select count(*) from user_ords_roles where name = 'r'"
    lab.run("begin ords_admin.create_role('page', 'r'); end;", admin)
    assert admin.in_transaction
    assert lab.query(count) == [(0,)]
    admin.rollback()
    lab.run("begin ords_admin.create_role('page', 'r'); end;", admin)
    admin.commit()
    assert lab.query(count) == [(1,)]
    assert lab.query("select created_by from user_ords_roles where name = 'r'") == [("ADMIN",)]


def test_savepoints_reach_elsewhere(lab, admin):
    lab.run("begin ords_admin.create_role('PAGE', 'kept'); end;", admin)
    lab.query("savepoint s", admin)
    lab.run("begin ords_admin.create_role('PAGE', 'lost'); end;", admin)
    lab.query("rollback to s", admin)
    admin.commit()
    assert lab.query("select name from user_ords_roles where name in ('kept', 'lost')") == [("kept",)]


def test_an_open_change_elsewhere_holds_up_the_owners_metadata_only(lab, admin):
    """The owner's own tables can be changed all the same; ORDS's rows of the schema are the administrator's for now."""
    lab.query("create table t (id number)")
    lab.run("begin ords_admin.create_role('PAGE', 'r'); end;", admin)
    lab.query("insert into t values (1)")
    lab.session.commit()
    admin.commit()
    assert lab.query("select count(*) from t") == [(1,)]
    assert lab.query("select count(*) from user_ords_roles where name = 'r'") == [(1,)]


def test_ids_are_unique_over_all_schemas(lab, admin):
    """Observed: ids come from one sequence, ORDS_ID_SEQ."""
    lab.run("begin ords.enable_schema; ords.create_role('r'); commit; end;", admin)
    lab.run("begin ords.create_role('r'); commit; end;")
    ids = [number for (number,) in lab.query("select id from dba_ords_roles", admin)]
    assert len(set(ids)) == len(ids) == 6


def test_an_unknown_schema(lab, admin):
    """Inferred."""
    with pytest.raises(OraError, match="ORA-01918: user 'NOBODY' does not exist"):
        lab.run("begin ords_admin.create_role('nobody', 'r'); end;", admin)
    with pytest.raises(OraError, match="ORA-01400"):
        lab.run("begin ords_admin.create_role(null, 'r'); end;", admin)


def test_what_an_administrator_has_not_committed_shows_in_the_dba_views(lab, admin):
    lab.run("begin ords_admin.create_role('PAGE', 'r'); end;", admin)
    assert lab.query("select count(*) from dba_ords_roles where name = 'r'", admin) == [(1,)]
    admin.rollback()
    assert lab.query("select count(*) from dba_ords_roles where name = 'r'", admin) == [(0,)]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.dba_name)
def test_every_dba_view_answers_with_its_columns(lab, admin, view):
    """Documented: ORDS 24.4 release notes list them. That the columns are the same is reported."""
    result = admin.execute(admin.parse(f"select * from {view.dba_name}"))
    assert result.columns == view.columns
    with pytest.raises(OraError, match="ORA-00942"):
        lab.query(f"select * from {view.dba_name}")


def test_a_dba_view_shows_what_the_owners_view_shows(lab, admin):
    lab.run("begin ords.define_service('m', '/m/', 'x', p_source => q'[select 'ä' a, null b from dual]'); commit; end;")
    for view in VIEWS:
        theirs = lab.query(f"select * from {view.dba_name}", admin)
        assert theirs == lab.query(f"select * from {view.name}"), view.name


def test_another_schemas_alias_is_refused_for_an_administrator_too(lab, admin):
    with pytest.raises(OraError, match="ORA-00001"):
        lab.run("begin ords_admin.enable_schema(p_schema => 'ADMIN', p_url_mapping_pattern => 'page'); end;", admin)


def test_keys_are_not_rotated_here(lab, admin):
    """Documented that they exist; what they do to sessions is not."""
    with pytest.raises(OraError, match="ORA-03001"):
        lab.run("begin ords_security_admin.rotate_all_security_keys; end;", admin)
