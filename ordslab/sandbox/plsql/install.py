"""Puts PL/SQL into a database: blocks, the standard packages, packaged functions in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.sandbox.plsql.catalog import add_catalog, register
from ordslab.sandbox.plsql.compiler.specification import compile_specification
from ordslab.sandbox.plsql.session_programs import SessionPrograms
from ordslab.sandbox.plsql.standard import PACKAGES
from ordslab.sandbox.plsql.stored.library import add_libraries
from ordslab.sandbox.plsql.stored.unit_kinds import new_unit

if TYPE_CHECKING:
    from ordslab.sandbox.sql.instance import Instance


def install(instance: Instance) -> None:
    """Make blocks and the standard packages work in this database."""
    add_catalog(instance, compile_specification)
    add_libraries(instance, new_unit)
    for package in PACKAGES:
        register(instance, package)
    instance.programs = SessionPrograms
