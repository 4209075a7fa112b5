"""Signing in by the lab: in one line, by hand, in a tab; and what is said where it ends early."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from ordslab.errors import LabError
from ordslab.lessons.portal import REGISTERED
from ordslab.lessons.reset import do
from ordslab.people.person import Person
from ordslab.people.sign_in import Visit
from ordslab.secrets.secret import Secret
from ordslab.sql.run import run
from ordslab.sql.script import split


@pytest.fixture
def portal(lab):
    """A lab with the portal registered, and nobody signed in."""
    lab.reset(to="sign-in")
    do(lab, [REGISTERED])
    lab.journal.clear()
    return lab


def who(lab, signed):
    headers = {"Authorization": f"Bearer {signed.access.reveal()}"}
    return lab.http.get(f"{lab.base_url}/portal/me", headers=headers).json()["who"]


def test_one_line_does_the_flow_for_each_of_two_people(portal):
    nora = portal.person("nora", "license_role")
    seen = [who(portal, portal.sign_in("license_portal", each)) for each in (portal.person(), nora)]
    assert seen == ["PAGE", "nora"]


def test_no_secret_shows_in_what_comes_back_or_in_the_journal(portal):
    """Promise: password, cookie, code, state and tokens stand nowhere."""
    signed = portal.sign_in("license_portal", portal.person())
    shown = repr(signed) + repr(portal.person()) + "".join(map(repr, portal.journal))
    assert signed.access.reveal() not in shown and signed.refresh.reveal() not in shown
    assert portal.person().password.reveal() not in shown
    assert "code=********" in shown and "ordslab_session" not in shown
    assert not [each for each in portal.journal if "state=" in each.location and "state=…" not in each.location]


def test_a_browser_stops_where_ords_sends_it_away(portal):
    with portal.browser() as browser:
        browser.get(Visit(portal, "license_portal", portal.callback).address)
        browser.follow("sign in")
        me = portal.person()
        browser.press("Sign in", j_username=me.name, j_password=me.password.reveal())
        answer = browser.press("Approve")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(portal.callback.address)


def test_what_a_page_does_not_have_is_named(portal):
    with portal.browser() as browser:
        with pytest.raises(LabError, match="shows no page yet"):
            browser.read()
        browser.get(f"{portal.base_url}/sign-in/")
        with pytest.raises(LabError, match=r"no button Approve[^$]*It has: Sign in"):
            browser.press("Approve")
        with pytest.raises(LabError, match="no link home"):
            browser.follow("home")


def test_a_tab_of_ones_own_brings_the_token_back(portal):
    """Promise: the link leads to ORDS; what comes back becomes a token; the panel says so, and holds no secret."""
    panel = portal.sign_in_tab("license_portal")
    with pytest.raises(LabError, match="Nobody has signed in yet"):
        _ = panel.signed_in
    with portal.browser() as browser:
        there = requests.get(portal.callback.start, allow_redirects=False, timeout=10).headers["Location"]
        browser.get(there)
        browser.follow("sign in")
        me = portal.person()
        browser.press("Sign in", j_username=me.name, j_password=me.password.reveal())
        back = browser.press("Approve").headers["Location"]
    assert requests.get(back, timeout=10).url.endswith("/done")
    assert who(portal, panel.signed_in) == "PAGE"
    state = json.dumps(panel.get_state(), default=str)
    assert "signed in" in state and panel.signed_in.access.reveal() not in state
    assert parse_qs(urlsplit(back).query)["code"][0] not in state


def test_a_wrong_password_is_said_with_what_may_be_behind_it(portal):
    with pytest.raises(LabError, match=r"does not let PAGE sign in[^$]*jdbc.auth.enabled"):
        portal.sign_in("license_portal", Person("PAGE", Secret("wrong")))


def test_a_client_that_is_not_there_or_has_another_address_is_named(portal):
    portal.vault.keep("nobody", "id", "secret-4711")
    with pytest.raises(LabError, match="There is no client nobody"):
        portal.sign_in("nobody", portal.person())
    portal.vault.forget("nobody")
    change = """begin ords_security.update_client(p_name => 'license_portal', p_description => 'x',
      p_origins_allowed => null, p_redirect_uri => 'http://127.0.0.1:1/x', p_support_email => 'a@example.com',
      p_support_uri => null); commit; end;"""
    run(portal.connection, split(change)[0], {}, change)
    with pytest.raises(LabError, match="another redirect address"):
        portal.sign_in("license_portal", portal.person())


@pytest.mark.parametrize(
    ("given", "says"),
    [({"code": "x"}, "state is not the one"), ({"error": "access_denied"}, "was told: access_denied")],
)
def test_an_answer_that_is_no_yes_buys_nothing(portal, given, says):
    visit = Visit(portal, "license_portal", portal.callback)
    given = given | ({"state": visit.state} if "error" in given else {"state": "another"})
    with pytest.raises(LabError, match=says):
        visit.take(given)
    with pytest.raises(LabError, match="answered 400 to the code"):
        visit.take({"code": "never-given", "state": visit.state})
