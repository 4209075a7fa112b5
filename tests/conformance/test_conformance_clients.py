"""OAuth clients and their secrets: OAUTH, ORDS_SECURITY, the token endpoint."""

from __future__ import annotations

import re

import oracledb
import pytest

behaviour = pytest.mark.behaviour
CREDENTIAL = re.compile(r"[A-Za-z0-9_-]{22}\.\.")


@pytest.fixture
def guarded(target):
    """A service that asks for role r."""
    target.service()
    target.privilege("p", roles=["r"], modules=["m"])
    return target


@behaviour(
    "OAUTH.CREATE_CLIENT and GRANT_CLIENT_ROLE in one block make a client whose secret USER_ORDS_CLIENTS shows.",
    source="ARTICLE, KR-LAB",
    mark="observed",
)
def test_the_articles_block(guarded):
    guarded.run("""
    begin
      oauth.create_client(
        p_name            => 'license_backend_client',
        p_grant_type      => 'client_credentials',
        p_owner           => 'My Company',
        p_description     => 'Backend service for license validation',
        p_support_email   => 'support@mycompany.com',
        p_privilege_names => 'p'
      );
      oauth.grant_client_role(
        p_client_name => 'license_backend_client',
        p_role_name   => 'r'
      );
      commit;
    end;""")
    (credentials,) = guarded.query("select client_id, client_secret from user_ords_clients")
    assert all(CREDENTIAL.fullmatch(each) for each in credentials)
    assert guarded.get("/m/x", guarded.token(credentials)).status_code == 200


@behaviour(
    "A registered client's secret is returned once; USER_ORDS_CLIENTS shows ******** for it.",
    source="HOINA-SEC, DBAHUB-SEC",
    mark="observed",
)
def test_a_registered_secret_is_masked(target):
    client_id, secret = target.client()
    assert CREDENTIAL.fullmatch(client_id)
    assert CREDENTIAL.fullmatch(secret)
    assert target.query("select client_id, client_secret from user_ords_clients") == [(client_id, "********")]
    assert target.token((client_id, secret))


@behaviour(
    "REGISTER_CLIENT with its defaults leaves the client without a secret.", source="HOINA-SEC", mark="documented"
)
def test_no_secret_by_default(target):
    client_id, secret = target.run(
        """
        declare c ords_types.t_client_credentials; begin
          c := ords_security.register_client('c', 'client_credentials'); commit;
          :id := c.client_key.client_id; :secret := c.client_secret.secret;
        end;""",
        id=str,
        secret=str,
    )
    assert secret is None
    assert target.query("select client_secret from user_ords_clients") == [(None,)]
    assert target.ask_for_token(client_id, "").status_code == 401


@behaviour("REGISTER_CLIENT is a procedure too; it never makes a secret.", source="HOINA-SEC", mark="documented")
def test_the_procedure_registers_without_a_secret(target):
    target.call("ords_security.register_client(p_name => 'c', p_grant_type => 'client_credentials')")
    assert target.query("select name, client_secret from user_ords_clients") == [("c", None)]


@behaviour("A secret that is stored on purpose stays readable.", source="a public script", mark="observed")
def test_a_stored_secret(target):
    secret = target.run(
        """
        declare c ords_types.t_client_credentials; begin
          c := ords_security.register_client(p_name => 'c', p_grant_type => 'client_credentials',
                 p_client_secret => ords_types.oauth_client_secret(p_stored => true));
          commit; :secret := c.client_secret.secret;
        end;""",
        secret=str,
    )
    assert target.query("select client_secret from user_ords_clients") == [(secret,)]


@behaviour(
    "A client has two secrets: after ROTATE_CLIENT_SECRET the old and the new one work; a third replaces the oldest.",
    source="HOINA-SEC",
    mark="documented",
)
def test_rotation_keeps_two_secrets(target):
    client_id, first = target.client()
    rotate = "begin :s := ords_security.rotate_client_secret('c'); commit; end;"
    second = target.run(rotate, s=str)
    assert [target.ask_for_token(client_id, s).status_code for s in (first, second)] == [200, 200]
    third = target.run(rotate, s=str)
    assert [target.ask_for_token(client_id, s).status_code for s in (first, second, third)] == [401, 200, 200]
    assert target.query("select client_secret, client_secret_2 from user_ords_clients") == [("********", "********")]


@behaviour(
    "p_revoke_existing ends the other secrets, p_revoke_sessions the tokens; without them both stay.",
    source="HOINA-SEC",
    mark="documented",
)
def test_rotation_can_revoke(guarded):
    client_id, old = guarded.client(roles=["r"])
    token = guarded.token((client_id, old))
    guarded.run("begin :s := ords_security.rotate_client_secret('c', p_revoke_existing => true); commit; end;", s=str)
    assert guarded.ask_for_token(client_id, old).status_code == 401
    assert guarded.get("/m/x", token).status_code == 200
    guarded.run("begin :s := ords_security.rotate_client_secret('c', p_revoke_sessions => true); commit; end;", s=str)
    assert guarded.get("/m/x", token).status_code == 401


@behaviour(
    "ROTATE_CLIENT_SECRET by key returns the credentials with the slot of the new secret.",
    source="HOINA-SEC",
    mark="documented",
)
def test_rotation_by_key(target):
    client_id, _ = target.client()
    assert target.run(
        """
        declare c ords_types.t_client_credentials; begin
          c := ords_security.rotate_client_secret(p_client_key => ords_types.oauth_client_key(p_name => 'c'));
          commit; :id := c.client_key.client_id; :slot := c.client_secret.slot;
        end;""",
        id=str,
        slot=int,
    ) == [client_id, 2]


@behaviour("REVOKE_CLIENT_SECRET revokes the oldest, or the one given.", source="HOINA-SEC", mark="documented")
def test_revoking_by_name(target):
    client_id, first = target.client()
    second = target.run("begin :s := ords_security.rotate_client_secret('c'); commit; end;", s=str)
    target.call("ords_security.revoke_client_secret('c')")
    assert [target.ask_for_token(client_id, s).status_code for s in (first, second)] == [401, 200]
    target.run("begin ords_security.revoke_client_secret('c', :s); commit; end;", s=second)
    assert target.ask_for_token(client_id, second).status_code == 401


@behaviour(
    "REVOKE_CLIENT_SECRETS takes a filter; slot 3 stands for both and is what it returns then.",
    source="HOINA-SEC",
    mark="documented",
)
def test_revoking_both(target):
    target.client()
    slot = target.run(
        """
        declare c ords_types.t_client_credentials; k ords_types.t_client_key; begin
          k.name := 'c';
          c := ords_security.rotate_client_secret(k);
          c := ords_security.revoke_client_secrets(k, ords_types.oauth_client_secret(p_slot => 3));
          commit; :slot := c.client_secret.slot;
        end;""",
        slot=int,
    )
    assert slot == 3
    assert target.query("select client_secret, client_secret_2 from user_ords_clients") == [(None, None)]


@behaviour(
    "IMPORT_CLIENT takes any client_id, REGISTER_CLIENT_SECRET any secret; both work at the token endpoint.",
    source="ERP",
    mark="observed",
)
def test_an_imported_client(target):
    target.call(
        "ords_security.import_client(p_name => 'c', p_client_id => 'requester_a', "
        "p_grant_type => 'client_credentials')",
        "ords_security.register_client_secret(p_name => 'c', "
        "p_client_secret => 'a-known-secret-of-some-48-characters', "
        "p_revoke_existing => true, p_revoke_sessions => true)",
    )
    assert target.token(("requester_a", "a-known-secret-of-some-48-characters"))


@behaviour(
    "OAUTH.IMPORT_CLIENT brings a client along, OAUTH.UPDATE_CLIENT_SECRET its known secret.",
    source="TJS-MIG",
    mark="observed",
)
def test_an_imported_client_of_the_old_package(target):
    target.call(
        "oauth.import_client(p_name => 'c', p_client_id => 'Zm6Z-XMm_LTOrgGMLxtT7Q..', "
        "p_grant_type => 'client_credentials')",
        "oauth.update_client_secret(p_name => 'c', p_client_secret => 'SjT6vC3oXmZ2Yv8sK1bQ0w..')",
    )
    assert target.token(("Zm6Z-XMm_LTOrgGMLxtT7Q..", "SjT6vC3oXmZ2Yv8sK1bQ0w.."))


@behaviour("expires_in is the client's own token duration, else 3600.", source="HOINA-SEC, JMJ", mark="documented")
def test_durations(target):
    short, default = target.client("short", token_duration=60), target.client("default")
    assert target.ask_for_token(*short).json()["expires_in"] == 60
    assert target.ask_for_token(*default).json()["expires_in"] == 3600
    target.call("ords_security.update_client_token_duration('short', 120, 600, 30)")
    assert target.ask_for_token(*short).json()["expires_in"] == 120
    assert target.query(
        "select token_duration, refresh_duration, code_duration from user_ords_clients where name = 'short'"
    ) == [(120, 600, 30)]


@behaviour("A renamed client keeps its id, secret and roles.", source="DG-26.2-IDX", mark="inferred")
@pytest.mark.parametrize(
    "call",
    [
        "oauth.rename_client(p_name => 'c', p_new_name => 'd')",
        "ords_security.rename_client(p_name => 'c', p_new_name => 'd')",
        "ords_security.update_client(p_name => 'c', p_new_name => 'd', p_description => null, "
        "p_origins_allowed => null, p_redirect_uri => null, p_support_email => null, p_support_uri => null)",
    ],
)
def test_renaming(guarded, call):
    credentials = guarded.client(roles=["r"])
    guarded.call(call)
    assert guarded.query("select name, client_id from user_ords_clients") == [("d", credentials[0])]
    assert guarded.get("/m/x", guarded.token(credentials)).status_code == 200


@behaviour("A deleted client gets no token, and its tokens end.", source="KR-LAB", mark="observed")
def test_deleting(guarded):
    credentials = guarded.client(roles=["r"])
    token = guarded.token(credentials)
    guarded.call("ords_security.delete_client(p_name => 'c')")
    assert guarded.ask_for_token(*credentials).status_code == 401
    assert guarded.get("/m/x", token).status_code == 401


@behaviour(
    "OAUTH.DELETE_CLIENT of a client that is not there changes nothing and raises nothing.",
    source="MENNOOO, three further public first-time scripts",
    mark="inferred",
)
def test_deleting_no_client(guarded):
    credentials = guarded.client(roles=["r"])
    guarded.call("oauth.delete_client('nobody')")
    assert guarded.ask_for_token(*credentials).status_code == 200


@behaviour(
    "A second client of one name is refused with ORA-00001 on OAUTH_CLIENTS_UNIQUE1.",
    source="two public scripts",
    mark="observed",
)
@pytest.mark.parametrize("package", ["oauth.create_client", "ords_security.register_client"])
def test_a_name_is_taken_once(target, package):
    target.client()
    with target.refused(1, "ORDS_METADATA.OAUTH_CLIENTS_UNIQUE1"):
        target.call(f"{package}(p_name => 'c', p_grant_type => 'client_credentials')")


@behaviour("There are three grant types; another one is refused.", source="DG-26.3-OAUTH", mark="documented")
def test_grant_types(target):
    target.call(
        "oauth.create_client(p_name => 'a', p_grant_type => 'client_credentials')",
        "oauth.create_client(p_name => 'b', p_grant_type => 'authorization_code', p_description => 'd', "
        "p_redirect_uri => 'https://example.com/')",
        "oauth.create_client(p_name => 'c', p_grant_type => 'implicit', p_description => 'd', "
        "p_redirect_uri => 'https://example.com/')",
    )
    with pytest.raises(oracledb.DatabaseError):
        target.call("oauth.create_client(p_name => 'd', p_grant_type => 'password')")
    rows = target.query("select auth_flow, nvl2(client_secret, 'secret', 'none') from user_ords_clients order by name")
    assert rows[0][0] == "CLIENT_CRED"
    assert [secret for _, secret in rows] == ["secret", "secret", "none"]


@behaviour(
    "A client that acts for users needs a description and a redirect URI.", source="DG-26.3-OAUTH", mark="documented"
)
@pytest.mark.parametrize("given", ["p_description => 'd'", "p_redirect_uri => 'https://example.com/'"])
def test_three_legged_clients_need_more(target, given):
    with pytest.raises(oracledb.DatabaseError):
        target.call(f"oauth.create_client(p_name => 'c', p_grant_type => 'authorization_code', {given})")


@behaviour("VERIFY_CLIENT gives a cursor of the client's roles, or NULL.", source="HOINA-SEC", mark="documented")
def test_verifying(guarded):
    client_id, secret = guarded.client(roles=["r"])
    block = """
    declare c sys_refcursor; role varchar2(255); begin
      c := ords_security.verify_client(:id, :secret);
      fetch c into role; :role := role; close c;
    end;"""
    assert guarded.run(block, id=client_id, secret=secret, role=str) == "r"
    with guarded.refused(1001):
        guarded.run(block, id=client_id, secret="wrong", role=str)


@behaviour(
    "GRANT_CLIENT_ROLE of a role that does not exist is ORA-01403.", source="by analogy with EXPENSE", mark="inferred"
)
def test_an_unknown_role_is_not_granted(target):
    target.client()
    with target.refused(1403):
        target.call("ords_security.grant_client_role(p_client_name => 'c', p_role_name => 'nobody')")


@behaviour(
    "A client can be named by any one of its keys: id, name or client_id.", source="HOINA-SEC", mark="documented"
)
def test_keys(target):
    client_id, _ = target.client()
    ((number,),) = target.query("select id from user_ords_clients")
    for position, key in enumerate((f"p_id => {number}", "p_name => 'c0'", f"p_client_id => '{client_id}'")):
        target.call(f"ords_security.rename_client(ords_types.oauth_client_key({key}), 'c{position}')")
    assert target.query("select name from user_ords_clients") == [("c2",)]
