"""Views over OAuth clients, what they hold and ask for, and what users allowed them."""

from __future__ import annotations

from ordslab.sandbox.metadata.views.declaration import (
    DOCUMENTED,
    INFERRED,
    NAME,
    REPORTED,
    SCHEMA_ID,
    SHORT,
    TEXT,
    USER,
    audit,
    view,
)
from ordslab.sandbox.sql.types import BLOB, DATE, NUMBER

_STORED_OR_MASKED = "CASE WHEN {0}.hash IS NULL THEN NULL ELSE coalesce({0}.secret, '********') END"
"""A secret that is not stored shows as eight asterisks (observed in a transcript)."""

_CLIENTS = view(
    # Columns after the REST API's representation of a client (25.3); the order is inferred.
    "CLIENTS",
    """"ORDS$CLIENTS" c LEFT JOIN "ORDS$CLIENT_SECRETS" s1 ON s1.client_id = c.id AND s1.slot = 1
    LEFT JOIN "ORDS$CLIENT_SECRETS" s2 ON s2.client_id = c.id AND s2.slot = 2""",
    ("ID", NUMBER, "c.id", DOCUMENTED),
    ("NAME", NAME, "c.name", DOCUMENTED),
    ("DESCRIPTION", TEXT, "c.description", DOCUMENTED),
    ("AUTH_FLOW", SHORT, "c.auth_flow", DOCUMENTED),
    ("RESPONSE_TYPE", SHORT, "c.response_type", DOCUMENTED),
    ("CLIENT_ID", NAME, "c.client_id", DOCUMENTED),
    ("CLIENT_SECRET", NAME, _STORED_OR_MASKED.format("s1"), DOCUMENTED),
    ("CLIENT_SECRET_ISSUED_ON", DATE, "s1.issued_on", DOCUMENTED),
    ("CLIENT_SECRET_2", NAME, _STORED_OR_MASKED.format("s2"), DOCUMENTED),
    ("CLIENT_SECRET_2_ISSUED_ON", DATE, "s2.issued_on", DOCUMENTED),
    ("REDIRECT_URI", TEXT, "c.redirect_uri", DOCUMENTED),
    ("SUPPORT_EMAIL", NAME, "c.support_email", DOCUMENTED),
    ("SUPPORT_URI", TEXT, "c.support_uri", INFERRED),
    ("ABOUT_URL", TEXT, "c.about_url", DOCUMENTED),
    ("ALLOWED_ORIGINS", TEXT, "c.allowed_origins", DOCUMENTED),
    ("LOGO_CONTENT_TYPE", NAME, "c.logo_content_type", DOCUMENTED),
    ("LOGO_IMAGE", BLOB, "c.logo_image", DOCUMENTED),
    ("TOKEN_DURATION", NUMBER, "c.token_duration", INFERRED),
    ("REFRESH_DURATION", NUMBER, "c.refresh_duration", DOCUMENTED),
    ("CODE_DURATION", NUMBER, "c.code_duration", DOCUMENTED),
    ("SCHEMA_ID", NUMBER, SCHEMA_ID, DOCUMENTED),
    *audit("c", DOCUMENTED),
)

_CLIENT_ROLES = view(
    # CLIENT_ID is the client's number (USER_ORDS_CLIENTS.ID), not its OAuth client_id.
    "CLIENT_ROLES",
    """"ORDS$CLIENT_ROLES" l JOIN "ORDS$CLIENTS" c ON c.id = l.client_id JOIN "ORDS$ROLES" r ON r.id = l.role_id""",
    ("CLIENT_ID", NUMBER, "c.id"),
    ("CLIENT_NAME", NAME, "c.name"),
    ("ROLE_ID", NUMBER, "r.id"),
    ("ROLE_NAME", NAME, "r.name"),
)

_CLIENT_PRIVILEGES = view(
    # The order of the columns is inferred.
    "CLIENT_PRIVILEGES",
    """"ORDS$CLIENT_PRIVILEGES" l JOIN "ORDS$CLIENTS" c ON c.id = l.client_id
    JOIN "ORDS$PRIVILEGES" p ON p.id = l.privilege_id""",
    ("CLIENT_ID", NUMBER, "c.id", INFERRED),
    ("CLIENT_NAME", NAME, "c.name"),
    ("PRIV_ID", NUMBER, "p.id"),
    ("NAME", NAME, "p.name"),
)

_APPROVAL_COLUMNS = (
    ("APPROVAL_ID", NUMBER, "a.id", REPORTED),
    ("TITLE", NAME, "c.name", REPORTED),
    ("STATUS", SHORT, "a.status", INFERRED),
    ("APPROVAL_USER", USER, "a.approval_user", INFERRED),
    ("CLIENT_ID", NUMBER, "c.id", INFERRED),
    *audit("a", INFERRED),
)
_APPROVALS_OF_CLIENTS = '"ORDS$APPROVALS" a JOIN "ORDS$CLIENTS" c ON c.id = a.client_id'

_APPROVALS = view("APPROVALS", _APPROVALS_OF_CLIENTS, *_APPROVAL_COLUMNS)
_PENDING_APPROVALS = view(
    "PENDING_APPROVALS", f"{_APPROVALS_OF_CLIENTS} WHERE a.status = 'PENDING'", *_APPROVAL_COLUMNS
)

VIEWS = (_CLIENTS, _CLIENT_ROLES, _CLIENT_PRIVILEGES, _APPROVALS, _PENDING_APPROVALS)
