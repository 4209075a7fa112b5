"""Tokens of the authorization code flow: the client has to ask, the person to approve and to hold a role."""

from __future__ import annotations

import pytest

import ordslab
import ordslab.sandbox

from ..broken_chains import PATH, block, execute, privilege
from .people import Browser

REGISTER = """declare c ords_types.t_client_credentials; begin
  for x in (select name from user_ords_clients where name = 'web') loop
    ords_security.delete_client(p_name => x.name);
  end loop;
  c := ords_security.register_client(p_name => 'web', p_grant_type => 'authorization_code', p_description => 'x',
    p_redirect_uri => 'https://client.example/back', p_client_secret => ords_types.oauth_client_secret(),
    p_privilege_names => {privileges});
  commit; :client_id := c.client_key.client_id; :client_secret := c.client_secret.secret; end;"""


@pytest.fixture
def web(case):
    """A client that acts for people: its id and secret by what it asks for."""

    def register(privileges="null"):
        variables = {}
        execute(case, REGISTER.format(privileges=privileges), variables)
        return variables["client_id"], variables["client_secret"].reveal()

    yield register
    execute(case, "begin ords_security.delete_client(p_name => 'web'); commit; end;")


def call(lab, pair):
    """The case's call with the token of the schema's own user, who signs in and approves."""
    with Browser(lab) as browser:
        assert browser.sign_in("page", ordslab.sandbox.password(home=lab.settings.home)).status_code == 302
        form = {"grant_type": "authorization_code", "code": browser.code(pair[0])}
    answer = lab.http.post(f"{lab.base_url}/oauth/token", data=form, auth=pair)
    header = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    return lab.http.get(f"{lab.base_url}/{PATH}", headers=header)


def test_a_client_that_did_not_ask_is_mended_by_asking(case, web):
    """Promise: without the privilege among those it asks for, no person can have approved; the SQL adds just it."""
    pair = web()
    block(case, privilege("SQL Developer", module="customers"))
    answer = call(case, pair)
    found = case.explain(answer)
    assert (answer.status_code, found.cause, found.client) == (401, "not_asked_for", "web"), found
    execute(case, found.sql)
    assert case.query("select name from user_ords_client_privileges where client_name = 'web'")["NAME"].tolist() == [
        "license_priv"
    ]
    answer = call(case, pair)
    found = case.explain(answer)
    assert (answer.status_code, found.cause) == (200, "person_allowed") and "SQL Developer" in found.why


def test_a_person_without_the_role_is_told_from_a_client_that_did_not_ask(case, web):
    """Promise: the client asked and the person approved: what is left is the person's role, which no SQL here gives."""
    answer = call(case, web("'license_priv'"))
    found = case.explain(answer)
    assert (answer.status_code, found.cause) == (401, "person_refused"), found
    assert "license_role" in found.why and found.sql == ""
    assert case.explain("GET", PATH, client="web").cause == "person_refused"  # by the journal
    case.journal.clear()
    assert (case.explain("GET", PATH, client="web").cause) == "person_allowed"


def test_a_person_with_the_role_gets_in(case, web):
    """Promise: a user of ORDS's own file who holds the role gets in, and explain says whose token it was."""
    pair = web("'license_priv'")
    block(case, "ordslab_sandbox.create_user('ann', 'a made-up password', 'license_role');")
    with Browser(case) as browser:
        assert browser.sign_in("ann", "a made-up password").status_code == 302
        form = {"grant_type": "authorization_code", "code": browser.code(pair[0])}
    token = case.http.post(f"{case.base_url}/oauth/token", data=form, auth=pair).json()["access_token"]
    answer = case.http.get(f"{case.base_url}/{PATH}", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, case.explain(answer).cause) == (200, "person_allowed")
