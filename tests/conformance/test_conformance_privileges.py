"""Package ORDS: roles and privileges, and their errors."""

from __future__ import annotations

import pytest

behaviour = pytest.mark.behaviour


@behaviour("CREATE_ROLE of a role that is there changes nothing.", source="exports are run again", mark="inferred")
def test_a_role_twice(target):
    target.call("ords.create_role('r')", "ords.create_role('r')")
    assert target.query("select count(*) from user_ords_roles where name = 'r'") == [(1,)]


@behaviour(
    "DELETE_ROLE and DELETE_PRIVILEGE of what is not there change nothing and raise nothing.",
    source="MENNOOO, three further public first-time scripts",
    mark="inferred",
)
@pytest.mark.parametrize("call", ["ords.delete_role('nowhere')", "ords.delete_privilege('nowhere')"])
def test_deleting_nothing(target, call):
    target.privilege("p", roles=["r"])
    target.call(call)
    assert target.query("select role_name from user_ords_privilege_roles where privilege_name = 'p'") == [("r",)]


@behaviour(
    "DELETE_ROLE of a privilege's last role leaves it without roles: any authenticated client satisfies it.",
    source="what becomes of the privilege was not found; that one without roles lets any client in is reported",
    mark="inferred",
)
def test_deleting_the_last_role(target):
    target.service()
    target.privilege("p", roles=["r"], modules=["m"])
    token = target.token(target.client())
    assert target.get("/m/x", token).status_code == 401
    target.call("ords.delete_role('r')")
    assert target.query("select count(*) from user_ords_privilege_roles where privilege_name = 'p'") == [(0,)]
    assert (target.get("/m/x").status_code, target.get("/m/x", token).status_code) == (401, 200)


@behaviour("RENAME_ROLE keeps the role in privileges and clients.", source="DG-26.2-IDX", mark="inferred")
def test_renaming_a_role(target):
    target.privilege("p", roles=["r"])
    target.client(roles=["r"])
    target.call("ords.rename_role('r', 's')")
    assert target.query("select role_name from user_ords_privilege_roles where privilege_name = 'p'") == [("s",)]
    assert target.query("select role_name from user_ords_client_roles") == [("s",)]


@behaviour(
    "DEFINE_PRIVILEGE replaces roles, patterns and modules by those given.",
    source="EXPENSE",
    mark="inferred",
)
def test_a_privilege_is_replaced(target):
    target.service()
    target.privilege("p", roles=["r"], patterns=["/a/*", "/b/*"], modules=["m"])
    target.privilege("p", roles=["s"], patterns=["/b/*"])
    assert target.query("select role_name from user_ords_privilege_roles where privilege_name = 'p'") == [("s",)]
    assert target.query("select pattern from user_ords_privilege_mappings where name = 'p'") == [("/b/*",)]
    assert target.query("select count(*) from user_ords_privilege_modules") == [(0,)]


@behaviour("DEFINE_PRIVILEGE with a role that does not exist is ORA-01403.", source="EXPENSE", mark="reported")
def test_a_privilege_with_an_unknown_role(target):
    with target.refused(1403, "no data found"):
        target.run("declare r owa.vc_arr; begin r(1) := 'nobody'; ords.define_privilege('p', r, p_label => 'l'); end;")


@behaviour("A pattern belongs to one privilege: ORA-20039.", source="EXPENSE, AYP", mark="reported")
def test_a_pattern_is_mapped_once(target):
    target.privilege("p", patterns=["/a/*"])
    target.privilege("q")
    with target.refused(20039, "Pattern already mapped"):
        target.call("ords.create_privilege_mapping('q', '/a/*')")
    with target.refused(20039):
        target.privilege("q", patterns=["/a/*"])


@behaviour(
    "The overloads of DEFINE_PRIVILEGE, CREATE_PRIVILEGE and CREATE_PRIVILEGE_MAPPING.",
    source="TW-NOTES, SODA-SEC, a public script",
    mark="observed",
)
def test_overloads(target):
    target.run("""
    declare r owa.vc_arr; p owa.vc_arr; begin
      ords.create_role('r'); r(1) := 'r'; p(1) := '/a'; p(2) := '/a/*';
      ords.define_privilege(p_privilege_name => 'p1', p_roles => r, p_patterns => p, p_label => 'l');
      ords.define_privilege(p_privilege_name => 'p2', p_roles => r, p_label => 'l', p_description => 'd');
      ords.create_privilege(p_name => 'p3', p_role_name => 'r');
      ords.create_privilege(p_name => 'p4', p_roles => r);
      p(1) := '/b'; p(2) := '/b/*';
      ords.create_privilege_mapping(p_privilege_name => 'p3', p_patterns => p);
      ords.create_privilege_mapping(p_privilege_name => 'p4', p_pattern => '/c');
      commit;
    end;""")
    assert target.query(
        "select name, pattern from user_ords_privilege_mappings where name like 'p_' order by 1, 2"
    ) == [
        ("p1", "/a"),
        ("p1", "/a/*"),
        ("p3", "/b"),
        ("p3", "/b/*"),
        ("p4", "/c"),
    ]


@behaviour("RENAME_PRIVILEGE keeps what the privilege guards.", source="DG-26.2-IDX", mark="inferred")
def test_renaming_a_privilege(target):
    target.service()
    target.privilege("p", roles=["r"], modules=["m"])
    target.call("ords.rename_privilege('p', 'q')")
    assert target.query("select privilege_name, module_name from user_ords_privilege_modules") == [("q", "m")]
    assert target.get("/m/x").status_code == 401
