"""Views over JWT profiles, and those of which little is known: they exist in ORDS, and are empty here."""

from __future__ import annotations

from ordslab.sandbox.metadata.views.declaration import (
    INFERRED,
    NAME,
    REPORTED,
    SCHEMA_ID,
    SHORT,
    TEXT,
    USER,
    OrdsView,
    audit,
    view,
)
from ordslab.sandbox.sql.types import NUMBER, OracleType

_JWT_PROFILE = view(
    # named after the parameters of ORDS_SECURITY.CREATE_JWT_PROFILE
    "JWT_PROFILE",
    '"ORDS$JWT_PROFILE" j',
    ("ID", NUMBER, "j.id", INFERRED),
    ("ISSUER", TEXT, "j.issuer", REPORTED),
    ("AUDIENCE", TEXT, "j.audience", INFERRED),
    ("JWK_URL", TEXT, "j.jwk_url", INFERRED),
    ("DESCRIPTION", TEXT, "j.description", INFERRED),
    ("ALLOWED_SKEW", NUMBER, "j.allowed_skew", INFERRED),
    ("ALLOWED_AGE", NUMBER, "j.allowed_age", INFERRED),
    ("ROLE_CLAIM_NAME", NAME, "j.role_claim_name", INFERRED),
    ("SCHEMA_ID", NUMBER, SCHEMA_ID, INFERRED),
    *audit("j", INFERRED),
)


def _always_empty(name: str, *columns: tuple[str, OracleType]) -> OrdsView:
    """A view whose columns no reliable source tells: a few likely ones."""
    return view(name, "(SELECT 1) WHERE 0", *((column, kind, "NULL", INFERRED) for column, kind in columns))


VIEWS = (
    _JWT_PROFILE,
    _always_empty("OBJECTS", ("ID", NUMBER), ("NAME", USER), ("TYPE", SHORT)),
    _always_empty("OBJ_MEMBERS", ("ID", NUMBER), ("OBJECT_ID", NUMBER), ("NAME", USER)),
    _always_empty("PROPERTIES", ("KEY", NAME), ("VALUE", TEXT)),
    _always_empty("PREDISPATCH_TASKS", ("ID", NUMBER), ("NAME", NAME)),
)
