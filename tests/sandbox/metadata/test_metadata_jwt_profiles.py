"""JWT profiles without PL/SQL. Documented: the Developer's Guide on JWT profiles; the error numbers are inferred."""

from __future__ import annotations

import pytest

from ordslab.sandbox.metadata import jwt_profiles, schemas
from ordslab.sandbox.metadata.model import JwtProfile
from ordslab.sandbox.sql.errors import OraError

GIVEN = {
    "issuer": "https://identity.example.com/",
    "audience": "ords/page",
    "jwk_url": "https://identity.example.com/jwk",
}


def create(schema, **more):
    with schema.changes() as changes:
        jwt_profiles.create_jwt_profile(changes, **{**GIVEN, **more})


def test_a_profile_is_what_was_given(schema):
    create(schema, description="d", allowed_skew=30, allowed_age=600, role_claim_name="/roles")
    assert schema.metadata().jwt_profile == JwtProfile(*GIVEN.values(), 30, 600, "/roles")


def test_what_was_not_given_is_the_instances(schema):
    create(schema)
    assert schema.metadata().jwt_profile == JwtProfile(*GIVEN.values(), None, None, None)


def test_a_schema_has_one_profile(schema):
    """Documented: to replace it, delete and create."""
    create(schema)
    with schema.changes() as changes:
        with pytest.raises(OraError, match="ORA-00001"):
            jwt_profiles.create_jwt_profile(changes, **GIVEN)
        jwt_profiles.delete_jwt_profile(changes)
        jwt_profiles.create_jwt_profile(changes, **{**GIVEN, "audience": "other"})
    assert schema.metadata().jwt_profile.audience == "other"


def test_deleting_without_a_profile_does_nothing(schema):
    """Observed: scripts, Oracle's samples among them, delete before they create without a handler."""
    with schema.changes() as changes:
        jwt_profiles.delete_jwt_profile(changes)
    assert schema.metadata().jwt_profile is None


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"issuer": None}, 1400),
        ({"audience": None}, 1400),
        ({"jwk_url": None}, 1400),
        ({"jwk_url": "http://identity.example.com/jwk"}, 20001),
        ({"allowed_skew": 61}, 20001),
        ({"role_claim_name": "roles"}, 20001),
    ],
)
def test_wrong_profiles_are_refused(schema, more, error):
    with schema.changes() as changes, pytest.raises(OraError, match=f"ORA-{error:05d}"):
        jwt_profiles.create_jwt_profile(changes, **{**GIVEN, **more})


@pytest.mark.parametrize("seconds", [0, -1, 60])
def test_a_skew_of_a_minute_or_none_at_all_is_accepted(schema, seconds):
    """Documented: 0 or less disables it, a minute is the most."""
    create(schema, allowed_skew=seconds)
    assert schema.metadata().jwt_profile.allowed_skew == seconds


def test_the_schema_must_be_enabled(schema):
    with schema.changes() as changes:
        schemas.drop_rest_for_schema(changes)
        with pytest.raises(OraError, match="ORA-20012"):
            jwt_profiles.create_jwt_profile(changes, **GIVEN)
