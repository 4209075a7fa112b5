"""OAuth2 libraries that act for a user, by code and refresh token: requests-oauthlib, Authlib, Node's simple-oauth2."""

from __future__ import annotations

import json
import os
import re
import subprocess
from html import unescape

import oracledb
import pytest
import requests

from tests.clients.conftest import ROOT, node_modules

CALLBACK = "https://client.example/callback"


class Backend:
    """An endpoint for users of the database, a client that asks for its privilege, and a user who approves."""

    def __init__(self, sandbox):
        self.base_url = f"{sandbox.ords_url}/page"
        self.authorize_url, self.token_url = f"{self.base_url}/oauth/auth", f"{self.base_url}/oauth/token"
        self._password = sandbox.password
        with oracledb.connect(user="page", password=sandbox.password, dsn=sandbox.dsn) as connection:
            cursor = connection.cursor()
            client_id, secret = cursor.var(str), cursor.var(str)
            cursor.execute(_SETUP, {"callback": CALLBACK, "id": client_id, "secret": secret})
        self.client_id, self.client_secret = client_id.getvalue(), secret.getvalue()

    def approve(self, address):
        """Sign in at an authorization address and approve: where the browser is sent."""
        browser = requests.Session()
        browser.headers["Accept"] = "text/html"
        (link,) = re.findall(r'href="([^"]*)"', browser.get(address, timeout=10).text)
        page = browser.get(self.base_url.removesuffix("/ords/page") + unescape(link), timeout=10)
        form = fields(page) | {"j_username": "page", "j_password": self._password}
        page = browser.post(f"{self.base_url}/sign-in/check", form, timeout=10)
        form = fields(page) | {"decision": "approve"}
        return browser.post(self.authorize_url, form, timeout=10, allow_redirects=False).headers["Location"]


_SETUP = """
declare
  c ords_types.t_client_credentials; r owa.vc_arr; p owa.vc_arr; m owa.vc_arr;
begin
  ords.define_service('three_legs', '/three-legs/', 'who', p_source => 'select :current_user who from dual');
  r(1) := 'SQL Developer'; m(1) := 'three_legs';
  ords.define_privilege('three_legs', r, p, m);
  for old in (select name from user_ords_clients where name = 'three_legs') loop
    ords_security.delete_client(p_name => old.name);
  end loop;
  c := ords_security.register_client(p_name => 'three_legs', p_grant_type => 'authorization_code',
         p_description => 'Acts for you', p_redirect_uri => :callback, p_privilege_names => 'three_legs',
         p_client_secret => ords_types.oauth_client_secret());
  commit;
  :id := c.client_key.client_id; :secret := c.client_secret.secret;
end;"""


def fields(page):
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text)
    return {unescape(name): unescape(value) for name, value in found}


@pytest.fixture
def backend(sandbox):
    return Backend(sandbox)


def who(backend, session):
    return session.get(f"{backend.base_url}/three-legs/who", timeout=10).json()["items"][0]["who"]


def test_requests_oauthlib_acts_for_a_user(backend, monkeypatch):
    sessions = pytest.importorskip("requests_oauthlib")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # the sandbox's http, on loopback
    basic = requests.auth.HTTPBasicAuth(backend.client_id, backend.client_secret)
    session = sessions.OAuth2Session(backend.client_id, redirect_uri=CALLBACK)
    address, _ = session.authorization_url(backend.authorize_url)
    first = session.fetch_token(backend.token_url, authorization_response=backend.approve(address), auth=basic)
    assert who(backend, session) == "PAGE"
    second = session.refresh_token(backend.token_url, refresh_token=first["refresh_token"], auth=basic)
    assert second["refresh_token"] != first["refresh_token"]
    assert who(backend, session) == "PAGE"


def test_authlib_acts_for_a_user_and_renews_by_itself(backend, monkeypatch):
    clients = pytest.importorskip("authlib.integrations.requests_client")
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    renewed = []
    with clients.OAuth2Session(
        backend.client_id,
        backend.client_secret,
        redirect_uri=CALLBACK,
        token_endpoint=backend.token_url,
        update_token=lambda token, **old: renewed.append(token["access_token"]),
    ) as session:
        address, _ = session.create_authorization_url(backend.authorize_url)
        session.fetch_token(backend.token_url, authorization_response=backend.approve(address))
        assert who(backend, session) == "PAGE"
        session.token = {**session.token, "expires_at": 1}
        assert who(backend, session) == "PAGE"
    assert len(renewed) == 1


def test_a_node_client_acts_for_a_user(backend):
    program = ROOT / "tests" / "clients" / "node" / "authorization_code.js"
    told = {"ORDS": backend.base_url, "CALLBACK": CALLBACK, "NODE_PATH": str(node_modules())}
    told |= {"CLIENT_ID": backend.client_id, "CLIENT_SECRET": backend.client_secret}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(["node", str(program)], env=os.environ | told, **pipes) as node:
        address = node.stdout.readline().strip()
        said, _ = node.communicate(backend.approve(address) + "\n", timeout=60)
    assert json.loads(said) == {"first": "PAGE", "second": "PAGE", "renewed": True}
