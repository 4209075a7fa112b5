"""Users who sign in, and clients that act for them: authorization code and implicit flow."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

behaviour = pytest.mark.behaviour

CALLBACK = "https://client.example/callback"
STATE = "38au7fds99c110856546"


class Browser:
    """A user's browser: cookies, forms, no redirect followed."""

    def __init__(self, place, target):
        if not place.password:
            pytest.skip("needs the password of the schema's user")
        self.url, self.place = target.url, place
        self.http = requests.Session()
        self.http.headers["Accept"] = "text/html"

    def get(self, path, **parameters):
        return self.http.get(self.url + path, params=parameters, allow_redirects=False, timeout=30)

    def post(self, path, **form):
        return self.http.post(self.url + path, data=form, allow_redirects=False, timeout=30)

    def sign_in(self, user=None, password=None):
        """As Oracle's client does it."""
        token = self.get("/sign-in/", username=self.place.user.lower(), r="m/x").headers["CSRF-Token"]
        name, secret = user or self.place.user, password or self.place.password
        return self.post("/sign-in/check", j_username=name, j_password=secret, csrf_token=token)

    def ask(self, client_id, response_type="code", **further):
        asked = {"response_type": response_type, "client_id": client_id, "state": STATE} | further
        return self.get("/oauth/auth", **{name: value for name, value in asked.items() if value is not None})

    def decide(self, client_id, decision="approve", response_type="code"):
        page = self.ask(client_id, response_type).text
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
        form = {unescape(name): unescape(value) for name, value in hidden}
        return self.post("/oauth/auth", **form, decision=decision)


def told(answer, part="query"):
    """What a redirect tells the client."""
    assert answer.status_code in (302, 303), answer.text
    location = urlsplit(answer.headers["Location"])
    assert answer.headers["Location"].startswith(CALLBACK)
    return {name: value for name, (value,) in parse_qs(getattr(location, part), strict_parsing=True).items()}


@pytest.fixture
def guarded(target):
    """Module m is for users of the database."""
    target.service(source="select :current_user who from dual")
    target.privilege("p", roles=["SQL Developer"], modules=["m"])
    return target


@pytest.fixture
def stranger(place, guarded):
    return Browser(place, guarded)


@pytest.fixture
def browser(stranger):
    assert stranger.sign_in().ok
    return stranger


def register(target, grant_type="authorization_code", privileges="p", name="c"):
    """Register a client; its id and secret."""
    secret = "" if grant_type == "implicit" else ", p_client_secret => ords_types.oauth_client_secret()"
    return target.run(
        f"""
        declare c ords_types.t_client_credentials; begin
          c := ords_security.register_client(p_name => '{name}', p_grant_type => '{grant_type}',
                 p_description => 'Sample', p_redirect_uri => '{CALLBACK}', p_privilege_names => '{privileges}',
                 p_support_email => 'support@example.org'{secret});
          commit;
          :id := c.client_key.client_id; :secret := c.client_secret.secret;
        end;""",
        id=str,
        secret=str,
    )


def exchange(target, client, **form):
    return target.http.post(f"{target.url}/oauth/token", data=form, auth=tuple(client), timeout=30)


def tokens(target, browser, client):
    code = told(browser.decide(client[0]))["code"]
    answer = exchange(target, client, grant_type="authorization_code", code=code)
    assert answer.status_code == 200, answer.text
    return answer.json()


@behaviour(
    "The page to sign in on tells its token in the header CSRF-Token; name, password and token go to /sign-in/check.",
    source="a client of Oracle's that signs in to Database Actions",
    mark="observed",
)
def test_sign_in(stranger):
    assert stranger.sign_in().status_code < 400
    assert stranger.get("/sign-in/success").status_code < 400


@behaviour("A browser that has signed in calls protected resources as its user.", source="KR-LAB", mark="observed")
def test_cookie(browser, stranger):
    assert browser.get("/m/x").json()["items"][0]["who"] == browser.place.user.upper()


@behaviour(
    "A user of the database signs in to the schema of their own alone, and holds the role SQL Developer.",
    source="TJS-DBAUTH",
    mark="documented",
)
def test_whose_schema(place, guarded, browser):
    assert browser.get("/m/x").status_code == 200
    if place.admin:
        assert Browser(place, guarded).sign_in(place.admin, place.admin_password).status_code == 401


@behaviour("HTTP Basic with the name and password of the schema's user works.", source="TJS-DBAUTH", mark="documented")
def test_basic(place, guarded, stranger):
    path = f"{guarded.url}/m/x"
    assert guarded.http.get(path, auth=(place.user, place.password), timeout=30).status_code == 200
    assert guarded.http.get(path, auth=(place.user, "wrong"), timeout=30).status_code == 401


@behaviour("A user who has signed in and lacks the role gets 403.", source="inferred from HTTP", mark="inferred")
def test_a_user_without_the_role(browser, guarded):
    guarded.privilege("p", roles=["r"], modules=["m"])
    assert browser.get("/m/x").status_code == 403


@behaviour(
    "Before anybody has signed in the authorization endpoint is 401, with a link to sign in.",
    source="KR-LAB, TW-NOTES",
    mark="observed",
)
def test_not_signed_in(stranger, guarded):
    answer = stranger.ask(register(guarded)[0])
    assert answer.status_code == 401
    assert "/sign-in/?r=oauth" in answer.text


@behaviour(
    "The page to approve on shows the client's name and description, and each privilege's label and description.",
    source="DG-26.3-OAUTH, HOINA-SEC",
    mark="documented",
)
def test_page(browser, guarded):
    guarded.run("""declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; begin r(1) := 'SQL Developer'; m(1) := 'm';
        ords.define_privilege('p', r, p, m, p_label => 'Look at it', p_description => 'Rows of m'); commit; end;""")
    page = browser.ask(register(guarded)[0])
    assert page.status_code == 200
    for text in ("Sample", "Look at it", "Rows of m"):
        assert text in page.text


@behaviour("Who approves is sent to the client with a code and the state.", source="KR-LAB, TW-NOTES", mark="observed")
def test_approving(browser, guarded):
    content = told(browser.decide(register(guarded)[0]))
    assert list(content) == ["code", "state"]
    assert content["state"] == STATE
    assert re.fullmatch(r"[\w-]{22}", content["code"])


@behaviour("Who denies is sent to the client with access_denied.", source="inferred from RFC 6749", mark="inferred")
def test_denying(browser, guarded):
    assert told(browser.decide(register(guarded)[0], "deny")) == {"error": "access_denied", "state": STATE}


@behaviour(
    "An approval is kept, shows in USER_ORDS_APPROVALS, and is not asked for again.", source="MENNOOO", mark="reported"
)
def test_approval_is_kept(browser, guarded):
    client_id, _ = register(guarded)
    browser.decide(client_id)
    assert guarded.query("select count(*) from user_ords_approvals where title = 'c'") == [(1,)]
    assert "code" in told(browser.ask(client_id))


@behaviour(
    "A wrong request is told to the client: invalid_request, unsupported_response_type, unauthorized_client.",
    source="inferred from RFC 6749",
    mark="inferred",
)
def test_errors_for_the_client(browser, guarded):
    client_id, _ = register(guarded)
    assert told(browser.ask(client_id, None))["error"] == "invalid_request"
    assert told(browser.ask(client_id, state=None)) == {"error": "invalid_request"}
    assert told(browser.ask(client_id, "id_token"))["error"] == "unsupported_response_type"
    assert told(browser.ask(client_id, "token"), "fragment")["error"] == "unauthorized_client"


@behaviour(
    "An unknown client or redirect URI is told to the user, and nobody is redirected.",
    source="inferred from RFC 6749",
    mark="inferred",
)
def test_errors_for_the_user(browser, guarded):
    client_id, _ = register(guarded)
    for answer in (browser.ask("nobody"), browser.ask(client_id, redirect_uri="https://other.example/")):
        assert (answer.status_code, "Location" in answer.headers) == (400, False)


@behaviour(
    "A redirect URI is compared letter by letter with the registered one: what is nearly right leads nowhere.",
    source="RFC 9700 on the comparison of redirect URIs",
    mark="inferred",
)
@pytest.mark.parametrize(
    "nearly",
    ["/", "/more", "?to=x", "#x", "/../callback", "%2F", CALLBACK.upper(), CALLBACK.replace("https", "http")],
)
def test_a_redirect_uri_that_is_nearly_right(browser, guarded, nearly):
    client_id, _ = register(guarded)
    address = nearly if "://" in nearly.lower() else CALLBACK + nearly
    answer = browser.ask(client_id, redirect_uri=address)
    assert (answer.status_code, "Location" in answer.headers) == (400, False)


@behaviour(
    "The challenge of PKCE is passed over: the code is bought without a verifier.",
    source="inferred: no document of ORDS names PKCE for its own server",
    mark="inferred",
)
def test_pkce(browser, guarded):
    client = register(guarded)
    browser.decide(client[0])
    challenge = {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"}
    code = told(browser.ask(client[0], **challenge))["code"]
    assert exchange(guarded, client, grant_type="authorization_code", code=code).status_code == 200


@behaviour(
    "A user of ORDS's own file signs in by the name that it has there, and holds the roles that were given.",
    source="TW-NOTES, KR-LAB",
    mark="observed",
)
def test_a_user_of_the_file(place, guarded):
    guarded.privilege("p", roles=["clerk"], modules=["m"])
    seen = {}
    for name, role in (("nora", "clerk"), ("omar", "manager")):
        guarded.call(f"ordslab_sandbox.create_user('{name}', 'a password of {name}', '{role}')")
        browser = Browser(place, guarded)
        assert browser.sign_in(name, f"a password of {name}").ok
        seen[name] = browser.get("/m/x")
    assert seen["nora"].json()["items"] == [{"who": "nora"}]
    assert seen["omar"].status_code == 403


@behaviour(
    "Who was asked and has not answered is in USER_ORDS_PENDING_APPROVALS, until they answer.",
    source="inferred from the view's name",
    mark="inferred",
)
def test_pending(browser, guarded):
    client_id, _ = register(guarded)
    pending = "select status from user_ords_pending_approvals where title = 'c'"
    browser.ask(client_id)
    assert guarded.query(pending) == [("PENDING",)]
    browser.decide(client_id)
    assert guarded.query(pending) == []


@behaviour(
    "A code gets access_token, token_type, expires_in and refresh_token, in this order.",
    source="KR-LAB, TW-NOTES",
    mark="observed",
)
def test_code(browser, guarded):
    content = tokens(guarded, browser, register(guarded))
    assert list(content) == ["access_token", "token_type", "expires_in", "refresh_token"]
    assert (content["token_type"], content["expires_in"]) == ("bearer", 3600)
    assert re.fullmatch(r"[\w-]{22}", content["refresh_token"])


@behaviour(
    "A code is good for one use, for its own client, and for 300 seconds.",
    source="HOINA-SEC, RFC 6749 on the use of a code",
    mark="documented",
)
def test_what_a_code_is_good_for(browser, guarded):
    client, other = register(guarded), register(guarded, name="d")
    code = told(browser.decide(client[0]))["code"]
    grant = {"grant_type": "authorization_code", "code": code}
    assert exchange(guarded, other, **grant).json() == {"error": "invalid_grant"}
    assert exchange(guarded, client, **grant).status_code == 200
    assert exchange(guarded, client, **grant).json() == {"error": "invalid_grant"}
    late = told(browser.ask(client[0]))["code"]
    guarded.call("ordslab_sandbox.advance_clock(301)")
    assert exchange(guarded, client, grant_type="authorization_code", code=late).json() == {"error": "invalid_grant"}


@behaviour("A refresh token gets a new access token and a new refresh token.", source="KR-LAB", mark="observed")
def test_refresh(browser, guarded):
    client = register(guarded)
    first = tokens(guarded, browser, client)
    second = exchange(guarded, client, grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert list(second) == list(first)
    assert second["access_token"] != first["access_token"]
    assert second["refresh_token"] != first["refresh_token"]
    assert guarded.get("/m/x", second["access_token"]).status_code == 200


@behaviour(
    "A refresh token that was used is refused, and ends the tokens that came from it.",
    source="inferred from RFC 6749 on stolen codes",
    mark="inferred",
)
def test_refresh_twice(browser, guarded):
    client = register(guarded)
    grant = {"grant_type": "refresh_token", "refresh_token": tokens(guarded, browser, client)["refresh_token"]}
    token = exchange(guarded, client, **grant).json()["access_token"]
    assert exchange(guarded, client, **grant).json() == {"error": "invalid_grant"}
    assert guarded.get("/m/x", token).status_code == 401


@behaviour(
    "An implicit client has no secret; its token comes in the fragment: token_type, access_token, expires_in, state.",
    source="KR-LAB",
    mark="observed",
)
def test_implicit(browser, guarded):
    client_id, secret = register(guarded, "implicit")
    assert secret is None
    content = told(browser.decide(client_id, response_type="token"), "fragment")
    assert list(content) == ["token_type", "access_token", "expires_in", "state"]
    assert guarded.get("/m/x", content["access_token"]).status_code == 200


@behaviour(
    "A client may do for a user what the user may, without any role of its own.", source="KR-LAB", mark="observed"
)
def test_for_a_user(browser, guarded):
    token = tokens(guarded, browser, register(guarded))["access_token"]
    assert guarded.get("/m/x", token).status_code == 200
    guarded.privilege("p", roles=["r"], modules=["m"])
    guarded.call("ords_security.grant_client_role(p_client_name => 'c', p_role_name => 'r')")
    assert guarded.get("/m/x", token).status_code == 401


@behaviour("A client that acts for a user must have asked for the privilege.", source="DG-26.3-OAUTH", mark="inferred")
def test_what_the_client_asked_for(browser, guarded):
    token = tokens(guarded, browser, register(guarded, privileges=""))["access_token"]
    assert guarded.get("/m/x", token).status_code == 401


@behaviour(
    "Where a client acts for a user, :current_user is the user's name.",
    source="inferred from the documents on :current_user",
    mark="inferred",
)
def test_current_user(browser, guarded):
    token = tokens(guarded, browser, register(guarded))["access_token"]
    assert guarded.get("/m/x", token).json()["items"][0]["who"] == guarded.user


@behaviour(
    "An approval that is set back to PENDING ends what the client may do for that user.",
    source="inferred from MENNOOO",
    mark="inferred",
)
def test_approval_taken_back(browser, guarded):
    token = tokens(guarded, browser, register(guarded))["access_token"]
    guarded.run("""begin for a in (select * from user_ords_approvals where title = 'c') loop
        oauth.modify_approval_status('PENDING', user, a.approval_user, a.approval_id); end loop; commit; end;""")
    assert guarded.get("/m/x", token).status_code == 401
