"""Functions that every session's SQLite connection has: sequences, packaged functions, what system views ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.dictionary.functions import dictionary_functions
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.decimals import from_storage
from ordslab.sandbox.sql.types import NUMERIC, OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext


def session_functions(session: SessionContext) -> list[tuple[str, int, Callable[..., Any]]]:
    """Name, number of arguments (-1: any) and function of each."""
    return [
        ("ORA$NEXTVAL", 1, lambda name: next_value(session, name)),
        ("ORA$CURRVAL", 1, lambda name: _current_value(session, name)),
        ("ORA$CALL", -1, lambda name, families, *values: _call(session, name, families, values)),
        *dictionary_functions(session),
    ]


def next_value(session: SessionContext, name: str) -> int:
    """NEXTVAL of OWNER.NAME. Raises ORA-02289, ORA-08004."""
    owner, _, sequence_name = name.partition(".")
    sequence = session.database.dictionary(owner).sequence(sequence_name)
    if sequence is None:
        raise OraError(2289, message="sequence does not exist")
    value = session.database.system.next_value(owner, sequence)
    session.sequence_values[name] = value
    return value


def _current_value(session: SessionContext, name: str) -> int:
    """CURRVAL of OWNER.NAME. Raises ORA-08002 before the first NEXTVAL."""
    if name not in session.sequence_values:
        sequence = name.partition(".")[2]
        raise OraError(8002, message=f"sequence {sequence}.CURRVAL is not yet defined in this session")
    return session.sequence_values[name]


def _call(session: SessionContext, name: str, families: str, values: tuple[Any, ...]) -> Any:
    """A function of PL/SQL by its name; behind it, in parentheses, the names of the last arguments."""
    types = [OracleType(family) for family in families.split(",") if family]
    given = [
        from_storage(value) if kind.family in NUMERIC else value for value, kind in zip(values, types, strict=False)
    ]
    called, _, names = name.partition("(")
    by_name = tuple(names[:-1].split(",")) if names else ()
    value, _ = session.programs.call_function(called, given, types, by_name)
    return value
