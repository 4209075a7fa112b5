"""Numbers out of text: their size is looked at before anything is computed."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.number_text import as_number, decimal_of, double_of, json_whole, number_of

LARGE = [126, 1000, 10_000_000, 10**20]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sign=st.sampled_from(["", "+", "-"]), digits=st.from_regex(r"\A([0-9]{1,38}|[0-9]{0,19}\.[0-9]{1,19})\Z"))
def test_a_number_is_what_is_written(sign, digits):
    """Promise: 38 digits are exact, whole numbers are ints."""
    number = number_of(sign + digits)
    assert number == Decimal(sign + digits)
    assert isinstance(number, int) == (number == int(number))


@pytest.mark.parametrize("power", LARGE)
@pytest.mark.parametrize("digits", ["1", "9.9", ".1", "1" * 1000])
def test_what_is_larger_than_any_number_overflows(digits, power):
    """Documented: NUMBER goes to 9.99E125; certain: ORA-01426 beyond."""
    with pytest.raises(OraError, match="ORA-01426"):
        number_of(f"-{digits}e{power}" if digits != ".1" else f"{digits}e{power + 1}")


@pytest.mark.parametrize("power", [131, 1000, 10_000_000, 10**20])
def test_what_is_smaller_than_any_number_is_zero(power):
    """Documented: NUMBER goes down to 1E-130."""
    assert number_of(f"1e-{power}") == 0 == number_of(f"0e{power}")


@pytest.mark.parametrize("count", [41, 1000, 1_000_000])
def test_more_digits_than_a_number_holds_are_rounded(count):
    """Documented: 38 digits are kept, 40 at most."""
    assert number_of("0." + "6" * count) == Context(prec=40, rounding=ROUND_HALF_UP).plus(Decimal("0." + "6" * 50))


@pytest.mark.parametrize("text", ["", "x", "1_0", "٣", "nan", "Infinity", "1e", "0x1", " 1", "--1"])
def test_what_writes_no_number_is_refused(text):
    """Promise: what Python alone would read is no number here."""
    with pytest.raises(ValueError, match="no number"):
        number_of(text)


@pytest.mark.parametrize("count", [1, 38, 125, 126, 4000, 5000, 1_000_000])
def test_an_integer_of_json_may_have_any_length(count):
    """Promise: reading a document costs time in proportion to it; only using the number is an error."""
    number = json.loads("9" * count, parse_int=json_whole)
    if count < 126:
        assert as_number(number) == Context(prec=40).plus(Decimal("9" * count))
    else:
        with pytest.raises(OraError, match="ORA-01426"):
            as_number(number)


def test_a_double_is_bounded_too():
    """Promise: BINARY_DOUBLE holds more than NUMBER, and no infinity out of digits."""
    assert double_of("1e200") == 1e200
    assert decimal_of("1e200") == Decimal("1e200")
    with pytest.raises(OraError, match="ORA-01426"):
        double_of("1e400")
