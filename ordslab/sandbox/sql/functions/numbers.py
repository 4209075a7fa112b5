"""Functions of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, Decimal
from typing import Any

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.decimals import CONTEXT, exact, quantized, simplest
from ordslab.sandbox.sql.functions.overload import BINARY_DOUBLE, Overload, function, number_or_double
from ordslab.sandbox.sql.number_bytes import EXACT, fitted
from ordslab.sandbox.sql.types import NUMBER


def _out_of_range(argument: Any) -> OraError:
    return OraError(1428, message=f"argument '{argument}' is out of range")


def mod(left: Any, right: Any) -> Any:
    """MOD: the sign of the first number; MOD(n, 0) is n."""
    if right == 0:
        return left
    if isinstance(left, int) and isinstance(right, int):
        return int(math.copysign(1, left)) * (abs(left) % abs(right))
    return simplest(EXACT.remainder(exact(left), exact(right)))


def _remainder(left: Any, right: Any) -> Any:
    if right == 0:
        raise _out_of_range(right)
    return simplest(EXACT.remainder_near(exact(left), exact(right)))


def power(base: Any, exponent: Any) -> Any:
    """POWER. ORA-01428 for a fractional power of a negative number, ORA-01426 beyond NUMBER."""
    one, two = exact(base), exact(exponent)
    if one < 0 and two != two.to_integral_value():
        raise _out_of_range(simplest(one))
    if one == 0:
        return 1 if two == 0 else 0
    if two.copy_abs() < 200 and two == two.to_integral_value():
        result = CONTEXT.power(one, int(two)) if one.adjusted() * two < 126 else None
    else:
        result = exact(_floating(lambda: float(one) ** float(two)))
    if result is None or result.adjusted() > 125:
        raise OraError(1426, message="numeric overflow")
    return simplest(result)


def _floating(compute: Callable[[], float]) -> float:
    try:
        result = compute()
    except OverflowError:
        raise OraError(1426, message="numeric overflow") from None
    if math.isinf(result):
        raise OraError(1426, message="numeric overflow")
    return result


def _sqrt(number: Any) -> Any:
    if number < 0:
        raise _out_of_range(number)
    return simplest(fitted(EXACT.sqrt(exact(number))))


def _exp(number: Any) -> Any:
    return simplest(
        exact(_floating(lambda: math.exp(number)))
        if number != 1
        else Decimal("2.71828182845904523536028747135266249775")
    )


def _ln(number: Any) -> Any:
    if number <= 0:
        raise _out_of_range(number)
    return simplest(CONTEXT.ln(exact(number)))


def _log(base: Any, number: Any) -> Any:
    if base <= 0 or base == 1:
        raise _out_of_range(base)
    if number <= 0:
        raise _out_of_range(number)
    quotient = CONTEXT.divide(CONTEXT.ln(exact(number)), CONTEXT.ln(exact(base)))
    return quantized(quotient, 36)  # two rounded logarithms: log(10, 1000) is 3


def _round(number: Any, places: Any = 0) -> Any:
    if type(number) is int and places >= 0:
        return number
    return quantized(number, int(places))


def _trunc(number: Any, places: Any = 0) -> Any:
    if type(number) is int and places >= 0:
        return number
    return quantized(number, int(places), ROUND_DOWN)


def _absolute(number: Any) -> Any:
    return number.copy_abs() if isinstance(number, Decimal) else abs(number)


def _sign(number: Any) -> int:
    return int(number > 0) - int(number < 0)


def _width_bucket(number: Any, low: Any, high: Any, count: Any) -> int:
    buckets = int(count)
    if buckets <= 0 or low == high:
        raise OraError(30494, message="The argument [4] of WIDTH_BUCKET function is NULL or invalid.")
    number, low, high = exact(number), exact(low), exact(high)
    if low > high:
        number, low, high = -number, -low, -high
    if number < low:
        return 0
    if number >= high:
        return buckets + 1
    return int(CONTEXT.divide(EXACT.multiply(EXACT.subtract(number, low), buckets), EXACT.subtract(high, low))) + 1


def _floating_function(name: str, compute: Callable[[float], float]) -> Overload:
    def run(number: Any) -> Any:
        try:
            return simplest(exact(_floating(lambda: compute(float(number)))))
        except ValueError:
            raise _out_of_range(number) from None

    return function(name, "NUMBER", number_or_double, run)


TABLE: tuple[Overload, ...] = (
    function("ABS", "NUMBER", number_or_double, _absolute),
    function("CEIL", "NUMBER", number_or_double, lambda number: quantized(number, 0, ROUND_CEILING)),
    function("FLOOR", "NUMBER", number_or_double, lambda number: quantized(number, 0, ROUND_FLOOR)),
    function("ROUND", "NUMBER NUMBER?", number_or_double, _round, suffix="NUMBER"),
    function("TRUNC", "NUMBER NUMBER?", number_or_double, _trunc, suffix="NUMBER"),
    function("MOD", "NUMBER NUMBER", number_or_double, mod),
    function("REMAINDER", "NUMBER NUMBER", number_or_double, _remainder),
    function("POWER", "NUMBER NUMBER", number_or_double, power),
    function("SQRT", "NUMBER", number_or_double, _sqrt),
    function("SIGN", "NUMBER", NUMBER, _sign),
    function("EXP", "NUMBER", number_or_double, _exp),
    function("LN", "NUMBER", number_or_double, _ln),
    function("LOG", "NUMBER NUMBER", number_or_double, _log),
    *(
        _floating_function(name.upper(), getattr(math, name))
        for name in ["sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh"]
    ),
    function("ATAN2", "NUMBER NUMBER", number_or_double, math.atan2),
    function("BITAND", "NUMBER NUMBER", NUMBER, lambda left, right: int(left) & int(right)),
    function("BITOR", "NUMBER NUMBER", NUMBER, lambda left, right: int(left) | int(right)),
    function("BITXOR", "NUMBER NUMBER", NUMBER, lambda left, right: int(left) ^ int(right)),
    function("BITNOT", "NUMBER", NUMBER, lambda value: ~int(value)),
    function("WIDTH_BUCKET", "NUMBER NUMBER NUMBER NUMBER", NUMBER, _width_bucket),
    function(
        "NANVL",
        "BINARY_DOUBLE BINARY_DOUBLE",
        BINARY_DOUBLE,
        lambda value, other: other if math.isnan(value) else value,
    ),
)
