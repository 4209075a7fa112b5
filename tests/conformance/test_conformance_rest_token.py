"""The token endpoint, over HTTP."""

from __future__ import annotations

import re

import pytest

behaviour = pytest.mark.behaviour

GRANT = {"grant_type": "client_credentials"}


def ask(target, data=GRANT, auth=None, method="POST", **options):
    return target.http.request(method, f"{target.url}/oauth/token", data=data, auth=auth, timeout=30, **options)


@behaviour(
    "A token comes as compact JSON: access_token, token_type in lower case, expires_in, and no refresh token.",
    source="KR-LAB, TW-NOTES",
    mark="observed",
)
def test_success(target):
    answer = ask(target, auth=target.client())
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert re.fullmatch(r'\{"access_token":"[\w-]+","token_type":"bearer","expires_in":3600\}', answer.text)


@behaviour("A token is opaque: 22 characters of URL-safe Base64.", source="APEXDOC-26.1", mark="documented")
def test_form(target):
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", target.token(target.client()))


@behaviour("A client's own token duration is the token's lifetime.", source="HOINA-SEC", mark="documented")
def test_duration(target):
    assert ask(target, auth=target.client(token_duration=120)).json()["expires_in"] == 120


@behaviour("Wrong credentials get 401.", source="APEX API reference on authentication", mark="documented")
@pytest.mark.parametrize("change", ["id", "secret", "dots", "nothing"])
def test_wrong_credentials(target, change):
    client_id, secret = target.client()
    auth = {
        "id": (f"x{client_id}", secret),
        "secret": (client_id, "wrong"),
        "dots": (client_id, secret.rstrip(".")),
        "nothing": None,
    }[change]
    assert ask(target, auth=auth).status_code == 401


@behaviour("Another alias has no token endpoint: 404.", source="SKILLS", mark="reported")
def test_another_alias(target):
    url = f"{target.url.rpartition('/')[0]}/no_such_alias/oauth/token"
    assert target.http.post(url, data=GRANT, auth=target.client(), timeout=30).status_code == 404


@behaviour("Credentials in the body instead of the header get 401.", source="SKILLS", mark="reported")
def test_credentials_in_the_body(target):
    client_id, secret = target.client()
    assert ask(target, {**GRANT, "client_id": client_id, "client_secret": secret}).status_code == 401


@behaviour("GET at the token endpoint gets 405.", source="inferred: only POST is mapped", mark="inferred")
def test_get(target):
    assert ask(target, data=None, auth=target.client(), method="GET").status_code == 405


@behaviour(
    "An unknown grant type gets 400 unsupported_grant_type, none at all invalid_request.",
    source="inferred from RFC 6749",
    mark="inferred",
)
def test_grants(target):
    client = target.client()
    unknown, none = ask(target, {"grant_type": "please"}, client), ask(target, {}, client)
    assert (unknown.status_code, unknown.json()["error"]) == (400, "unsupported_grant_type")
    assert (none.status_code, none.json()["error"]) == (400, "invalid_request")
