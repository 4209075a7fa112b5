"""Views over roles and privileges."""

from __future__ import annotations

from ordslab.sandbox.metadata.views.declaration import INFERRED, NAME, SCHEMA_ID, TEXT, audit, view
from ordslab.sandbox.sql.types import NUMBER

_ROLES = view(
    "ROLES",
    '"ORDS$ROLES" r WHERE r.built_in = 0',
    ("ID", NUMBER, "r.id"),
    ("NAME", NAME, "r.name"),
    ("SCHEMA_ID", NUMBER, SCHEMA_ID),
    *audit("r"),
)

_PRIVILEGES = view(
    "PRIVILEGES",
    '"ORDS$PRIVILEGES" p',
    ("ID", NUMBER, "p.id"),
    ("LABEL", NAME, "p.label"),
    ("NAME", NAME, "p.name"),
    ("COMMENTS", TEXT, "p.comments"),
    ("DESCRIPTION", TEXT, "p.description"),
    ("SCHEMA_ID", NUMBER, SCHEMA_ID),
    *audit("p"),
)

_PRIVILEGE_ROLES = view(
    "PRIVILEGE_ROLES",
    """"ORDS$PRIVILEGE_ROLES" l JOIN "ORDS$PRIVILEGES" p ON p.id = l.privilege_id
    JOIN "ORDS$ROLES" r ON r.id = l.role_id""",
    ("PRIVILEGE_ID", NUMBER, "p.id"),
    ("PRIVILEGE_NAME", NAME, "p.name"),
    ("ROLE_ID", NUMBER, "r.id"),
    ("ROLE_NAME", NAME, "r.name"),
    ("SCHEMA_ID", NUMBER, SCHEMA_ID, INFERRED),
    *audit("l", INFERRED),
)

_PRIVILEGE_MODULES = view(
    "PRIVILEGE_MODULES",
    """"ORDS$PRIVILEGE_MODULES" l JOIN "ORDS$PRIVILEGES" p ON p.id = l.privilege_id
    JOIN "ORDS$MODULES" m ON m.id = l.module_id""",
    ("PRIVILEGE_ID", NUMBER, "p.id"),
    ("PRIVILEGE_NAME", NAME, "p.name"),
    ("MODULE_ID", NUMBER, "m.id"),
    ("MODULE_NAME", NAME, "m.name"),
    ("SCHEMA_ID", NUMBER, SCHEMA_ID),
)

_PRIVILEGE_MAPPINGS = view(
    "PRIVILEGE_MAPPINGS",
    """"ORDS$PRIVILEGE_MAPPINGS" l JOIN "ORDS$PRIVILEGES" p ON p.id = l.privilege_id""",
    ("PRIVILEGE_ID", NUMBER, "p.id"),
    ("NAME", NAME, "p.name"),  # the privilege's name
    ("PATTERN", NAME, "l.pattern"),
    ("SCHEMA_ID", NUMBER, SCHEMA_ID, INFERRED),
)

VIEWS = (_ROLES, _PRIVILEGES, _PRIVILEGE_ROLES, _PRIVILEGE_MODULES, _PRIVILEGE_MAPPINGS)
