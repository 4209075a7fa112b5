"""APEX's views, as far as the sandbox has something to show in them."""

from __future__ import annotations

from ordslab.sandbox.metadata.views.declaration import NAME, SHORT, TEXT
from ordslab.sandbox.sql.system_objects import SystemView
from ordslab.sandbox.sql.types import DATE, Column

WORKSPACE_CREDENTIALS = SystemView(
    "APEX_WORKSPACE_CREDENTIALS",  # that it exists: documented; its columns: inferred
    (
        Column("NAME", NAME),
        Column("STATIC_ID", NAME),
        Column("AUTHENTICATION_TYPE", SHORT),
        Column("SCOPE", TEXT),
        Column("LAST_UPDATED_ON", DATE),
    ),
    'SELECT name AS "NAME", static_id AS "STATIC_ID", authentication_type AS "AUTHENTICATION_TYPE", scope AS "SCOPE",'
    ' updated_on AS "LAST_UPDATED_ON" FROM "ORDS$WEB_CREDENTIALS"',
    owner="APEX_240200",
)
"""No column shows a secret, as in APEX."""
