"""NUMBER's arithmetic: 40 decimal digits, exact for what people write down (0.1 + 0.2 is 0.3).

SQLite keeps a NUMBER as int or float. A float stands for the decimal fraction that it shows.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, Overflow
from typing import Any

from ordslab.sandbox.sql.errors import OraError

CONTEXT = Context(prec=40, rounding=ROUND_HALF_UP, Emax=125, Emin=-130, traps=[InvalidOperation, Overflow])
_WIDE = Context(prec=200, rounding=ROUND_HALF_UP)
_INT64 = 2**63


def exact(value: Any) -> Decimal:
    """A NUMBER as Decimal."""
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def simplest(value: Any) -> Any:
    """A whole Decimal as int, every other value as it is."""
    if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        return int(value)
    return value


def storable(value: Any) -> int | float:
    """The form of a number for SQLite: int where it fits, else the nearest float."""
    value = simplest(value)
    return int(value) if isinstance(value, int) and -_INT64 <= value < _INT64 else float(value)


def add(left: Any, right: Any) -> Any:
    """left + right."""
    if type(left) is int and type(right) is int:
        return left + right
    return _checked(CONTEXT.add, left, right)


def subtract(left: Any, right: Any) -> Any:
    """left - right."""
    if type(left) is int and type(right) is int:
        return left - right
    return _checked(CONTEXT.subtract, left, right)


def multiply(left: Any, right: Any) -> Any:
    """left * right."""
    if type(left) is int and type(right) is int:
        return left * right
    return _checked(CONTEXT.multiply, left, right)


def divide(left: Any, right: Any) -> Any:
    """left / right. ORA-01476 for a zero divisor."""
    if right == 0:
        raise OraError(1476)
    return _checked(CONTEXT.divide, left, right)


def negate(value: Any) -> Any:
    """-value."""
    return -value if type(value) is int else simplest(-exact(value))


def _checked(operation: Any, left: Any, right: Any) -> Any:
    try:
        return simplest(operation(exact(left), exact(right)))
    except (InvalidOperation, Overflow):
        raise OraError(1426, message="numeric overflow") from None


def quantized(value: Any, places: int, rounding: str = ROUND_HALF_UP) -> Any:
    """`value` with at most `places` digits after the point (before it when negative)."""
    number = exact(value)
    places = max(-130, min(130, places))
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= places:
        return simplest(number)
    return simplest(number.quantize(Decimal(1).scaleb(-places), rounding=rounding, context=_WIDE))


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
    digits = plain(abs(number)).removeprefix("0")
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
