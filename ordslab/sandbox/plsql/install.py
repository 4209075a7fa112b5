"""Puts PL/SQL into a database: blocks, the standard packages, packaged functions in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.sandbox.plsql.blocks import run_block
from ordslab.sandbox.plsql.catalog import add_catalog, register
from ordslab.sandbox.plsql.compiler.specification import compile_specification
from ordslab.sandbox.plsql.functions import call_function, function_type
from ordslab.sandbox.plsql.standard import PACKAGES
from ordslab.sandbox.plsql.stored.library import add_libraries
from ordslab.sandbox.plsql.stored.triggers import firing
from ordslab.sandbox.plsql.stored.unit_kinds import new_unit

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database


def install(database: Database) -> None:
    """Make blocks and the standard packages work in this database."""
    add_catalog(database, compile_specification)
    add_libraries(database, new_unit)
    for package in PACKAGES:
        register(database, package)
    database.run_block = run_block
    database.call_function = call_function
    database.function_type = function_type
    database.firing = firing
