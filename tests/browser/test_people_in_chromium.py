"""A person in a real browser: the lab's listener, the web application, and lesson 13's attacks in Chromium."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import ordslab
from ordslab import sandbox
from ordslab.lessons.portal import REGISTERED
from ordslab.lessons.reset import do
from ordslab.sql.run import run
from ordslab.sql.script import split

from .conftest import running_browser

WEB = """
declare
  c ords_types.t_client_credentials;
begin
  for old in (select name from user_ords_clients where name in ('web', 'page_app')) loop
    ords_security.delete_client(p_name => old.name);
  end loop;
  c := ords_security.register_client(p_name => 'web', p_grant_type => 'authorization_code', p_description => 'Web',
         p_redirect_uri => :callback, p_privilege_names => 'portal_priv', p_support_email => 'a@example.com',
         p_client_secret => ords_types.oauth_client_secret());
  :web_id := c.client_key.client_id; :web_secret := c.client_secret.secret;
  c := ords_security.register_client(p_name => 'page_app', p_grant_type => 'implicit', p_description => 'A page',
         p_redirect_uri => :callback, p_privilege_names => 'portal_priv', p_support_email => 'a@example.com');
  :page_id := c.client_key.client_id;
  commit;
end;"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    home = tmp_path_factory.mktemp("people") / "home"
    sandbox.start(home=home, http_port=0, db_port=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORDSLAB_HOME", str(home))
        patch.delenv("ORDSLAB_PROFILE", raising=False)
        with ordslab.open_lab() as lab:
            lab.reset(to="sign-in")
            do(lab, [REGISTERED])
            yield lab
    sandbox.stop(home=home)


@pytest.fixture(scope="module")
def web(lab):
    """The web application, running: its address, and the id of an implicit client with the same redirect address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = {"callback": f"http://127.0.0.1:{port}/callback"}
    run(lab.connection, split(WEB)[0], made, WEB)
    told = {"ORDS": lab.base_url, "PORTAL": lab.url("portal/me"), "PORT": str(port), "CLIENT_ID": made["web_id"]}
    told |= {"CLIENT_SECRET": made["web_secret"].reveal()}
    program = Path(__file__).parents[2] / "notebooks" / "backend" / "portal.py"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, str(program)], env=os.environ | told, **pipes) as running:
        yield running.stdout.readline().strip(), made["page_id"]
        running.stdin.close()


@pytest.fixture
def page():
    with running_browser(locale="en-GB") as page:
        yield page


def sign_in(page, person):
    page.get_by_role("link", name="sign in").click()
    page.get_by_label("User name").fill(person.name)
    page.get_by_label("Password").fill(person.password.reveal())
    page.keyboard.press("Enter")


def approve(page, button="Approve"):
    page.get_by_role("button", name=button).focus()
    page.keyboard.press("Enter")


def test_the_link_of_the_lab_leads_through_ords_and_back_to_the_notebook(lab, page):
    """Promise: a real browser, by keyboard; the code is in no address that stays; the notebook has the token."""
    panel = lab.sign_in_tab("license_portal")
    page.goto(lab.callback.start)
    sign_in(page, lab.person())
    approve(page)
    page.get_by_role("heading", name="You can close this tab").wait_for()
    assert page.url == lab.callback.address.replace("/callback", "/done")
    bearer = {"Authorization": f"Bearer {panel.signed_in.access.reveal()}"}
    assert lab.http.get(lab.url("portal/me"), headers=bearer).json()["who"] == "PAGE"


def test_the_web_application_signs_in_and_out(lab, web, page):
    address, _ = web
    page.goto(address)
    page.get_by_role("link", name="Sign in with ORDS").click()
    sign_in(page, lab.person("nora", "license_role"))
    approve(page)
    page.get_by_text("You are nora.").wait_for()
    assert page.url == f"{address}/"
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in with ORDS").wait_for()


def test_a_link_with_mallorys_code_signs_nobody_in(lab, web, page):
    address, _ = web
    with lab.browser() as mallory:
        asked = mallory.get(f"{address}/sign-in", allow_redirects=False).headers["Location"]
        mallory.get(asked)
        mallory.follow("sign in")
        person = lab.person("mallory", "license_role")
        mallory.press("Sign in", j_username=person.name, j_password=person.password.reveal())
        link = mallory.press("Approve").headers["Location"]
    page.goto(link)
    assert "belongs to no question of yours" in page.locator("body").inner_text()
    page.goto(address)
    assert page.get_by_role("link", name="Sign in with ORDS").count() == 1


def test_an_implicit_token_stands_in_the_address_bar(lab, web, page):
    """Promise: lesson 12 says so, and it is so."""
    address, page_id = web
    page.goto(f"{lab.base_url}/oauth/auth?response_type=token&client_id={page_id}&state=a-state")
    sign_in(page, lab.person())
    approve(page)
    page.wait_for_url(re.compile(re.escape(address)))
    assert re.search(r"#token_type=bearer&access_token=[\w-]{22}&", page.url)


@pytest.mark.parametrize("path", ["/sign-in/", "/oauth/auth?response_type=code&client_id={}&state=x"])
def test_a_frame_around_ords_stays_empty(lab, web, page, path):
    """Promise: no page of another site shows the button to approve under one of its own."""
    inside = lab.base_url + path.format(lab.vault["license_portal"].client_id)

    class Mallory(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<h1>Win a prize</h1><iframe src="{escape(inside)}"></iframe>'.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Mallory)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        page.goto(f"{lab.base_url}/portal/me")
        sign_in(page, lab.person())  # the person is signed in to ORDS, as the attack needs it
        page.wait_for_url("**/portal/me")
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.get_by_role("heading", name="Win a prize").wait_for()
        framed = page.frames[1]
        assert framed.locator("button").count() == 0
        assert framed.url.startswith("chrome-error:") or not framed.locator("body").inner_text().strip()
    finally:
        server.shutdown()
        server.server_close()


def test_the_pages_speak_portuguese_to_a_browser_that_does(lab):
    with running_browser(locale="pt-BR") as page:
        page.goto(f"{lab.base_url}/sign-in/")
        page.get_by_label("Palavra-passe").wait_for()
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        assert [each["id"] for each in axe.run(page).response["violations"]] == []
