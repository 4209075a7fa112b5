"""What is a secret by its name."""

from __future__ import annotations

import json

import pytest

from ordslab.secrets import masking

SECRET_NAMES = """
    client_secret clientSecret ClientSecret CLIENT_SECRET CLIENT_SECRET_2 j_password new_password newPassword
    passwd pwd passphrase api_key apiKey X-API-Key access_token accessToken refresh_token id_token csrf_token
    CSRF-Token _csrf code_verifier client_assertion Authorization Proxy-Authorization Cookie Set-Cookie
    JSESSIONID sessionId privateKey tokens authCode authorization_code otp
"""
OTHER_NAMES = """
    token_type tokenType expires_in password_file client_secret_issued_on token_url name scope client_id
    secret_state bypass compass keys authorizationUrl clientCredentials key grant_type
"""


def test_masking_of_headers():
    """Promise: of an Authorization header the scheme stays."""
    assert masking.authorization("Bearer abc") == "Bearer ********"
    assert masking.authorization("Basic dXNlcjpwYXNz") == "Basic ********"
    assert masking.authorization("abc") == "********"
    assert masking.authorization(None) == ""


def test_masking_of_forms_and_addresses():
    """Promise: secret fields are masked in bodies and in query strings, the others stay."""
    assert masking.form("grant_type=client_credentials&client_secret=x&code=y") == (
        "grant_type=client_credentials&client_secret=********&code=********"
    )
    assert masking.path("http://127.0.0.1:8181/ords/page/a?token=x&q=1") == "/ords/page/a?token=********&q=1"


def test_masking_of_json():
    """Promise: secret members are masked at any depth; the `code` of an error body is no secret."""
    text = '{"access_token":"x","expires_in":3600,"items":[{"client_secret":"y","a":1}],"code":"Unauthorized"}'
    masked = masking.body("application/json", text)
    assert '"x"' not in masked and '"y"' not in masked
    assert '"expires_in": 3600' in masked and '"code": "Unauthorized"' in masked


def test_the_execution_context_id_is_shortened():
    """Promise: what differs with every call does not make outputs differ."""
    text = '{"instance": "tag:oracle.com,2020:ecid/w4UbuYdZgYcyPtP86tRUrg"}'
    assert '"tag:oracle.com,2020:ecid/…"' in masking.body("application/problem+json", text)


def test_other_bodies_are_named_not_shown():
    """Promise: a page or a file does not fill the notebook."""
    page = "<html><head><title>401 Unauthorized</title></head>...</html>"
    assert masking.body("text/html; charset=utf-8", page) == "(an HTML page: 401 Unauthorized)"
    assert masking.body("image/png", b"12345") == "(5 characters of image/png)"
    assert masking.body("application/json", "{oops") == "(not valid JSON)"
    assert masking.body("application/json", b"") == ""


@pytest.mark.parametrize("name", SECRET_NAMES.split())
def test_names_of_secrets(name):
    """Promise: a field is known by its name however it is spelled."""
    assert masking.is_secret_name(name)
    text = json.dumps({name: "x", "in": [{name: {"value": "y", "more": ["z"]}}], "b": {name: 12345678}})
    shown = masking.body("application/json", text)
    assert not {'"x"', '"y"', '"z"', "12345678"} & set(shown.replace(",", " ").split())
    assert sorted(masking.in_members(json.loads(text))) == ["12345678", "x", "y", "z"]
    assert masking.form(f"{name}=x&a=1") == f"{name}={masking.MASK}&a=1"


@pytest.mark.parametrize("name", OTHER_NAMES.split())
def test_names_that_speak_about_secrets(name):
    """Promise: what tells something about a secret is shown."""
    assert not masking.is_secret_name(name)
    assert masking.members({name: "x"}) == {name: "x"}


def test_a_schema_of_a_secret_is_none():
    """Promise: OpenAPI's description of a column PASSWORD is shown, and whether there is one, and small numbers."""
    value = {"password": {"type": "string", "maxLength": 30}, "secret": True, "token": None, "pin": 12}
    assert masking.members(value) == value and not list(masking.in_members(value))


def test_secrets_of_a_page():
    """Promise: the hidden fields of a form are found, in whatever order and quotes their attributes stand."""
    page = """<input type=hidden name="csrf_token" value="a&amp;b"><INPUT value='c' NAME=j_password><input name=q>"""
    assert list(masking.in_page(page)) == ["a&b", "c"]
