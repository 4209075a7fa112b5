"""Puts PL/SQL into a database: blocks, the standard packages, packaged functions in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.sandbox.plsql.blocks import run_block
from ordslab.sandbox.plsql.functions import call_function, function_type
from ordslab.sandbox.plsql.packages import register
from ordslab.sandbox.plsql.standard import PACKAGES
from ordslab.sandbox.plsql.stored.triggers import firing

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database


def install(database: Database) -> None:
    """Make blocks and the standard packages work in this database."""
    for package in PACKAGES:
        register(database, package)
    database.run_block = run_block
    database.call_function = call_function
    database.function_type = function_type
    database.firing = firing
