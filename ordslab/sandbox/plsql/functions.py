"""Packaged and stored functions in SQL: `select shop.price(1) from dual`. SQL asks here for what it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.coercion import converter
from ordslab.sandbox.plsql.datatypes import ScalarType, distance
from ordslab.sandbox.plsql.errors import InvalidProgram
from ordslab.sandbox.plsql.runtime import Execution, Frame, check_nesting
from ordslab.sandbox.plsql.scope import Overloads, PackageScope, Subprogram
from ordslab.sandbox.plsql.stored.library import SessionCatalog, session_catalog
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.names import Names
    from ordslab.sandbox.sql.session import Session


@dataclass(frozen=True)
class _Function:
    """What a name in SQL means: a function, or nothing. `places`: each formal's argument, None for its default."""

    subprogram: Subprogram | None
    kind: OracleType | None
    places: tuple[int | None, ...] = ()


def function_type(
    session: Session, name: str, types: Sequence[OracleType], by_name: tuple[str, ...] = ()
) -> OracleType | None:
    """The type that FUNCTION, PACKAGE.FUNCTION or OWNER.PACKAGE.FUNCTION gives; None when there is no such function.

    `by_name`: the names of the last arguments. Raises ORA-06553 when the arguments do not fit, ORA-06575 when it does
    not compile, ORA-00902 when its type is not one of SQL's.
    """
    return _function(session, name, types, by_name).kind


def call_function(
    session: Session, name: str, values: Sequence[Any], types: Sequence[OracleType], by_name: tuple[str, ...] = ()
) -> tuple[Any, OracleType]:
    """Call it with values in the engine's form. Raises ORA-00904 when there is no such function."""
    found = _function(session, name, types, by_name)
    function = found.subprogram
    if function is None or found.kind is None:
        raise OraError(904, f'"{name}"' if "." not in name else name)
    check_nesting(session)
    execution = Execution(session, {})
    frame = Frame(0, None, execution)
    outer, session.restriction = session.restriction, "query"
    try:
        arguments = _arguments(function, found.places, frame, values, types)
        return function.invoke(frame, 0, arguments), found.kind
    except RecursionError:
        raise OraError(6500, message="PL/SQL: storage error") from None
    except OraError as error:
        raise execution.with_stack(error) from None
    finally:
        session.restriction = outer


def _arguments(
    function: Subprogram,
    places: Sequence[int | None],
    frame: Frame,
    values: Sequence[Any],
    types: Sequence[OracleType],
) -> list[Any]:
    arguments: list[Any] = []
    for formal, place in zip(function.formals, places, strict=True):
        if place is not None:
            convert = converter(ScalarType(types[place]), formal.type)
            arguments.append(convert(values[place], frame.execution))
        else:
            assert formal.default is not None
            arguments.append(formal.default(frame))
    return arguments


def _function(session: Session, name: str, types: Sequence[OracleType], by_name: tuple[str, ...]) -> _Function:
    wanted = tuple(types)
    return session.planned(
        "function", (name, wanted, by_name), lambda names: _find(session, names, name.upper(), wanted, by_name)
    )


def _find(session: Session, names: Names, name: str, types: Sequence[OracleType], by_name: Sequence[str]) -> _Function:
    catalog = session_catalog(session, names)
    try:
        overloads = _overloads(catalog, name)
    except InvalidProgram as invalid:
        program = invalid.name.rpartition(".")[2]
        raise OraError(6575, message=f"Package or function {program} is in an invalid state") from None
    if overloads is None:
        return _Function(None, None)
    fitting = [
        (score, choice, places)
        for choice in overloads.choices
        if (places := _places(choice, len(types), by_name)) is not None
        and (score := _score(choice, places, types)) is not None
    ]
    if not fitting:
        text = f"PLS-306: wrong number or types of arguments in call to '{overloads.name}'"
        raise OraError(6553, message=text)
    _, function, places = min(fitting, key=lambda found: found[0])
    if not isinstance(function.returns, ScalarType) or function.returns.family == "BOOLEAN":
        raise OraError(902, message="invalid datatype")
    kind = function.returns.type
    if kind.family == "VARCHAR2" and kind.size is None:
        kind = OracleType("VARCHAR2", size=4000)
    return _Function(function, kind, places)


def _overloads(catalog: SessionCatalog, name: str) -> Overloads | None:
    package_name, _, function_name = name.rpartition(".")
    package: PackageScope | None = catalog.find(package_name) if package_name else None
    found = package.declared(function_name) if package is not None else catalog.subprogram(name)
    return found if isinstance(found, Overloads) else None


def _places(choice: Subprogram, count: int, by_name: Sequence[str]) -> tuple[int | None, ...] | None:
    """Which argument each formal gets, None for its default; None for all when they do not fit."""
    first = count - len(by_name)
    names = [formal.name for formal in choice.formals]
    if count > len(names) or len({*names[:first], *by_name}) < count or not set(by_name) <= set(names):
        return None
    given: dict[str, int] = {name: place for place, name in enumerate([*names[:first], *by_name])}
    places = tuple(given.get(name) for name in names)
    if any(place is None and formal.default is None for place, formal in zip(places, choice.formals, strict=True)):
        return None
    return places


def _score(choice: Subprogram, places: Sequence[int | None], types: Sequence[OracleType]) -> int | None:
    if choice.returns is None:
        return None
    score = 0
    for formal, place in zip(choice.formals, places, strict=True):
        if place is None:
            continue
        away = distance(ScalarType(types[place]), formal.type)
        if away is None or formal.mode != "IN":
            return None
        score += away
    return score
