"""Conversions that may fail without failing the statement, by the name of the conversion.

`families`: the families of the arguments' types, with commas between.
"""

from __future__ import annotations

from typing import Any

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.overload import Overload, function
from ordslab.sandbox.sql.types import NUMBER, VARCHAR2, OracleType


def _converted(session: Any, name: str, families: str, arguments: tuple[Any, ...]) -> Any:
    from ordslab.sandbox.sql.functions import registry  # which needs this module

    kinds = [OracleType(family) for family in families.split(",")]
    return registry.call(session, name, arguments, kinds)[0]


def _convert_or(session: Any, name: str, families: str, like: str, default: Any, *arguments: Any) -> Any:
    """The conversion, or the default where it fails; `like` is VALUE, or TEXT for one to convert in the same way."""
    try:
        return _converted(session, name, families, arguments)
    except OraError:
        return default if like == "VALUE" else _converted(session, name, families, (default, *arguments[1:]))


def _convertible(session: Any, name: str, families: str, *arguments: Any) -> bool:
    """Can it be converted? NULL can."""
    try:
        _converted(session, name, families, arguments)
    except OraError:
        return False
    return True


def _helper(name: str, result: Any, python: Any) -> Overload:
    parameters = "VARCHAR2 VARCHAR2 ANY ANY*"
    return function(name, parameters, result, python, sqlite_name=name, needs_session=True, null_in_null_out=False)


TABLE: tuple[Overload, ...] = (
    _helper("ORA_CONVERT_OR", VARCHAR2, _convert_or),
    _helper("ORA_CONVERTIBLE", NUMBER, _convertible),
)
