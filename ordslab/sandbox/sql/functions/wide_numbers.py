"""What queries need where a wide number (see `decimals`) may be among others: comparing, sorting, choosing.

SQLite finds equal numbers equal by itself, but sorts all wide ones, being BLOBs, behind the others.
"""

from __future__ import annotations

import math
from decimal import ROUND_FLOOR
from typing import Any

from ordslab.sandbox.sql import number_bytes
from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.functions.decimals import exact, from_double, in_order, storable
from ordslab.sandbox.sql.functions.number_formats import plain_number
from ordslab.sandbox.sql.functions.overload import BINARY_DOUBLE, Overload, function
from ordslab.sandbox.sql.types import NUMBER, RAW, SHORT_NUMBER

_WHOLE_FLOATS = 2**53  # below it a float holds every whole number
_INT64 = 2**63


def compare(left: Any, right: Any) -> int:
    """-1, 0 or 1."""
    key = in_order((left, right))
    one, two = key(left), key(right)
    return int(one > two) - int(one < two)


def _key(number: Any) -> bytes:
    """Bytes that sort as the numbers do, for every number."""
    return number_bytes.encode(number if isinstance(number, int) else exact(number))


def _near(number: Any) -> int | float:
    """Of a wide number: what stands for it among the others. It never jumps over one; `_side` tells them apart then."""
    value = exact(number)
    if abs(value) < _WHOLE_FLOATS:
        return float(value)
    floor = int(value.to_integral_value(ROUND_FLOOR))
    if -_INT64 <= floor < _INT64:
        return floor
    return math.inf if value > 0 else -math.inf


def _side(number: Any) -> bytes:
    """Of a wide number: on which side of `_near` it is, and where among those that share it. x'80' is the middle."""
    near, value = _near(number), exact(number)
    data = number_bytes.encode(value)
    if isinstance(near, float) and math.isinf(near):
        return data
    return (b"\x00" if value < exact(near) else b"\xff") + data


def _larger(left: Any, right: Any) -> Any:
    return max((each for each in (left, right) if each is not None), key=in_order((left, right)), default=None)


def _smaller(left: Any, right: Any) -> Any:
    return min((each for each in (left, right) if each is not None), key=in_order((left, right)), default=None)


def _narrow(number: Any) -> Any:
    """A number that SQLite may calculate with."""
    if isinstance(storable(number), bytes):
        raise not_supported("windows over numbers of more digits than a 64-bit number holds")
    return number


def _from_json(value: Any) -> Any:
    """A cell of JSON_TABLE: a number that JSON's reader would blur comes as text."""
    return plain_number(value) if isinstance(value, str) else value


_NULLS: dict[str, Any] = {"null_in_null_out": False}


def _helper(name: str, parameters: str, result: Any, python: Any, **options: Any) -> Overload:
    return function(name, parameters, result, python, sqlite_name=name, **options)


TABLE: tuple[Overload, ...] = (
    _helper("ORA_COMPARE", "NUMBER NUMBER", SHORT_NUMBER, compare),
    _helper("ORA_KEY_NUMBER", "NUMBER", RAW, _key),
    _helper("ORA_NEAR", "NUMBER", BINARY_DOUBLE, _near),
    _helper("ORA_SIDE", "NUMBER", RAW, _side),
    _helper("ORA_LARGER", "NUMBER NUMBER", NUMBER, _larger, **_NULLS),
    _helper("ORA_SMALLER", "NUMBER NUMBER", NUMBER, _smaller, **_NULLS),
    _helper("ORA_REFUSE_WIDE", "NUMBER", SHORT_NUMBER, _narrow),
    _helper("ORA_FROM_JSON", "ANY", NUMBER, _from_json),
    _helper("ORA_FROM_DOUBLE", "BINARY_DOUBLE", NUMBER, from_double),
)
