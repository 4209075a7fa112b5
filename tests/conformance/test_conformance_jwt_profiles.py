"""JWT profiles: creating and deleting them."""

from __future__ import annotations

import pytest

behaviour = pytest.mark.behaviour


PROFILE = "p_issuer => 'https://i.example.com/', p_audience => 'aud', p_jwk_url => 'https://i.example.com/jwk'"


@behaviour("A schema has one JWT profile; to replace it, delete and create.", source="HOINA-DG2", mark="documented")
@pytest.mark.parametrize("package", ["ords_security", "oauth"])
def test_one_jwt_profile(target, package):
    create = f"{package}.create_jwt_profile({PROFILE}, p_allowed_skew => 30, p_role_claim_name => '/roles')"
    target.call(create)
    assert target.query(
        "select issuer, audience, jwk_url, allowed_skew, allowed_age, role_claim_name from user_ords_jwt_profile"
    ) == [("https://i.example.com/", "aud", "https://i.example.com/jwk", 30, None, "/roles")]
    with target.refused(1):
        target.call(create)
    target.call(f"{package}.delete_jwt_profile", create)


@behaviour(
    "DELETE_JWT_PROFILE without a profile does nothing.", source="HOINA-JWT, Oracle's own sample code", mark="observed"
)
def test_deleting_no_profile(target):
    target.call("ords_security.delete_jwt_profile()")
    assert target.query("select count(*) from user_ords_jwt_profile") == [(0,)]
