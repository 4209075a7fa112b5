"""JSON Web Tokens, read and not verified."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordslab.chain import json_web_token as jwt
from ordslab.secrets.secret import MASK

TOKEN = "IVGVP-GrXzQJLUIBM4uN_w"


SECRET = "Zm6Z-XMm_LTOrgGMLxtT7Q.."


def a_jwt(header: object, payload: object, signature: str = "c2lnbmF0dXJl") -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, payload)]
    return ".".join([*parts, signature])


RS256 = {"alg": "RS256", "kid": "1", "typ": "JWT"}


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        "LfXJilIBdzj5JPRn4xb5QQ..",
        "",
        "a.b.c",
        "..",
        a_jwt([], {}),
        a_jwt({}, {"iss": "x"}),
        a_jwt(RS256, "text"),
        f"{TOKEN}.{TOKEN}.{TOKEN}",
        "ä.ö.ü",
        "e30.e30",
    ],
)
def test_opaque_tokens_are_no_jwts(text):
    """Promise: three parts make no JWT: tokens of older releases end in two dots, and have three (APEX docs)."""
    assert jwt.decode(text) is None


@given(st.text())
def test_any_text_can_be_looked_at(text):
    """Promise: decoding never raises."""
    jwt.decode(text)
    jwt.decode(f"{text}.{text}.{text}")


def test_claims_are_explained_with_their_rfc():
    """Promise: the registered claims name their section of RFC 7519, the header's RFC 7515's; others are private."""
    payload = {"iss": "https://issuer", "sub": "x", "aud": "y", "exp": 0, "nbf": 0, "iat": 0, "jti": "1", "shoe": 43}
    decoded = jwt.decode(a_jwt(RS256, payload))
    sources = {each.name: each.source for each in (*decoded.header_claims, *decoded.claims)}
    registered = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]
    assert [sources[name] for name in registered] == [f"RFC 7519, 4.1.{n}" for n in range(1, 8)]
    assert (sources["alg"], sources["kid"], sources["shoe"]) == ("RFC 7515, 4.1.1", "RFC 7515, 4.1.4", "RFC 7519, 4.3")
    assert next(each.value for each in decoded.claims if each.name == "exp") == "0 (1970-01-01 00:00:00 UTC)"


@pytest.mark.parametrize("exp", [True, "soon", None, 1e300, float("inf"), -1e300, [], {}])
def test_an_odd_expiry_is_no_time(exp):
    """Promise: an `exp` that is no time is shown as it is, and nothing is counted from it."""
    decoded = jwt.decode(a_jwt(RS256, {"exp": exp}))
    assert decoded.moment("exp") is None
    assert len(decoded.claims) == 1


def test_scopes_come_in_two_ways():
    """Promise: `scope` as words, or `scp`, also as a list."""
    assert jwt.decode(a_jwt(RS256, {"scope": "a b"})).scopes == ("a", "b")
    assert jwt.decode(a_jwt(RS256, {"scp": ["a", 1]})).scopes == ("a",)
    assert jwt.decode(a_jwt(RS256, {"scope": {"a": 1}})).scopes == ()


def test_what_a_claim_shows_is_bounded_and_masked():
    """Promise: a huge claim fills no page, and a claim that is called a secret is masked."""
    claims = jwt.decode(a_jwt(RS256, {"big": "x" * 10**6, "client_secret": SECRET})).claims
    assert len(claims[0].value) < 3000 and claims[1].value == MASK
