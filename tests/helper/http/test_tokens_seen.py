"""What the lab remembers of tokens."""

from __future__ import annotations

import json

import pytest
import requests

from ordslab.http.tokens_seen import IssuedTokens

TOKEN = "IVGVP-GrXzQJLUIBM4uN_w"


SECRET = "Zm6Z-XMm_LTOrgGMLxtT7Q.."


URL = "http://127.0.0.1:1/ords/page"


def answered(url: str, **content: object) -> requests.Response:
    response = requests.Response()
    response.status_code, response.url, response._content = 200, url, json.dumps(content).encode()
    request = requests.Request("POST", url, auth=("the-id", SECRET)).prepare()
    response.request = request
    return response


def test_the_lab_remembers_when_not_what():
    """Promise: of a token the lab keeps client, alias, time and lifetime, and nothing to get the token back from."""
    seen = IssuedTokens()
    response = answered(f"{URL}/oauth/token", access_token=TOKEN, expires_in=3600)
    response.headers["Date"] = "Tue, 24 Nov 2026 10:00:00 GMT"
    seen.note(response)
    issued = seen.find(TOKEN)
    assert (issued.client_id, issued.alias, issued.seconds) == ("the-id", "page", 3600)
    assert f"{issued.at:%H:%M %Z}" == "10:00 UTC"
    assert seen.find(TOKEN + "x") is None
    assert TOKEN not in repr(vars(seen)) + repr(seen) and SECRET not in repr(vars(seen))


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"access_token": 1}', b'{"error": "invalid_client"}'])
def test_answers_without_a_token_are_passed_over(content):
    """Promise: whatever a server answers, watching it raises nothing."""
    response = answered(f"{URL}/oauth/token")
    response._content = content
    seen = IssuedTokens()
    seen.note(response)
    assert repr(seen) == "IssuedTokens(0)"


@pytest.mark.parametrize("as_bytes", [True, False])
def test_a_verifier_is_counted_and_not_kept(as_bytes):
    """Promise: of PKCE's verifier (RFC 7636) the lab knows the length, whoever issued the token."""
    seen, verifier = IssuedTokens(), "v" * 43
    response = answered("https://issuer.example/token", access_token=TOKEN)
    body = f"grant_type=authorization_code&code_verifier={verifier}"
    response.request.body = body.encode() if as_bytes else body
    seen.note(response)
    assert seen.verifier_length(TOKEN) == 43
    assert seen.verifier_length(TOKEN + "x") == 0
    assert verifier not in repr(vars(seen))
