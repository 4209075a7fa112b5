"""JWTs claim by claim: on a sandbox with an issuer of its own, by HTTP; the inspector says the same."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

import pytest

import ordslab
import ordslab.sandbox
from ordslab.chain.dictionary import Dictionary, JwtProfile
from ordslab.chain.json_web_token import Jwt
from ordslab.chain.jwt_keys import CA_VARIABLE, check_signature, fetch_keys
from ordslab.chain.jwt_rule import checks, roles_at
from ordslab.errors import LabError

from ..broken_chains import PATH, block

_spec = importlib.util.spec_from_file_location("issuer", Path(__file__).parents[2] / "sandbox" / "http" / "issuer.py")
issuers = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(issuers)
YEARS = 2**31


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    """An issuer whose certificate the sandbox trusts from its start."""
    issuer = issuers.Issuer(tmp_path_factory.mktemp("issuer"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CA_VARIABLE, str(issuer.ca_file))
        yield issuer
    issuer.stop()


@pytest.fixture(scope="module")
def trusting(issuer, home):
    """The lessons' case in a schema that trusts the issuer. `issuer` comes first: the sandbox starts with its name."""
    with ordslab.open_lab() as lab:
        lab.reset(to="call")
        yield lab


def profile(lab, issuer, **more):
    given = {"p_issuer": issuers.ISSUER, "p_audience": issuers.AUDIENCE, "p_jwk_url": issuer.url} | more
    words = ", ".join(f"{name} => {value if isinstance(value, int) else repr(value)}" for name, value in given.items())
    block(lab, f"ords_security.delete_jwt_profile; ords_security.create_jwt_profile({words});")


def call(lab, token):
    return lab.http.get(f"{lab.base_url}/{PATH}", headers={"Authorization": f"Bearer {token}"})


WRONG = [
    ("jwt_algorithm", {"algorithm": "PS256"}, {}),
    ("jwt_type", {"header": {"typ": "at+jwt"}}, {}),
    ("jwt_key", {"header": {"kid": None}}, {}),
    ("jwt_issuer", {"iss": "https://issuer.example"}, {}),
    ("jwt_audience", {"aud": "ords/other"}, {}),
    ("jwt_audience", {"aud": []}, {}),
    ("jwt_subject", {"without": ["sub"]}, {}),
    ("jwt_issued", {"iat": YEARS}, {}),
    ("jwt_issued", {"without": ["iat"]}, {}),
    ("jwt_expiry", {"exp": 1}, {}),
    ("jwt_expiry", {"without": ["exp"]}, {}),
    ("jwt_expiry", {"exp": "tomorrow"}, {}),
    ("jwt_not_before", {"nbf": YEARS}, {}),
    ("jwt_age", {"iat": 1_700_000_000}, {"p_allowed_age": 300}),
    ("jwt_scope", {"scope": "openid"}, {}),
    ("jwt_scope", {"scope": "LICENSE_PRIV"}, {}),
    ("jwt_scope", {"without": ["scope"]}, {}),
    ("jwt_role", {}, {"p_role_claim_name": "/roles"}),
    ("jwt_role", {"roles": "license_role"}, {"p_role_claim_name": "/roles"}),
    ("jwt_signature", {"key": "stranger"}, {}),
    ("jwt_signature", {"header": {"kid": "two"}}, {}),
    # of several, the one that fails first
    ("jwt_issuer", {"iss": "x", "aud": "x", "exp": 1, "scope": ""}, {}),
    ("jwt_algorithm", {"algorithm": "PS256", "iss": "x"}, {}),
]
RIGHT = [
    ({}, {}),
    ({"algorithm": "RS512"}, {}),
    ({"aud": ["x", "ords/page"], "nbf": 0}, {}),
    ({"without": ["scope"], "scp": ["license_priv"]}, {}),
    ({"roles": ["x", "license_role"], "scope": ""}, {"p_role_claim_name": "/roles"}),
    ({"deep": {"a/b": ["license_role"]}}, {"p_role_claim_name": "/deep/a~1b"}),
    ({"iat": 1_700_000_000}, {"p_allowed_age": 0}),
]


def made(lab, issuer, options):
    key = issuers.stranger() if options.get("key") == "stranger" else options.get("key", "one")
    return issuer.token(lab.read_clock().now(), **options | {"key": key})


@pytest.mark.parametrize(("cause", "token", "entries"), WRONG)
def test_the_claim_that_fails_is_named(trusting, issuer, cause, token, entries):
    """Promise: ORDS says 401 to each; explain says which claim, in the order in which they fail; the inspector too."""
    profile(trusting, issuer, **entries)
    text = made(trusting, issuer, token)
    answer = call(trusting, text)
    found = trusting.explain(answer)
    assert (answer.status_code, found.status, found.cause) == (401, 401, cause), found
    assert found.sql == "" and "client" not in found.call and found.client is None
    panel = trusting.inspect(text)
    failing = [line for line in panel.text().splitlines() if "does not hold" in line]
    if cause == "jwt_signature":
        assert not failing and "does not hold" in panel.check_signature()
    else:
        assert failing[0].startswith(f"Check {cause.removeprefix('jwt_').replace('_', ' ')}:")


@pytest.mark.parametrize(("token", "entries"), RIGHT)
def test_a_token_that_holds_fails_no_check(trusting, issuer, token, entries):
    """Promise: where ORDS says 200, no check of the inspector fails, the signature's included, and explain says 200."""
    profile(trusting, issuer, **entries)
    text = made(trusting, issuer, token)
    answer = call(trusting, text)
    found = trusting.explain(answer)
    assert (answer.status_code, found.status) == (200, 200) and "JWT" in found.why, found
    panel = trusting.inspect(text)
    assert "signature: holds" in panel.check_signature() and "does not hold" not in panel.text()
    assert "Check signature: holds" in panel.text() and "Opens: GET /customers/validation/{id}" in panel.text()


def test_a_jwt_that_cannot_be_read_says_so(trusting, issuer):
    """Promise: three parts that are no JSON are called that."""
    profile(trusting, issuer)
    assert trusting.explain(call(trusting, "ey.ey.ey")).cause == "jwt_form"


def test_a_handlers_404_is_explained_for_a_jwt_too(trusting, issuer):
    """Promise: past the guard, a JWT's caller gets the same reasons as everybody."""
    profile(trusting, issuer)
    header = {"Authorization": f"Bearer {made(trusting, issuer, {})}"}
    assert trusting.explain(
        trusting.http.get(f"{trusting.base_url}/customers/validation/99", headers=header)
    ).cause == ("no_row")


def test_without_the_databases_time_nothing_is_said_of_time(issuer):
    """Promise: what depends on the time is unknown without it, and so is an issuer that could not be read."""
    jwt = Jwt({"alg": "RS256", "kid": "one"}, {"iss": "x", "aud": "y", "sub": "z", "iat": 1, "exp": 2, "nbf": 1})
    known = {each.name: each.holds for each in checks(Dictionary(), JwtProfile(), jwt, None)}
    assert [name for name, holds in known.items() if holds is not None] == ["algorithm", "type", "subject"]
    ends = {
        each.name: each.holds
        for each in checks(Dictionary(), JwtProfile(skew=60), jwt, datetime(1970, 1, 1, 0, 1, tzinfo=UTC))
    }
    assert ends["expiry"] is True


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"keys": 7}', b'{"keys": [7]}', b" " * 10_001])
def test_keys_that_are_none_are_two_lines(issuer, monkeypatch, body):
    """Promise: a login page in place of keys is named as what it is."""
    monkeypatch.setattr(issuer, "body", body)
    with pytest.raises(LabError, match="no keys that ORDS takes"):
        fetch_keys(JwtProfile(jwk_url=issuer.url))


def test_keys_that_cannot_be_had_are_two_lines(issuer, monkeypatch):
    """Promise: a redirect is not followed, a certificate that nobody knows is not taken, nor a closed port."""
    with pytest.raises(LabError, match="302"):
        fetch_keys(JwtProfile(jwk_url=issuer.url.replace("/jwk", "/redirect")))
    with pytest.raises(LabError, match="can't be read"):
        fetch_keys(JwtProfile(jwk_url="https://127.0.0.1:9/jwk"))
    monkeypatch.delenv(CA_VARIABLE)
    with pytest.raises(LabError, match="certificate"):
        fetch_keys(JwtProfile(jwk_url=issuer.url))


@pytest.mark.parametrize("key", [None, {"kty": "EC"}, {"kty": "RSA", "n": "AQ", "e": "AQAB"}, {"kty": "RSA", "n": 7}])
def test_a_key_that_ords_does_not_take_is_told_from_a_wrong_signature(issuer, key):
    """Promise: of a missing, a small or another kind of key it is said that the key is not fit."""
    token = issuer.token(datetime.now(UTC))
    (check,) = check_signature(token, {} if key is None else {"one": key})
    assert (check.name, check.holds) == ("key", False)


def test_a_pointer_may_hold_slashes():
    """Promise: RFC 6901 is kept; what is no array of names holds no roles."""
    assert roles_at({"a/b": {"c~d": ["r"]}}, "/a~1b/c~0d") == ("r",)
    assert roles_at({"a": "r"}, "/a") == roles_at({"a": [1]}, "/a/0") == ()
