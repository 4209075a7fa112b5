"""Operators as functions: exact arithmetic, date and interval arithmetic, ||, and the keys that make values compare."""

from __future__ import annotations

import math
import operator
from calendar import monthrange
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import decimals, moments
from ordslab.sandbox.sql.functions.overload import (
    BINARY_DOUBLE,
    INTERVAL_DS,
    INTERVAL_YM,
    TIMESTAMP_TZ,
    Overload,
    first_argument,
    function,
    joined_text,
)
from ordslab.sandbox.sql.memory import LARGEST_LOB, too_large_lob
from ordslab.sandbox.sql.types import DATE, NUMBER, TIMESTAMP, VARCHAR2, OracleType


def concatenate(*values: str | None) -> str:
    """||, for which NULL is the empty text."""
    found = [value for value in values if value is not None]
    if sum(map(len, found)) > LARGEST_LOB:
        raise too_large_lob()
    return "".join(found)


def _double_divide(left: float, right: float) -> float:
    if right == 0:
        return float("nan") if left == 0 or math.isnan(left) else float("inf") if left > 0 else float("-inf")
    return left / right


# --- Dates and timestamps --------------------------------------------------------------------------------------------


def add_days(text: str, number: Any) -> str:
    """DATE + NUMBER. A timestamp becomes a DATE first."""
    return moments.date_text(moments.shifted(moments.moment(text[:19]), moments.days(number)))


def subtract_days(text: str, number: Any) -> str:
    """DATE - NUMBER."""
    return add_days(text, decimals.negate(number))


def days_between(left: str, right: str) -> Any:
    """DATE - DATE, in days."""
    gap = moments.moment(left[:19]) - moments.moment(right[:19])
    return gap.days if gap.seconds == 0 else decimals.divide(gap.days * moments.DAY_SECONDS + gap.seconds, 86_400)


def time_between(left: str, right: str) -> str:
    """TIMESTAMP - TIMESTAMP."""
    return moments.interval_text(moments.utc(left) - moments.utc(right))


def _like(text: str, value: datetime) -> str:
    """`value` in the form of `text`, with its zone."""
    zone = moments.split_zone(text)[1]
    return moments.zoned_text(value, zone) if zone else moments.timestamp_text(value)


def add_interval(text: str, interval: str) -> str:
    """TIMESTAMP + INTERVAL DAY TO SECOND."""
    return _like(text, moments.shifted(moments.moment(text), moments.interval(interval)))


def subtract_interval(text: str, interval: str) -> str:
    """TIMESTAMP - INTERVAL DAY TO SECOND."""
    return _like(text, moments.shifted(moments.moment(text), -moments.interval(interval)))


def add_year_month(text: str, interval: str) -> str:
    """TIMESTAMP + INTERVAL YEAR TO MONTH: the day stays. ORA-01839 if that month has no such day."""
    return _like(text, _months_later(moments.moment(text), moments.months(interval)))


def subtract_year_month(text: str, interval: str) -> str:
    """TIMESTAMP - INTERVAL YEAR TO MONTH."""
    return _like(text, _months_later(moments.moment(text), -moments.months(interval)))


def _months_later(value: datetime, count: int) -> datetime:
    year, month = divmod(value.year * 12 + value.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        raise moments.year_out_of_range()
    if value.day > monthrange(year, month + 1)[1]:
        raise OraError(1839, message="date not valid for month specified")
    return value.replace(year=year, month=month + 1)


def _on_date(operation: Callable[[str, str], str]) -> Callable[[str, str], str]:
    """The same for a DATE, whose fractions of a second are dropped."""
    return lambda text, interval: operation(text, interval)[:19]


def _swapped(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: operation(right, left)


# --- Intervals -------------------------------------------------------------------------------------------------------


def _ds_sum(left: str, right: str) -> str:
    return moments.interval_text(moments.interval(left) + moments.interval(right))


def _ds_difference(left: str, right: str) -> str:
    return moments.interval_text(moments.interval(left) - moments.interval(right))


def _ds_times(interval: str, number: Any) -> str:
    seconds = moments.interval_seconds(moments.interval(interval)) * decimals.exact(number)
    return moments.interval_text(moments.interval_of_seconds(seconds))


def _ds_over(interval: str, number: Any) -> str:
    quotient = decimals.divide(moments.interval_seconds(moments.interval(interval)), number)
    return moments.interval_text(moments.interval_of_seconds(Decimal(quotient)))


def _ym_times(interval: str, number: Any) -> str:
    return moments.months_text(int(decimals.multiply(moments.months(interval), number)))


def _ym_over(interval: str, number: Any) -> str:
    return moments.months_text(int(decimals.divide(moments.months(interval), number)))


def _micros(interval: str) -> int:
    return moments.interval(interval) // moments.MICROSECOND


def _instant(text: str) -> str:
    return moments.timestamp_text(moments.utc(text))


def _op(sign: str, parameters: str, result: Any, python: Callable[..., Any], name: str) -> Overload:
    return function(sign, parameters, result, python, sqlite_name=f"ORA_{name}")


def _date_arithmetic() -> list[Overload]:
    table = [
        _op("+", "DATE NUMBER", DATE, add_days, "DATE_PLUS_NUMBER"),
        _op("+", "NUMBER DATE", DATE, _swapped(add_days), "NUMBER_PLUS_DATE"),
        _op("-", "DATE NUMBER", DATE, subtract_days, "DATE_MINUS_NUMBER"),
        _op("-", "DATE DATE", NUMBER, days_between, "DATE_MINUS_DATE"),
        _op("-", "TIMESTAMP TIMESTAMP", INTERVAL_DS, time_between, "TIMESTAMP_MINUS_TIMESTAMP"),
        _op("-", "TIMESTAMP_TZ TIMESTAMP_TZ", INTERVAL_DS, time_between, "TIMESTAMP_TZ_MINUS_TIMESTAMP_TZ"),
    ]
    kinds: tuple[tuple[str, OracleType], ...] = (("TIMESTAMP", TIMESTAMP), ("TIMESTAMP_TZ", TIMESTAMP_TZ))
    for family, _ in kinds:  # a timestamp plus a number becomes a DATE
        table += [
            _op("+", f"{family} NUMBER", DATE, add_days, f"{family}_PLUS_NUMBER"),
            _op("+", f"NUMBER {family}", DATE, _swapped(add_days), f"NUMBER_PLUS_{family}"),
            _op("-", f"{family} NUMBER", DATE, subtract_days, f"{family}_MINUS_NUMBER"),
        ]
    for family, result in (("DATE", DATE), *kinds):
        keep = _on_date if family == "DATE" else lambda operation: operation
        for interval, plus, minus in (
            ("INTERVAL_DS", add_interval, subtract_interval),
            ("INTERVAL_YM", add_year_month, subtract_year_month),
        ):
            table += [
                _op("+", f"{family} {interval}", result, keep(plus), f"{family}_PLUS_{interval}"),
                _op("+", f"{interval} {family}", result, _swapped(keep(plus)), f"{interval}_PLUS_{family}"),
                _op("-", f"{family} {interval}", result, keep(minus), f"{family}_MINUS_{interval}"),
            ]
    return table


TABLE: tuple[Overload, ...] = (
    _op("+", "NUMBER NUMBER", NUMBER, decimals.add, "ADD"),
    _op("-", "NUMBER NUMBER", NUMBER, decimals.subtract, "SUBTRACT"),
    _op("*", "NUMBER NUMBER", NUMBER, decimals.multiply, "MULTIPLY"),
    _op("/", "NUMBER NUMBER", NUMBER, decimals.divide, "DIVIDE"),
    _op("-", "NUMBER", NUMBER, decimals.negate, "NEGATE"),
    _op("+", "BINARY_DOUBLE BINARY_DOUBLE", BINARY_DOUBLE, lambda left, right: left + right, "ADD_DOUBLE"),
    _op("-", "BINARY_DOUBLE BINARY_DOUBLE", BINARY_DOUBLE, lambda left, right: left - right, "SUBTRACT_DOUBLE"),
    _op("*", "BINARY_DOUBLE BINARY_DOUBLE", BINARY_DOUBLE, lambda left, right: left * right, "MULTIPLY_DOUBLE"),
    _op("/", "BINARY_DOUBLE BINARY_DOUBLE", BINARY_DOUBLE, _double_divide, "DIVIDE_DOUBLE"),
    _op("-", "BINARY_DOUBLE", first_argument, operator.neg, "NEGATE_DOUBLE"),
    *_date_arithmetic(),
    _op("+", "INTERVAL_DS INTERVAL_DS", INTERVAL_DS, _ds_sum, "INTERVAL_DS_PLUS"),
    _op("-", "INTERVAL_DS INTERVAL_DS", INTERVAL_DS, _ds_difference, "INTERVAL_DS_MINUS"),
    _op("*", "INTERVAL_DS NUMBER", INTERVAL_DS, _ds_times, "INTERVAL_DS_TIMES"),
    _op("*", "NUMBER INTERVAL_DS", INTERVAL_DS, _swapped(_ds_times), "TIMES_INTERVAL_DS"),
    _op("/", "INTERVAL_DS NUMBER", INTERVAL_DS, _ds_over, "INTERVAL_DS_OVER"),
    _op(
        "+",
        "INTERVAL_YM INTERVAL_YM",
        INTERVAL_YM,
        lambda left, right: moments.months_text(moments.months(left) + moments.months(right)),
        "INTERVAL_YM_PLUS",
    ),
    _op(
        "-",
        "INTERVAL_YM INTERVAL_YM",
        INTERVAL_YM,
        lambda left, right: moments.months_text(moments.months(left) - moments.months(right)),
        "INTERVAL_YM_MINUS",
    ),
    _op("*", "INTERVAL_YM NUMBER", INTERVAL_YM, _ym_times, "INTERVAL_YM_TIMES"),
    _op("*", "NUMBER INTERVAL_YM", INTERVAL_YM, _swapped(_ym_times), "TIMES_INTERVAL_YM"),
    _op("/", "INTERVAL_YM NUMBER", INTERVAL_YM, _ym_over, "INTERVAL_YM_OVER"),
    function("||", "VARCHAR2 VARCHAR2*", joined_text, concatenate, sqlite_name="ORA_CONCAT", null_in_null_out=False),
    function("ORA_KEY_TIMESTAMP_TZ", "TIMESTAMP_TZ", VARCHAR2, _instant, sqlite_name="ORA_KEY_TIMESTAMP_TZ"),
    function("ORA_KEY_INTERVAL_DS", "INTERVAL_DS", NUMBER, _micros, sqlite_name="ORA_KEY_INTERVAL_DS"),
    function("ORA_KEY_INTERVAL_YM", "INTERVAL_YM", NUMBER, moments.months, sqlite_name="ORA_KEY_INTERVAL_YM"),
)
