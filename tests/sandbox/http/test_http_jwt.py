"""JWTs as bearer tokens. Sources: section 6; HOINA-DG2, documented, unless a test says otherwise."""

import base64
import hmac
import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey

from ordslab.sandbox.http.jwt_bearer import CA_VARIABLE, Jwt
from ordslab.sandbox.metadata.model import JwtProfile

_spec = importlib.util.spec_from_file_location("issuer", Path(__file__).with_name("issuer.py"))
issuer_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(issuer_module)
stranger = issuer_module.stranger

INVALID = 'Bearer realm="Oracle REST Data Services", error="invalid_token"'


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    issuer = issuer_module.Issuer(tmp_path_factory.mktemp("issuer"))
    yield issuer
    issuer.stop()


@pytest.fixture
def protected(ords, make, issuer, monkeypatch):
    """A protected endpoint in a schema with the issuer's profile."""
    monkeypatch.setenv(CA_VARIABLE, str(issuer.ca_file))
    issuer.body = None
    ords.script["from customers"] = make.rows((1, "Aurora Books", None))
    ords.module((".", make.handler("select :current_user from customers")))
    ords.privilege("license_priv", prefixes=("/customers/",))
    profile(ords, issuer)
    return ords


def profile(ords, issuer, **changes):
    made = JwtProfile(issuer_module.ISSUER, issuer_module.AUDIENCE, issuer.url, None, None, None)
    ords.metadata.page = replace(ords.metadata.page, jwt_profile=replace(made, **changes))


def call(ords, token):
    return ords.get("/customers/", headers={"Authorization": f"Bearer {token}"})


def status(ords, issuer, **options):
    answer = call(ords, issuer.token(ords.database.clock.now(), **options))
    if answer.status_code == 401:
        assert answer.headers["WWW-Authenticate"] == INVALID
        assert answer.json()["code"] == "Unauthorized"
    return answer.status_code


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_a_token_whose_scope_names_the_privilege_opens_the_door(protected, issuer, algorithm):
    assert status(protected, issuer, algorithm=algorithm) == 200


def test_the_subject_is_the_current_user(protected, issuer):
    status(protected, issuer)
    assert protected.bound("from customers") == {"CURRENT_USER": "alice@example.com"}


@pytest.mark.parametrize(
    "claims",
    [
        {"scope": "license_priv"},
        {"without": ["scope"], "scp": "other license_priv"},
        {"without": ["scope"], "scp": ["license_priv"]},
        {"aud": ["other", "ords/page"]},
        {"nbf": 0},
        {"header": {"typ": None}},
    ],
)
def test_other_tokens_that_hold(protected, issuer, claims):
    """`scp`: source SKILLS, reported; arrays: inferred."""
    assert status(protected, issuer, **claims) == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": "openid"},
        {"scope": "LICENSE_PRIV"},
        {"scope": "license_priv_2"},
        {"without": ["scope"]},
        {"iss": "https://issuer.example"},
        {"aud": "ords/other"},
        {"aud": []},
        *({"without": [name]} for name in ("iss", "aud", "sub", "iat", "exp")),
        {"exp": 1},
        {"exp": "tomorrow"},
        {"iat": 2**40},
        {"nbf": 2**40},
        {"sub": 7},
        {"header": {"typ": "at+jwt"}},
        {"header": {"kid": None}},
        {"header": {"kid": "two"}},
        {"header": {"x5t": "nonsense"}},
        {"algorithm": "PS256"},
    ],
)
def test_every_failure_is_the_same_401(protected, issuer, wrong):
    """Status and challenge: sources FTC-401, HOINA-JWT; certain."""
    assert status(protected, issuer, **wrong) == 401


@pytest.mark.parametrize(("kind", "algorithm"), [("RSA", "RS256"), ("EC", "ES256"), ("oct", "HS256")])
def test_a_signature_by_another_key_is_none(protected, issuer, kind, algorithm):
    assert status(protected, issuer, key=stranger(kind), algorithm=algorithm) == 401


def test_a_secret_made_of_the_public_key_signs_nothing(protected, issuer):
    """Promise: the algorithm is not the token's to choose."""
    public = issuer.keys["one"].as_pem(private=False)
    payload = issuer.token(protected.database.clock.now()).split(".")[1]
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT","kid":"one"}').rstrip(b"=").decode()
    signature = hmac.digest(public, f"{head}.{payload}".encode(), "sha256")
    forged = f"{head}.{payload}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
    assert call(protected, forged).status_code == 401


@pytest.mark.parametrize("token", ["a.b.c", "..", "e30.e30.", "\u00e4.\u00e4.\u00e4", "eyJhbGciOiJub25lIn0.e30."])
def test_garbage_is_the_same_401(protected, token):
    answer = protected.get("/customers/", headers={"Authorization": f"Bearer {token}".encode()})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, INVALID)


def test_a_changed_payload_breaks_the_signature(protected, issuer):
    head, _, signature = issuer.token(protected.database.clock.now()).split(".")
    other = issuer.token(protected.database.clock.now(), sub="mallory").split(".")[1]
    assert call(protected, f"{head}.{other}.{signature}").status_code == 401


def test_the_sandboxs_clock_counts(protected, issuer):
    """A lesson moves the clock and the token is too old."""
    token = issuer.token(protected.database.clock.now())
    assert call(protected, token).status_code == 200
    protected.database.clock.advance(3600)
    assert call(protected, token).status_code == 401


def test_skew_forgives_a_little(protected, issuer):
    now = int(protected.database.clock.now().timestamp())
    assert status(protected, issuer, exp=now - 30) == 401
    profile(protected, issuer, allowed_skew=60)
    assert status(protected, issuer, exp=now - 30) == 200
    assert status(protected, issuer, exp=now - 90) == 401
    assert status(protected, issuer, iat=now + 30) == 200
    profile(protected, issuer, allowed_skew=0)
    assert status(protected, issuer, exp=now - 30) == 401


def test_age_is_a_limit_of_its_own(protected, issuer):
    """By symmetry with the skew; inferred."""
    now = int(protected.database.clock.now().timestamp())
    assert status(protected, issuer, iat=now - 600) == 200
    profile(protected, issuer, allowed_age=300)
    assert status(protected, issuer, iat=now - 600) == 401
    assert status(protected, issuer, iat=now - 200) == 200


def test_roles_count_where_the_profile_says_so(protected, issuer):
    """Sources: 26.3 reference, HOINA-JWT; certain. Scopes count no more then."""
    profile(protected, issuer, role_claim_name="/resource_access/account/roles")
    roles = {"resource_access": {"account": {"roles": ["other", "license_role"]}}}
    assert status(protected, issuer, **roles) == 200
    assert status(protected, issuer) == 401
    assert status(protected, issuer, resource_access={"account": {"roles": "license_role"}}) == 401


def test_ords_own_tokens_hold_beside_a_profile(protected):
    assert call(protected, protected.token(protected.client())).status_code == 200


def test_without_a_profile_a_jwt_is_nothing(protected, issuer):
    protected.metadata.page = replace(protected.metadata.page, jwt_profile=None)
    assert status(protected, issuer) == 401


def test_keys_are_fetched_once(protected, issuer):
    before = issuer.fetches
    assert [status(protected, issuer) for _ in range(3)] == [200, 200, 200]
    assert issuer.fetches == before + 1


def test_an_unknown_key_does_not_make_the_sandbox_ask_again_and_again(protected, issuer):
    status(protected, issuer)
    before = issuer.fetches
    assert [status(protected, issuer, header={"kid": f"k{number}"}) for number in range(3)] == [401] * 3
    assert issuer.fetches == before


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"[]", b'{"keys":7}', b'{"keys":[7,{"kty":"RSA","kid":"one","n":"AQ"}]}', b" " * 10_001]
)
def test_keys_that_are_none(protected, issuer, body):
    """The size: documented."""
    issuer.body = body
    assert status(protected, issuer) == 401


def test_keys_that_never_come_to_an_end(protected, issuer, monkeypatch):
    """Promise: an issuer that sends a byte now and then is given up, and no check waits for longer (else: for ever)."""
    monkeypatch.setattr("ordslab.sandbox.http.jwt_bearer._TIMEOUT", 0.3)
    issuer.drips = True
    try:
        assert status(protected, issuer) == 401
    finally:
        issuer.drips = False


@pytest.mark.filterwarnings("ignore:Key size")  # this test's own key
def test_small_keys_are_refused(protected, issuer):
    from joserfc.jwk import RSAKey

    small = RSAKey.generate_key(1024, {"kid": "small"}, auto_kid=False)
    issuer.keys["small"] = small
    try:
        assert status(protected, issuer, key="small") == 401
    finally:
        del issuer.keys["small"]


def test_an_issuer_that_nobody_vouches_for_is_refused(protected, issuer, monkeypatch):
    monkeypatch.delenv(CA_VARIABLE)
    assert status(protected, issuer) == 401


def test_a_certificate_can_be_trusted_later(protected, issuer, monkeypatch):
    """Promise: ORDSLAB_SANDBOX.TRUST_CERTIFICATE counts at once, also for keys that were refused a moment ago."""
    monkeypatch.delenv(CA_VARIABLE)
    assert status(protected, issuer) == 401
    protected.services.authorities.append(issuer.ca_file.read_text())
    assert status(protected, issuer) == 200


def test_an_issuer_changes_its_key(protected, issuer):
    """Promise: time that a lesson lets pass counts for keys that are kept (how long: inferred): a new key is found, and
    one that was withdrawn opens nothing any more."""
    assert status(protected, issuer) == 200
    issuer.keys["next"] = RSAKey.generate_key(2048, {"kid": "next"})
    try:
        assert status(protected, issuer, key="next") == 401
        protected.database.clock.advance(10)
        assert [status(protected, issuer, key=name) for name in ("next", "one")] == [200, 200]
        with_old = issuer.keys.pop("one")
        assert status(protected, issuer, key=with_old) == 200
        protected.database.clock.advance(300)
        assert [status(protected, issuer, key=key) for key in ("next", with_old)] == [200, 401]
    finally:
        issuer.keys.setdefault("one", with_old)
        del issuer.keys["next"]


def test_an_issuer_that_is_not_there_is_refused(protected, issuer):
    profile(protected, issuer, jwk_url="https://127.0.0.1:9/jwk")
    assert status(protected, issuer) == 401


def test_a_redirect_is_not_followed(protected, issuer):
    """Inferred."""
    profile(protected, issuer, jwk_url=issuer.url.replace("/jwk", "/redirect"))
    assert status(protected, issuer) == 401


def test_a_pointer_may_hold_slashes():
    """RFC 6901."""
    assert Jwt("s", frozenset(), {"a/b": {"c~d": ["r"]}}).roles("/a~1b/c~0d") == {"r"}
    assert Jwt("s", frozenset(), {"a": [1]}).roles("/a/0") == frozenset()
