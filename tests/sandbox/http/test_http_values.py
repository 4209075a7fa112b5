"""Values of a request: pure functions."""

import pytest

from ordslab.sandbox.http.json_rows import moment
from ordslab.sandbox.http.typed_values import moment_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-15T09:00:00Z", "2026-01-15 09:00:00"),
        ("2026-01-15T09:00:00.5Z", "2026-01-15 09:00:00.5"),
        ("2026-01-15T09:00:00.123456789Z", "2026-01-15 09:00:00.123456789"),
        ("2026-01-15T01:00:00+02:00", "2026-01-14 23:00:00"),
        ("2026-01-15 09:00", "2026-01-15 09:00:00"),
        ("2026-01-15", "2026-01-15 00:00:00"),
        ("2026-01-15T23:00:00-0130", "2026-01-16 00:30:00"),
    ],
)
def test_moments_of_a_request(text, expected):
    """RFC 3339, as "Filtering in Queries" names it; a missing time or zone: inferred."""
    assert moment_text(text) == expected


NO_MOMENTS = ["", "soon", "2026-13-01", "2026-01-15T25:00:00Z", "20260115", "2026-W03-4", "2026-01-15T09"]


@pytest.mark.parametrize("text", [*NO_MOMENTS, "٢026-01-15", "0001-01-01T00:00+01:00"])
def test_what_is_no_moment(text):
    with pytest.raises(ValueError):
        moment_text(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-05-04 22:32:54.65", "2018-05-04T22:32:54.650Z"),
        ("2018-05-04 22:32:54.123456789", "2018-05-04T22:32:54.123456789Z"),
        ("2018-05-04 22:32:54.000000", "2018-05-04T22:32:54Z"),
        ("2018-05-04 22:32:54 +00:00", "2018-05-04T22:32:54Z"),
        ("2018-05-04 00:10:00 -05:30", "2018-05-04T05:40:00Z"),
        ("9999-12-31 23:59:59 -01:00", "9999-12-31T23:59:59Z"),
    ],
)
def test_moments_of_a_response(text, expected):
    """Thousandths: a public file; certain. Other numbers of digits: inferred."""
    assert moment(text) == expected
