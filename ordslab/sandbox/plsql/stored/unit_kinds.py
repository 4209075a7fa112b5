"""Which unit each kind of stored program becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.sandbox.plsql.stored.triggers import TriggerUnit
from ordslab.sandbox.plsql.stored.units import PackageBodyUnit, PackageUnit, SubprogramUnit, Unit
from ordslab.sandbox.sql.dictionary.objects import Program

if TYPE_CHECKING:
    from ordslab.sandbox.plsql.stored.library import Library
    from ordslab.sandbox.sql.session import Session

UNITS: dict[str, type[Unit]] = {
    "PROCEDURE": SubprogramUnit,
    "FUNCTION": SubprogramUnit,
    "PACKAGE": PackageUnit,
    "PACKAGE BODY": PackageBodyUnit,
    "TRIGGER": TriggerUnit,
}


def new_unit(session: Session, library: Library, program: Program) -> Unit:
    """The unit of a program."""
    return UNITS[program.kind](session, library, program)
