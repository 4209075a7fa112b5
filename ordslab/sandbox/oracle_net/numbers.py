"""Oracle's NUMBER as bytes: an exponent of base 100, then the base-100 digits."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from ordslab.sandbox.sql.errors import OraError

_ZERO = b"\x80"
_POSITIVE = [bytes((pair + 1,)) for pair in range(100)]
_NEGATIVE = [bytes((101 - pair,)) for pair in range(100)]
_END_OF_NEGATIVE = b"\x66"
_MOST_PAIRS = 20
_EXACT_DIGITS = 15  # what a float keeps of decimal digits
_WIDEST_INT = 1 << 63

# Integers below 10,000, with their length byte, are most of what a query returns.
_COMMON: list[bytes] = []


def _encode_pairs(pairs: list[int], exponent: int, *, negative: bool) -> bytes:
    """`pairs` are base-100 digits, the first has the weight 100 ** exponent; zeros at the end are dropped."""
    while pairs and pairs[-1] == 0:
        pairs.pop()
    if not pairs:
        return _ZERO
    del pairs[_MOST_PAIRS:]
    if exponent > 62:
        raise OraError(1426, message="numeric overflow")
    if exponent < -65:
        return _ZERO
    if negative:
        digits = b"".join([_NEGATIVE[pair] for pair in pairs])
        return bytes((~(193 + exponent) & 0xFF,)) + digits + (_END_OF_NEGATIVE if len(pairs) < _MOST_PAIRS else b"")
    return bytes((193 + exponent,)) + b"".join([_POSITIVE[pair] for pair in pairs])


def _encode_int(number: int) -> bytes:
    negative = number < 0
    if negative:
        number = -number
    pairs: list[int] = []
    while number:
        number, pair = divmod(number, 100)
        pairs.append(pair)
    pairs.reverse()
    return _encode_pairs(pairs, len(pairs) - 1, negative=negative)


def _encode_decimal(number: Decimal) -> bytes:
    if not number.is_finite():
        raise OraError(1426, message="numeric overflow")
    sign, digits, exponent = number.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    if not text:
        return _ZERO
    point = len(text) + int(exponent)  # digits before the decimal point; negative for 0.00x
    if point % 2:
        text = "0" + text
        point += 1
    if len(text) % 2:
        text += "0"
    pairs = [int(text[index : index + 2]) for index in range(0, len(text), 2)]
    return _encode_pairs(pairs, point // 2 - 1, negative=bool(sign))


def encode(number: int | float | Decimal) -> bytes:
    """The bytes of a number, at most 40 digits. Raises ORA-01426 for one that Oracle cannot hold."""
    if isinstance(number, int):
        return _encode_int(number)
    if isinstance(number, float):
        if number.is_integer() and abs(number) < _WIDEST_INT:
            return _encode_int(int(number))
        return _encode_decimal(Decimal(repr(number)))
    return _encode_decimal(number)


def sized(number: int | float | Decimal) -> bytes:
    """`encode` with a length byte in front, as a row holds it."""
    if type(number) is int and 0 <= number < 10_000:
        if not _COMMON:
            _COMMON.extend(_with_length(_encode_int(common)) for common in range(10_000))
        return _COMMON[number]
    return _sized_rare(number)


@lru_cache(maxsize=16384)
def _sized_rare(number: int | float | Decimal) -> bytes:
    return _with_length(encode(number))


def _with_length(encoded: bytes) -> bytes:
    return bytes((len(encoded),)) + encoded


def decode(data: bytes) -> int | float | Decimal:
    """A number in the engine's form: int where it is whole, float where that is exact, else Decimal."""
    first = data[0]
    if data == _ZERO:
        return 0
    if first & 0x80:
        exponent = first - 193
        pairs = [byte - 1 for byte in data[1:]]
    else:
        exponent = (~first & 0xFF) - 193
        digits = data[1:-1] if data[-1] == _END_OF_NEGATIVE[0] else data[1:]
        pairs = [101 - byte for byte in digits]
    mantissa = 0
    for pair in pairs:
        mantissa = mantissa * 100 + pair
    if not first & 0x80:
        mantissa = -mantissa
    shift = exponent - len(pairs) + 1
    if shift >= 0:
        whole = mantissa * 100**shift
        return whole if -_WIDEST_INT <= whole < _WIDEST_INT else Decimal(whole)
    exact = Decimal(mantissa).scaleb(2 * shift)
    return float(exact) if len(str(abs(mantissa)).rstrip("0")) <= _EXACT_DIGITS else exact
