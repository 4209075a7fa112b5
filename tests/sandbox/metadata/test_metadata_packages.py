"""ORDS's packages and views as a session sees them: PL/SQL blocks and queries."""

from __future__ import annotations

import re

import pytest

from ordslab.sandbox.guise import certificates
from ordslab.sandbox.metadata.digests import digest
from ordslab.sandbox.metadata.services import Fault, services_of
from ordslab.sandbox.metadata.views import VIEWS
from ordslab.sandbox.sql.errors import OraError

MODULE = """
begin
  ords.enable_schema(p_enabled => true, p_schema => 'PAGE', p_url_mapping_type => 'BASE_PATH',
                     p_url_mapping_pattern => 'page', p_auto_rest_auth => false);
  ords.define_module(p_module_name => 'customers', p_base_path => '/customers/');
  ords.define_template(p_module_name => 'customers', p_pattern => 'validation/:id');
  ords.define_handler(p_module_name => 'customers', p_pattern => 'validation/:id', p_method => 'GET',
                      p_source_type => ords.source_type_collection_item,
                      p_source => 'select customer_id, case when license_expires >= trunc(sysdate) then ''VALID''
                                   else ''EXPIRED'' end status from customers where customer_id = :id');
  commit;
end;
"""
PRIVILEGE = """
declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr;
begin
  ords.create_role(p_role_name => 'license_role');
  r(1) := 'license_role';  m(1) := 'customers';
  ords.define_privilege(p_privilege_name => 'license_priv', p_roles => r, p_patterns => p, p_modules => m,
                        p_label => 'License check', p_description => 'Validate a customer license');
  commit;
end;
"""
# Word for word as the article has it.
ARTICLE = """begin
  oauth.create_client(
    p_name            => 'license_backend_client',
    p_grant_type      => 'client_credentials',
    p_owner           => 'My Company',
    p_description     => 'Backend service for license validation',
    p_support_email   => 'support@mycompany.com',
    p_privilege_names => 'license_priv'
  );
  
  oauth.grant_client_role(
    p_client_name => 'license_backend_client',
    p_role_name   => 'license_role'
  );
  commit;
end;
"""  # noqa: W293
ARTICLE_QUERY = """select client_id, client_secret
from user_ords_clients
where name = 'license_backend_client'"""
REGISTER = """
declare c ords_types.t_client_credentials;
begin
  c := ords_security.register_client(p_name => 'license_backend_client', p_grant_type => 'client_credentials',
         p_description => 'Backend service for license validation', p_support_email => 'support@example.com',
         p_client_secret => ords_types.oauth_client_secret(), p_privilege_names => 'license_priv');
  ords_security.grant_client_role(p_client_name => 'license_backend_client', p_role_name => 'license_role');
  commit;
  :id := c.client_key.client_id; :secret := c.client_secret.secret;
end;
"""
CREDENTIAL = re.compile(r"[A-Za-z0-9_-]{22}\.\.")


@pytest.fixture
def chain(lab):
    """The module with its privilege."""
    lab.run(MODULE)
    lab.run(PRIVILEGE)
    return lab


def test_the_articles_script_makes_a_client_whose_secret_can_be_read(chain):
    """Observed: OAUTH's secrets are readable in USER_ORDS_CLIENTS (Oracle Korea's walkthrough)."""
    chain.run(ARTICLE)
    ((client_id, client_secret),) = chain.query(ARTICLE_QUERY)
    assert CREDENTIAL.fullmatch(client_id)
    assert CREDENTIAL.fullmatch(client_secret)
    assert chain.client().client_id == client_id
    assert chain.client().secret_hashes == (digest(client_secret),)
    assert chain.client().roles == {"license_role"}


def test_a_registered_clients_secret_is_told_once_and_masked_afterwards(chain):
    """Observed: eight asterisks in a transcript of ORDS_SECURITY."""
    client_id, secret = chain.run(REGISTER)
    assert CREDENTIAL.fullmatch(secret)
    assert chain.query(ARTICLE_QUERY) == [(client_id, "********")]
    assert chain.client().secret_hashes == (digest(secret),)


def test_a_registered_client_has_no_secret_by_default(chain):
    """Documented: the default of p_client_secret is to register none."""
    chain.run("""
    declare c ords_types.t_client_credentials; begin
      c := ords_security.register_client(p_name => 'a', p_grant_type => 'client_credentials');
      ords_security.register_client(p_name => 'b', p_grant_type => 'client_credentials');
      :secret := c.client_secret.secret;
      commit;
    end;""")
    assert chain.query("select name, client_secret from user_ords_clients order by name") == [("a", None), ("b", None)]


def test_a_secret_stored_on_purpose_can_be_read(chain):
    """Observed in scripts: p_stored => true keeps it readable."""
    (secret,) = chain.run("""
    declare c ords_types.t_client_credentials; begin
      c := ords_metadata.ords_security.register_client(p_name => 'a', p_grant_type => 'client_credentials',
             p_client_secret => ords_types.oauth_client_secret(p_stored => true));
      commit;
      :secret := c.client_secret.secret;
    end;""")
    assert chain.query("select client_secret from user_ords_clients") == [(secret,)]


def test_rotating_by_name_returns_the_new_secret_and_can_revoke_the_old_one_with_its_tokens(chain):
    _, old = chain.run(REGISTER)
    tokens = services_of(chain.database).tokens
    token = tokens.issue("PAGE", chain.client(), 3600)
    (second,) = chain.run("""begin
      :s := ords_security.rotate_client_secret(p_name => 'license_backend_client'); commit; end;""")
    assert set(chain.client().secret_hashes) == {digest(old), digest(second)}
    assert tokens.find("PAGE", token) is not None
    (third,) = chain.run("""begin
      :s := ords_security.rotate_client_secret(p_name => 'license_backend_client', p_revoke_existing => true,
                                               p_revoke_sessions => true);
      commit; end;""")
    assert chain.client().secret_hashes == (digest(third),)
    assert tokens.find("PAGE", token) is None


def test_rotating_by_key_returns_the_credentials(chain):
    client_id, _ = chain.run(REGISTER)
    given, secret, slot = chain.run("""
    declare k ords_types.t_client_key; c ords_types.t_client_credentials; begin
      k.name := 'license_backend_client';
      c := ords_security.rotate_client_secret(p_client_key => k);
      commit;
      :id := c.client_key.client_id; :secret := c.client_secret.secret; :slot := c.client_secret.slot;
    end;""")
    assert (given, str(slot)) == (client_id, "2")
    assert digest(secret) in chain.client().secret_hashes


def test_a_known_secret_can_be_registered(chain):
    """Observed: a project's named call on ORDS 25.4."""
    chain.run(REGISTER)
    chain.run("""begin
      ords_security.register_client_secret(p_name => 'license_backend_client', p_client_secret => 'known-value',
        p_revoke_existing => true, p_revoke_sessions => true);
      commit; end;""")
    assert chain.client().secret_hashes == (digest("known-value"),)


def test_revoking_all_secrets_by_slot_three(chain):
    chain.run(REGISTER)
    (slot,) = chain.run("""
    declare k ords_types.t_client_key; c ords_types.t_client_credentials; begin
      k.name := 'license_backend_client';
      c := ords_security.rotate_client_secret(p_client_key => k);
      c := ords_security.revoke_client_secrets(p_client_key => k,
             p_filter => ords_types.oauth_client_secret(p_slot => 3));
      commit;
      :slot := c.client_secret.slot;
    end;""")
    assert str(slot) == "3"
    assert chain.client().secret_hashes == ()


def test_the_oldest_secret_is_revoked_by_default(chain):
    chain.run(REGISTER)
    (new,) = chain.run("""
    declare k ords_types.t_client_key; c ords_types.t_client_credentials; begin
      :s := ords_security.rotate_client_secret('license_backend_client');
      k.name := 'license_backend_client';
      c := ords_security.revoke_client_secrets(k);
      commit;
    end;""")
    assert chain.client().secret_hashes == (digest(new),)


def test_nothing_is_visible_to_others_before_the_commit(chain):
    """Documented: the packages' usage notes, the caller must commit."""
    chain.run("begin ords.create_privilege(p_name => 'p', p_role_name => 'license_role'); end;")
    names = [privilege.name for privilege in chain.cache.schema("PAGE").privileges]
    assert "p" not in names
    assert chain.query("select count(*) from user_ords_privileges where name = 'p'") == [(1,)]
    chain.session.rollback()
    assert chain.query("select count(*) from user_ords_privileges where name = 'p'") == [(0,)]


def test_the_diagnosis_joins_client_role_and_privilege(chain):
    chain.run(REGISTER)
    assert chain.query("""
    select c.name client, c.auth_flow, r.role_name, p.privilege_name
    from user_ords_clients c join user_ords_client_roles r on r.client_id = c.id
    left join user_ords_privilege_roles p on p.role_id = r.role_id""") == [
        ("license_backend_client", "CLIENT_CRED", "license_role", "license_priv")
    ]
    assert chain.query("select privilege_name, module_name from user_ords_privilege_modules") == [
        ("license_priv", "customers")
    ]
    assert chain.query(
        "select p.name, m.pattern from user_ords_privileges p join user_ords_privilege_mappings m "
        "on m.privilege_id = p.id"
    ) == [("oracle.soda.privilege.developer", "/soda/*")]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_every_view_answers_with_its_columns(chain, view):
    statement = chain.session.parse(f"select * from {view.name}")
    assert chain.session.execute(statement).columns == view.columns


def test_values_fit_the_views_types(chain):
    """Every value in a view is of its column's family."""
    chain.run(ARTICLE)
    python = {"NUMBER": int, "VARCHAR2": str, "DATE": str, "CLOB": str, "BLOB": bytes}
    for view in VIEWS:
        for row in chain.query(f"select * from {view.name}"):
            for column, value in zip(view.columns, row, strict=True):
                assert value is None or isinstance(value, python[column.type.family]), (view.name, column.name)


@pytest.mark.parametrize(
    ("call", "number"),
    [
        ("ords.define_template('nowhere', 'x')", 1403),
        ("ords.define_module('other', 'customers')", 1),
        ("ords.define_module('m', '/m/', p_status => 'ON')", 20001),
        ("ords.create_privilege('license_priv', 'license_role')", 1),
        ("ords.create_privilege('p', 'nobody')", 1403),
        ("ords.create_privilege_mapping('license_priv', '/soda/*')", 20039),
        ("oauth.create_client(p_name => 'c', p_grant_type => 'password')", 20001),
        ("oauth.grant_client_role('nobody', 'license_role')", 1403),
        ("ords_security.delete_client(p_name => 'nobody')", 1403),
        ("ords.enable_object(p_object => 'EMP')", 1403),
    ],
)
def test_refusals_have_their_numbers(chain, call, number):
    """Marks of the numbers: see `errors` of the package."""
    with pytest.raises(OraError) as raised:
        chain.run(f"begin {call}; end;")
    assert raised.value.number == number


@pytest.mark.parametrize("package", ["oauth", "ords_metadata.oauth"])
@pytest.mark.parametrize("name", ["'nobody'", "null", "'License_client'"])
def test_oauth_deletes_a_client_that_is_not_there_in_silence(chain, package, name):
    """Inferred: public scripts delete before they first create. ORDS_SECURITY wants a client (inferred too)."""
    before = chain.query("select id, name from user_ords_clients")
    chain.run(f"begin {package}.delete_client({name}); end;")
    assert chain.query("select id, name from user_ords_clients") == before


def test_a_refused_call_leaves_the_earlier_ones_of_its_block_undone(chain):
    with pytest.raises(OraError):
        chain.run("begin ords.create_role('extra'); ords.define_template('nowhere', 'x'); end;")
    assert chain.query("select count(*) from user_ords_roles where name = 'extra'") == [(0,)]


def test_the_overloads_of_define_privilege(chain):
    chain.run("""
    declare r owa.vc_arr; p owa.vc_arr; begin
      r(1) := 'license_role'; p(1) := '/a'; p(2) := '/a/*';
      ords.define_privilege(p_privilege_name => 'with_patterns', p_roles => r, p_patterns => p, p_label => 'A');
      ords.define_privilege(p_privilege_name => 'with_roles', p_roles => r, p_description => 'B');
      ords.create_privilege(p_name => 'from_array', p_roles => r);
      ords.create_privilege_mapping(p_privilege_name => 'from_array', p_patterns => p);
    exception when others then
      :message := sqlerrm; commit;
    end;""")
    assert chain.query(
        "select name, label, description from user_ords_privileges where name like 'with%' order by name"
    ) == [("with_patterns", "A", None), ("with_roles", None, "B")]
    assert chain.query(
        "select name, pattern from user_ords_privilege_mappings where pattern like '/a%' order by pattern"
    ) == [("with_patterns", "/a"), ("with_patterns", "/a/*")]


def test_a_new_service_in_one_call_with_a_parameter(chain):
    chain.run("""begin
      ords.define_service(p_module_name => 'hr', p_base_path => 'hr/', p_pattern => '.',
                          p_source => 'select 1 from dual');
      ords.define_parameter(p_module_name => 'hr', p_pattern => '.', p_method => 'GET', p_name => 'X-Request',
                            p_bind_variable_name => 'request');
      ords.set_module_origins_allowed(p_module_name => 'hr', p_origins_allowed => 'https://example.com');
      commit; end;""")
    assert chain.query("select base_path, pattern, method, source_type from user_ords_services where name = 'hr'") == [
        ("/hr/", ".", "GET", "json/collection")
    ]
    module = next(module for module in chain.cache.schema("PAGE").modules if module.name == "hr")
    assert module.origins_allowed == "https://example.com"
    assert module.templates[0].handlers[0].parameters[0].bind_variable == "request"


def test_the_forms_of_update_client(chain):
    chain.run(REGISTER)
    chain.run("""
    declare k ords_types.t_client_key; begin
      ords_security.update_client(p_name => 'license_backend_client', p_description => 'D', p_origins_allowed => null,
        p_redirect_uri => null, p_support_email => 'a@example.com', p_support_uri => null);
      ords_security.update_client_token_duration(p_name => 'license_backend_client', p_token_duration => 60,
        p_refresh_duration => null, p_code_duration => null);
      k.name := 'license_backend_client';
      ords_security.rename_client(p_client_key => k, p_new_name => 'renamed');
      ords_security.update_client_privileges(p_name => 'renamed', p_privilege_names => null);
      commit; end;""")
    assert chain.query("select name, description, support_email, token_duration from user_ords_clients") == [
        ("renamed", "D", "a@example.com", 60)
    ]
    assert chain.query("select count(*) from user_ords_client_privileges") == [(0,)]


def test_another_schemas_alias_is_taken(chain):
    chain.database.create_schema("OTHER", "secret")
    session = chain.database.open_session("OTHER")
    with pytest.raises(OraError, match="ORA-00001"):
        session.execute(session.parse("begin ords.enable_schema(p_url_mapping_pattern => 'page'); end;"))
    session.close()


def test_the_clock_moves_at_once_and_for_good(lab):
    before = lab.database.clock.now()
    lab.run("begin ordslab_sandbox.advance_clock(61); end;")
    lab.session.rollback()
    assert (lab.database.clock.now() - before).total_seconds() == 61
    assert not lab.session.in_transaction


def test_the_clock_does_not_go_back(lab):
    with pytest.raises(OraError, match="ORA-20001"):
        lab.run("begin ordslab_sandbox.advance_clock(-1); end;")


def test_a_fault_can_be_ordered(lab):
    lab.run("begin ordslab_sandbox.fail_next(p_fault => 'unavailable'); end;")
    assert services_of(lab.database).faults == {"token": Fault("unavailable", 2.0)}
    with pytest.raises(OraError, match="ORA-20001"):
        lab.run("begin ordslab_sandbox.fail_next(p_fault => 'explode'); end;")


def test_a_certificate_can_be_trusted(lab, tmp_path):
    """Promise: what is no certificate is refused, and the one that is one is kept once."""
    for wrong in ("null", "'no certificate'"):
        with pytest.raises(OraError, match="ORA-20001"):
            lab.run(f"begin ordslab_sandbox.trust_certificate({wrong}); end;")
    authority, _ = certificates(tmp_path)
    certificate = authority.read_text()
    for _ in range(2):
        lab.run(f"begin ordslab_sandbox.trust_certificate('{certificate}'); end;")
    assert services_of(lab.database).authorities == [certificate]
