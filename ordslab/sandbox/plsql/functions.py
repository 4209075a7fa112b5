"""Packaged functions in SQL: `select ords_lab.x(1) from dual`. SQL asks here for what it does not know itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.catalog import catalog_of
from ordslab.sandbox.plsql.coercion import converter
from ordslab.sandbox.plsql.datatypes import ScalarType, distance
from ordslab.sandbox.plsql.runtime import Execution, Frame
from ordslab.sandbox.plsql.scope import Overloads, Subprogram
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.session import Session


def function_type(database: Database, name: str, types: Sequence[OracleType]) -> OracleType | None:
    """The type that PACKAGE.FUNCTION (or OWNER.PACKAGE.FUNCTION) gives; None when there is no such function.

    Raises ORA-06553 when the arguments do not fit, ORA-00902 when its type is not one of SQL's.
    """
    function = _find(database, name, types)
    if function is None:
        return None
    if not isinstance(function.returns, ScalarType) or function.returns.family == "BOOLEAN":
        raise OraError(902, message="invalid datatype")
    kind = function.returns.type
    return OracleType("VARCHAR2", size=4000) if kind.family == "VARCHAR2" and kind.size is None else kind


def call_function(
    session: Session, name: str, values: Sequence[Any], types: Sequence[OracleType]
) -> tuple[Any, OracleType]:
    """Call it with values in the engine's form. Raises ORA-00904 when there is no such function."""
    kind = function_type(session.database, name, types)
    function = _find(session.database, name, types)
    if not catalog_of(session.database).is_visible(name.upper().rpartition(".")[0], session):
        function = None
    if kind is None or function is None:
        raise OraError(904, f'"{name}"' if "." not in name else name)
    execution = Execution(session, {})
    frame = Frame(0, None, execution)
    arguments: list[Any] = []
    for position, formal in enumerate(function.formals):
        if position < len(values):
            convert = converter(ScalarType(types[position]), formal.type)
            arguments.append(convert(values[position], execution))
        else:
            assert formal.default is not None
            arguments.append(formal.default(frame))
    return function.invoke(frame, 0, arguments), kind


def _find(database: Database, name: str, types: Sequence[OracleType]) -> Subprogram | None:
    package_name, _, function_name = name.upper().rpartition(".")
    package = catalog_of(database).find(package_name)
    overloads = package.names.get(function_name) if package is not None else None
    if not isinstance(overloads, Overloads):
        return None
    fitting = [(score, choice) for choice in overloads.choices if (score := _score(choice, types)) is not None]
    if not fitting:
        text = f"PLS-306: wrong number or types of arguments in call to '{function_name}'"
        raise OraError(6553, message=text)
    return min(fitting, key=lambda found: found[0])[1]


def _score(choice: Subprogram, types: Sequence[OracleType]) -> int | None:
    if choice.returns is None or len(types) > len(choice.formals):
        return None
    if any(formal.default is None for formal in choice.formals[len(types) :]):
        return None
    score = 0
    for formal, kind in zip(choice.formals, types, strict=False):
        away = distance(ScalarType(kind), formal.type)
        if away is None or formal.mode != "IN":
            return None
        score += away
    return score
