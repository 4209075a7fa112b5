"""PL/SQL as a session's SQL needs it: what stands above fills it in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.dictionary.objects import Table
from ordslab.sandbox.sql.types import OracleType

Row = dict[str, Any]
"""The stored columns of a row by name, in the engine's form."""


class Firing(Protocol):
    """The triggers that one statement fires. `for_rows`: are there any for each row?"""

    for_rows: bool

    def statement(self, timing: str) -> None:
        """BEFORE or AFTER the statement."""

    def row(self, timing: str, old: Row | None, new: Row | None, *, single: bool = False) -> None:
        """BEFORE or AFTER a row is written; BEFORE may change `new`. `single`: of an INSERT of one row of values."""


class Programs(Protocol):
    """The blocks, functions and triggers of one session."""

    def run_block(self, statement: Statement, binds: Sequence[Bind]) -> Result:
        """Run a block, or define a program. Raises OraError."""

    def function_type(self, name: str, types: Sequence[OracleType], by_name: tuple[str, ...] = ()) -> OracleType | None:
        """The type that a function gives; None when there is no such function."""

    def call_function(
        self, name: str, values: Sequence[Any], types: Sequence[OracleType], by_name: tuple[str, ...] = ()
    ) -> tuple[Any, OracleType]:
        """Call it with values in the engine's form. Raises ORA-00904 when there is no such function."""

    def firing(self, schema: str, table: Table, verb: str, columns: Sequence[str]) -> Firing | None:
        """The triggers that an INSERT, UPDATE (of columns) or DELETE fires; None when there are none."""
