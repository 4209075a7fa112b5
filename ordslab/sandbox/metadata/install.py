"""Equips a database with ORDS: its tables, its views, its packages, its tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.sandbox.metadata.packages.oauth import OAUTH
from ordslab.sandbox.metadata.packages.ords import ORDS
from ordslab.sandbox.metadata.packages.ords_security import ORDS_SECURITY
from ordslab.sandbox.metadata.packages.ords_types import ORDS_CONSTANTS, ORDS_TYPES
from ordslab.sandbox.metadata.packages.ordslab_sandbox import ORDSLAB_SANDBOX
from ordslab.sandbox.metadata.services import add_services
from ordslab.sandbox.metadata.tables import create_tables
from ordslab.sandbox.metadata.views import VIEWS
from ordslab.sandbox.plsql.packages import register

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database


def install(database: Database) -> None:
    """Once per database, after `plsql.install`. `services_of(database)` gives its tokens and faults afterwards."""
    database.schema_setup.append(create_tables)
    database.views.update({view.name: view for view in VIEWS})
    for package in (ORDS_TYPES, ORDS_CONSTANTS, ORDS, OAUTH, ORDS_SECURITY, ORDSLAB_SANDBOX):
        register(database, package)
    add_services(database)
