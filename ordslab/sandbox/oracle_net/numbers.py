"""Oracle's NUMBER on the wire: its bytes with a length in front, and back into the engine's form."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from ordslab.sandbox.sql import number_bytes
from ordslab.sandbox.sql.functions.decimals import exact

_EXACT_DIGITS = 15  # what a float keeps of decimal digits
_WIDEST_INT = 1 << 63

# Integers below 10,000, with their length byte, are most of what a query returns.
_COMMON: list[bytes] = []


def encode(number: int | float | Decimal) -> bytes:
    """The bytes of a number. Raises ORA-01426 for one that Oracle cannot hold."""
    return number_bytes.encode(exact(number) if isinstance(number, float) else number)


def sized(number: int | float | Decimal) -> bytes:
    """`encode` with a length byte in front, as a row holds it."""
    if type(number) is int and 0 <= number < 10_000:
        if not _COMMON:
            _COMMON.extend(_with_length(encode(common)) for common in range(10_000))
        return _COMMON[number]
    return _sized_rare(number)


@lru_cache(maxsize=16384, typed=True)  # 0.1 is not the Decimal of its bits
def _sized_rare(number: int | float | Decimal) -> bytes:
    return _with_length(encode(number))


def _with_length(encoded: bytes) -> bytes:
    return bytes((len(encoded),)) + encoded


def decode(data: bytes) -> int | float | Decimal:
    """A number in the engine's form: int where it is whole, float where that is exact, else Decimal."""
    number = number_bytes.decode(data)
    if isinstance(number, int):
        return number if -_WIDEST_INT <= number < _WIDEST_INT else Decimal(number)
    return float(number) if len(number.normalize(number_bytes.EXACT).as_tuple().digits) <= _EXACT_DIGITS else number
