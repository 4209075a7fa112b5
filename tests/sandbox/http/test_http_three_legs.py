"""Signing in, approving, codes, refresh tokens and what a client may do for a user: on the real engine."""

import os
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from ordslab.sandbox.metadata.file_users import FileUsers
from ordslab.sandbox.sql.errors import OraError

PASSWORD = "no one logs on here"  # the fixture's
CALLBACK = "https://client.example/callback"
HTML = {"Accept": "text/html"}
STATE = "a state <\"&'>"


class Browser:
    """A user's browser: it keeps cookies and fills in forms."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.http = type(sandbox.http)()
        self.http.trust_env = False
        self.http.headers.update(HTML)

    def get(self, path, **options):
        return self.http.get(self.sandbox.url + path, allow_redirects=False, timeout=10, **options)

    def post(self, path, form, **options):
        return self.http.post(self.sandbox.url + path, data=form, allow_redirects=False, timeout=10, **options)

    def sign_in(self, name="page", password=PASSWORD, back=""):
        """The answer to the form."""
        form = fields(self.get("/sign-in/", params={"r": back} if back else {}))
        return self.post("/sign-in/check", {**form, "j_username": name, "j_password": password})

    def ask(self, client_id, **parameters):
        asked = {"response_type": "code", "client_id": client_id, "state": STATE, **parameters}
        return self.get("/oauth/auth", params={name: value for name, value in asked.items() if value is not None})

    def decide(self, client_id, decision="approve", **parameters):
        """The answer to the approval page's form."""
        return self.post("/oauth/auth", {**fields(self.ask(client_id, **parameters)), "decision": decision})


def fields(answer):
    assert answer.status_code == 200, answer.text
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.text)
    return {unescape(name): unescape(value) for name, value in found}


def told(answer, mark="?"):
    """What a redirect to the client tells it."""
    assert answer.status_code == 302, answer.text
    location = urlsplit(answer.headers["Location"])
    assert location._replace(query="", fragment="").geturl() == CALLBACK
    content = parse_qs(location.query if mark == "?" else location.fragment, strict_parsing=True)
    return {name: value for name, (value,) in content.items()}


@pytest.fixture
def protected(sandbox):
    """An endpoint for users of the database, and a client that asks for its privilege."""
    sandbox.handler("who", "begin htp.prn(:current_user); end;", "plsql/block")
    sandbox.run("""
        declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; begin
          r(1) := 'SQL Developer'; m(1) := 'm';
          ords.define_privilege('of_users', r, p, m, p_label => 'Look <b>at</b> m', p_description => 'who & what');
          commit;
        end;""")
    return sandbox


@pytest.fixture
def browser(protected):
    browser = Browser(protected)
    assert browser.sign_in().status_code == 302
    return browser


def register(sandbox, name="app", grant_type="authorization_code", privileges="of_users", **more):
    further = "".join(f", p_{key} => {value}" for key, value in more.items())
    secret = "" if grant_type == "implicit" else ", p_client_secret => ords_types.oauth_client_secret(p_stored => true)"
    sandbox.run(f"""
        declare c ords_types.t_client_credentials; begin
          c := ords_security.register_client(p_name => '{name}', p_grant_type => '{grant_type}',
            p_description => 'An app <i>that</i> asks', p_redirect_uri => '{CALLBACK}',
            p_privilege_names => '{privileges}'{secret}{further});
          commit;
        end;""")
    ((client_id, kept),) = sandbox.run(f"select client_id, client_secret from user_ords_clients where name = '{name}'")
    return client_id, kept


def exchange(sandbox, credentials, **form):
    return sandbox.post("/oauth/token", data=form, auth=credentials)


def tokens(sandbox, browser, credentials):
    code = told(browser.decide(credentials[0]))["code"]
    return exchange(sandbox, credentials, grant_type="authorization_code", code=code).json()


def who(sandbox, token):
    answer = sandbox.get("/m/who", headers={"Authorization": f"Bearer {token}"})
    return answer.text if answer.status_code == 200 else answer.status_code


# users of ORDS's own file


def add_user(sandbox, name="nora", roles="SQL Developer", password=PASSWORD):
    sandbox.run(f"begin ordslab_sandbox.create_user('{name}', '{password}', '{roles}'); end;")


def test_a_user_of_the_file_signs_in_and_holds_the_roles_given_alone(protected):
    add_user(protected, "nora", "SQL Developer, other")
    add_user(protected, "omar", "other")
    seen = {}
    for name in ("nora", "omar"):
        browser = Browser(protected)
        assert browser.sign_in(name).status_code == 302
        seen[name] = browser.get("/m/who")
    assert (seen["nora"].text, seen["omar"].status_code) == ("nora", 403)
    assert Browser(protected).sign_in("Nora").status_code == 401
    assert protected.get("/m/who", auth=("nora", PASSWORD)).text == "nora"


def test_a_client_acts_for_each_of_two_people(protected):
    """Promise: each token is one person's, with the roles that the person holds at the time of the call."""
    client = register(protected)
    given = {}
    for name in ("nora", "omar"):
        add_user(protected, name)
        browser = Browser(protected)
        browser.sign_in(name)
        given[name] = tokens(protected, browser, client)["access_token"]
    assert {name: who(protected, token) for name, token in given.items()} == {"nora": "nora", "omar": "omar"}
    add_user(protected, "omar", "other")
    assert [who(protected, token) for token in given.values()] == ["nora", 401]


def test_a_new_password_ends_what_a_user_of_the_file_had_begun(protected):
    add_user(protected)
    browser = Browser(protected)
    browser.sign_in("nora")
    add_user(protected, password="another word")
    assert browser.get("/m/who").status_code == 401


@pytest.mark.parametrize("arguments", ["'page', 'x'", "'a:b', 'x'", "'', 'x'", "'nora', ''", "null, 'x'"])
def test_who_cannot_be_a_user_of_the_file_is_refused(protected, arguments):
    with pytest.raises(OraError) as refused:
        protected.run(f"begin ordslab_sandbox.create_user({arguments}); end;")
    assert refused.value.number == 20001


def test_users_of_the_file_are_kept_without_their_passwords(protected, tmp_path):
    """Promise: the file is its owner's alone, holds no password, and is read again."""
    add_user(protected, password="correct horse")
    file = protected.database.home / "ords_users.json"
    assert "correct horse" not in file.read_text()
    assert os.name != "posix" or file.stat().st_mode & 0o077 == 0
    found = FileUsers(file).find("nora")
    assert found.roles == {"SQL Developer"} and "correct" not in repr(found)


# signing in


@pytest.mark.parametrize(
    ("wish", "button", "language"),
    [
        ("pt-BR,pt;q=0.9,en;q=0.8", "Entrar", "pt"),
        ("en-GB,en;q=0.9,pt;q=0.5", "Sign in", "en"),
        ("de, pt;q=0.1", "Entrar", "pt"),
        ("de", "Sign in", "en"),
        ("pt;q=x, en;q=0.1", "Sign in", "en"),
        ("", "Sign in", "en"),
    ],
)
def test_the_pages_speak_the_browsers_language(protected, wish, button, language):
    page = Browser(protected).get("/sign-in/", headers={"Accept-Language": wish}).text
    assert f"<button>{button}</button>" in page and f'<html lang="{language}">' in page


def test_the_page_to_approve_on_speaks_it_too(browser, protected):
    browser.http.headers["Accept-Language"] = "pt"
    page = browser.ask(register(protected)[0]).text
    assert ">Aprovar</button>" in page and "Não é software da Oracle" in page


def test_no_page_may_frame_a_page_where_a_person_decides(browser, protected):
    """Promise: neither another site nor a page of the same ORDS, which a neighbour may have written."""
    for page in (browser.get("/sign-in/"), browser.ask(register(protected)[0])):
        assert page.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert "<script" not in page.text and page.headers["Cache-Control"] == "no-store"


def test_the_link_of_the_401_page_leads_to_a_form_and_back(protected):
    browser = Browser(protected)
    refused = browser.get("/m/who?a=1&b=%20x")
    (link,) = re.findall(r'href="([^"]*)"', refused.text)
    page = browser.http.get(protected.url.removesuffix("/ords/page") + unescape(link), timeout=10)
    form = {**fields(page), "j_username": "page", "j_password": PASSWORD}
    success = browser.post("/sign-in/check", form)
    back = browser.http.get(protected.url.removesuffix("/ords/page") + success.headers["Location"], timeout=10)
    assert (back.url, back.text) == (f"{protected.url}/m/who?a=1&b=%20x", "PAGE")


def test_the_forms_token_is_in_a_header_too(protected):
    """Source: a client of Oracle's that reads CSRF-Token; observed."""
    page = Browser(protected).get("/sign-in/")
    assert page.headers["CSRF-Token"] == fields(page)["csrf_token"]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(protected):
    browser = Browser(protected)
    cookie = browser.sign_in().headers["Set-Cookie"]
    assert re.fullmatch(r"ordslab_session=[\w-]{22}; Path=/ords/page/; HttpOnly; SameSite=Lax", cookie)


def test_signing_in_gives_a_new_cookie(protected):
    """Promise: nobody is signed in by a cookie that somebody else chose."""
    browser = Browser(protected)
    before = browser.get("/sign-in/").cookies["ordslab_session"]
    assert browser.sign_in().cookies["ordslab_session"] != before


@pytest.mark.parametrize(
    ("name", "password"), [("page", "not this"), ("nobody", PASSWORD), ("", ""), ("other", "secret")]
)
def test_wrong_credentials_get_the_page_again(protected, name, password):
    """Promise: not which of the two was wrong, and no other schema's user (documented)."""
    protected.database.create_schema("OTHER", "secret")
    browser = Browser(protected)
    refused = browser.sign_in(name, password)
    assert refused.status_code == 401
    assert "The user name or the password is wrong." in refused.text
    assert password == "" or password not in refused.text
    assert browser.get("/m/who").status_code == 401


def test_a_locked_account_does_not_sign_in(protected):
    protected.database.system.change_user("PAGE", locked=1)
    assert Browser(protected).sign_in().status_code == 401


@pytest.mark.parametrize("name", ['"PAGE"', "Page"])
def test_a_name_is_read_as_oracle_reads_it(protected, name):
    assert Browser(protected).sign_in(name).status_code == 302


def test_a_form_of_no_page_is_refused(protected):
    """Promise: no other site can sign anybody in, or approve for them."""
    browser = Browser(protected)
    form = fields(browser.get("/sign-in/")) | {"j_username": "page", "j_password": PASSWORD}
    assert browser.post("/sign-in/check", {**form, "csrf_token": "x"}).status_code == 403
    assert Browser(protected).post("/sign-in/check", form).status_code == 403


def test_a_session_ends_with_the_hour_the_password_and_the_sign_out(protected):
    for end in (
        lambda browser: protected.database.clock.advance(3600),
        lambda browser: protected.database.set_password("PAGE", PASSWORD),
        lambda browser: browser.get("/sign-out/"),
    ):
        browser = Browser(protected)
        browser.sign_in()
        assert browser.get("/m/who").status_code == 200
        end(browser)
        assert browser.get("/m/who").status_code == 401


def test_a_user_without_the_role_gets_403(browser, protected):
    """Inferred; that 403 is for users, and 401 for tokens, is what the facts say."""
    protected.run("begin ords.create_role('r'); commit; end;")
    protected.run("""declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; begin
        r(1) := 'r'; m(1) := 'm'; ords.define_privilege('of_users', r, p, m); commit; end;""")
    assert browser.get("/m/who").status_code == 403


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/", "\\\\evil.example", "../../x", "a\r\nX: y"]
)
def test_the_way_back_stays_in_the_schema(protected, back):
    browser = Browser(protected)
    browser.sign_in(back=back)
    answer = browser.get("/sign-in/success", params={"r": back})
    assert answer.status_code == 200 or answer.headers["Location"].startswith("/ords/page/")
    assert "X" not in answer.headers


@pytest.mark.parametrize(
    ("credentials", "status"), [(("page", PASSWORD), 200), (("page", "not this"), 401), (("nobody", PASSWORD), 401)]
)
def test_a_password_by_http_basic(protected, credentials, status):
    """Source TJS-DBAUTH; documented. A public endpoint has no user, whatever was presented."""
    answer = protected.get("/m/who", auth=credentials)
    assert (answer.status_code, answer.text if status == 200 else "PAGE") == (status, "PAGE")
    assert "WWW-Authenticate" not in answer.headers
    protected.run("begin ords.delete_privilege('of_users'); commit; end;")
    assert protected.get("/m/who", auth=credentials).text == ""


# approving


def test_without_signing_in_there_is_401(protected):
    """Sources KR-LAB, TW-NOTES; observed. The way back holds the whole request."""
    client_id, _ = register(protected)
    browser = Browser(protected)
    refused = browser.ask(client_id)
    assert refused.status_code == 401
    (link,) = re.findall(r'href="([^"]*)"', refused.text)
    (back,) = parse_qs(urlsplit(unescape(link)).query)["r"]
    assert parse_qs(urlsplit(back).query)["state"] == [STATE]
    home = protected.url.removesuffix("/ords/page")
    form = {**fields(browser.http.get(home + unescape(link))), "j_username": "page", "j_password": PASSWORD}
    success = browser.post("/sign-in/check", form).headers["Location"]
    assert fields(browser.http.get(home + success))["state"] == STATE


def test_the_page_shows_who_asks_for_what(browser, protected):
    """Documented: name and description of the client, label and description of the privilege. All escaped."""
    page = browser.ask(register(protected)[0]).text
    for text in ("app", "An app &lt;i&gt;that&lt;/i&gt; asks", "Look &lt;b&gt;at&lt;/b&gt; m", "who &amp; what"):
        assert text in page
    assert "<b>" not in page and "<i>" not in page


def test_approving_gives_a_code_and_the_state(browser, protected):
    """Source KR-LAB; observed."""
    answer = told(browser.decide(register(protected)[0]))
    assert list(answer) == ["code", "state"]
    assert re.fullmatch(r"[\w-]{22}", answer["code"])
    assert answer["state"] == STATE


def test_an_approval_is_seen_in_the_view_and_asked_for_once(browser, protected):
    """Inferred."""
    client_id, _ = register(protected)
    browser.decide(client_id)
    rows = protected.run("select title, status, approval_user from user_ords_approvals")
    assert rows == [("app", "APPROVED", "PAGE")]
    assert "code" in told(browser.ask(client_id))


def test_who_was_asked_and_has_not_answered_is_pending(browser, protected):
    client_id, _ = register(protected)
    pending = "select title, approval_user, status from user_ords_pending_approvals"
    browser.ask(client_id)
    browser.ask(client_id)
    assert protected.run(pending) == [("app", "PAGE", "PENDING")]
    browser.decide(client_id)
    assert protected.run(pending) == []


def test_denying_tells_the_client_and_asks_again(browser, protected):
    client_id, _ = register(protected)
    assert told(browser.decide(client_id, "deny")) == {"error": "access_denied", "state": STATE}
    assert protected.run("select status from user_ords_approvals") == [("DENIED",)]
    assert browser.ask(client_id).status_code == 200


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_type": ["code", "code"]}, "invalid_request"),
        ({"state": None}, "invalid_request"),
    ],
)
def test_a_wrong_request_is_told_to_the_client(browser, protected, parameters, error):
    """RFC 6749, 4.1.2.1; inferred."""
    answer = told(browser.ask(register(protected)[0], **parameters))
    assert answer["error"] == error
    assert answer.get("state") == parameters.get("state", STATE)


def test_the_flow_must_be_the_clients_own(browser, protected):
    client_id, _ = register(protected)
    assert told(browser.ask(client_id, response_type="token"), "#")["error"] == "unauthorized_client"


@pytest.mark.parametrize("parameters", [{"client_id": "nobody"}, {"redirect_uri": "https://evil.example/"}])
def test_whom_nobody_trusts_is_told_nothing(browser, protected, parameters):
    """RFC 6749, 4.1.2.1: no redirect, the user is told instead."""
    client_id, _ = register(protected)
    answer = browser.ask(**{"client_id": client_id, **parameters})
    assert (answer.status_code, answer.headers.get("Location")) == (400, None)
    assert "client_id" in answer.text


def test_a_client_of_its_own_has_no_business_here(browser, protected):
    protected.run("begin ords_security.register_client('own', 'client_credentials'); commit; end;")
    ((client_id,),) = protected.run("select client_id from user_ords_clients")
    assert browser.ask(client_id).status_code == 400


def test_nobody_approves_of_more_than_was_shown(browser, protected):
    client_id, _ = register(protected, privileges="")
    form = fields(browser.ask(client_id)) | {"decision": "approve"}
    protected.run(
        "begin ords_security.update_client_privileges(p_name => 'app', p_privilege_names => 'of_users'); commit; end;"
    )
    shown = browser.post("/oauth/auth", form)
    assert fields(shown)["privileges"] == "of_users"
    assert protected.run("select count(*) from user_ords_approvals where status = 'APPROVED'") == [(0,)]
    assert "code" in told(browser.post("/oauth/auth", {**fields(shown), "decision": "approve"}))


def test_who_answers_too_late_signs_in_and_is_asked_again(browser, protected):
    page = browser.ask(register(protected)[0])
    (action,) = re.findall(r'action="([^"]*)"', page.text)
    protected.database.clock.advance(3600)
    home = protected.url.removesuffix("/ords/page")
    late = browser.http.post(home + unescape(action), {**fields(page), "decision": "approve"}, timeout=10)
    assert late.status_code == 401
    (link,) = re.findall(r'href="([^"]*)"', late.text)
    form = {**fields(browser.http.get(home + unescape(link))), "j_username": "page", "j_password": PASSWORD}
    success = browser.post("/sign-in/check", form).headers["Location"]
    assert fields(browser.http.get(home + success))["state"] == STATE


def test_an_approval_of_no_page_is_refused(browser, protected):
    form = fields(browser.ask(register(protected)[0])) | {"decision": "approve"}
    assert browser.post("/oauth/auth", {**form, "csrf_token": ""}).status_code == 403
    assert browser.post("/oauth/auth", {**form, "decision": ""}).status_code == 400
    assert protected.run("select status from user_ords_approvals") == [("PENDING",)]


# tokens


def test_a_code_gets_both_tokens(browser, protected):
    """Sources KR-LAB, TW-NOTES; observed: members, order, durations."""
    answer = tokens(protected, browser, register(protected))
    assert list(answer) == ["access_token", "token_type", "expires_in", "refresh_token"]
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 3600)
    assert who(protected, answer["access_token"]) == "PAGE"


def test_a_code_is_good_once_and_for_its_client(browser, protected):
    """RFC 6749, 4.1.2: a second use ends what came from the first."""
    app, other = register(protected), register(protected, "other")
    code = told(browser.decide(app[0]))["code"]
    grant = {"grant_type": "authorization_code", "code": code}
    assert exchange(protected, other, **grant).json() == {"error": "invalid_grant"}
    assert exchange(protected, app, **grant, redirect_uri="https://evil.example/").json() == {"error": "invalid_grant"}
    token = exchange(protected, app, **grant, redirect_uri=CALLBACK).json()["access_token"]
    assert who(protected, token) == "PAGE"
    assert exchange(protected, app, **grant).json() == {"error": "invalid_grant"}
    assert who(protected, token) == 401


@pytest.mark.parametrize(("duration", "seconds"), [({}, 300), ({"code_duration": 10}, 10)])
def test_a_code_ends_in_time(browser, protected, duration, seconds):
    """Source HOINA-SEC: 300 seconds, or the client's own; documented."""
    app = register(protected, **duration)
    code = told(browser.decide(app[0]))["code"]
    protected.database.clock.advance(seconds)
    answer = exchange(protected, app, grant_type="authorization_code", code=code)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


def test_a_refresh_token_gets_new_ones_once(browser, protected):
    """Source KR-LAB: a new refresh token each time; observed. That the old one ends: inferred."""
    app = register(protected)
    first = tokens(protected, browser, app)
    grant = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = exchange(protected, app, **grant).json()
    assert list(second) == list(first)
    assert not set(second.values()) & {first["access_token"], first["refresh_token"]}
    assert who(protected, second["access_token"]) == "PAGE"
    assert exchange(protected, app, **grant).json() == {"error": "invalid_grant"}
    assert who(protected, second["access_token"]) == 401


@pytest.mark.parametrize(("duration", "seconds"), [({}, 86400), ({"refresh_duration": 20}, 20)])
def test_a_refresh_token_ends_in_time(browser, protected, duration, seconds):
    """Source HOINA-SEC; documented."""
    app = register(protected, **duration)
    refresh = tokens(protected, browser, app)["refresh_token"]
    protected.database.clock.advance(seconds)
    answer = exchange(protected, app, grant_type="refresh_token", refresh_token=refresh)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


@pytest.mark.parametrize("grant_type", ["authorization_code", "refresh_token"])
def test_a_grant_without_its_text_is_no_request(protected, grant_type):
    answer = exchange(protected, register(protected), grant_type=grant_type)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


def test_a_client_keeps_to_its_own_flow(protected):
    """Inferred: RFC 6749's unauthorized_client."""
    answer = exchange(protected, register(protected), grant_type="client_credentials")
    assert answer.json() == {"error": "unauthorized_client"}


def test_an_implicit_client_gets_its_token_in_the_fragment(browser, protected):
    """Source KR-LAB: members and order; observed. No secret, no refresh token."""
    client_id, secret = register(protected, grant_type="implicit", token_duration="50")
    assert secret is None
    answer = told(browser.decide(client_id, response_type="token"), "#")
    assert list(answer) == ["token_type", "access_token", "expires_in", "state"]
    assert (answer["token_type"], answer["expires_in"], answer["state"]) == ("bearer", "50", STATE)
    assert who(protected, answer["access_token"]) == "PAGE"


# what a client may do for a user


def test_the_client_must_have_asked_for_the_privilege(browser, protected):
    answer = tokens(protected, browser, register(protected, privileges=""))
    assert who(protected, answer["access_token"]) == 401


def test_the_clients_own_roles_count_for_nothing(browser, protected):
    """Source KR-LAB: its client has no role; observed. And its role is not enough where the user lacks it: inferred."""
    app = register(protected)
    protected.run("""declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; begin
        ords.create_role('r'); r(1) := 'r'; m(1) := 'm'; ords.define_privilege('of_users', r, p, m);
        ords_security.grant_client_role(p_client_name => 'app', p_role_name => 'r'); commit; end;""")
    assert who(protected, tokens(protected, browser, app)["access_token"]) == 401


@pytest.mark.parametrize(
    "end",
    [
        "update_client_privileges(p_name => 'app', p_privilege_names => 'of_users')",
        "delete_client(p_name => 'app')",
        "revoke_client_secret(p_name => 'app', p_revoke_sessions => true)",
    ],
)
def test_what_ends_a_clients_tokens(browser, protected, end):
    app = register(protected)
    answer = tokens(protected, browser, app)
    protected.run(f"begin ords_security.{end}; commit; end;")
    assert who(protected, answer["access_token"]) == 401


def test_an_approval_that_is_taken_back_ends_the_tokens(browser, protected):
    """Source MENNOOO sets it to PENDING; what follows is inferred."""
    app = register(protected)
    answer = tokens(protected, browser, app)
    protected.run("""begin for a in (select * from user_ords_approvals) loop
        oauth.modify_approval_status('PENDING', 'PAGE', a.approval_user, a.approval_id); end loop; commit; end;""")
    assert who(protected, answer["access_token"]) == 401
    refused = exchange(protected, app, grant_type="refresh_token", refresh_token=answer["refresh_token"])
    assert refused.json() == {"error": "invalid_grant"}
    assert browser.ask(app[0]).status_code == 200


def test_approving_waits_for_nobody_who_holds_the_metadata(browser, protected, monkeypatch):
    """Promise: a learner's open transaction is not committed by it; the user is told to come back."""
    form = fields(browser.ask(register(protected)[0])) | {"decision": "approve"}
    other = protected.database.open_session("PAGE")
    other.execute(other.parse("begin ords.create_role('open'); end;"), [])
    other_rows = "select count(*) from user_ords_roles where name = 'open'"
    answer = browser.post("/oauth/auth", form)
    assert answer.status_code in (302, 503)
    assert protected.run(other_rows) == [(0,)]
    other.rollback()
    other.close()


def test_no_secret_of_a_user_reaches_a_log(browser, protected, caplog):
    app = register(protected)
    with caplog.at_level(0):
        answer = tokens(protected, browser, app)
    written = "".join(caplog.handler.format(each) for each in caplog.records if not each.name.startswith("urllib3"))
    for secret in (PASSWORD, app[1], *answer.values()):
        assert str(secret) == "bearer" or str(secret) == "3600" or str(secret) not in written
