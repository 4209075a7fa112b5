"""A NUMBER out of text, or out of what somebody else's reader made of text: the one place.

`1e10000000` is eleven characters to send and ten million digits to write out: its size is looked at before anything is
computed with it.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation

from ordslab.sandbox.sql.number_bytes import EXACT, fitted, overflow

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee]([+-]?)\d+)?", re.ASCII)
_LARGEST_POWER, _SMALLEST_POWER = 125, -130
_SHORT = 4000  # digits of which Python makes an int at once
_WHOLE = 10**38  # NUMBER holds every whole number below it
_TOO_LARGE = Decimal("1e999999")


def number_of(text: str) -> int | Decimal:
    """The number that a text writes, a whole one as int. Raises ValueError where it writes none, and ORA-01426."""
    return as_number(decimal_of(text))


def as_number(number: int | Decimal) -> int | Decimal:
    """A number that JSON's reader gave as a NUMBER has it: with 40 digits at most. Raises ORA-01426."""
    if isinstance(number, int) and -_WHOLE < number < _WHOLE:
        return number
    value = Decimal(number)
    in_range(value)
    return in_range(fitted(EXACT.plus(value)))


def decimal_of(text: str) -> Decimal:
    """The same as it is written, however large: not yet a NUMBER, and nothing to compute with. Raises ValueError."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise ValueError("no number")
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent of twenty digits
        is_zero = not text.lower().partition("e")[0].strip("+-0.")
        return Decimal(0) if is_zero or found[1] == "-" else _TOO_LARGE


def whole_of(digits: str) -> int:
    """The number that digits alone write. Raises ORA-01426."""
    return int(number_of(digits))


def double_of(text: str) -> float:
    """The BINARY_DOUBLE that a text writes. Raises ValueError where it writes none, and ORA-01426."""
    number = float(decimal_of(text))
    if math.isinf(number):
        raise overflow()
    return number


def json_whole(text: str) -> int | Decimal:
    """An integer of JSON, which may have any number of digits: for `json.loads`."""
    return int(text) if len(text) <= _SHORT else Decimal(text)


def in_range(number: Decimal) -> int | Decimal:
    """A whole number as int, what is too small as 0. Raises ORA-01426 for what is larger than any NUMBER."""
    power = number.adjusted()
    if not number.is_finite() or (power > _LARGEST_POWER and number):
        raise overflow()
    if power < _SMALLEST_POWER or not number:
        return 0
    return int(number) if number == number.to_integral_value() else number
