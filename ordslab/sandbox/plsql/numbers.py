"""Exact decimal arithmetic with 40 digits, as NUMBER has it."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, Overflow
from math import isinf, isnan
from typing import Any

from ordslab.sandbox.plsql.errors import value_error
from ordslab.sandbox.sql.functions import decimals
from ordslab.sandbox.sql.functions import numbers as sql_numbers
from ordslab.sandbox.sql.number_bytes import overflow
from ordslab.sandbox.sql.number_text import in_range, number_of

_CONTEXT = Context(prec=40, rounding=ROUND_HALF_UP, Emax=125, Emin=-130, traps=[InvalidOperation, Overflow])
_EXACT = 10**38
_EXACT_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": decimals.add,
    "-": decimals.subtract,
    "*": decimals.multiply,
    "/": decimals.divide,
    "**": sql_numbers.power,
    "MOD": sql_numbers.mod,
}
_WHOLE: dict[str, Callable[[int, int], int]] = {"+": int.__add__, "-": int.__sub__, "*": int.__mul__}


def calculate(operator: str, left: Any, right: Any) -> Any:
    """`left operator right` of two numbers. Raises ORA-01476 and ORA-01426."""
    if isinstance(left, float) or isinstance(right, float):
        return _calculate_double(operator, float(left), float(right))
    if isinstance(left, int) and isinstance(right, int) and operator in _WHOLE:
        result = _WHOLE[operator](left, right)
        if -_EXACT < result < _EXACT:
            return result
    return whole(Decimal(_EXACT_OPERATORS[operator](left, right)))


def _calculate_double(operator: str, left: float, right: float) -> float:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if operator == "**":
        try:
            return math.pow(left, right)
        except OverflowError:
            raise overflow() from None
        except ValueError:
            return math.nan
    if right == 0:
        return float("nan") if left == 0 else float("inf") if left > 0 else float("-inf")
    return left % right if operator == "MOD" else left / right


def whole(number: Decimal) -> int | Decimal:
    """An integral Decimal as int. Raises ORA-01426."""
    value = in_range(number)
    return value if isinstance(value, int) else value.normalize(_CONTEXT)


def number_text(value: Any) -> str:
    """TO_CHAR of a number without a format: no zero before the point, E notation when it needs more than 40 digits."""
    if isinstance(value, int) and abs(value) < 10**40:
        return str(value)
    if isinstance(value, float):
        return _double_text(value)
    text = format(_CONTEXT.plus(Decimal(value)).normalize(_CONTEXT), "f")
    if len(text.lstrip("-").replace(".", "")) > 40 + 1:
        sign, digits, exponent = _CONTEXT.plus(Decimal(value)).normalize(_CONTEXT).as_tuple()
        assert isinstance(exponent, int)
        mantissa = "".join(map(str, digits))
        power = exponent + len(digits) - 1
        fraction = f".{mantissa[1:]}" if len(mantissa) > 1 else ""
        return f"{'-' if sign else ''}{mantissa[0]}{fraction}E{'+' if power >= 0 else '-'}{abs(power):02d}"
    if text.startswith("0."):
        return text[1:]
    return "-" + text[2:] if text.startswith("-0.") else text


def _double_text(value: float) -> str:
    if isnan(value) or isinf(value):
        return "Nan" if isnan(value) else "Inf" if value > 0 else "-Inf"
    mantissa, _, exponent = f"{value:.16E}".partition("E")
    digits = mantissa.rstrip("0")
    return f"{digits}{'0' if digits.endswith('.') else ''}E{exponent[0]}{int(exponent[1:]):03d}"


def text_number(text: str) -> int | Decimal:
    """The number that a text writes. Raises ORA-06502, ORA-01426."""
    try:
        number = number_of(text.strip())
    except ValueError:
        raise value_error("character to number conversion error") from None
    return whole(Decimal(number))


def fit_number(value: Any, precision: int | None, scale: int | None) -> Any:
    """`value` rounded to NUMBER(precision, scale). Raises ORA-06502 when it is too large."""
    if precision is None and scale is None:
        return value
    if type(value) is int and not scale and (precision is None or -(10**precision) < value < 10**precision):
        return value
    number = Decimal(value)
    places = scale or 0
    number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=Context(prec=80))
    if precision is not None and abs(number) >= Decimal(10) ** (precision - places):
        raise value_error("number precision too large")
    return whole(number)
