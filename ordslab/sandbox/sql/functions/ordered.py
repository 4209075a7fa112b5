"""Aggregates that sort their input, which SQLite 3.40 cannot: LISTAGG, KEEP, percentiles; and other helpers of queries.

Sort orders come as a text of letters, one for each key: 'A' ascending with NULLs last, 'D' descending with NULLs
first, 'a' ascending with NULLs first, 'd' descending with NULLs last.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import Any

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import aggregates
from ordslab.sandbox.sql.functions.decimals import CONTEXT, exact, in_order, simplest
from ordslab.sandbox.sql.functions.overload import Overload, first_argument, function, longer_text
from ordslab.sandbox.sql.number_bytes import EXACT
from ordslab.sandbox.sql.types import NUMBER

_LONGEST = 4000


def sort_rows(rows: list[tuple[Any, ...]], letters: str, first: int) -> list[tuple[Any, ...]]:
    """`rows` by the keys from position `first` on."""
    result = list(rows)
    for index in reversed(range(len(letters))):
        letter, at = letters[index], first + index
        nulls_are_high = letter in "AD"
        order = in_order(row[at] for row in result if row[at] is not None)
        result.sort(
            key=lambda row, at=at, high=nulls_are_high, order=order: (  # type: ignore[misc]
                (row[at] is None) is high,
                0 if row[at] is None else order(row[at]),
            ),
            reverse=letter in "Dd",
        )
    return result


class _Rows:
    """Keeps all rows of the group or window."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []

    def step(self, *values: Any) -> None:
        """A row comes in."""
        self.rows.append(values)

    def inverse(self, *values: Any) -> None:
        """A row leaves the window."""
        self.rows.remove(values)

    def value(self) -> Any:
        """The result so far."""
        raise NotImplementedError

    def finalize(self) -> Any:
        """The result."""
        return self.value()


class Listagg(_Rows):
    """LISTAGG: value, separator, options, filler, letters, keys. Options: d distinct, t truncate, c ... with count."""

    def value(self) -> Any:
        """The list. ORA-01489 beyond 4000 bytes, unless ON OVERFLOW TRUNCATE."""
        rows = [row for row in self.rows if row[0] is not None]
        if not rows:
            return None
        _, separator, options, filler, letters = rows[0][:5]
        texts = [row[0] for row in sort_rows(rows, letters, 5)]
        if "d" in options:
            texts = list(dict.fromkeys(texts))
        whole: str = (separator or "").join(texts)
        if len(whole.encode()) <= _LONGEST:
            return whole
        if "t" not in options and "c" not in options:
            raise OraError(1489, message="result of string concatenation is too long")
        return self._truncated(texts, separator or "", filler or "", counted="c" in options)

    @staticmethod
    def _truncated(texts: Sequence[str], separator: str, filler: str, *, counted: bool) -> str:
        kept, size = [], 0
        for text in texts:
            size += len(text.encode()) + len(separator.encode())
            if size > _LONGEST:
                break
            kept.append(text)
        while kept:
            tail = filler + (f"({len(texts) - len(kept)})" if counted else "")
            text = separator.join([*kept, tail])
            if len(text.encode()) <= _LONGEST:
                return text
            kept.pop()
        return filler


class Keep(_Rows):
    """aggregate KEEP (DENSE_RANK FIRST|LAST ORDER BY keys): aggregate's name, F or L, letters, value, keys."""

    def value(self) -> Any:
        """The aggregate over the rows that come first, or last."""
        if not self.rows:
            return None
        name, end, letters = self.rows[0][:3]
        rows = sort_rows(self.rows, letters, 4)
        chosen = rows[0] if end == "F" else rows[-1]
        inner = next(each for each in aggregates.TABLE if each.name == name).python()
        for row in rows:
            if row[4:] == chosen[4:]:
                inner.step(row[3])
        return inner.finalize()


class Percentile(_Rows):
    """PERCENTILE_CONT and PERCENTILE_DISC: fraction, value, letter."""

    continuous = True

    def value(self) -> Any:
        """The value at that fraction. ORA-30494 for a fraction outside 0 to 1."""
        rows = [row for row in self.rows if row[1] is not None]
        if not rows:
            return None
        fraction = exact(rows[0][0])
        if not 0 <= fraction <= 1:
            raise OraError(30494, message="The percentile value should be a number between 0 and 1.")
        found = [row[0] for row in sort_rows([(row[1],) for row in rows], rows[0][2], 0)]
        if not self.continuous:
            place = (fraction * len(found)).to_integral_value(ROUND_CEILING)
            return found[max(0, int(place) - 1)]
        place = fraction * (len(found) - 1)
        low, high = int(place.to_integral_value(ROUND_FLOOR)), int(place.to_integral_value(ROUND_CEILING))
        if low == high:
            return found[low]
        share = place - low
        below, above = exact(found[low]), exact(found[high])
        return simplest(CONTEXT.add(below, EXACT.multiply(EXACT.subtract(above, below), share)))


class PercentileDisc(Percentile):
    """PERCENTILE_DISC."""

    continuous = False


class Extreme(_Rows):
    """MIN ('A') and MAX ('D') of what compares by a key: letter, value, key."""

    def value(self) -> Any:
        """The value with the smallest or largest key."""
        rows = [row for row in self.rows if row[1] is not None]
        if not rows:
            return None
        choose = min if rows[0][0] == "A" else max
        return choose(rows, key=lambda row: row[2])[1]


class Single(_Rows):
    """The value of a scalar subquery. ORA-01427."""

    def step(self, *values: Any) -> None:
        """The only row comes in."""
        if self.rows:
            raise OraError(1427, message="single-row subquery returns more than one row")
        self.rows.append(values)

    def value(self) -> Any:
        """Its value."""
        return self.rows[0][0] if self.rows else None


class CountDistinct(_Rows):
    """COUNT(DISTINCT x) over a window."""

    def value(self) -> Any:
        """How many different values there are."""
        return len({row[0] for row in self.rows if row[0] is not None})


class FirstPresent(_Rows):
    """FIRST_VALUE(x IGNORE NULLS)."""

    def value(self) -> Any:
        """The first value of the window that is not NULL."""
        return next((row[0] for row in self.rows if row[0] is not None), None)


class LastPresent(_Rows):
    """LAST_VALUE(x IGNORE NULLS)."""

    def value(self) -> Any:
        """The last value of the window that is not NULL."""
        return next((row[0] for row in reversed(self.rows) if row[0] is not None), None)


def _helper(name: str, parameters: str, result: Any, kind: type[_Rows]) -> Overload:
    return function(name, parameters, result, kind, aggregate=True, sqlite_name=name)


TABLE: tuple[Overload, ...] = (
    _helper("ORA_LISTAGG_ORDERED", "VARCHAR2 VARCHAR2 VARCHAR2 VARCHAR2 VARCHAR2 ANY*", longer_text, Listagg),
    _helper("ORA_KEEP", "VARCHAR2 VARCHAR2 VARCHAR2 ANY ANY*", first_argument, Keep),
    _helper("ORA_PERCENTILE_CONT", "NUMBER NUMBER VARCHAR2", NUMBER, Percentile),
    _helper("ORA_PERCENTILE_DISC", "NUMBER ANY VARCHAR2", first_argument, PercentileDisc),
    _helper("ORA_EXTREME", "VARCHAR2 ANY ANY", first_argument, Extreme),
    _helper("ORA_SINGLE", "ANY", first_argument, Single),
    _helper("ORA_COUNT_DISTINCT", "ANY", NUMBER, CountDistinct),
    _helper("ORA_FIRST_PRESENT", "ANY", first_argument, FirstPresent),
    _helper("ORA_LAST_PRESENT", "ANY", first_argument, LastPresent),
    function("PERCENTILE_CONT", "NUMBER", NUMBER, Percentile, aggregate=True, sqlite_name="ORA_PERCENTILE_CONT_PLAIN"),
    function("PERCENTILE_DISC", "NUMBER", NUMBER, Percentile, aggregate=True, sqlite_name="ORA_PERCENTILE_DISC_PLAIN"),
)
