"""PL/SQL for the SQL of one session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.blocks import run_block
from ordslab.sandbox.plsql.functions import call_function, function_type
from ordslab.sandbox.plsql.stored.triggers import TableFiring, firing
from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.dictionary.objects import Table
from ordslab.sandbox.sql.types import OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session


class SessionPrograms:
    """The blocks, functions and triggers of a session (see `sql.programs`)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def run_block(self, statement: Statement, binds: Sequence[Bind]) -> Result:
        """Run a block, or define a program. Raises OraError."""
        return run_block(self._session, statement, binds)

    def function_type(self, name: str, types: Sequence[OracleType], by_name: tuple[str, ...] = ()) -> OracleType | None:
        """The type that a function gives; None when there is no such function."""
        return function_type(self._session, name, types, by_name)

    def call_function(
        self, name: str, values: Sequence[Any], types: Sequence[OracleType], by_name: tuple[str, ...] = ()
    ) -> tuple[Any, OracleType]:
        """Call it with values in the engine's form. Raises ORA-00904 when there is no such function."""
        return call_function(self._session, name, values, types, by_name)

    def firing(self, schema: str, table: Table, verb: str, columns: Sequence[str]) -> TableFiring | None:
        """The triggers that an INSERT, UPDATE (of columns) or DELETE fires; None when there are none."""
        return firing(self._session, schema, table, verb, columns)
