"""The views USER_ORDS_*: what a schema's owner sees of its metadata.

Names, order and type families of the columns are as Oracle's own APEX builder and REST API know them, unless a comment
says otherwise; lengths of VARCHAR2 are inferred throughout.
"""

from __future__ import annotations

from ordslab.sandbox.sql.database import SystemView
from ordslab.sandbox.sql.types import BLOB, CLOB, DATE, NUMBER, Column, OracleType, varchar2

_NAME = varchar2(255)
_TEXT = varchar2(4000)
_SHORT = varchar2(30)
_USER = varchar2(128)

_SCHEMA_ID = '(SELECT id FROM "ORDS$SCHEMAS")'
_STORED_OR_MASKED = "CASE WHEN {0}.hash IS NULL THEN NULL ELSE coalesce({0}.secret, '********') END"
"""A secret that is not stored shows as eight asterisks (seen in a transcript)."""


def _view(name: str, source: str, *columns: tuple[str, OracleType, str]) -> SystemView:
    """A view of `columns`, each (name, type, native expression), over the native FROM clause `source`."""
    items = ", ".join(f'{expression} AS "{column}"' for column, _, expression in columns)
    return SystemView(name, tuple(Column(column, kind) for column, kind, _ in columns), f"SELECT {items} FROM {source}")


def _audit(table: str) -> tuple[tuple[str, OracleType, str], ...]:
    return (
        ("CREATED_BY", _USER, f"{table}.created_by"),
        ("CREATED_ON", DATE, f"{table}.created_on"),
        ("UPDATED_BY", _USER, f"{table}.updated_by"),
        ("UPDATED_ON", DATE, f"{table}.updated_on"),
    )


_SCHEMAS = _view(
    "USER_ORDS_SCHEMAS",
    '"ORDS$SCHEMAS" s',
    ("ID", NUMBER, "s.id"),
    ("PARSING_SCHEMA", _USER, "s.parsing_schema"),
    ("TYPE", _SHORT, "s.type"),
    ("PATTERN", _NAME, "s.pattern"),
    ("STATUS", _SHORT, "s.status"),
    ("AUTO_REST_AUTH", _SHORT, "s.auto_rest_auth"),
    ("OPS_ALLOWED", NUMBER, "0"),  # what the bits mean is not documented
    ("PRE_HOOK", _NAME, "s.pre_hook"),
    *_audit("s"),  # inferred from DBA_ORDS_SCHEMAS
)

_MODULES = _view(
    "USER_ORDS_MODULES",
    '"ORDS$MODULES" m',
    ("ID", NUMBER, "m.id"),
    ("NAME", _NAME, "m.name"),
    ("URI_PREFIX", _NAME, "m.uri_prefix"),
    ("ITEMS_PER_PAGE", NUMBER, "m.items_per_page"),
    ("STATUS", _SHORT, "m.status"),
    ("COMMENTS", _TEXT, "m.comments"),
    ("PRE_HOOK", _NAME, "m.pre_hook"),
    ("SCHEMA_ID", NUMBER, _SCHEMA_ID),
    *_audit("m"),
    ("ORIGINS_ALLOWED", _TEXT, "m.origins_allowed"),
)

_TEMPLATES = _view(
    "USER_ORDS_TEMPLATES",
    '"ORDS$TEMPLATES" t',
    ("ID", NUMBER, "t.id"),
    ("MODULE_ID", NUMBER, "t.module_id"),
    ("URI_TEMPLATE", _NAME, "t.uri_template"),
    ("PRIORITY", NUMBER, "t.priority"),
    ("ETAG_TYPE", _SHORT, "t.etag_type"),
    ("ETAG_QUERY", _TEXT, "t.etag_query"),
    ("COMMENTS", _TEXT, "t.comments"),
    ("SCHEMA_ID", NUMBER, _SCHEMA_ID),
    *_audit("t"),
)

_HANDLERS = _view(
    "USER_ORDS_HANDLERS",
    '"ORDS$HANDLERS" h',
    ("ID", NUMBER, "h.id"),
    ("TEMPLATE_ID", NUMBER, "h.template_id"),
    ("SOURCE_TYPE", _SHORT, "h.source_type"),
    ("METHOD", _SHORT, "h.method"),
    ("MIMES_ALLOWED", _TEXT, "h.mimes_allowed"),
    ("ITEMS_PER_PAGE", NUMBER, "h.items_per_page"),
    ("SOURCE", CLOB, "h.source"),
    ("COMMENTS", _TEXT, "h.comments"),
    ("SCHEMA_ID", NUMBER, _SCHEMA_ID),
    *_audit("h"),
    ("MLE_ENV_NAME", _USER, "h.mle_env_name"),  # newer releases; its place is inferred
)

_PARAMETERS = _view(
    "USER_ORDS_PARAMETERS",
    '"ORDS$PARAMETERS" p',
    ("ID", NUMBER, "p.id"),
    ("HANDLER_ID", NUMBER, "p.handler_id"),
    ("NAME", _NAME, "p.name"),
    ("BIND_VARIABLE_NAME", _USER, "p.bind_variable_name"),
    ("SOURCE_TYPE", _SHORT, "p.source_type"),
    ("ACCESS_METHOD", _SHORT, "p.access_method"),
    ("PARAM_TYPE", _SHORT, "p.param_type"),
    ("COMMENTS", _TEXT, "p.comments"),
    ("SCHEMA_ID", NUMBER, _SCHEMA_ID),
    *_audit("p"),
)

_SERVICES = _view(
    # One row a handler. NAME to TEMPLATE_ID are used by public scripts; the rest is inferred.
    "USER_ORDS_SERVICES",
    """"ORDS$HANDLERS" h JOIN "ORDS$TEMPLATES" t ON t.id = h.template_id JOIN "ORDS$MODULES" m ON m.id = t.module_id""",
    ("NAME", _NAME, "m.name"),
    ("BASE_PATH", _NAME, "m.uri_prefix"),
    ("PATTERN", _NAME, "t.uri_template"),
    ("METHOD", _SHORT, "h.method"),
    ("MODULE_ID", NUMBER, "m.id"),
    ("TEMPLATE_ID", NUMBER, "t.id"),
    ("SOURCE_TYPE", _SHORT, "h.source_type"),
    ("SOURCE", CLOB, "h.source"),
    ("ITEMS_PER_PAGE", NUMBER, "coalesce(h.items_per_page, m.items_per_page)"),
    ("STATUS", _SHORT, "m.status"),
)

_ROLES = _view(
    "USER_ORDS_ROLES",
    '"ORDS$ROLES" r WHERE r.built_in = 0',
    ("ID", NUMBER, "r.id"),
    ("NAME", _NAME, "r.name"),
    ("SCHEMA_ID", NUMBER, _SCHEMA_ID),
    *_audit("r"),
)

_PRIVILEGES = _view(
    "USER_ORDS_PRIVILEGES",
    '"ORDS$PRIVILEGES" p',
    ("ID", NUMBER, "p.id"),
    ("LABEL", _NAME, "p.label"),
    ("NAME", _NAME, "p.name"),
    ("COMMENTS", _TEXT, "p.comments"),
    ("DESCRIPTION", _TEXT, "p.description"),
    ("SCHEMA_ID", NUMBER, _SCHEMA_ID),
    *_audit("p"),
)

_PRIVILEGE_ROLES = _view(
    "USER_ORDS_PRIVILEGE_ROLES",
    """"ORDS$PRIVILEGE_ROLES" l JOIN "ORDS$PRIVILEGES" p ON p.id = l.privilege_id
    JOIN "ORDS$ROLES" r ON r.id = l.role_id""",
    ("PRIVILEGE_ID", NUMBER, "p.id"),
    ("PRIVILEGE_NAME", _NAME, "p.name"),
    ("ROLE_ID", NUMBER, "r.id"),
    ("ROLE_NAME", _NAME, "r.name"),
    ("SCHEMA_ID", NUMBER, _SCHEMA_ID),  # inferred, as what follows
    *_audit("l"),
)

_PRIVILEGE_MODULES = _view(
    "USER_ORDS_PRIVILEGE_MODULES",
    """"ORDS$PRIVILEGE_MODULES" l JOIN "ORDS$PRIVILEGES" p ON p.id = l.privilege_id
    JOIN "ORDS$MODULES" m ON m.id = l.module_id""",
    ("PRIVILEGE_ID", NUMBER, "p.id"),
    ("PRIVILEGE_NAME", _NAME, "p.name"),
    ("MODULE_ID", NUMBER, "m.id"),
    ("MODULE_NAME", _NAME, "m.name"),
    ("SCHEMA_ID", NUMBER, _SCHEMA_ID),
)

_PRIVILEGE_MAPPINGS = _view(
    "USER_ORDS_PRIVILEGE_MAPPINGS",
    """"ORDS$PRIVILEGE_MAPPINGS" l JOIN "ORDS$PRIVILEGES" p ON p.id = l.privilege_id""",
    ("PRIVILEGE_ID", NUMBER, "p.id"),
    ("NAME", _NAME, "p.name"),  # the privilege's name
    ("PATTERN", _NAME, "l.pattern"),
    ("SCHEMA_ID", NUMBER, _SCHEMA_ID),  # inferred
)

_CLIENTS = _view(
    # Columns after the REST API's representation of a client (25.3); the order is inferred.
    "USER_ORDS_CLIENTS",
    """"ORDS$CLIENTS" c LEFT JOIN "ORDS$CLIENT_SECRETS" s1 ON s1.client_id = c.id AND s1.slot = 1
    LEFT JOIN "ORDS$CLIENT_SECRETS" s2 ON s2.client_id = c.id AND s2.slot = 2""",
    ("ID", NUMBER, "c.id"),
    ("NAME", _NAME, "c.name"),
    ("DESCRIPTION", _TEXT, "c.description"),
    ("AUTH_FLOW", _SHORT, "c.auth_flow"),
    ("RESPONSE_TYPE", _SHORT, "c.response_type"),
    ("CLIENT_ID", _NAME, "c.client_id"),
    ("CLIENT_SECRET", _NAME, _STORED_OR_MASKED.format("s1")),
    ("CLIENT_SECRET_ISSUED_ON", DATE, "s1.issued_on"),
    ("CLIENT_SECRET_2", _NAME, _STORED_OR_MASKED.format("s2")),
    ("CLIENT_SECRET_2_ISSUED_ON", DATE, "s2.issued_on"),
    ("REDIRECT_URI", _TEXT, "c.redirect_uri"),
    ("SUPPORT_EMAIL", _NAME, "c.support_email"),
    ("SUPPORT_URI", _TEXT, "c.support_uri"),
    ("ABOUT_URL", _TEXT, "c.about_url"),
    ("ALLOWED_ORIGINS", _TEXT, "c.allowed_origins"),
    ("LOGO_CONTENT_TYPE", _NAME, "c.logo_content_type"),
    ("LOGO_IMAGE", BLOB, "c.logo_image"),
    ("TOKEN_DURATION", NUMBER, "c.token_duration"),
    ("REFRESH_DURATION", NUMBER, "c.refresh_duration"),
    ("CODE_DURATION", NUMBER, "c.code_duration"),
    ("SCHEMA_ID", NUMBER, _SCHEMA_ID),
    *_audit("c"),
)

_CLIENT_ROLES = _view(
    # CLIENT_ID is the client's number (USER_ORDS_CLIENTS.ID), not its OAuth client_id.
    "USER_ORDS_CLIENT_ROLES",
    """"ORDS$CLIENT_ROLES" l JOIN "ORDS$CLIENTS" c ON c.id = l.client_id JOIN "ORDS$ROLES" r ON r.id = l.role_id""",
    ("CLIENT_ID", NUMBER, "c.id"),
    ("CLIENT_NAME", _NAME, "c.name"),
    ("ROLE_ID", NUMBER, "r.id"),
    ("ROLE_NAME", _NAME, "r.name"),
)

_CLIENT_PRIVILEGES = _view(
    # CLIENT_ID and the order of the columns are inferred.
    "USER_ORDS_CLIENT_PRIVILEGES",
    """"ORDS$CLIENT_PRIVILEGES" l JOIN "ORDS$CLIENTS" c ON c.id = l.client_id
    JOIN "ORDS$PRIVILEGES" p ON p.id = l.privilege_id""",
    ("CLIENT_ID", NUMBER, "c.id"),
    ("CLIENT_NAME", _NAME, "c.name"),
    ("PRIV_ID", NUMBER, "p.id"),
    ("NAME", _NAME, "p.name"),
)


def _always_empty(name: str, *columns: tuple[str, OracleType]) -> SystemView:
    """A view over something that the sandbox does not have."""
    return _view(name, "(SELECT 1) WHERE 0", *((column, kind, "NULL") for column, kind in columns))


_ENABLED_OBJECTS = _always_empty(
    "USER_ORDS_ENABLED_OBJECTS",
    ("ID", NUMBER),
    ("SCHEMA_ID", NUMBER),
    ("PARSING_SCHEMA", _USER),
    ("PARSING_OBJECT", _USER),
    ("OBJECT_ALIAS", _NAME),
    ("TYPE", _SHORT),
    ("STATUS", _SHORT),
    ("AUTO_REST_AUTH", _SHORT),
    ("OPS_ALLOWED", NUMBER),
    ("TYPE_PATH", _NAME),
    ("PRE_HOOK", _NAME),
)

# These exist in ORDS, but no reliable source tells their columns: a few likely ones, all inferred but APPROVALS' two.
_LITTLE_KNOWN = (
    _always_empty("USER_ORDS_APPROVALS", ("APPROVAL_ID", NUMBER), ("TITLE", _NAME)),
    _always_empty("USER_ORDS_PENDING_APPROVALS", ("APPROVAL_ID", NUMBER), ("TITLE", _NAME)),
    _always_empty("USER_ORDS_OBJECTS", ("ID", NUMBER), ("NAME", _USER), ("TYPE", _SHORT)),
    _always_empty("USER_ORDS_OBJ_MEMBERS", ("ID", NUMBER), ("OBJECT_ID", NUMBER), ("NAME", _USER)),
    _always_empty("USER_ORDS_PROPERTIES", ("KEY", _NAME), ("VALUE", _TEXT)),
    _always_empty(
        # named after the parameters of ORDS_SECURITY.CREATE_JWT_PROFILE
        "USER_ORDS_JWT_PROFILE",
        ("ID", NUMBER),
        ("ISSUER", _TEXT),
        ("AUDIENCE", _TEXT),
        ("JWK_URL", _TEXT),
        ("DESCRIPTION", _TEXT),
        ("ALLOWED_SKEW", NUMBER),
        ("ALLOWED_AGE", NUMBER),
        ("ROLE_CLAIM_NAME", _NAME),
    ),
)

VIEWS: tuple[SystemView, ...] = (
    _SCHEMAS,
    _MODULES,
    _TEMPLATES,
    _HANDLERS,
    _PARAMETERS,
    _SERVICES,
    _ROLES,
    _PRIVILEGES,
    _PRIVILEGE_ROLES,
    _PRIVILEGE_MODULES,
    _PRIVILEGE_MAPPINGS,
    _CLIENTS,
    _CLIENT_ROLES,
    _CLIENT_PRIVILEGES,
    _ENABLED_OBJECTS,
    *_LITTLE_KNOWN,
)
