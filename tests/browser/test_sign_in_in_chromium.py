"""Signing in and approving a client in a real browser: by keyboard alone, and for screen readers."""

from __future__ import annotations

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import oracledb
import pytest

from tests.conftest import running_sandbox

from .conftest import running_browser

SETUP = """
declare
  c ords_types.t_client_credentials; r owa.vc_arr; p owa.vc_arr; m owa.vc_arr;
begin
  ords.define_service('shop', '/shop/', 'who', p_source => 'select :current_user who from dual');
  r(1) := 'SQL Developer'; m(1) := 'shop';
  ords.define_privilege('shop', r, p, m, p_label => 'The shop', p_description => 'See who you are');
  c := ords_security.register_client(p_name => 'An app', p_grant_type => 'authorization_code',
         p_description => 'Shows who you are', p_redirect_uri => :callback, p_privilege_names => 'shop',
         p_support_email => 'support@client.example', p_client_secret => ords_types.oauth_client_secret());
  commit;
  :id := c.client_key.client_id;
end;"""


@pytest.fixture(scope="module")
def callback():
    """Where the client waits for the browser."""

    class Client(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"back at the client")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Client)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/callback"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def shop(tmp_path_factory, callback):
    """A sandbox with a client that asks."""
    with running_sandbox(tmp_path_factory.mktemp("sign-in") / "home") as sandbox:
        with oracledb.connect(user="page", password=sandbox.password, dsn=sandbox.dsn) as connection:
            cursor = connection.cursor()
            client_id = cursor.var(str)
            cursor.execute(SETUP, {"callback": callback, "id": client_id})
        yield sandbox, client_id.getvalue()


@pytest.fixture
def page(shop):
    with running_browser() as page:
        yield page


def sign_in(page, password):
    page.get_by_label("User name").fill("page")
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def test_a_browser_signs_in_and_comes_back_to_what_it_wanted(page, shop):
    sandbox, _ = shop
    page.goto(f"{sandbox.ords_url}/page/shop/who")
    assert "Access to this resource is protected" in page.locator("body").inner_text()
    page.get_by_role("link", name="sign in").click()
    sign_in(page, "wrong")
    assert page.get_by_role("alert").inner_text() == "The user name or the password is wrong."
    sign_in(page, sandbox.password)
    page.wait_for_url("**/page/shop/who")
    assert '"who":"PAGE"' in page.locator("body").inner_text()


def test_axe_finds_nothing(page, shop):
    """Promise: axe-core, the accessibility checker, has nothing to say about either page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    sandbox, client_id = shop
    home = f"{sandbox.ords_url}/page"
    page.goto(f"{home}/sign-in/")
    found = [axe.run(page).response["violations"]]
    sign_in(page, sandbox.password)
    page.get_by_role("heading", name="Signed in").wait_for()
    page.goto(f"{home}/oauth/auth?response_type=code&client_id={client_id}&state=x")
    assert "An app" in page.locator("body").inner_text()
    found.append(axe.run(page).response["violations"])
    assert [each["id"] for violations in found for each in violations] == []


@pytest.mark.parametrize(("button", "told"), [("Deny", "error=access_denied"), ("Approve", "code=")])
def test_the_user_decides_and_the_client_is_told(page, shop, callback, button, told):
    sandbox, client_id = shop
    address = f"{sandbox.ords_url}/page/oauth/auth?response_type=code&client_id={client_id}&state=a-state"
    page.goto(address)
    page.get_by_role("link", name="sign in").click()
    sign_in(page, sandbox.password)
    page.get_by_role("heading", name="Request for approval").wait_for()
    text = page.locator("body").inner_text()
    assert all(each in text for each in ("An app", "Shows who you are", "The shop", "See who you are", callback))
    page.get_by_role("button", name=button).click()
    page.wait_for_url(re.compile(re.escape(callback)))
    assert f"?{told}" in page.url
    assert page.url.endswith("&state=a-state")
