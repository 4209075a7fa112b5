"""NUMBER's arithmetic: 40 decimal digits, exact for what people write down (0.1 + 0.2 is 0.3).

A number has one form in SQLite, so that equal numbers are equal there: a whole one is an integer if 64 bits hold it; a
fraction is a float if the float shows exactly its digits; every other number is *wide* and kept as Oracle's bytes in a
BLOB. `x >= x''` tells the wide ones. A float stands for the decimal fraction that it shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, Overflow
from typing import Any

from ordslab.sandbox.sql import number_bytes
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.number_bytes import EXACT
from ordslab.sandbox.sql.number_text import in_range

CONTEXT = Context(prec=40, rounding=ROUND_HALF_UP, Emax=125, Emin=-130, traps=[InvalidOperation, Overflow])
_WIDE = Context(prec=200, rounding=ROUND_HALF_UP)
_INT64 = 2**63
_WHOLE = 10**38  # NUMBER holds every whole number below it
_LARGEST_POWER = 125
_SMALLEST = Decimal("1E-130")


def exact(value: Any) -> Decimal:
    """A NUMBER, in whatever form, as Decimal."""
    if isinstance(value, float):
        return Decimal(repr(value))
    return Decimal(from_storage(value))


def simplest(value: Any) -> Any:
    """A whole Decimal as int, every other value as it is. Raises ORA-01426."""
    return in_range(value) if isinstance(value, Decimal) and value.is_finite() else value


def storable(value: Any) -> int | float | bytes:
    """The one form that SQLite has for a number. Raises ORA-01426 for what NUMBER cannot hold."""
    if type(value) is int:
        return value if -_INT64 <= value < _INT64 else number_bytes.encode(value)
    if isinstance(value, bytes | float):
        _check_finite(value)
    if isinstance(value, bytes):
        return value
    if isinstance(value, Decimal):
        value = in_range(value)
    try:
        number = float(value)
    except OverflowError:
        raise number_bytes.overflow() from None
    shown = Decimal(repr(number))
    if isinstance(value, float) or shown == value:
        if not number.is_integer():
            return number if abs(shown) >= _SMALLEST else 0
        return storable(int(shown))
    value = number_bytes.fitted(Decimal(value))
    if shown == value:  # what made the difference was behind the 40th digit
        return storable(number)
    return storable(int(value)) if value == value.to_integral_value() else number_bytes.encode(value)


def storable_double(value: Any) -> Any:
    """The one form that SQLite has for a BINARY_DOUBLE. SQLite itself makes NULL of NaN; -0 becomes 0, as in Oracle."""
    if is_nan(value):
        return number_bytes.NAN
    return value or abs(value)


def from_double(value: Any) -> Any:
    """A BINARY_DOUBLE as NUMBER. ORA-01426 for infinity and NaN, which NUMBER has not."""
    _check_finite(value)
    return simplest(exact(value))


def is_nan(value: Any) -> bool:
    """Is it the NaN of a BINARY_DOUBLE, in either of its forms?"""
    return value == number_bytes.NAN if isinstance(value, bytes) else isinstance(value, float) and math.isnan(value)


def is_finite(value: Any) -> bool:
    """Is it a number, neither infinity nor NaN?"""
    return value != number_bytes.NAN if isinstance(value, bytes) else math.isfinite(value)


def _check_finite(value: Any) -> None:
    if not is_finite(value):
        raise number_bytes.overflow()


def from_storage(value: Any) -> Any:
    """A number of SQLite's in the engine's form: a wide one becomes a Decimal, NaN a float."""
    if type(value) is not bytes:
        return value
    return math.nan if value == number_bytes.NAN else Decimal(number_bytes.decode(value))


def in_order(values: Iterable[Any]) -> Callable[[Any], Any]:
    """The key by which to sort these values as Oracle does, where wide numbers may be among them."""
    kinds = set(map(type, values))
    return _place if kinds & {bytes, Decimal} and kinds & {int, float, Decimal} else _itself


def _itself(value: Any) -> Any:
    return value


def _place(value: Any) -> tuple[bool, Decimal]:
    """NaN comes last."""
    return (True, Decimal(0)) if is_nan(value) else (False, exact(value))


def add(left: Any, right: Any) -> Any:
    """left + right."""
    if type(left) is int and type(right) is int and -_WHOLE < (result := left + right) < _WHOLE:
        return result
    return _checked(EXACT.add, left, right)


def subtract(left: Any, right: Any) -> Any:
    """left - right."""
    if type(left) is int and type(right) is int and -_WHOLE < (result := left - right) < _WHOLE:
        return result
    return _checked(EXACT.subtract, left, right)


def multiply(left: Any, right: Any) -> Any:
    """left * right."""
    if type(left) is int and type(right) is int and -_WHOLE < (result := left * right) < _WHOLE:
        return result
    return _checked(EXACT.multiply, left, right)


def divide(left: Any, right: Any) -> Any:
    """left / right. ORA-01476 for a zero divisor."""
    if right == 0:
        raise OraError(1476)
    return _checked(EXACT.divide, left, right)


def negate(value: Any) -> Any:
    """-value."""
    return -value if type(value) is int else simplest(exact(value).copy_negate())


def _checked(operation: Callable[[Decimal, Decimal], Decimal], left: Any, right: Any) -> Any:
    """The result, rounded once. ORA-01426."""
    try:
        result = number_bytes.fitted(operation(exact(left), exact(right)))
    except (InvalidOperation, Overflow):
        raise number_bytes.overflow() from None
    if result.adjusted() > _LARGEST_POWER and result:
        raise number_bytes.overflow()
    return simplest(result)


def quantized(value: Any, places: int, rounding: str = ROUND_HALF_UP) -> Any:
    """`value` with at most `places` digits after the point (before it when negative)."""
    number = exact(value)
    places = max(-130, min(130, places))
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= places:
        return simplest(number)
    return simplest(number.quantize(Decimal(1).scaleb(-places), rounding=rounding, context=EXACT))


def in_digits(value: Any, digits: int) -> Any:
    """`value` with at most so many significant digits."""
    number = exact(value)
    return quantized(number, digits - 1 - number.adjusted()) if number else 0


def plain(value: Decimal) -> str:
    """The digits without an exponent."""
    return format(value, "f")


def number_text(value: Any) -> str:
    """TO_CHAR of a number without a format: no zero before the point, 40 digits at most, then E notation."""
    if isinstance(value, int):
        if abs(value) < 10**40:
            return str(value)
        value = Decimal(value)
    number = CONTEXT.plus(exact(value)).normalize(_WIDE)
    if number == 0:
        return "0"
    size = number.adjusted()
    if size >= 40 or size < -40:
        digits = format(number, ".33E")
        mantissa, _, power = digits.partition("E")
        return f"{mantissa}E{power[0]}{int(power[1:]):02d}"
    sign = "-" if number < 0 else ""
    digits = plain(number.copy_abs()).removeprefix("0")
    if "." in digits and len(digits) > 40:
        places = 39 - digits.index(".")
        digits = plain(number.copy_abs().quantize(Decimal(1).scaleb(-places), context=_WIDE)).removeprefix("0")
        digits = digits.rstrip("0")
    return sign + digits


def double_text(value: float) -> str:
    """TO_CHAR of a BINARY_DOUBLE: 1.5E+000."""
    if not math.isfinite(value):
        return {"nan": "Nan", "inf": "Inf", "-inf": "-Inf"}[str(value)]
    if value == 0:
        return "0"
    digits = Decimal(repr(value)).normalize()
    power = digits.adjusted()
    mantissa = digits.scaleb(-power)
    text = plain(mantissa)
    return f"{text if '.' in text else text + '.0'}E{'+' if power >= 0 else '-'}{abs(power):03d}"
