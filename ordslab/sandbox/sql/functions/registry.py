"""All functions and operators: which overload a call means, what it gives, and how SQLite and PL/SQL reach it.

Session registers functions on demand through `ensure(connection, session, sqlite_names)`: a plan names the functions
that it uses, and each is made known to the session's connection once. `install` registers all of them.

Operators are declared as functions are, under their sign: `resolve("+", [DATE, NUMBER])`. The translator wraps each
argument whose family is not the one in `overload.wanted_families(types)` in the function that `conversion` names.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any
from weakref import WeakKeyDictionary

from ordslab.sandbox.sql import interruption, number_bytes
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import composed, fallible, infinities, tables
from ordslab.sandbox.sql.functions.context import FunctionSession
from ordslab.sandbox.sql.functions.decimals import from_storage, is_finite, storable, storable_double
from ordslab.sandbox.sql.functions.overload import Overload, function, group
from ordslab.sandbox.sql.memory import LARGEST_LOB, LONGEST_IN_PLSQL, LONGEST_IN_SQL, too_large_lob
from ordslab.sandbox.sql.types import NULL, NUMERIC, OracleType

__all__ = [
    "Overload",
    "call",
    "comparison_key",
    "conversion",
    "ensure",
    "install",
    "overloads",
    "resolve",
    "result_of_arithmetic",
]

_SIZED = (str, bytes)
_UNUSUAL = frozenset({bytes, float})  # among them what NUMBER has not: infinity and NaN
_BY_NAME: dict[str, tuple[Overload, ...]] = {}
_BY_SQLITE_NAME: dict[str, Overload] = {}


def _add(table: Iterable[Overload]) -> None:
    for overload in table:
        _BY_NAME[overload.name] = (*_BY_NAME.get(overload.name, ()), overload)
        assert overload.sqlite_name not in _BY_SQLITE_NAME, overload.sqlite_name
        _BY_SQLITE_NAME[overload.sqlite_name] = overload


_add(tables.ALL)


def _run_program(session: FunctionSession, program: str, *values: Any) -> Any:
    """See `functions.composed`."""
    made = _entry(session)[2]

    def function(name: str) -> Callable[..., Any]:
        if name not in made:
            made[name] = _guarded(_BY_SQLITE_NAME[name], session)
        return made[name]

    try:
        return composed.run(program, values, function)
    except Exception as error:
        raise session.pending_error or error from None


PACK, RUN, RUN_EACH = "ORA_PACK", "ORA_RUN", "ORA_RUN_EACH"
"""SQLite's names of what runs a program (RUN_EACH: one that gives something else each time), and of its packs."""

_BY_SQLITE_NAME[PACK] = function(PACK, "ANY*", NULL, composed.pack, sqlite_name=PACK, null_in_null_out=False)
for _name in (RUN, RUN_EACH):
    _BY_SQLITE_NAME[_name] = function(
        *(_name, "VARCHAR2 ANY*", NULL, _run_program),
        sqlite_name=_name,
        needs_session=True,
        null_in_null_out=False,
        deterministic=_name == RUN,
    )

_CONVERSIONS = {
    ("BOOLEAN", "TEXT"): "ORA_TO_CHAR_BOOLEAN",
    ("NUMBER", "BOOLEAN"): "ORA_TO_BOOLEAN_NUMBER",
    ("TEXT", "BOOLEAN"): "ORA_TO_BOOLEAN",
    ("TEXT", "NUMBER"): "ORA_TO_NUMBER",
    ("TEXT", "BINARY_DOUBLE"): "ORA_TO_DOUBLE",
    ("TEXT", "BINARY_FLOAT"): "ORA_TO_DOUBLE",
    ("TEXT", "DATE"): "ORA_TO_DATE",
    ("TEXT", "TIMESTAMP"): "ORA_TO_TIMESTAMP",
    ("TEXT", "TIMESTAMP_TZ"): "ORA_TO_TIMESTAMP_TZ",
    ("TEXT", "INTERVAL_DS"): "ORA_TO_DSINTERVAL",
    ("TEXT", "INTERVAL_YM"): "ORA_TO_YMINTERVAL",
    ("TEXT", "BINARY"): "ORA_HEXTORAW",
    ("NUMBER", "TEXT"): "ORA_TO_CHAR_NUMBER",
    ("BINARY_DOUBLE", "TEXT"): "ORA_TO_CHAR_DOUBLE",
    ("BINARY_FLOAT", "TEXT"): "ORA_TO_CHAR_DOUBLE",
    ("NUMBER", "BINARY_DOUBLE"): "ORA_TO_BINARY_DOUBLE_NUMBER",
    ("NUMBER", "BINARY_FLOAT"): "ORA_TO_BINARY_DOUBLE_NUMBER",
    ("DATE", "TEXT"): "ORA_TO_CHAR_DATE",
    ("TIMESTAMP", "TEXT"): "ORA_TO_CHAR_TIMESTAMP",
    ("TIMESTAMP_TZ", "TEXT"): "ORA_TO_CHAR_TIMESTAMP_TZ",
    ("TIMESTAMP", "DATE"): "ORA_AS_DATE",
    ("TIMESTAMP_TZ", "DATE"): "ORA_AS_DATE",
    ("TIMESTAMP_TZ", "TIMESTAMP"): "ORA_AS_TIMESTAMP",
    ("DATE", "TIMESTAMP_TZ"): "ORA_AS_TIMESTAMP_TZ",
    ("TIMESTAMP", "TIMESTAMP_TZ"): "ORA_AS_TIMESTAMP_TZ",
    ("BINARY", "TEXT"): "ORA_RAWTOHEX",
    ("ROWID", "TEXT"): "ORA_ROWIDTOCHAR",
    ("TEXT", "ROWID"): "ORA_CHARTOROWID",
    ("TEXT", "JSON"): "ORA_TO_JSON",
    ("BINARY", "JSON"): "ORA_TO_JSON",
    # INTERVAL to text: the engine's form is Oracle's text form
}
_SAME_FORM = {("BOOLEAN", "NUMBER"), ("DATE", "TIMESTAMP"), ("INTERVAL_DS", "TEXT"), ("INTERVAL_YM", "TEXT")}

_COMPARISON_KEYS = {
    "TIMESTAMP_TZ": "ORA_KEY_TIMESTAMP_TZ",
    "INTERVAL_DS": "ORA_KEY_INTERVAL_DS",
    "INTERVAL_YM": "ORA_KEY_INTERVAL_YM",
    "JSON": "ORA_KEY_JSON",
}


def overloads(name: str) -> tuple[Overload, ...]:
    """The declarations of a function, () for an unknown name."""
    return _BY_NAME.get(name, ())


def scalar(sqlite_name: str) -> Overload | None:
    """The declaration of a function by its SQLite name; None for an aggregate and for what is none of ours."""
    overload = _BY_SQLITE_NAME.get(sqlite_name)
    return None if overload is None or overload.aggregate else overload


def resolve(name: str, arguments: Sequence[OracleType]) -> Overload:
    """The overload that a call means.

    Raises ORA-00904 for an unknown name, ORA-00909, 938 or 939 for a wrong number of arguments, ORA-00932 when no
    overload takes these families, ORA-00975 for date + date.
    """
    return _resolve(name, tuple(argument.family for argument in arguments))


@lru_cache(maxsize=2048)
def _resolve(name: str, families: tuple[str, ...]) -> Overload:
    choices = _BY_NAME.get(name)
    if choices is None:
        raise OraError(904, f'"{name}"')
    fitting = [choice for choice in choices if choice.accepts(len(families))]
    if not fitting:
        raise _wrong_count(choices, len(families))
    best: Overload | None = None
    best_distance = 0
    for choice in fitting:
        distances = [_distance(family, choice.wanted(position)) for position, family in enumerate(families)]
        if None in distances:
            continue
        # the first argument decides where the others leave a choice
        distance = sum(each for each in (*distances[:1], *distances) if each is not None)
        if best is None or distance < best_distance:
            best, best_distance = choice, distance
    if best is None:
        raise _wrong_families(name, fitting[0], families)
    return best


def _wrong_count(choices: tuple[Overload, ...], count: int) -> OraError:
    fixed = {len(choice.parameters) for choice in choices}
    if len(fixed) == 1 and not any(parameter[-1] in "?*" for choice in choices for parameter in choice.parameters):
        return OraError(909, message="invalid number of arguments")
    if all(not choice.accepts(more) for choice in choices for more in range(count + 1, count + 12)):
        return OraError(939, message="too many arguments for function")
    return OraError(938, message="not enough arguments for function")


_ALSO_OF: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("SUM", "AVG"), ("INTERVAL",)),
    **dict.fromkeys(("CEIL", "FLOOR"), ("DATE", "TIMESTAMP", "INTERVAL")),
    **dict.fromkeys(("ROUND", "TRUNC"), ("INTERVAL",)),
}
"""What these take since release 23 (SQL Language Reference 23ai)."""


def _wrong_families(name: str, choice: Overload, families: tuple[str, ...]) -> OraError:
    if name == "+" and all(family.startswith(("DATE", "TIMESTAMP")) for family in families):
        return OraError(975, message="date + date not allowed")
    if name in _ALSO_OF and families[0].startswith(_ALSO_OF[name]):
        return not_supported(f"{name} of {_spoken(families[0])}")
    for position, family in enumerate(families):
        wanted = choice.wanted(position)
        if _distance(family, wanted) is None:
            break
    expected, got = _spoken(wanted), _spoken(family)
    return OraError(932, message=f"inconsistent datatypes: expected {expected} got {got}")


def _spoken(family: str) -> str:
    return {
        "VARCHAR2": "CHAR",
        "TIMESTAMP_TZ": "TIMESTAMP WITH TIME ZONE",
        "INTERVAL_DS": "INTERVAL DAY TO SECOND",
        "INTERVAL_YM": "INTERVAL YEAR TO MONTH",
        "RAW": "BINARY",
    }.get(family, family)


_DATETIMES = ("DATE", "TIMESTAMP", "TIMESTAMP_TZ")


def _distance(family: str, wanted: str) -> int | None:
    """How far an argument is from a parameter: 0 the same, the more the worse, None impossible."""
    if family in (wanted, "NULL"):
        return 0
    if wanted == "ANY":
        return 1
    given, target = group(family), group(wanted)
    if given == target:
        return 3 if wanted == "NUMBER" else 1  # NUMBER beside BINARY_DOUBLE becomes BINARY_DOUBLE
    if family in _DATETIMES and wanted in _DATETIMES:
        return 2 if _DATETIMES.index(family) < _DATETIMES.index(wanted) else 6
    if "JSON" in (family, wanted):
        return None
    if family == "BOOLEAN" and target in ("NUMBER", "TEXT"):
        return 21
    if wanted == "BOOLEAN":
        return 21 if given in ("NUMBER", "TEXT") and family != "CLOB" else None
    if target == "TEXT" and family not in ("BOOLEAN", "BLOB"):
        return 20
    if given == "TEXT" and family != "CLOB":
        return 20 if target == "NUMBER" else 22
    return None


def result_of_arithmetic(operator: str, left: OracleType, right: OracleType) -> OracleType:
    """The type of `left operator right` for + - * / ||. Raises ORA-00932 or ORA-00975."""
    arguments = (left, right)
    return resolve(operator, arguments).result_type(arguments)


def conversion(source: OracleType, target_family: str) -> str | None:
    """The SQLite function for the implicit conversion to a family, None if the values already look that way.

    Raises ORA-00932 where Oracle has no implicit conversion.
    """
    family = source.family
    if family in (target_family, "NULL") or target_family in ("ANY", "NULL"):
        return None
    given, wanted = group(family), group(target_family)
    for pair in ((family, target_family), (family, wanted), (given, target_family), (given, wanted)):
        if pair in _CONVERSIONS:
            return _CONVERSIONS[pair]
        if pair in _SAME_FORM:
            return None
    if given == wanted:
        return None
    raise OraError(932, message=f"inconsistent datatypes: expected {_spoken(target_family)} got {_spoken(family)}")


def comparison_key(kind: OracleType) -> str | None:
    """The SQLite function that makes values of this type compare and sort in Oracle's order, None if they do anyway."""
    return _COMPARISON_KEYS.get(kind.family)


# --- SQLite ----------------------------------------------------------------------------------------------------------

_Entry = tuple[sqlite3.Connection | None, set[str], dict[str, Callable[..., Any]]]
_known: WeakKeyDictionary[Any, _Entry] = WeakKeyDictionary()


def _entry(session: FunctionSession) -> _Entry:
    """A session's connection, the functions that it knows, and those made for programs."""
    found = _known.get(session)
    if found is None:
        found = _known[session] = (None, set(), {})
    return found


def ensure(connection: sqlite3.Connection, session: FunctionSession, sqlite_names: Iterable[str]) -> None:
    """Register these functions on the session's connection, those that it does not know yet."""
    entry = _entry(session)
    if entry[0] is not connection:
        entry = _known[session] = (connection, set(), {})
    known = entry[1]
    for name in sqlite_names:
        if name not in known:
            _register(connection, session, _BY_SQLITE_NAME[name])
            known.add(name)


def install(connection: sqlite3.Connection, session: FunctionSession) -> None:
    """Register all functions."""
    ensure(connection, session, _BY_SQLITE_NAME)


def _register(connection: sqlite3.Connection, session: FunctionSession, overload: Overload) -> None:
    name = overload.sqlite_name
    if not overload.aggregate:
        connection.create_function(name, -1, _guarded(overload, session), deterministic=overload.deterministic)
    else:
        connection.create_window_function(name, -1, _guarded_aggregate(overload, session))


def _guarded(overload: Overload, session: FunctionSession) -> Callable[..., Any]:
    """The function as SQLite calls it: NULLs, errors and results as SQLite and the session need them."""
    python, needs_session, null_out = overload.python, overload.needs_session, overload.null_in_null_out
    if overload.needs_limit:
        python = partial(python, LONGEST_IN_SQL)
    numeric = _takes_numbers(overload)
    beyond = infinities.finder(overload)

    def run(*values: Any) -> Any:
        if null_out and None in values:
            return None
        try:
            if numeric and _UNUSUAL.intersection(map(type, values)):
                values = _with_wide_numbers(overload, values)
                if beyond(values):
                    return storable_double(infinities.answer(overload.name, values))
            interruption.check()
            result = python(session, *values) if needs_session else python(*values)
            if type(result) in _SIZED:
                _check_size(len(result))
            if type(result) is int and -(2**63) <= result < 2**63:
                return result
            return _stored(result)
        except Exception as error:
            session.pending_error = as_ora_error(error, overload)
            raise

    return run


def _guarded_aggregate(overload: Overload, session: FunctionSession) -> Any:
    """The aggregate's class with the same care. (SQLite makes an object for each group.)"""
    python, needs_session = overload.python, overload.needs_session
    numeric = _takes_numbers(overload)
    beyond = infinities.finder(overload)

    def guard(method: Callable[..., Any]) -> Callable[..., Any]:
        def run(self: Any, *values: Any) -> Any:
            if self.inner is None:
                return None  # SQLite finalizes what has failed, too
            try:
                if numeric and _UNUSUAL.intersection(map(type, values)):
                    values = _with_wide_numbers(overload, values)
                    if beyond(values):
                        infinities.check_aggregate(overload.name)
                interruption.check()
                result = method(self.inner, *values)
                if type(result) in _SIZED:
                    _check_size(len(result))
                return _stored(result)
            except Exception as error:
                self.inner = None
                session.pending_error = as_ora_error(error, overload)
                raise

        return run

    def __init__(self: Any) -> None:  # noqa: N807 - becomes the class's own
        self.inner = python(session) if needs_session else python()

    methods = {name: guard(getattr(python, name)) for name in ("step", "finalize", "value", "inverse")}
    return type(overload.sqlite_name, (), {"__init__": __init__, **methods})


def _check_size(size: int) -> None:
    """Raises ORA-01652 for a value that is too large, ORA-04036 where the call has too many."""
    if size > LARGEST_LOB:
        raise too_large_lob()
    interruption.check_memory(size)


def _takes_numbers(overload: Overload) -> bool:
    return any(parameter.rstrip("?*") in NUMERIC for parameter in overload.parameters)


def _with_wide_numbers(overload: Overload, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments with wide numbers as int or Decimal, NaN as float."""
    if bytes not in map(type, values):
        return values
    return tuple(
        _number(value) if overload.wanted(position) in NUMERIC else value for position, value in enumerate(values)
    )


def _number(value: Any) -> Any:
    return number_bytes.decode(value) if type(value) is bytes and is_finite(value) else from_storage(value)


def _stored(result: Any) -> Any:
    if result is None or result == "":
        return None
    if isinstance(result, str | bytes):
        return result
    if isinstance(result, float):
        return storable_double(result)
    return int(result) if isinstance(result, bool) else storable(result)


def as_ora_error(error: Exception, overload: Overload) -> OraError:
    """`error`, or the Oracle error for what should not have happened inside a function."""
    if isinstance(error, OraError):
        return error
    what = f"{overload.name} failed in the ordslab sandbox ({type(error).__name__})"
    return OraError(3001, message=f"unimplemented feature: {what}")


# --- PL/SQL ----------------------------------------------------------------------------------------------------------


def call(
    session: FunctionSession | None, name: str, values: Sequence[Any], types: Sequence[OracleType]
) -> tuple[Any, OracleType]:
    """Call a function from PL/SQL: implicit conversions included. Gives the value, a number exact, and its type.

    `session`: None for a function that asks it for nothing.
    """
    overload = resolve(name, types)
    if overload.aggregate:
        raise OraError(934, message="group function is not allowed here")
    arguments = [
        _converted(session, value, kind, family)
        for value, kind, family in zip(values, types, overload.wanted_families(types), strict=True)
    ]
    kind = overload.result_type(types)
    if overload.null_in_null_out and None in arguments:
        return None, kind
    return _run(session, overload, arguments), kind


def _run(session: FunctionSession | None, overload: Overload, arguments: Sequence[Any]) -> Any:
    result = in_plsql(overload)(session, arguments)
    return None if result == "" else result


def in_plsql(overload: Overload) -> Callable[[FunctionSession | None, Sequence[Any]], Any]:
    """The function as PL/SQL calls it, with arguments that need no conversion."""
    python, needs_session = overload.python, overload.needs_session
    if overload.needs_limit:
        python = partial(python, LONGEST_IN_PLSQL)
    beyond = infinities.finder(overload)

    def run(session: FunctionSession | None, arguments: Sequence[Any]) -> Any:
        try:
            if float in map(type, arguments) and beyond(tuple(arguments)):
                return infinities.answer(overload.name, tuple(arguments))
            result = python(session, *arguments) if needs_session else python(*arguments)
        except Exception as error:
            raise as_ora_error(error, overload) from error
        if type(result) in _SIZED:
            _check_size(len(result))
        return result

    return run


def _converted(session: FunctionSession | None, value: Any, kind: OracleType, family: str) -> Any:
    if value is None or value == "":
        return None
    if kind == NULL:  # an untyped bind: its value tells
        kind = _type_of_value(value)
    converter = conversion(kind, family)
    return value if converter is None else _run(session, _BY_SQLITE_NAME[converter], [value])


def _type_of_value(value: Any) -> OracleType:
    if isinstance(value, str):
        return OracleType("VARCHAR2")
    return OracleType("RAW") if isinstance(value, bytes) else OracleType("NUMBER")


_add(fallible.table(call))
