"""A verdict for every status: real HTTP makes each, and explain says why. What nobody knows is called unknown."""

from __future__ import annotations

import ast
import contextlib
import http.server
import json
import re
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

import ordslab
import ordslab.sandbox
from ordslab.chain.causes import CAUSES
from ordslab.http.session import LabSession

from ..broken_chains import CLIENT, PATH, block, token_of
from .people import Browser

BUILD = """
ords.define_module('site', '/site/');
ords.define_template('site', 'list');
ords.define_handler('site', 'list', 'GET', ords.source_type_collection_feed, 'select 1 as one from dual');
ords.define_template('site', 'one/:id');
ords.define_handler('site', 'one/:id', 'GET', ords.source_type_collection_item,
  'select id from site_rows where id = :id');
ords.define_handler('site', 'one/:id', 'POST', ords.source_type_plsql,
  'begin :status_code := nvl(:n, 201); htp.prn(:body_text); end;', p_mimes_allowed => 'application/json');
ords.define_template('site', 'status/:n');
ords.define_handler('site', 'status/:n', 'GET', ords.source_type_plsql, 'begin :status_code := :n; end;');
ords.define_template('site', 'page');
ords.define_handler('site', 'page', 'GET', ords.source_type_plsql, 'begin htp.p(''hello''); end;');
ords.define_template('site', 'typed/:n');
ords.define_handler('site', 'typed/:n', 'GET', ords.source_type_collection_feed, 'select :n as n from dual');
ords.define_parameter('site', 'typed/:n', 'GET', 'n', 'n', 'URI', 'INT');
ords.define_template('site', 'fails/:how');
ords.define_handler('site', 'fails/:how', 'GET', ords.source_type_plsql, q'[begin
  if :how = 'raise' then raise_application_error(-20001, 'too late'); end if;
  if :how = 'lack' then execute immediate 'select * from nowhere'; end if;
  if :how = 'value' then htp.p(to_number('x')); end if;
  if :how = 'twice' then insert into site_rows values (1, 'x'); insert into site_rows values (1, 'x'); end if;
  if :how = 'zero' then htp.p(1 / 0); end if;
end;]');
ords.enable_object(true, user, 'SITE_ROWS', 'TABLE', 'site_rows', false);
ords.enable_object(true, user, 'SITE_ADD', 'PROCEDURE', 'site_add', false);
"""
CLEAN = """
for x in (select name from user_ords_clients where name in ('web', 'other_web')) loop
  ords_security.delete_client(p_name => x.name);
end loop;
ords.delete_module('site');
ords.drop_rest_for_object('SITE_ROWS'); ords.drop_rest_for_object('SITE_ADD');
for x in (select table_name from user_tables where table_name = 'SITE_ROWS') loop
  execute immediate 'drop table site_rows'; execute immediate 'drop procedure site_add';
end loop;
"""
TABLES = """
execute immediate 'create table site_rows (id number(4) primary key, name varchar2(10) not null)';
execute immediate 'create procedure site_add (n number) as begin null; end;';
"""
FORM = {"grant_type": "client_credentials"}
ORIGIN = {"Origin": "https://shop.example"}
PASSWORD = "a person's"


@dataclass
class Site:
    """A schema with an endpoint of each kind. `web` is the client that acts for people."""

    lab: object
    session: LabSession
    web: tuple[str, str] = ("", "")
    browsers: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def call(self, method, path, **options):
        url = path if path.startswith("http") else f"{self.lab.base_url}/{path}"
        return self.session.request(method, url, allow_redirects=False, **options)

    def token_call(self, client=CLIENT, form=FORM, **options):
        pair = self.web if client == "web" else self.pair(client)
        return self.call("POST", "oauth/token", **({"data": form, "auth": pair} | options))

    def pair(self, client):
        known = self.lab.vault[client]
        return known.client_id, known.client_secret.reveal()

    def bearer(self):
        return {"Authorization": f"Bearer {token_of(self.lab, CLIENT).json()['access_token']}"}

    def browser(self, signed_in=True):
        browser = self.browsers.enter_context(Browser(self.lab))
        if signed_in:
            answer = browser.sign_in("page", ordslab.sandbox.password(home=self.lab.settings.home))
            assert answer.status_code == 302
        return browser

    def code(self):
        return self.browser().code(self.web[0])


@pytest.fixture(scope="module")
def site(home):
    with ordslab.open_lab() as lab, LabSession(lab.settings, None) as session:
        lab.reset(to="call")
        block(lab, CLEAN)
        block(lab, TABLES)
        block(lab, BUILD)
        variables = {}
        from ..broken_chains import execute

        execute(
            lab,
            """declare c ords_types.t_client_credentials; begin
            c := ords_security.register_client(p_name => 'web', p_grant_type => 'authorization_code',
              p_description => 'x', p_redirect_uri => 'https://client.example/back',
              p_client_secret => ords_types.oauth_client_secret(), p_privilege_names => 'license_priv');
            commit; :client_id := c.client_key.client_id; :client_secret := c.client_secret.secret; end;""",
            variables,
        )
        made = Site(lab, session, (variables["client_id"], variables["client_secret"].reveal()))
        with made.browsers:
            yield made
        block(lab, CLEAN)


def fault(site):
    block(site.lab, "ordslab_sandbox.fail_next(p_fault => 'unavailable');", commit=False)
    return site.token_call()


def deep(text):
    return {"data": text, "headers": {"Content-Type": "application/json"}}


STATUSES = {
    # what went through
    "allowed": (200, lambda site: site.call("GET", PATH, headers=site.bearer())),
    "public": (200, lambda site: site.call("GET", "site/list")),
    "public made": (201, lambda site: site.call("POST", "site/one/1", json={"n": 201})),
    "public_object": (200, lambda site: site.call("GET", "site_rows/")),
    "html_from_handler": (200, lambda site: site.call("GET", "site/page")),
    "token": (200, lambda site: site.token_call()),
    "persons_token": (
        200,
        lambda site: site.token_call("web", {"grant_type": "authorization_code", "code": site.code()}),
    ),
    "page_answered": (200, lambda site: site.browser(signed_in=False).get("/sign-in/")),
    "not_modified": (
        304,
        lambda site: site.call(
            "GET", "site/list", headers={"If-None-Match": site.call("GET", "site/list").headers["ETag"]}
        ),
    ),
    # redirects
    "landing_page": (302, lambda site: site.call("GET", site.lab.base_url.rsplit("/", 1)[0] + "/")),
    "approval_refused": (302, lambda site: site.browser().ask(site.web[0], response_type="x")),
    "approval_refused type": (302, lambda site: site.browser().ask(site.web[0], response_type="token")),
    "page_answered out": (302, lambda site: site.browser().get("/sign-out/")),
    # 400
    "bad_path": (400, lambda site: site.call("GET", "site/list%3b")),
    "bad_paging": (400, lambda site: site.call("GET", "site/list?offset=x")),
    "bad_json": (400, lambda site: site.call("POST", "site_rows/", **deep("{"))),
    "bad_filter": (400, lambda site: site.call("GET", "site_rows/?q=%7B")),
    "bad_row": (400, lambda site: site.call("POST", "site_rows/", json=[])),
    "delete_all": (400, lambda site: site.call("DELETE", "site_rows/")),
    "bad_value": (400, lambda site: site.call("GET", "site/typed/x")),
    "client_of_page": (400, lambda site: site.browser().ask("nobody")),
    "not_a_form": (400, lambda site: site.token_call(form=None, json=FORM)),
    "no_grant_type": (400, lambda site: site.token_call(form={})),
    "grant_type_twice": (400, lambda site: site.token_call(form={"grant_type": ["client_credentials"] * 2})),
    "other_grant": (400, lambda site: site.token_call(form={"grant_type": "password"})),
    "wrong_grant": (400, lambda site: site.token_call("web")),
    "grant_of_others": (400, lambda site: site.token_call(form={"grant_type": "authorization_code", "code": "x"})),
    "grant_incomplete": (400, lambda site: site.token_call("web", {"grant_type": "refresh_token"})),
    "code_refused": (400, lambda site: site.token_call("web", {"grant_type": "authorization_code", "code": "x"})),
    "refresh_refused": (
        400,
        lambda site: site.token_call("web", {"grant_type": "refresh_token", "refresh_token": "x"}),
    ),
    # 401
    "no_token": (401, lambda site: site.call("GET", PATH)),
    "token_refused": (401, lambda site: site.call("GET", PATH, headers={"Authorization": "Bearer " + "A" * 22})),
    "token_shape": (401, lambda site: site.call("GET", PATH, headers={"Authorization": "Bearer A"})),
    "no_bearer": (401, lambda site: site.call("GET", PATH, headers={"Authorization": "Token A"})),
    "basic_at_endpoint": (401, lambda site: site.call("GET", PATH, auth=site.pair(CLIENT))),
    "jwt_no_profile": (401, lambda site: site.call("GET", PATH, headers={"Authorization": "Bearer e30.e30.e30"})),
    "own_page": (401, lambda site: site.call("GET", "oauth/auth")),
    "sign_in_refused": (401, lambda site: site.browser(signed_in=False).sign_in("page", "wrong")),
    "unknown_id": (401, lambda site: site.token_call(auth=("B" * 22 + "..", "C" * 22 + ".."))),
    "credentials_in_body": (401, lambda site: site.token_call(form=FORM | {"client_secret": "x"}, auth=None)),
    "no_credentials": (401, lambda site: site.token_call(auth=None)),
    # 403
    "origin_refused": (403, lambda site: site.call("GET", "site/list", headers=ORIGIN)),
    "origin_refused asked": (
        403,
        lambda site: site.call("OPTIONS", "site/list", headers=ORIGIN | {"Access-Control-Request-Method": "GET"}),
    ),
    "origin_refused_here": (403, lambda site: site.call("GET", "site_rows/", headers=ORIGIN)),
    "user_lacks_role": (
        403,
        lambda site: site.call("GET", PATH, auth=("page", ordslab.sandbox.password(home=site.lab.settings.home))),
    ),
    "form_is_stale": (403, lambda site: site.browser(signed_in=False).post("/sign-in/check", {"j_username": "page"})),
    "host_refused": (403, lambda site: site.call("GET", "site/list", headers={"Host": "elsewhere.example"})),
    # 404
    "wrong_alias": (404, lambda site: site.call("GET", site.lab.base_url + "s/site/list")),
    "alias_missing": (
        404,
        lambda site: site.call("POST", site.lab.base_url.rsplit("/", 1)[0] + "/oauth/token", data=FORM),
    ),
    "token_address": (404, lambda site: site.call("POST", "oauth2/token", data=FORM)),
    "no_module": (404, lambda site: site.call("GET", "sites/list")),
    "no_template": (404, lambda site: site.call("GET", "site/lists")),
    "slash": (404, lambda site: site.call("GET", "site/list/")),
    "capitals": (404, lambda site: site.call("GET", "site/LIST")),
    "no_row": (404, lambda site: site.call("GET", "site/one/9")),
    "nothing_there": (404, lambda site: site.call("GET", "site_rows/9")),
    "not_described": (404, lambda site: site.call("GET", "metadata-catalog/nothing/")),
    # 405
    "no_handler": (405, lambda site: site.call("DELETE", "site/list")),
    "object_method": (405, lambda site: site.call("PUT", "site_rows/", json={})),
    "catalog_method": (405, lambda site: site.call("POST", "metadata-catalog/")),
    "token_not_posted": (405, lambda site: site.call("GET", "oauth/token")),
    "page_method": (405, lambda site: site.browser().session.put(f"{site.lab.base_url}/oauth/auth")),
    # the rest
    "precondition": (
        412,
        lambda site: site.call("PUT", "site_rows/7", json={"name": "x"}, headers={"If-Match": '"no"'}),
    ),
    "form_too_large": (413, lambda site: site.call("POST", "oauth/token", data={"x": "y" * 200_001})),
    "body_too_large": (413, lambda site: site.call("POST", "site/one/1", **deep("1" * (16 * 1024 * 1024 + 1)))),
    "content_type": (415, lambda site: site.call("POST", "site/one/1", data="x", headers={"Content-Type": "text/x"})),
    "object_json": (415, lambda site: site.call("POST", "site_add/", data={"n": "1"})),
    "page_form": (415, lambda site: site.browser().session.post(f"{site.lab.base_url}/sign-in/check", json={})),
    "handler_status": (418, lambda site: site.call("GET", "site/status/418")),
    "handler_status 404": (404, lambda site: site.call("GET", "site/status/404")),
    "handlers_status_is_none": (500, lambda site: site.call("GET", "site/status/1000")),
    "unavailable": (503, fault),
    "handler_raised": (555, lambda site: site.call("GET", "site/fails/raise")),
    "handler_lacks": (555, lambda site: site.call("GET", "site/fails/lack")),
    "handler_value": (555, lambda site: site.call("GET", "site/fails/value")),
    "handler_refused": (555, lambda site: site.call("GET", "site/fails/twice")),
    "handler_failed": (555, lambda site: site.call("GET", "site/fails/zero")),
    "object_failed": (555, lambda site: site.call("POST", "site_rows/", json={"id": 5})),
}
"""The cause, a word more where it comes twice, with the status and the call that makes it."""


@pytest.mark.parametrize("name", STATUSES)
def test_what_makes_each_status_is_named(site, name):
    """Promise: for every status that the sandbox can send there is a verdict, with a reason and no secret in it."""
    status, make = STATUSES[name]
    with site.lab.connect() as connection, connection.cursor() as cursor:
        cursor.execute("merge into site_rows s using dual on (s.id = 7) when not matched then insert values (7, 'x')")
        connection.commit()
    response = make(site)
    assert response.status_code == status, response.text
    client = CLIENT if name == "token_not_posted" else None
    found = site.lab.explain(response, client=client)
    assert (found.cause, found.status) == (name.split()[0], status), found
    assert found.why.endswith((".", "?", ")")) and not re.search(r"\{\w+\}", found.why)
    for secret in (*site.pair(CLIENT), *site.web):
        assert secret not in repr(found)


def test_the_sandbox_sends_no_status_that_the_table_lacks():
    """Promise: a status that the sandbox learns needs a call that makes it here."""
    sent = set()
    for file in Path(ordslab.sandbox.__file__).parent.glob("http/*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in SENDING:
                given = [*call.args, *(each.value for each in call.keywords if each.arg == "status")]
                sent |= {
                    each.value
                    for argument in given
                    for each in ast.walk(argument)
                    if isinstance(each, ast.Constant) and isinstance(each.value, int) and 200 <= each.value < 600
                }
    assert sent >= {200, 304, 401, 415, 507}  # so the search finds something
    assert sent - {status for status, _ in STATUSES.values()} == {507}  # a full disk: by the stand-in, below


SENDING = ("Problem", "Answer", "page_answer", "json_answer", "_error", "_written")


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Answers with the status, header and kind of body that the last part of the address asks for."""

    def do_GET(self):
        status, _, kind = self.path.rpartition("/")[2].partition("-")
        body = b"{}"
        if kind == "problem":
            body = json.dumps({"code": "X", "message": "x", "type": "tag:oracle.com,2020:error/X"}).encode()
        self.send_response(int(status))
        if kind == "https":
            self.send_header("Location", f"https://db.example.com{self.path}")
        if kind == "sign_in":
            self.send_header("Location", "/ords/page/sign-in/?r=x")
        if kind == "landing":
            body = b"<html>Oracle REST Data Services</html>"
        self.send_header("Content-Type", "text/html" if kind in ("landing", "sni") else "application/json")
        self.end_headers()
        self.wfile.write(b"<h2>HTTP ERROR 400 Invalid SNI</h2>" if kind == "sni" else body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def elsewhere():
    """A server that is not the sandbox: what other installations, proxies and gateways send."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("asked", "cause"),
    [
        ("301-https", "sent_to_https"),
        ("302-sign_in", "sent_to_sign_in"),
        ("307-", "redirected"),
        ("400-sni", "sni"),
        ("406-problem", "not_acceptable"),
        ("429-", "too_many"),
        ("431-", "head_too_large"),
        ("500-problem", "server_error"),
        ("502-", "gateway"),
        ("504-", "gateway"),
        ("507-problem", "disk_full"),
        ("574-problem", "pool"),
        ("418-problem", "unknown_status"),
        ("451-", "unknown_status"),
        ("599-", "unknown_status"),
        ("412-problem", "precondition"),
    ],
)
def test_what_others_send_is_named_and_what_nobody_knows_says_so(site, elsewhere, asked, cause):
    """Promise: gateways, pools, other statuses: each is named; of an unknown one is said that it is unknown."""
    answer = site.call("GET", f"{elsewhere}/ords/page/site_rows/{asked}")
    found = site.lab.explain(answer)
    assert (found.cause, found.status) == (cause, answer.status_code), found
    if cause == "unknown_status":
        assert "nothing is known" in found.why


def test_a_page_of_another_alias_is_no_answer(site, elsewhere):
    """Promise: HTML with 200 where JSON was wanted, at an address without this schema's alias: a page of ORDS's own."""
    answer = site.call("GET", f"{elsewhere}/ords/sql-developer/200-landing")
    assert site.lab.explain(answer).cause == "landing_page"


def test_oauth_over_http_is_refused_by_403(site, elsewhere):
    """Promise: security.verifySSL (documented) is named where the token endpoint answers 403."""
    made = requests.Response()
    made.status_code, made.url = 403, f"{site.lab.base_url}/oauth/token"
    made.request = requests.Request("POST", made.url, data=FORM, auth=("x", "y")).prepare()
    made._content = b""
    found = site.lab.explain(made, client=CLIENT)
    assert found.cause == "not_over_http" and "verifySSL" in found.why


def test_each_cause_of_an_answer_is_made_somewhere():
    """Promise: no cause that an answer shows goes untried: by this table, the stand-in, or the tests beside it."""
    beside = sorted(Path(__file__).parent.glob("test_*.py"))
    tried = "".join(file.read_text(encoding="utf-8") for file in beside)
    assert not [cause for cause in CAUSES if f'"{cause}' not in tried]
