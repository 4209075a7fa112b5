"""The tables that hold ORDS's metadata, in each schema's own file.

Native SQLite tables: users cannot name them (names resolve through the dictionary), they see the USER_ORDS_* views.
Dates are text 'YYYY-MM-DD HH:MM:SS'. Every kind of object in every schema takes its ID from one sequence, as in ORDS.
"""

from __future__ import annotations

import sqlite3

FIRST_ID = 10000
"""Where the sequence starts (ORDS_ID_SEQ; real installations show ids a little above 10000)."""

_AUDIT = "created_by TEXT NOT NULL, created_on TEXT NOT NULL, updated_by TEXT NOT NULL, updated_on TEXT NOT NULL"

_TABLES = f"""
CREATE TABLE "ORDS$STATE" (version INTEGER NOT NULL);
INSERT INTO "ORDS$STATE" VALUES (0);

CREATE TABLE "ORDS$SCHEMAS" (
  id INTEGER PRIMARY KEY, parsing_schema TEXT NOT NULL UNIQUE, type TEXT NOT NULL, pattern TEXT NOT NULL,
  status TEXT NOT NULL, auto_rest_auth TEXT NOT NULL, pre_hook TEXT, {_AUDIT});

CREATE TABLE "ORDS$MODULES" (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, uri_prefix TEXT NOT NULL UNIQUE, items_per_page INTEGER NOT NULL,
  status TEXT NOT NULL, comments TEXT, pre_hook TEXT, origins_allowed TEXT, {_AUDIT});

CREATE TABLE "ORDS$TEMPLATES" (
  id INTEGER PRIMARY KEY, module_id INTEGER NOT NULL, uri_template TEXT NOT NULL, priority INTEGER NOT NULL,
  etag_type TEXT NOT NULL, etag_query TEXT, comments TEXT, {_AUDIT}, UNIQUE (module_id, uri_template));

CREATE TABLE "ORDS$HANDLERS" (
  id INTEGER PRIMARY KEY, template_id INTEGER NOT NULL, source_type TEXT NOT NULL, method TEXT NOT NULL,
  mimes_allowed TEXT, items_per_page INTEGER, source TEXT NOT NULL, comments TEXT, mle_env_name TEXT, {_AUDIT},
  UNIQUE (template_id, method));

CREATE TABLE "ORDS$PARAMETERS" (
  id INTEGER PRIMARY KEY, handler_id INTEGER NOT NULL, name TEXT NOT NULL, bind_variable_name TEXT NOT NULL,
  source_type TEXT NOT NULL, access_method TEXT NOT NULL, param_type TEXT NOT NULL, comments TEXT, {_AUDIT},
  UNIQUE (handler_id, bind_variable_name));

CREATE TABLE "ORDS$ROLES" (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, built_in INTEGER NOT NULL DEFAULT 0, {_AUDIT});

CREATE TABLE "ORDS$PRIVILEGES" (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, label TEXT, description TEXT, comments TEXT, {_AUDIT});

CREATE TABLE "ORDS$PRIVILEGE_ROLES" (
  id INTEGER PRIMARY KEY, privilege_id INTEGER NOT NULL, role_id INTEGER NOT NULL, {_AUDIT},
  UNIQUE (privilege_id, role_id));

CREATE TABLE "ORDS$PRIVILEGE_MAPPINGS" (
  id INTEGER PRIMARY KEY, privilege_id INTEGER NOT NULL, pattern TEXT NOT NULL UNIQUE, {_AUDIT});

CREATE TABLE "ORDS$PRIVILEGE_MODULES" (
  id INTEGER PRIMARY KEY, privilege_id INTEGER NOT NULL, module_id INTEGER NOT NULL UNIQUE, {_AUDIT});

CREATE TABLE "ORDS$CLIENTS" (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, client_id TEXT NOT NULL UNIQUE, auth_flow TEXT NOT NULL,
  response_type TEXT, description TEXT, owner TEXT, redirect_uri TEXT, support_email TEXT, support_uri TEXT,
  about_url TEXT, allowed_origins TEXT, logo_content_type TEXT, logo_image BLOB,
  token_duration INTEGER, refresh_duration INTEGER, code_duration INTEGER, {_AUDIT});

-- A secret's SHA-256 is all that authentication needs; the text is kept only for a secret that is stored on purpose.
CREATE TABLE "ORDS$CLIENT_SECRETS" (
  id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL, slot INTEGER NOT NULL CHECK (slot IN (1, 2)), hash BLOB NOT NULL,
  secret TEXT, issued_on TEXT NOT NULL, {_AUDIT}, UNIQUE (client_id, slot));

CREATE TABLE "ORDS$CLIENT_ROLES" (
  id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL, role_id INTEGER NOT NULL, {_AUDIT}, UNIQUE (client_id, role_id));

CREATE TABLE "ORDS$CLIENT_PRIVILEGES" (
  id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL, privilege_id INTEGER NOT NULL, {_AUDIT},
  UNIQUE (client_id, privilege_id));

-- What a user allowed or refused a client of a three-legged flow.
CREATE TABLE "ORDS$APPROVALS" (
  id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL, approval_user TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('PENDING', 'APPROVED', 'DENIED')), {_AUDIT},
  UNIQUE (client_id, approval_user));

-- At most one row: a schema has one profile.
CREATE TABLE "ORDS$JWT_PROFILE" (
  id INTEGER PRIMARY KEY, issuer TEXT NOT NULL, audience TEXT NOT NULL, jwk_url TEXT NOT NULL, description TEXT,
  allowed_skew INTEGER, allowed_age INTEGER, role_claim_name TEXT, {_AUDIT});

-- AutoREST: tables, views, procedures, functions and packages that are enabled as they are.
CREATE TABLE "ORDS$OBJECTS" (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, alias TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
  auto_rest_auth TEXT NOT NULL, {_AUDIT}, UNIQUE (name, type));
"""

# Not ORDS's: what APEX_CREDENTIAL keeps. The secret is sent to others, so it is kept as it is.
_WEB_CREDENTIALS = f"""
CREATE TABLE IF NOT EXISTS "ORDS$WEB_CREDENTIALS" (
  id INTEGER PRIMARY KEY, static_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, authentication_type TEXT NOT NULL,
  scope TEXT, client_id TEXT, client_secret TEXT, {_AUDIT});
"""

BUILT_IN_ROLES = (
    "oracle.dbtools.autorest.any.schema",
    "SODA Developer",
    "SQL Developer",
    "RESTful Services",
    "OAuth2 Client Developer",
)
"""Roles that belong to ORDS and not to a schema; USER_ORDS_ROLES does not list them.

`SQL Developer`: given to a database user who authenticates. The last two: left from the APEX Listener (inferred)."""

AUTH_FLOWS = {
    # Only CLIENT_CRED was seen (Oracle's lab); the others are inferred.
    "client_credentials": ("CLIENT_CRED", None),
    "authorization_code": ("AUTH_CODE", "CODE"),
    "implicit": ("IMPLICIT", "TOKEN"),
}
"""How grant types are stored: p_grant_type to AUTH_FLOW and RESPONSE_TYPE."""

_BUILT_IN_SINCE = "2000-01-01 00:00:00"


def create_tables(connection: sqlite3.Connection) -> None:
    """Create what is missing. Idempotent; a process killed half-way leaves nothing."""
    known = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'ORDS$%'")}
    if "ORDS$STATE" in known:
        if "ORDS$WEB_CREDENTIALS" not in known:  # a home of an earlier release
            connection.execute(_WEB_CREDENTIALS)
        return
    roles = "".join(
        f"""INSERT INTO "ORDS$ROLES" VALUES
        ({number}, '{name}', 1, 'ORDS_METADATA', '{_BUILT_IN_SINCE}', 'ORDS_METADATA', '{_BUILT_IN_SINCE}');"""
        for number, name in enumerate(BUILT_IN_ROLES, start=1)
    )
    connection.executescript(f"BEGIN IMMEDIATE;{_TABLES}{_WEB_CREDENTIALS}{roles}COMMIT;")
