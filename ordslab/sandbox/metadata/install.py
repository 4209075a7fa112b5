"""Equips a database with ORDS: its tables, its views, its packages, its tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.sandbox.metadata.administrators import is_administrator
from ordslab.sandbox.metadata.packages.apex_credential import APEX_CREDENTIAL
from ordslab.sandbox.metadata.packages.binding import OWNER
from ordslab.sandbox.metadata.packages.oauth import OAUTH, OAUTH_ADMIN
from ordslab.sandbox.metadata.packages.ords import ORDS, ORDS_ADMIN
from ordslab.sandbox.metadata.packages.ords_export import ORDS_EXPORT, ORDS_EXPORT_ADMIN
from ordslab.sandbox.metadata.packages.ords_security import ORDS_SECURITY, ORDS_SECURITY_ADMIN
from ordslab.sandbox.metadata.packages.ords_types import ORDS_CONSTANTS, ORDS_TYPES
from ordslab.sandbox.metadata.packages.ords_views import ORDS_VIEWS, dba_text
from ordslab.sandbox.metadata.packages.ordslab_sandbox import ORDSLAB_SANDBOX
from ordslab.sandbox.metadata.services import add_services
from ordslab.sandbox.metadata.views import VIEWS
from ordslab.sandbox.metadata.views.apex import WORKSPACE_CREDENTIALS
from ordslab.sandbox.metadata.web_credentials import find_credential
from ordslab.sandbox.plsql.catalog import register
from ordslab.sandbox.sql.system_objects import SystemView

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database

PACKAGES = (ORDS_TYPES, ORDS_CONSTANTS, ORDS, OAUTH, ORDS_SECURITY, ORDS_EXPORT, APEX_CREDENTIAL)
"""What every user may call."""
ADMINISTRATORS_PACKAGES = (ORDS_ADMIN, OAUTH_ADMIN, ORDS_SECURITY_ADMIN, ORDS_EXPORT_ADMIN, ORDS_VIEWS)
"""What only administrators may call; to others these names do not exist, as in Oracle."""


def install(database: Database, strict: bool = False) -> None:
    """Once per database, after `plsql.install`. `services_of(database)` gives its tokens and faults afterwards.

    `strict`: without OAUTH, as where it has been desupported (25.3), and without the sandbox's own package.
    """
    add_services(database)
    database.web_credential = find_credential
    left_out = (OAUTH, OAUTH_ADMIN, ORDSLAB_SANDBOX) if strict else ()
    for view in VIEWS:
        database.views[view.name] = SystemView(view.name, view.columns, view.text, owner=OWNER)
        database.views[view.dba_name] = SystemView(view.dba_name, view.columns, dba_text(view), is_administrator, OWNER)
    database.views[WORKSPACE_CREDENTIALS.name] = WORKSPACE_CREDENTIALS
    for package in (*PACKAGES, ORDSLAB_SANDBOX):
        if package not in left_out:
            register(database, package)
    for package in ADMINISTRATORS_PACKAGES:
        if package not in left_out:
            register(database, package, visible_to=is_administrator)
