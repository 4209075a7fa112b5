"""The steps of SQL/JSON path expressions, in Oracle's lax mode: what is no array counts as an array of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from ordslab.sandbox.sql.json_text import TypedScalar
from ordslab.sandbox.sql.number_text import decimal_of, in_range

Variables = dict[str, Any]
Step = Callable[[Any, Variables], Iterator[Any]]
Test = Callable[[Any, Variables], bool]

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: left == right,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


_TYPED_NAMES = {
    "DATE": "date", "TIMESTAMP": "timestamp", "TIMESTAMP_TZ": "timestamp with time zone", "RAW": "binary",
    "INTERVAL_DS": "daysecondInterval", "INTERVAL_YM": "yearmonthInterval",
}  # fmt: skip


def _type_name(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list):
        return "array"
    if isinstance(value, TypedScalar):
        return _TYPED_NAMES[value.family]
    if isinstance(value, float):
        return "double"
    return "object" if isinstance(value, dict) else "number"


def scalar_text(value: Any) -> str:
    """A scalar as JSON_VALUE shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        value = Decimal(repr(value))
        value = value.to_integral_value() if value == value.to_integral_value() else value
    if isinstance(value, Decimal):
        return format(value, "f") if -40 < value.adjusted() < 40 else str(value)
    return str(value)


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return value
    if isinstance(value, float):
        return decimal_of(repr(value))
    try:
        return decimal_of(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _rounded(value: Any, rounding: str) -> Any:
    number = _number(value)
    return None if number is None else in_range(Decimal(number).to_integral_value(rounding))


def _moment(value: Any) -> Any:
    return value if isinstance(value, str | TypedScalar) else None


def _only(*kinds: type) -> Callable[[Any], Any]:
    """The value where it is of one of these types; true is no number."""
    return lambda value: value if isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool)) else None


PATH_METHODS: dict[str, Callable[[Any], Any]] = {
    "size": lambda value: len(value) if isinstance(value, list) else 1,
    "count": lambda value: len(value) if isinstance(value, list) else 1,
    "type": _type_name,
    "length": lambda value: len(value) if isinstance(value, str) else None,
    "upper": lambda value: value.upper() if isinstance(value, str) else None,
    "lower": lambda value: value.lower() if isinstance(value, str) else None,
    "string": lambda value: scalar_text(value) if not isinstance(value, list | dict) else None,
    "stringOnly": _only(str),
    "number": _number,
    "numberOnly": _only(int, Decimal, float),
    "double": _number,
    "float": _number,
    "date": _moment,
    "dateWithTime": _moment,
    "timestamp": _moment,
    "booleanOnly": _only(bool),
    "abs": lambda value: None if (number := _number(value)) is None else abs(number),
    "ceiling": lambda value: _rounded(value, ROUND_CEILING),
    "floor": lambda value: _rounded(value, ROUND_FLOOR),
    "boolean": lambda value: value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value)),
}


def _items_of(value: Any) -> Sequence[Any]:
    """Lax mode: what is no array counts as an array of one."""
    return value if isinstance(value, list) else [value]


def named(name: str) -> Step:
    def step(value: Any, _: Variables) -> Iterator[Any]:
        for each in _items_of(value):
            if isinstance(each, dict) and name in each:
                yield each[name]

    return step


def every_member(value: Any, _: Variables) -> Iterator[Any]:
    for each in _items_of(value):
        if isinstance(each, dict):
            yield from each.values()


def every_item(value: Any, _: Variables) -> Iterator[Any]:
    yield from _items_of(value)


def ranged(ranges: Sequence[tuple[int, int]]) -> Step:
    def step(value: Any, _: Variables) -> Iterator[Any]:
        items = _items_of(value)
        for low, high in ranges:
            first = low if low >= 0 else len(items) + low
            last = high if high >= 0 else len(items) + high
            yield from items[max(0, first) : last + 1]

    return step


def descend(name: str) -> Step:
    def step(value: Any, given: Variables) -> Iterator[Any]:
        if isinstance(value, dict):
            for key, each in value.items():
                if key == name:
                    yield each
                yield from step(each, given)
        elif isinstance(value, list):
            for each in value:
                yield from step(each, given)

    return step


def filtered(test: Test) -> Step:
    def step(value: Any, given: Variables) -> Iterator[Any]:
        for each in _items_of(value):
            if test(each, given):
                yield each

    return step


def method(method: Callable[[Any], Any]) -> Step:
    def step(value: Any, _: Variables) -> Iterator[Any]:
        result = method(value)
        if result is not None:
            yield result

    return step


def compared(
    left: Callable[[Any, Variables], list[Any]],
    operation: Callable[[Any, Any], bool],
    right: Callable[[Any, Variables], list[Any]],
) -> Test:
    """True when any pair compares so; values of different kinds do not."""

    def test(value: Any, given: Variables) -> bool:
        return any(_holds(operation, one, two) for one in left(value, given) for two in right(value, given))

    return test


def _holds(operation: Callable[[Any, Any], bool], one: Any, two: Any) -> bool:
    if isinstance(one, str) != isinstance(two, str):
        first, second = _number(one), _number(two)
        if first is None or second is None:
            return False
        one, two = first, second
    try:
        return bool(operation(one, two))
    except TypeError:
        return False
