"""Views over schemas, modules and what is in them, AutoREST objects."""

from __future__ import annotations

from ordslab.sandbox.metadata.views.declaration import (
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
from ordslab.sandbox.sql.types import CLOB, NUMBER

_SCHEMAS = view(
    "SCHEMAS",
    '"ORDS$SCHEMAS" s',
    ("ID", NUMBER, "s.id"),
    ("PARSING_SCHEMA", USER, "s.parsing_schema"),
    ("TYPE", SHORT, "s.type"),
    ("PATTERN", NAME, "s.pattern"),
    ("STATUS", SHORT, "s.status"),
    ("AUTO_REST_AUTH", SHORT, "s.auto_rest_auth"),
    ("OPS_ALLOWED", NUMBER, "0"),  # what the bits mean is not documented
    ("PRE_HOOK", NAME, "s.pre_hook"),
    *audit("s", INFERRED),  # from DBA_ORDS_SCHEMAS
)

_MODULES = view(
    "MODULES",
    '"ORDS$MODULES" m',
    ("ID", NUMBER, "m.id"),
    ("NAME", NAME, "m.name"),
    ("URI_PREFIX", NAME, "m.uri_prefix"),
    ("ITEMS_PER_PAGE", NUMBER, "m.items_per_page"),
    ("STATUS", SHORT, "m.status"),
    ("COMMENTS", TEXT, "m.comments"),
    ("PRE_HOOK", NAME, "m.pre_hook"),
    ("SCHEMA_ID", NUMBER, SCHEMA_ID),
    *audit("m"),
    ("ORIGINS_ALLOWED", TEXT, "m.origins_allowed"),
)

_TEMPLATES = view(
    "TEMPLATES",
    '"ORDS$TEMPLATES" t',
    ("ID", NUMBER, "t.id"),
    ("MODULE_ID", NUMBER, "t.module_id"),
    ("URI_TEMPLATE", NAME, "t.uri_template"),
    ("PRIORITY", NUMBER, "t.priority"),
    ("ETAG_TYPE", SHORT, "t.etag_type"),
    ("ETAG_QUERY", TEXT, "t.etag_query"),
    ("COMMENTS", TEXT, "t.comments"),
    ("SCHEMA_ID", NUMBER, SCHEMA_ID),
    *audit("t"),
)

_HANDLERS = view(
    "HANDLERS",
    '"ORDS$HANDLERS" h',
    ("ID", NUMBER, "h.id"),
    ("TEMPLATE_ID", NUMBER, "h.template_id"),
    ("SOURCE_TYPE", SHORT, "h.source_type"),
    ("METHOD", SHORT, "h.method"),
    ("MIMES_ALLOWED", TEXT, "h.mimes_allowed"),
    ("ITEMS_PER_PAGE", NUMBER, "h.items_per_page"),
    ("SOURCE", CLOB, "h.source"),
    ("COMMENTS", TEXT, "h.comments"),
    ("SCHEMA_ID", NUMBER, SCHEMA_ID),
    *audit("h"),
    ("MLE_ENV_NAME", USER, "h.mle_env_name", REPORTED),  # newer releases; its place is inferred
)

_PARAMETERS = view(
    "PARAMETERS",
    '"ORDS$PARAMETERS" p',
    ("ID", NUMBER, "p.id"),
    ("HANDLER_ID", NUMBER, "p.handler_id"),
    ("NAME", NAME, "p.name"),
    ("BIND_VARIABLE_NAME", USER, "p.bind_variable_name"),
    ("SOURCE_TYPE", SHORT, "p.source_type"),
    ("ACCESS_METHOD", SHORT, "p.access_method"),
    ("PARAM_TYPE", SHORT, "p.param_type"),
    ("COMMENTS", TEXT, "p.comments"),
    ("SCHEMA_ID", NUMBER, SCHEMA_ID),
    *audit("p"),
)

_ENABLED_OBJECTS = view(
    "ENABLED_OBJECTS",
    '"ORDS$OBJECTS" o JOIN "ORDS$SCHEMAS" s',
    ("ID", NUMBER, "o.id"),
    ("SCHEMA_ID", NUMBER, "s.id"),
    ("PARSING_SCHEMA", USER, "s.parsing_schema"),
    ("PARSING_OBJECT", USER, "o.name"),
    ("OBJECT_ALIAS", NAME, "o.alias"),
    ("TYPE", SHORT, "o.type"),
    ("STATUS", SHORT, "'ENABLED'"),
    ("AUTO_REST_AUTH", SHORT, "o.auto_rest_auth"),
    ("OPS_ALLOWED", NUMBER, "0"),  # as in USER_ORDS_SCHEMAS
    ("TYPE_PATH", NAME, "NULL"),  # what it holds is not documented
    ("PRE_HOOK", NAME, "NULL"),
)

# What an object of each type answers to. Seven rows a table: reported; the others are inferred.
_AUTO_REST = (
    ("TABLE", "GET", "."),
    ("TABLE", "GET", ":id"),
    ("TABLE", "POST", "."),
    ("TABLE", "POST", "batchload"),
    ("TABLE", "PUT", ":id"),
    ("TABLE", "DELETE", ":id"),
    ("TABLE", "DELETE", "."),
    ("VIEW", "GET", "."),
    ("PROCEDURE", "POST", "."),
    ("FUNCTION", "POST", "."),
    ("PACKAGE", "POST", "."),
)
_AUTO_REST_ROWS = " UNION ALL ".join(
    f"SELECT '{kind}' AS type, '{method}' AS method, '{pattern}' AS pattern" for kind, method, pattern in _AUTO_REST
)

_SERVICES = view(
    "SERVICES",
    # One row a handler, and those of AutoREST objects.
    f"""(SELECT m.name, m.uri_prefix, t.uri_template, h.method, m.id AS module_id, t.id AS template_id, h.source_type,
    h.source, coalesce(h.items_per_page, m.items_per_page) AS items_per_page, m.status
    FROM "ORDS$HANDLERS" h JOIN "ORDS$TEMPLATES" t ON t.id = h.template_id JOIN "ORDS$MODULES" m ON m.id = t.module_id
    UNION ALL
    SELECT o.name, '/' || o.alias || '/', a.pattern, a.method, NULL, NULL, NULL, NULL, NULL, 'PUBLISHED'
    FROM "ORDS$OBJECTS" o JOIN ({_AUTO_REST_ROWS}) a ON a.type = o.type) v""",
    ("NAME", NAME, "v.name", REPORTED),
    ("BASE_PATH", NAME, "v.uri_prefix", REPORTED),
    ("PATTERN", NAME, "v.uri_template", REPORTED),
    ("METHOD", SHORT, "v.method", REPORTED),
    ("MODULE_ID", NUMBER, "v.module_id", REPORTED),
    ("TEMPLATE_ID", NUMBER, "v.template_id", REPORTED),
    ("SOURCE_TYPE", SHORT, "v.source_type", INFERRED),
    ("SOURCE", CLOB, "v.source", INFERRED),
    ("ITEMS_PER_PAGE", NUMBER, "v.items_per_page", INFERRED),
    ("STATUS", SHORT, "v.status", INFERRED),
)

VIEWS = (_SCHEMAS, _MODULES, _TEMPLATES, _HANDLERS, _PARAMETERS, _SERVICES, _ENABLED_OBJECTS)
