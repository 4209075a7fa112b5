"""What Oracle has and the sandbox has not is refused by its name; what neither has is misspelt. In PL/SQL and SQL."""

from __future__ import annotations

import re

import pytest

from ordslab.sandbox import oracle_names
from ordslab.sandbox.plsql.standard import PACKAGES
from ordslab.sandbox.sql.rights import OF_ADMINISTRATOR

_MEMBERS = """apex_json.get_t_varchar2 apex_json.to_xmltype apex_json.get_sdo_geometry apex_web_service.make_request
    apex_web_service.clobbase642blob dbms_session.list_context dbms_lob.isopen dbms_lob.erase dbms_lob.fileexists
    dbms_crypto.encrypt_aes256 dbms_crypto.sign utl_raw.overlay dbms_utility.canonicalize htp.anchor htf.tableopen
    owa_util.cellsprint owa.auth_scheme dbms_application_info.set_session_longops utl_i18n.get_translation
    dbms_random.record_random_number json_object_t.patch"""


def refusal(name):
    return f"ORA-03001: unimplemented feature: the ordslab sandbox has no {name}"


_OF_SYS = "begin sys.{}; end;"
_BLOCKS = (
    "declare v varchar2(4000); begin v := {}(1); end;",
    "declare v varchar2(4000); begin v := {}; end;",
    "begin {}(1); end;",
    _OF_SYS,
    "begin if 1 = {} then null; end if; end;",
)


def can_be_written(name, block):
    """Not all of these belong to SYS: APEX's packages are APEX's, and a method is called on an object."""
    return block is not _OF_SYS or not name.startswith(("apex", "json_object_t"))


@pytest.mark.parametrize(
    ("name", "block"),
    [(name, block) for block in _BLOCKS for name in _MEMBERS.split() if can_be_written(name, block)],
)
def test_a_member_that_is_not_here_is_refused_by_name(bench, name, block):
    package, _, member = name.upper().partition(".")
    assert refusal(f"{package}.{member}") in bench.fails(block.format(name))


def test_a_member_that_nobody_has_is_misspelt(bench):
    for name in ("dbms_lob.getlenght", "dbms_output.putline", "htp.prnt", "apex_json.opn", "owa_util.get_cgi"):
        assert f"PLS-00302: component '{name.partition('.')[2].upper()}' must be declared" in bench.fails(
            f"begin {name}(1); end;"
        )


@pytest.mark.parametrize("package", ["dbms_lock", "apex_util", "ords_par", "dbms_vector", "utl_http", "wwv_flow_imp"])
@pytest.mark.parametrize(
    "block", ["begin {}.x; end;", "declare v {}.t_x; begin null; end;", "begin apex_240200.{}.x; end;"]
)
def test_a_package_that_is_not_here_is_refused_by_name(bench, package, block):
    assert refusal(f"package {package.upper()}") in bench.fails(block.format(package))


def test_a_package_that_nobody_has_is_misspelt(bench):
    for name in ("dbms_lok.sleep(1)", "apex_utl.x", "me.dbms_lock.sleep(1)", "nobody.apex_util.x"):
        assert "PLS-00201" in bench.fails(f"begin {name}; end;")


@pytest.mark.parametrize(
    "name", ["t_ords_vchar_tab", "apex_t_varchar2", "sys.anydata", "sdo_geometry", "mdsys.sdo_geometry"]
)
@pytest.mark.parametrize("block", ["declare v {}; begin null; end;", "declare type t is table of {}; begin null; end;"])
def test_a_type_that_is_not_here_is_refused_by_name(bench, name, block):
    text = bench.fails(block.format(name))
    assert text.startswith("ORA-03001") and name.rpartition(".")[2].upper() in text


def test_a_type_that_nobody_has_is_misspelt(bench):
    for name in ("t_ords_vchar_tabb", "apex_t_varchar", "sdo_geom_etry", "dbms_lob.t_nothing"):
        assert re.search("PLS-00(201|302)", bench.fails(f"declare v {name}; begin null; end;"))


def test_exceptions_of_packages(bench):
    block = "begin null; exception when {} then null; end;"
    assert refusal("DBMS_LOB.INVALID_ARGVAL") in bench.fails(block.format("dbms_lob.invalid_argval"))
    assert "PLS-00302" in bench.fails(block.format("dbms_lob.invalid_argument"))


def test_a_package_of_ones_own_goes_before_oracles(bench):
    bench.sql("create package dbms_lock as procedure sleep(n number); end;")
    bench.sql("create package body dbms_lock as procedure sleep(n number) is begin dbms_output.put_line(n); end; end;")
    assert bench.run("begin dbms_lock.sleep(7); end;") == ["7"]
    assert "PLS-00302" in bench.fails("begin dbms_lock.request; end;")


QUERIES = [
    ("select dbms_debug_jdwp.current_session_id from dual", "package DBMS_DEBUG_JDWP"),
    ("select dbms_lob.isopen(null) from dual", "DBMS_LOB.ISOPEN"),
    ("select dbms_lob.default_csids from dual", None),
    ("select to_vector('[1]') from dual", "function TO_VECTOR"),
    ("select to_vectr('[1]') from dual", None),
    ("select phonic_encode('a', 'b') from dual", "function PHONIC_ENCODE"),
    ("select bfilename('D', 'f') from dual", "function BFILENAME"),
    ("select sdo_geometry(1) from dual", "type SDO_GEOMETRY"),
    ("select 1 from dual where contains('a', 'b')", "function CONTAINS as a condition"),
    ("select ora_rowscn from dual", "pseudocolumn ORA_ROWSCN"),
    ("select path, value, domain from dual", None),
    ("select count(*) from v$session_longops", "view V$SESSION_LONGOPS"),
    ("select count(*) from gv$sql", "view GV$SQL"),
    ("select count(*) from sys.dba_audit_trail", "view DBA_AUDIT_TRAIL"),
    ("select count(*) from cdb_segments", "view CDB_SEGMENTS"),
    ("select count(*) from user_audit_policies", "view USER_AUDIT_POLICIES"),
    ("select count(*) from apex_applications", "view APEX_APPLICATIONS"),
    ("select count(*) from v$transactions", None),
    ("select count(*) from user_tablez", None),
    ("select count(*) from nobody.v$transaction", None),
    ("select default_collation from user_views", "column DEFAULT_COLLATION of USER_VIEWS"),
    ("select v.default_collation from user_views v", "column DEFAULT_COLLATION of USER_VIEWS"),
    ("select default_colation from user_views", None),
    ("select d.default_collation from user_views v, dual d", None),
    ("select json_value('{}', '$.a' type (strict)) from dual", "TYPE in JSON_VALUE"),
    ("drop profile p", "DROP PROFILE"),
    ("drop tablespace p", "DROP TABLESPACE"),
    ("create property graph g vertex tables (t)", "CREATE PROPERTY"),
    ("create tabel x (a number)", None),
    ("alter tabel x add (a number)", None),
    ("create table x (a number annotations (y 'z'))", "ANNOTATIONS columns"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), QUERIES)
def test_names_in_sql(bench, text, name):
    with pytest.raises(Exception, match="ORA-") as caught:
        bench.sql(text)
    found = str(caught.value)
    assert found.startswith(refusal(name)) if name else re.match("ORA-00(904|942|901|940)", found), found


def test_rows_of_a_view_that_is_not_here(bench):
    assert refusal("view V$SQL") in bench.fails("declare r v$sql%rowtype; begin null; end;")
    assert refusal("view V$SQL") in bench.fails("declare n number; begin select count(*) into n from v$sql; end;")
    assert "ORA-00942" in bench.fails("declare n number; begin select count(*) into n from v$sqls; end;")


def test_what_the_standard_packages_have_stands_in_the_table():
    """Promise: the table is whole enough to know Oracle's own names that the sandbox has."""
    unknown = {
        f"{package.name}.{item.name}"
        for package in PACKAGES
        for item in package.specification.items
        if getattr(item, "name", package.name) not in (package.name, "GET_OBJECT", "GET_ARRAY")
        and not oracle_names.has_member(package.name, item.name)
    }
    assert unknown == set()


def test_the_table_is_of_names_alone():
    name = re.compile(r"[A-Z][A-Z0-9_$#]*")
    packages = oracle_names.packages()
    assert len(packages) > 500 and sum(map(len, packages.values())) > 5000 and len(oracle_names.views()) > 2500
    for package, members in packages.items():
        assert all(map(name.fullmatch, (package, *members))), package
    assert all(map(name.fullmatch, oracle_names.views()))


def test_privileges_and_roles(database, bench):
    if database.user("BOSS") is None:
        database.create_schema("BOSS", "Secret#1", OF_ADMINISTRATOR, admin=True)
    boss = database.open_session("BOSS")
    for what, name in (
        ("change notification", "privilege CHANGE NOTIFICATION"),
        ("enqueue any queue", "privilege ENQUEUE ANY QUEUE"),
        ("aq_administrator_role", "role AQ_ADMINISTRATOR_ROLE"),
        ("chnge notification", "ORA-00990"),
        ("aq_admin_role", "ORA-01919"),
        ("execute on dbms_aq", "package DBMS_AQ"),
        ("select on v_$session", "ORA-00942"),
    ):
        with pytest.raises(Exception, match="ORA-") as caught:
            boss.execute(boss.parse(f"grant {what} to page"))
        assert str(caught.value).startswith(name if name.startswith("ORA") else refusal(name)), what
    boss.close()
