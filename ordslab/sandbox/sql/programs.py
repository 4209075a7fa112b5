"""PL/SQL as a session's SQL needs it: what stands above fills it in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn, Protocol

from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.dictionary.objects import Table
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.firing import Firing
from ordslab.sandbox.sql.types import OracleType


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


class NoPrograms:
    """Of a database without PL/SQL."""

    def __init__(self, session: object) -> None:
        """For any session."""

    def run_block(self, statement: Statement, binds: Sequence[Bind]) -> NoReturn:
        """Refuse it."""
        raise _no_plsql()

    def function_type(self, name: str, types: Sequence[OracleType], by_name: tuple[str, ...] = ()) -> None:
        """There is none."""

    def call_function(
        self, name: str, values: Sequence[Any], types: Sequence[OracleType], by_name: tuple[str, ...] = ()
    ) -> NoReturn:
        """Refuse it."""
        raise _no_plsql()

    def firing(self, schema: str, table: Table, verb: str, columns: Sequence[str]) -> None:
        """There are none."""


def _no_plsql() -> OraError:
    return not_supported("PL/SQL in this database")
