"""Conversions that may fail without failing the statement, by the name of the conversion.

`families`: the families of the arguments' types, with commas between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.context import FunctionSession
from ordslab.sandbox.sql.functions.overload import Overload, function
from ordslab.sandbox.sql.types import NUMBER, VARCHAR2, OracleType

CallByName = Callable[[FunctionSession, str, Sequence[Any], Sequence[OracleType]], tuple[Any, OracleType]]


def table(call: CallByName) -> tuple[Overload, ...]:
    """The two functions; `call` calls a function by its name (see `registry.call`)."""

    def converted(session: FunctionSession, name: str, families: str, arguments: tuple[Any, ...]) -> Any:
        kinds = [OracleType(family) for family in families.split(",")]
        return call(session, name, arguments, kinds)[0]

    def convert_or(session: FunctionSession, name: str, families: str, like: str, default: Any, *arguments: Any) -> Any:
        """The conversion, or the default where it fails; `like` is VALUE, or TEXT for one to convert likewise."""
        try:
            return converted(session, name, families, arguments)
        except OraError:
            return default if like == "VALUE" else converted(session, name, families, (default, *arguments[1:]))

    def convertible(session: FunctionSession, name: str, families: str, *arguments: Any) -> bool:
        """Can it be converted? NULL can."""
        try:
            converted(session, name, families, arguments)
        except OraError:
            return False
        return True

    return (
        _helper("ORA_CONVERT_OR", VARCHAR2, convert_or),
        _helper("ORA_CONVERTIBLE", NUMBER, convertible),
    )


def _helper(name: str, result: Any, python: Any) -> Overload:
    parameters = "VARCHAR2 VARCHAR2 ANY ANY*"
    return function(name, parameters, result, python, sqlite_name=name, needs_session=True, null_in_null_out=False)
