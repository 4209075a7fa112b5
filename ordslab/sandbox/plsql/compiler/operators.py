"""Operators on compiled operands: arithmetic, concatenation, comparison, three-valued logic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ordslab.sandbox.plsql.coercion import as_text, family_conversion
from ordslab.sandbox.plsql.datatypes import (
    BOOLEAN_TYPE,
    DATE_TYPE,
    NUMBER_TYPE,
    TEXT_TYPE,
    CollectionType,
    DataType,
    ScalarType,
    group,
)
from ordslab.sandbox.plsql.errors import pls, value_error
from ordslab.sandbox.plsql.moments import difference_in_days, moment_key, plus_days
from ordslab.sandbox.plsql.numbers import calculate
from ordslab.sandbox.plsql.runtime import Frame, Run
from ordslab.sandbox.plsql.scope import Value
from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.functions import like_patterns
from ordslab.sandbox.sql.memory import LARGEST_LOB, too_large_lob
from ordslab.sandbox.sql.types import DATE, NUMBER, OracleType

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}


_LONGEST_TEXT = 32767
_LOB_TYPE = ScalarType(OracleType("CLOB"))


def logical(operator: str, left: Value, right: Value) -> Value:
    """AND and OR with NULL as the third truth; the right side runs only when it matters."""
    decided = operator == "OR"
    first, second = left.run, right.run

    def run(frame: Frame) -> bool | None:
        one: bool | None = first(frame)
        if one is decided:
            return decided
        two: bool | None = second(frame)
        if two is decided:
            return decided
        return None if one is None or two is None else not decided

    return Value(BOOLEAN_TYPE, run)


def negation(operand: Value) -> Value:
    """NOT."""

    def run(frame: Frame) -> bool | None:
        value = operand.run(frame)
        return None if value is None else not value

    return Value(BOOLEAN_TYPE, run)


def concatenation(left: Value, right: Value) -> Value:
    """||, for which NULL is the empty string."""
    first, second = as_text(left.type), as_text(right.type)
    is_lob = "CLOB" in (getattr(left.type, "family", ""), getattr(right.type, "family", ""))

    def run(frame: Frame) -> str | None:
        execution = frame.execution
        one, two = left.run(frame), right.run(frame)
        before, behind = first(one, execution) or "", second(two, execution) or ""
        size = len(before) + len(behind)
        if size > _LONGEST_TEXT:
            if not is_lob:
                raise value_error("character string buffer too small")
            if size > LARGEST_LOB:
                raise too_large_lob()
            interruption.check_memory(size)
        text = before + behind
        if not text and is_lob and "" in (one, two):
            return ""  # a LOB without length is not NULL
        return text or None

    return Value(_LOB_TYPE if is_lob else TEXT_TYPE, run)


def converted(value: Value, kind: OracleType) -> Run:
    """The operand, converted implicitly to the family of `kind`."""
    assert isinstance(value.type, ScalarType)
    change = family_conversion(value.type.type, kind)
    if change is None:
        return value.run
    convert = change

    def run(frame: Frame) -> Any:
        operand = value.run(frame)
        return None if operand is None else convert(operand, frame.execution)

    return run


def comparison(at: int, operator: str, left: Value, right: Value) -> Value:
    """=, <>, <, >, <=, >=."""
    compare = _COMPARE[operator]
    first, second = comparable(at, operator, left, right)

    def run(frame: Frame) -> bool | None:
        one, two = first(frame), second(frame)
        return None if one is None or two is None else compare(one, two)

    return Value(BOOLEAN_TYPE, run)


def comparable(at: int, operator: str, left: Value, right: Value) -> tuple[Run, Run]:
    """Both operands in a form that Python compares as Oracle does. PLS-00306 when they cannot be compared."""
    if isinstance(left.type, CollectionType) and left.type is right.type and operator in ("=", "<>"):
        return left.run, right.run
    if not (isinstance(left.type, ScalarType) and isinstance(right.type, ScalarType)):
        raise _wrong_operands(at, operator)
    one, two = group(left.type.type), group(right.type.type)
    if "NULL" in (one, two):
        return left.run, right.run
    if "DATETIME" in (one, two) and {one, two} <= {"DATETIME", "TEXT"}:
        wanted = left.type.type if one == "DATETIME" else right.type.type
        return _keyed(converted(left, wanted) if one == "TEXT" else left.run), _keyed(
            converted(right, wanted) if two == "TEXT" else right.run
        )
    if "NUMBER" in (one, two) and {one, two} <= {"NUMBER", "TEXT"}:
        return converted(left, NUMBER), converted(right, NUMBER)
    if one != two or (one == "BOOLEAN" and operator not in ("=", "<>")):
        raise _wrong_operands(at, operator)
    if left.type.family == "CHAR" and right.type.family == "CHAR":
        return _mapped(left.run, str.rstrip), _mapped(right.run, str.rstrip)
    return left.run, right.run


def _keyed(operand: Run) -> Run:
    return _mapped(operand, moment_key)


def _mapped(operand: Run, function: Callable[[Any], Any]) -> Run:
    def run(frame: Frame) -> Any:
        value = operand(frame)
        return None if value is None else function(value)

    return run


def arithmetic(at: int, operator: str, left: Value, right: Value) -> Value:
    """+, -, *, /, MOD, ** of numbers; + and - of dates and intervals."""
    if not (isinstance(left.type, ScalarType) and isinstance(right.type, ScalarType)):
        raise _wrong_operands(at, operator)
    one, two = group(left.type.type), group(right.type.type)
    if "BOOLEAN" in (one, two) or "RAW" in (one, two):
        raise _wrong_operands(at, operator)
    if "INTERVAL" in (one, two) or (one == two == "DATETIME" and {left.type.family, right.type.family} != {"DATE"}):
        return _by_sql(operator, left, right)
    if "DATETIME" in (one, two):
        return _date_arithmetic(at, operator, left, right)
    doubles = {left.type.family, right.type.family} & {"BINARY_DOUBLE", "BINARY_FLOAT"}
    kind = ScalarType(OracleType("BINARY_DOUBLE")) if doubles else NUMBER_TYPE
    first, second = _number(left), _number(right)

    def run(frame: Frame) -> Any:
        a, b = first(frame), second(frame)
        return None if a is None or b is None else calculate(operator, a, b)

    return Value(kind, run)


def _number(value: Value) -> Run:
    if isinstance(value.type, ScalarType) and group(value.type.type) == "NUMBER":
        return value.run
    return converted(value, NUMBER)


def _date_arithmetic(at: int, operator: str, left: Value, right: Value) -> Value:
    assert isinstance(left.type, ScalarType)
    assert isinstance(right.type, ScalarType)
    both = group(left.type.type) == group(right.type.type) == "DATETIME"
    if operator not in "+-" or (both and operator == "+"):
        raise _wrong_operands(at, operator)
    if both:

        def subtract(frame: Frame) -> Any:
            a, b = left.run(frame), right.run(frame)
            return None if a is None or b is None else difference_in_days(a, b)

        return Value(NUMBER_TYPE, subtract)
    if group(left.type.type) != "DATETIME":
        if operator == "-":
            raise _wrong_operands(at, operator)
        left, right = right, left
    days = _number(right)
    start = converted(left, DATE)
    sign = 1 if operator == "+" else -1

    def add(frame: Frame) -> Any:
        moment, count = start(frame), days(frame)
        return None if moment is None or count is None else plus_days(moment, sign * count)

    return Value(DATE_TYPE, add)


_INTERVAL = ScalarType(OracleType("INTERVAL_DS"))


def _by_sql(operator: str, left: Value, right: Value) -> Value:
    """What PL/SQL does rarely is left to SQL: timestamps and intervals."""
    assert isinstance(left.type, ScalarType)
    assert isinstance(right.type, ScalarType)
    one, two = left.type.type, right.type.type
    kind: DataType = _INTERVAL
    if group(one) == "DATETIME" and group(two) != "DATETIME":
        kind = left.type
    elif group(two) == "DATETIME" and group(one) != "DATETIME":
        kind = right.type
    elif group(one) == "INTERVAL":
        kind = left.type
    elif group(two) == "INTERVAL":
        kind = right.type

    def run(frame: Frame) -> Any:
        session = frame.execution.session
        binds = [Bind(one, left.run(frame)), Bind(two, right.run(frame))]
        return session.execute(session.parse(f"select :1 {operator} :2 from dual"), binds).rows[0][0]

    return Value(kind, run)


def like(value: Run, pattern: Run, escape: Run | None) -> Run:
    """LIKE."""

    def run(frame: Frame) -> bool | None:
        text, wanted = value(frame), pattern(frame)
        if text is None or wanted is None:
            return None
        mark = escape(frame) if escape is not None else None
        return like_patterns.like(text, wanted, mark or "")

    return run


def _wrong_operands(at: int, operator: str) -> Exception:
    return pls(at, 306, f"wrong number or types of arguments in call to '{operator}'")
