"""The web application of `notebooks/backend/portal.py`, as it stands there, and lesson 13's attacks on it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from urllib.parse import parse_qs, urlsplit

import oracledb
import pytest
import requests

from tests.clients.conftest import ROOT
from tests.clients.test_client_three_legs import fields

PASSWORD = "no one logs on here"
SETUP = """
declare
  c ords_types.t_client_credentials; r owa.vc_arr; p owa.vc_arr; m owa.vc_arr;
begin
  ords.define_service('web_portal', '/web-portal/', 'me', p_source_type => 'json/item',
                      p_source => 'select :current_user as who from dual');
  ords.create_role('portal_role');
  r(1) := 'SQL Developer'; r(2) := 'portal_role'; m(1) := 'web_portal';
  ords.define_privilege('web_portal', r, p, m);
  for old in (select name from user_ords_clients where name = 'web_portal') loop
    ords_security.delete_client(p_name => old.name);
  end loop;
  c := ords_security.register_client(p_name => 'web_portal', p_grant_type => 'authorization_code',
         p_description => 'A portal', p_redirect_uri => :callback, p_privilege_names => 'web_portal',
         p_client_secret => ords_types.oauth_client_secret());
  commit;
  ordslab_sandbox.create_user('nora', :password, 'portal_role');
  ordslab_sandbox.create_user('mallory', :password, 'portal_role');
  :id := c.client_key.client_id; :secret := c.client_secret.secret;
end;"""


class Portal:
    """The program, running, with the sandbox behind it."""

    def __init__(self, sandbox, address, client):
        self.sandbox, self.address, self.client = sandbox, address, client
        self.ords = f"{sandbox.ords_url}/page"

    def browser(self):
        """A person's browser: cookies of the portal and of ORDS (one name, 127.0.0.1, as in life), no proxy."""
        browser = requests.Session()
        browser.trust_env = False
        browser.headers["Accept"] = "text/html"
        return browser

    def to_ords(self, browser):
        """Where the portal sends a browser that wants to sign in."""
        return browser.get(f"{self.address}/sign-in", allow_redirects=False, timeout=10).headers["Location"]

    def approved(self, browser, address, name="nora"):
        """Sign in at ORDS and approve: the address to which the browser is sent then."""
        page = browser.get(address, timeout=10)
        if page.status_code == 401:
            (link,) = re.findall(r'href="([^"]*)"', page.text)
            page = browser.get(self.ords.removesuffix("/ords/page") + link.replace("&amp;", "&"), timeout=10)
            form = fields(page) | {"j_username": name, "j_password": PASSWORD}
            page = browser.post(f"{self.ords}/sign-in/check", form, timeout=10, allow_redirects=False)
            page = browser.get(address, timeout=10, allow_redirects=False)
        if page.status_code == 200:
            form = fields(page) | {"decision": "approve"}
            page = browser.post(f"{self.ords}/oauth/auth", form, timeout=10, allow_redirects=False)
        return page.headers["Location"]

    def signed_in(self, name="nora"):
        browser = self.browser()
        browser.get(self.approved(browser, self.to_ords(browser), name), timeout=10)
        return browser

    def who(self, browser):
        found = re.search(r"You are (\w+)", browser.get(self.address, timeout=10).text)
        return found[1] if found else None

    def pass_time(self, seconds):
        with oracledb.connect(user="page", password=self.sandbox.password, dsn=self.sandbox.dsn) as connection:
            connection.cursor().execute("begin ordslab_sandbox.advance_clock(:seconds); end;", [seconds])


@pytest.fixture(scope="module")
def portal(sandbox):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with oracledb.connect(user="page", password=sandbox.password, dsn=sandbox.dsn) as connection:
        cursor = connection.cursor()
        client_id, secret = cursor.var(str), cursor.var(str)
        binds = {"callback": f"http://127.0.0.1:{port}/callback", "id": client_id, "secret": secret}
        cursor.execute(SETUP, {**binds, "password": PASSWORD})
    client = client_id.getvalue(), secret.getvalue()
    told = {"ORDS": f"{sandbox.ords_url}/page", "PORTAL": f"{sandbox.ords_url}/page/web-portal/me", "PORT": str(port)}
    told |= {"CLIENT_ID": client[0], "CLIENT_SECRET": client[1]}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    program = [sys.executable, str(ROOT / "notebooks" / "backend" / "portal.py")]
    with subprocess.Popen(program, env=os.environ | told, **pipes) as running:
        yield Portal(sandbox, running.stdout.readline().strip(), client)
        running.stdin.close()  # it ends with whoever started it


def test_two_people_sign_in_and_each_is_known(portal):
    nora, mallory = portal.signed_in("nora"), portal.signed_in("mallory")
    assert (portal.who(nora), portal.who(mallory), portal.who(portal.browser())) == ("nora", "mallory", None)


def test_a_pass_is_renewed_and_the_person_notices_nothing(portal):
    nora = portal.signed_in()
    portal.pass_time(3601)  # the portal's own clock does not know: ORDS answers 401, and it renews once
    assert portal.who(nora) == "nora"


def test_two_requests_at_once_use_a_refresh_token_once(portal):
    """Promise: two tabs don't end each other's visit by showing the same refresh token twice."""
    nora, seen = portal.signed_in(), []
    portal.pass_time(3601)
    tabs = [threading.Thread(target=lambda: seen.append(portal.who(nora))) for _ in range(8)]
    for each in tabs:
        each.start()
    for each in tabs:
        each.join()
    assert seen == ["nora"] * 8
    assert portal.who(nora) == "nora"


def test_after_a_day_the_person_signs_in_again(portal):
    nora = portal.signed_in()
    portal.pass_time(86_401)
    assert portal.who(nora) is None
    nora.get(portal.approved(nora, portal.to_ords(nora)), timeout=10)
    assert portal.who(nora) == "nora"


def test_signing_out_forgets_the_tokens(portal):
    nora = portal.signed_in()
    token = re.search(r'name="csrf" value="([^"]+)"', nora.get(portal.address, timeout=10).text)[1]
    old = dict(nora.cookies)
    assert nora.post(f"{portal.address}/sign-out", {"csrf": token}, timeout=10).status_code == 200
    assert portal.who(nora) is None
    stolen = portal.browser()
    stolen.cookies.set("portal", old["portal"])
    assert portal.who(stolen) is None


# Lesson 13's attacks


def test_a_link_with_somebody_elses_code_is_thrown_away(portal):
    """Promise: cross-site request forgery of the sign-in: the victim never becomes Mallory."""
    mallory, victim = portal.browser(), portal.browser()
    link = portal.approved(mallory, portal.to_ords(mallory), "mallory")
    assert victim.get(link, timeout=10).status_code == 400
    assert portal.who(victim) is None
    asking = portal.signed_in("nora")
    portal.to_ords(asking)  # even while a question of the victim's own is open
    assert asking.get(link, timeout=10).status_code == 400
    assert portal.who(asking) == "nora"


@pytest.mark.parametrize("state", [None, "", "x", "\u00e9"])
def test_a_state_that_is_missing_or_made_up_is_refused(portal, state):
    nora = portal.browser()
    there = urlsplit(portal.approved(nora, portal.to_ords(nora)))
    given = {"code": parse_qs(there.query)["code"][0]} | ({} if state is None else {"state": state})
    assert nora.get(f"{portal.address}/callback", params=given, timeout=10).status_code == 400
    assert portal.who(nora) is None


def test_an_answer_is_taken_once(portal):
    nora = portal.browser()
    link = portal.approved(nora, portal.to_ords(nora))
    assert nora.get(link, timeout=10).url == f"{portal.address}/"
    assert nora.get(link, timeout=10).status_code == 400
    assert portal.who(nora) == "nora"


def test_who_says_no_is_told_so(portal):
    nora = portal.browser()
    state = parse_qs(urlsplit(portal.to_ords(nora)).query)["state"][0]
    given = {"error": "access_denied", "state": state}
    assert nora.get(f"{portal.address}/callback", params=given, timeout=10).status_code == 403


def test_signing_in_gives_a_new_number(portal):
    """Promise: whoever planted a cookie before knows nothing afterwards (session fixation)."""
    nora = portal.browser()
    back = portal.approved(nora, portal.to_ords(nora))
    planted = nora.cookies["portal"]
    nora.get(back, timeout=10)
    thief = portal.browser()
    thief.cookies.set("portal", planted)
    assert nora.cookies["portal"] != planted and portal.who(thief) is None


def test_no_page_and_no_cookie_holds_a_token_or_may_be_framed(portal):
    nora = portal.browser()
    asked = nora.get(f"{portal.address}/sign-in", allow_redirects=False, timeout=10)
    cookie = asked.headers["Set-Cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie
    nora.get(portal.approved(nora, asked.headers["Location"]), timeout=10)
    page = nora.get(portal.address, timeout=10)
    assert (
        page.headers["X-Frame-Options"] == "DENY"
        and "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    )
    assert page.headers["Cache-Control"] == "no-store"
    for text in (page.text, nora.cookies["portal"]):
        assert portal.client[1] not in text and not re.search(r"(?<![\w-])[\w-]{22}(?![\w-])", text)


@pytest.mark.parametrize("given", [{}, {"csrf": "guess"}])
def test_another_sites_form_signs_nobody_out(portal, given):
    nora = portal.signed_in()
    assert nora.post(f"{portal.address}/sign-out", given, timeout=10).status_code == 403
    assert nora.get(f"{portal.address}/sign-out", timeout=10).status_code == 405
    assert portal.who(nora) == "nora"
