"""Who may call what: section 3.3 of the facts, over HTTP."""

from __future__ import annotations

import pytest

behaviour = pytest.mark.behaviour


@pytest.fixture
def api(target):
    """Endpoints at /m/x, /m/x/y and /other/x."""
    target.service()
    target.call(
        "ords.define_template('m', 'x/y')",
        "ords.define_handler('m', 'x/y', p_source => 'select 2 two from dual')",
    )
    target.service("other", "/other/")
    return target


def answers(target, token=None, paths=("/m/x", "/m/x/y", "/other/x")):
    return [target.get(path, token).status_code for path in paths]


@behaviour("An endpoint that no privilege guards is public.", source="KR-LAB", mark="observed")
def test_public(api):
    assert answers(api) == [200, 200, 200]


@behaviour(
    "A role alone protects nothing, nor does a privilege without pattern and module.", source="KR-LAB", mark="observed"
)
def test_no_mapping_no_protection(api):
    api.privilege("p", roles=["r"])
    assert answers(api) == [200, 200, 200]


@behaviour("A privilege on a module guards all of it and nothing else.", source="ARTICLE, VB-ORDS", mark="observed")
def test_a_module(api):
    api.privilege("p", roles=["r"], modules=["m"])
    assert answers(api) == [401, 401, 200]
    assert answers(api, api.token(api.client(roles=["r"]))) == [200, 200, 200]


@behaviour("SET_MODULE_PRIVILEGE guards a module too.", source="SKILLS", mark="reported")
def test_set_module_privilege(api):
    api.privilege("p", roles=["r"])
    api.call("ords.set_module_privilege(p_module_name => 'm', p_privilege_name => 'p')")
    assert answers(api) == [401, 401, 200]


@behaviour(
    "Unknown URLs below a guarded module's base path get 401 before 404.",
    source="inferred from the module's privilege",
    mark="inferred",
)
def test_an_unknown_template_of_a_guarded_module(api):
    api.privilege("p", roles=["r"], modules=["m"])
    assert api.get("/m/nothing").status_code == 401
    assert api.get("/m/nothing", api.token(api.client(roles=["r"]))).status_code == 404


@behaviour("The pattern /x/* guards what is below, and not /x itself.", source="EXPENSE, SODA-SEC", mark="reported")
def test_star_does_not_match_the_bare_path(api):
    api.privilege("p", roles=["r"], patterns=["/m/x/*"])
    assert answers(api) == [200, 401, 200]


@behaviour("A pattern without a star guards that one path.", source="SODA-SEC", mark="documented")
def test_an_exact_pattern(api):
    api.privilege("p", roles=["r"], patterns=["/m/x"])
    assert answers(api) == [401, 200, 200]


@behaviour("Of several matching privileges the most specific one alone counts.", source="SODA-SEC", mark="documented")
def test_the_most_specific_wins(api):
    api.privilege("wide", roles=["wide_role"], patterns=["/m/*"])
    api.privilege("narrow", roles=["narrow_role"], patterns=["/m/x/*"])
    wide, narrow = (api.token(api.client(name, roles=[f"{name}_role"])) for name in ("wide", "narrow"))
    assert answers(api, wide) == [200, 401, 200]
    assert answers(api, narrow) == [401, 200, 200]


@behaviour("Any one of a privilege's roles is enough.", source="ERP, SAMQA", mark="observed")
def test_several_roles(api):
    api.privilege("p", roles=["clerk", "manager"], modules=["m"])
    for role in ("clerk", "manager"):
        assert answers(api, api.token(api.client(role, roles=[role]))) == [200, 200, 200]
    assert answers(api, api.token(api.client("nobody"))) == [401, 401, 200]


@behaviour("A privilege without roles lets any authenticated client through.", source="SKILLS", mark="reported")
def test_an_empty_role_list(api):
    api.privilege("p", modules=["m"])
    assert answers(api) == [401, 401, 200]
    assert answers(api, api.token(api.client())) == [200, 200, 200]


@behaviour("A built-in role can be asked for and granted.", source="HOINA-SEC, a public script", mark="documented")
def test_a_built_in_role(api):
    api.privilege("p", roles=["SQL Developer"], modules=["m"])
    assert answers(api, api.token(api.client(roles=["SQL Developer"]))) == [200, 200, 200]


@behaviour(
    "p_privilege_names without the role does not let a client act for itself.",
    source="SKILLS, HOINA-SEC",
    mark="documented",
)
def test_a_requested_privilege_is_no_role(api):
    api.privilege("p", roles=["r"], modules=["m"])
    credentials = api.client()
    api.call("ords_security.update_client_privileges(p_name => 'c', p_privilege_names => 'p')")
    assert answers(api, api.token(credentials)) == [401, 401, 200]
    api.call("ords_security.grant_client_role(p_client_name => 'c', p_role_name => 'r')")
    assert answers(api, api.token(credentials)) == [200, 200, 200]


@behaviour(
    "A revoked role closes the door, for tokens that are out already too.",
    source="inferred from the rule itself",
    mark="inferred",
)
def test_revoking_a_role(api):
    api.privilege("p", roles=["r"], modules=["m"])
    token = api.token(api.client(roles=["r"]))
    api.call("ords_security.revoke_client_role(p_client_name => 'c', p_role_name => 'r')")
    assert answers(api, token) == [401, 401, 200]


@behaviour("A change protects, or opens, from its COMMIT on.", source="DG-26.3-OAUTH", mark="documented")
def test_commit_and_rollback(api):
    guard = "ords.create_privilege('p', 'r'); ords.create_privilege_mapping('p', '/m/x')"
    api.call("ords.create_role('r')")
    api.call(guard, commit=False)
    assert answers(api) == [200, 200, 200]
    api.connection.rollback()
    assert answers(api) == [200, 200, 200]
    api.call(guard)
    assert answers(api) == [401, 200, 200]
    api.call("ords.delete_privilege_mapping('p', '/m/x')", commit=False)
    assert answers(api) == [401, 200, 200]
    api.connection.commit()
    assert answers(api) == [200, 200, 200]


@behaviour("Deleting a privilege opens what it guarded.", source="TW-NOTES", mark="observed")
def test_deleting_a_privilege(api):
    api.privilege("p", roles=["r"], modules=["m"])
    api.call("ords.delete_privilege(p_name => 'p')")
    assert answers(api) == [200, 200, 200]


@behaviour(
    "A token is good at the schema whose client it is, by its role alone.",
    source="APEXDOC-26.1, HOINA-JWT",
    mark="observed",
)
def test_a_wrong_token_says_invalid_token(api):
    api.privilege("p", roles=["r"], modules=["m"])
    answer = api.get("/m/x", "IVGVP-GrXzQJLUIBM4uN_w")
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
