"""Oracle's NUMBER as bytes: an exponent of base 100, then up to 20 base-100 digits. The one place that knows them.

The wire sends these bytes, and SQLite keeps in this form the numbers that its own types cannot hold exactly
(`functions.decimals.storable`). The bytes of two numbers compare as the numbers do.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, Overflow

from ordslab.sandbox.sql.errors import OraError

ZERO = b"\x80"
NAN = b"\xff\x66"
"""No number: SQLite, which has none, keeps a BINARY_DOUBLE's NaN so. It equals itself and sorts behind every number."""
_POSITIVE = [bytes((pair + 1,)) for pair in range(100)]
_NEGATIVE = [bytes((101 - pair,)) for pair in range(100)]
_END_OF_NEGATIVE = b"\x66"
_MOST_PAIRS = 20
_SAFE_DIGITS = 38  # so many fit into 20 pairs wherever the decimal point is
_LARGEST_EXPONENT, _SMALLEST_EXPONENT = 62, -65  # of base 100

EXACT = Context(prec=400, rounding=ROUND_HALF_UP, traps=[InvalidOperation, Overflow])
"""For steps between that must not round."""


def overflow() -> OraError:
    """The error for a number that is larger than Oracle's."""
    return OraError(1426, message="numeric overflow")


def fitted(number: Decimal) -> Decimal:
    """The number rounded to what 20 base-100 digits hold: 40 digits, or 39 where the first of them stands alone.

    Source: Database Concepts, "Internal Numeric Format"; 1/3 has 40 threes and 10/3 has 39 (documented).
    """
    if len(number.as_tuple().digits) <= _SAFE_DIGITS:
        return number
    kept = 2 * _MOST_PAIRS - 1 if number.adjusted() % 2 == 0 else 2 * _MOST_PAIRS
    return Context(prec=kept, rounding=ROUND_HALF_UP).plus(number)


def encode(number: int | Decimal) -> bytes:
    """The bytes of a number, rounded half up. Raises ORA-01426 for one that is too large; a tiny one is zero."""
    if isinstance(number, int):
        if -(10**_SAFE_DIGITS) < number < 10**_SAFE_DIGITS:
            return _encoded(abs(number), 0, negative=number < 0)
        number = Decimal(number)
    if not number.is_finite():
        raise overflow()
    sign, digits, exponent = fitted(number).as_tuple()
    assert isinstance(exponent, int)
    mantissa = int("".join(map(str, digits)))
    if exponent % 2:  # pairs of digits start at the point
        mantissa *= 10
        exponent -= 1
    return _encoded(mantissa, exponent // 2, negative=bool(sign))


def _encoded(mantissa: int, exponent: int, *, negative: bool) -> bytes:
    """mantissa * 100 ** exponent."""
    pairs: list[int] = []
    while mantissa:
        mantissa, pair = divmod(mantissa, 100)
        if pair or pairs:
            pairs.append(pair)
        else:
            exponent += 1  # a zero at the end
    exponent += len(pairs) - 1
    if not pairs or exponent < _SMALLEST_EXPONENT:
        return ZERO
    if exponent > _LARGEST_EXPONENT:
        raise overflow()
    pairs.reverse()
    if negative:
        end = _END_OF_NEGATIVE if len(pairs) < _MOST_PAIRS else b""
        return bytes((~(193 + exponent) & 0xFF,)) + b"".join([_NEGATIVE[pair] for pair in pairs]) + end
    return bytes((193 + exponent,)) + b"".join([_POSITIVE[pair] for pair in pairs])


def decode(data: bytes) -> int | Decimal:
    """The number of these bytes, a whole one as int."""
    first = data[0]
    if data == ZERO:
        return 0
    if first & 0x80:
        exponent = first - 193
        pairs = [byte - 1 for byte in data[1:]]
    else:
        exponent = (~first & 0xFF) - 193
        pairs = [101 - byte for byte in (data[1:-1] if data[-1:] == _END_OF_NEGATIVE else data[1:])]
    mantissa = 0
    for pair in pairs:
        mantissa = mantissa * 100 + pair
    if not first & 0x80:
        mantissa = -mantissa
    shift = 2 * (exponent - len(pairs) + 1)
    if shift >= 0:
        return mantissa * int(10**shift)
    if mantissa % 10 == 0:
        mantissa, shift = mantissa // 10, shift + 1
    return Decimal(mantissa).scaleb(shift, EXACT)
