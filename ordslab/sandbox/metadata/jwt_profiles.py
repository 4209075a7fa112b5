"""JWT profiles: whose tokens a schema accepts. A schema has one or none.

After the Developer's Guide ("JWT Authentication and Authorization"). The numbers of the errors are inferred.
"""

from __future__ import annotations

from ordslab.sandbox.metadata import errors
from ordslab.sandbox.metadata.changes import Changes, Number, check_enabled, require

_PROFILE = "ORDS$JWT_PROFILE"
LONGEST_SKEW = 60
"""Seconds by which the clocks of issuer and ORDS may differ at most (documented)."""


def create_jwt_profile(
    changes: Changes,
    issuer: str | None,
    audience: str | None,
    jwk_url: str | None,
    *,
    description: str | None = None,
    allowed_skew: Number | None = None,
    allowed_age: Number | None = None,
    role_claim_name: str | None = None,
) -> None:
    """Create the schema's profile. Skew and age are seconds; None: the instance's, 0 or less: none.

    `role_claim_name`: a JSON pointer to an array of role names; None: scopes are names of privileges.
    Raises ORA-00001 when there is a profile already, ORA-01400 for a NULL, ORA-20001 for a URL that is not https, for a
    skew of more than a minute and for a pointer without its slash.
    """
    check_enabled(changes)
    row = {
        "issuer": require(issuer, "OAUTH_JWT_PROFILE", "ISSUER"),
        "audience": require(audience, "OAUTH_JWT_PROFILE", "AUDIENCE"),
        "jwk_url": require(jwk_url, "OAUTH_JWT_PROFILE", "JWK_URL"),
        "description": description,
        "allowed_skew": None if allowed_skew is None else int(allowed_skew),
        "allowed_age": None if allowed_age is None else int(allowed_age),
        "role_claim_name": role_claim_name,
    }
    if jwk_url is not None and not jwk_url.startswith("https://"):
        raise errors.bad_value("P_JWK_URL", jwk_url, "it starts with https://")
    if allowed_skew is not None and allowed_skew > LONGEST_SKEW:
        raise errors.bad_value("P_ALLOWED_SKEW", allowed_skew, f"at most {LONGEST_SKEW} seconds")
    if role_claim_name is not None and not role_claim_name.startswith("/"):
        raise errors.bad_value("P_ROLE_CLAIM_NAME", role_claim_name, "a JSON pointer, as in /roles")
    if changes.rows(f'SELECT 1 FROM "{_PROFILE}"'):
        raise errors.duplicate("JWT profile")
    changes.insert(_PROFILE, **row)


def delete_jwt_profile(changes: Changes) -> None:
    """Delete the schema's profile; nothing happens without one (scripts delete before they create)."""
    changes.delete(_PROFILE)
