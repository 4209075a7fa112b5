"""A journal read as flows: what happened, what is still to come, and where one flow ends and the next begins."""

from __future__ import annotations

import pytest

from ordslab.errors import NoSuchName
from ordslab.http.journal import Exchange
from ordslab.widgets.flow.drawing import picture, still
from ordslab.widgets.flow.steps import EXPECTED, flows, newest

BASE = "/ords/page"


def exchange(method, path, status, by="program", **more):
    given = {"authorization": "", "sent": "", "received": ""} | more
    return Exchange(method, BASE + path, status=status, by=by, **given)


ASK = exchange("GET", "/oauth/auth?response_type=code&client_id=…&state=…", 401, "browser")
PAGE = exchange("GET", "/sign-in/?r=x", 200, "browser")
CHECK = exchange("POST", "/sign-in/check", 302, "browser", location="/ords/page/sign-in/success?r=x")
SUCCESS = exchange("GET", "/sign-in/success?r=x", 302, "browser", location="/ords/page/oauth/auth")
QUESTION = exchange("GET", "/oauth/auth?response_type=code", 200, "browser")
YES = exchange(
    "POST",
    "/oauth/auth?response_type=code",
    302,
    "browser",
    sent="decision=approve",
    location="http://127.0.0.1:…/callback?code=********&state=…",
)
TOKEN = exchange(
    "POST", "/oauth/token", 200, sent="grant_type=authorization_code&code=*", received='{"refresh_token": "*"}'
)
CALL = exchange("GET", "/portal/me", 200, authorization="Bearer ********")
WHOLE = [ASK, PAGE, CHECK, SUCCESS, QUESTION, YES, TOKEN, CALL]
OWN = exchange("POST", "/oauth/token", 200, sent="grant_type=client_credentials", received='{"access_token": "*"}')


def keys(steps):
    return [each.key for each in steps]


def test_a_whole_flow_has_every_step_and_nothing_to_come():
    (flow,) = flows(WHOLE, BASE)
    assert keys(flow.steps) == keys(EXPECTED["authorization_code"])
    assert flow.to_come == () and all(each.good for each in flow.steps)


@pytest.mark.parametrize("done", range(1, len(WHOLE)))
def test_it_fills_as_it_happens(done):
    """Promise: after each request, what has happened and what is to come make the whole flow, in order."""
    (flow,) = flows(WHOLE[:done], BASE)
    assert keys((*flow.steps, *flow.to_come)) == keys(EXPECTED["authorization_code"])


def test_each_flow_begins_where_a_token_or_a_person_is_asked_for():
    refresh = exchange("POST", "/oauth/token", 200, sent="grant_type=refresh_token", received='{"refresh_token": "*"}')
    found = flows([OWN, CALL, *WHOLE, refresh, CALL, *WHOLE], BASE)
    assert [each.kind for each in found] == [
        "client_credentials",
        "authorization_code",
        "refresh_token",
        "authorization_code",
    ]
    assert newest(found).steps == newest(found, "authorization_code").steps
    assert len(newest(found, "refresh_token").steps) == 2


def test_the_same_client_asked_twice_makes_two_flows():
    assert len(flows([*WHOLE, ASK, YES, TOKEN], BASE)) == 2


def test_an_implicit_token_comes_back_in_the_address():
    asks = exchange(
        "GET", "/oauth/auth?response_type=token", 302, "browser", location="http://x/#access_token=*&state=…"
    )
    (flow,) = flows([asks, CALL], BASE)
    assert (flow.kind, keys(flow.steps), flow.to_come) == ("implicit", ["approve", "back", "call"], ())
    assert "in the address" in str(flow.steps[1])


def test_a_token_of_somebody_else_comes_from_another_server():
    issue = Exchange(
        "POST", "/token", "", "grant_type=client_credentials", 200, '{"access_token": "*"}', elsewhere="https://x"
    )
    other = Exchange("GET", "/license/1", "", "", 200, "{}", elsewhere="http://127.0.0.1:…")
    (flow,) = flows([issue, other, CALL], BASE)
    assert (flow.kind, flow.actors) == ("jwt", ["program", "identity provider", "endpoint"])


def test_a_person_signs_in_at_another_server_with_pkce():
    """Promise: challenge and verifier stand at their steps; a refused verifier leaves the flow open."""

    def there(method, path, status, **more):
        given = {"authorization": "", "sent": "", "received": "", "elsewhere": "https://127.0.0.1:…"} | more
        return Exchange(method, path, status=status, **given)

    about = there("GET", "/.well-known/openid-configuration", 200)
    ask = there("GET", "/authorize?response_type=code&code_challenge=x&state=…", 200)
    signs = there("POST", "/authorize", 302, sent="user=alice", location="http://localhost/callback?code=*&state=…")
    form = "grant_type=authorization_code&code=*&code_verifier=*"
    refused = there("POST", "/token", 400, sent=form, received='{\n  "error": "invalid_grant"\n}')
    issue = there("POST", "/token", 200, sent=form, received='{"access_token": "*"}')
    (flow,) = flows([about, ask, signs, refused, issue, CALL], BASE)
    assert keys(flow.steps) == ["ask", "sign-in", "back", "issue", "issue", "call"] and flow.to_come == ()
    assert "challenge" in str(flow.steps[0]) and "code, verifier  < 400 invalid_grant" in str(flow.steps[3])
    assert flow.actors == ["browser", "program", "identity provider", "endpoint"]
    assert len(flows([about, ask, signs, issue, CALL, about, ask, signs, issue, CALL], BASE)) == 2


def test_a_refusal_is_none_of_the_steps_that_lead_on():
    no = exchange(
        "POST", "/oauth/token", 400, sent="grant_type=authorization_code", received='{\n  "error": "invalid_grant"\n}'
    )
    (flow,) = flows([*WHOLE[:6], no], BASE)
    assert str(flow.steps[-1]).endswith("400 invalid_grant") and not flow.steps[-1].good
    assert keys(flow.to_come) == ["token", "call"]


def test_a_no_and_an_error_come_back_too():
    no = exchange(
        "POST",
        "/oauth/auth?response_type=code",
        302,
        "browser",
        sent="decision=deny",
        location="http://x/?error=access_denied",
    )
    (flow,) = flows([ASK, no], BASE)
    assert "deny" in str(flow.steps[1]) and "error access_denied comes back" in str(flow.steps[2])


def test_calls_without_a_token_are_no_flow():
    (flow,) = flows([exchange("GET", "/portal/me", 401), exchange("GET", "/x", None)], BASE)
    assert (flow.kind, flow.to_come) == ("", ())
    assert [str(each) for each in flow.steps][1] == "program > endpoint: GET /x  < no answer"


def test_a_kind_that_is_none_is_named():
    with pytest.raises(NoSuchName, match="There is no flow password"):
        newest([], "password")


@pytest.mark.parametrize("kind", EXPECTED)
def test_a_flow_that_has_not_begun_shows_what_is_to_come(kind):
    drawn = picture(newest([], kind))
    assert drawn.count("still to come") == len(EXPECTED[kind]) and 'role="button"' not in drawn


@pytest.mark.parametrize("length", [1, 16, 1000])
def test_a_long_flow_is_drawn_within_its_frame(length):
    (flow,) = flows([OWN, *[CALL] * length], BASE)
    drawn = still(flow)
    assert drawn.count("<title>") == length + 2 and drawn.startswith("<svg") and "<script" not in drawn
