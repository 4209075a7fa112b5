"""Aggregates of statistics: STATS_MODE, CORR, COVAR_POP, REGR_SLOPE ...; ANY_VALUE, APPROX_COUNT_DISTINCT."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ordslab.sandbox.sql.functions.decimals import CONTEXT, exact, simplest
from ordslab.sandbox.sql.functions.overload import Overload, first_argument, function
from ordslab.sandbox.sql.types import NUMBER


class Mode:
    """STATS_MODE: the value that is there most often."""

    def __init__(self) -> None:
        self.values: Counter[Any] = Counter()

    def step(self, *values: Any) -> None:
        """A row comes in."""
        if values[0] is not None:
            self.values[values[0]] += 1

    def inverse(self, *values: Any) -> None:
        """A row leaves the window."""
        if values[0] is not None:
            self.values[values[0]] -= 1

    def value(self) -> Any:
        """The result so far."""
        present = [value for value, count in self.values.items() if count]
        return max(present, key=self.values.__getitem__, default=None)

    def finalize(self) -> Any:
        """The result."""
        return self.value()


class AnyValue(Mode):
    """ANY_VALUE: the first one."""

    def value(self) -> Any:
        """The first value that is not NULL."""
        return next((value for value, count in self.values.items() if count), None)


class Different(Mode):
    """APPROX_COUNT_DISTINCT, which counts exactly here."""

    def value(self) -> Any:
        """How many different values there are."""
        return sum(count > 0 for count in self.values.values())


class Pairs:
    """Sums over pairs (y, x), neither of them NULL, from which covariance and regression follow."""

    def __init__(self) -> None:
        self.count = 0
        self.sums = {name: Decimal(0) for name in ("x", "y", "xx", "yy", "xy")}

    def step(self, *values: Any) -> None:
        """A pair comes in."""
        self._change(values, 1)

    def inverse(self, *values: Any) -> None:
        """A pair leaves the window."""
        self._change(values, -1)

    def _change(self, values: tuple[Any, ...], sign: int) -> None:
        if values[0] is None or values[1] is None:
            return
        y, x = exact(values[0]), exact(values[1])
        self.count += sign
        for name, term in (("x", x), ("y", y), ("xx", x * x), ("yy", y * y), ("xy", x * y)):
            self.sums[name] += sign * term

    def spread(self, name: str) -> Decimal:
        """The sum of products of deviations: of x and x, y and y, x and y."""
        one, two = name[0], name[1]
        return self.sums[name] - CONTEXT.divide(self.sums[one] * self.sums[two], Decimal(self.count))

    def value(self) -> Any:
        """The result so far."""
        raise NotImplementedError

    def finalize(self) -> Any:
        """The result."""
        return self.value()


def _over(divisor: Callable[[Pairs], Decimal | int], name: str = "xy", least: int = 1) -> Callable[[Pairs], Any]:
    """The spread over something, NULL where that is zero."""

    def value(pairs: Pairs) -> Any:
        if pairs.count < least:
            return None
        by = Decimal(divisor(pairs))
        return None if by == 0 else simplest(CONTEXT.divide(pairs.spread(name), by))

    return value


def _correlation(pairs: Pairs) -> Any:
    if pairs.count < 2:
        return None
    product = pairs.spread("xx") * pairs.spread("yy")
    return None if product <= 0 else simplest(CONTEXT.divide(pairs.spread("xy"), CONTEXT.sqrt(product)))


def _slope(pairs: Pairs) -> Any:
    return _over(lambda each: each.spread("xx"))(pairs)


def _intercept(pairs: Pairs) -> Any:
    slope = _slope(pairs)
    if slope is None:
        return None
    return simplest(CONTEXT.divide(pairs.sums["y"] - exact(slope) * pairs.sums["x"], Decimal(pairs.count)))


def _r2(pairs: Pairs) -> Any:
    if not pairs.count or pairs.spread("xx") == 0:
        return None
    correlation = _correlation(pairs)
    return 1 if correlation is None else simplest(exact(correlation) ** 2)


def _mean(name: str) -> Callable[[Pairs], Any]:
    return lambda pairs: simplest(CONTEXT.divide(pairs.sums[name], Decimal(pairs.count))) if pairs.count else None


_PAIRED: dict[str, Callable[[Pairs], Any]] = {
    "CORR": _correlation,
    "COVAR_POP": _over(lambda pairs: pairs.count),
    "COVAR_SAMP": _over(lambda pairs: pairs.count - 1, least=2),
    "REGR_SLOPE": _slope,
    "REGR_INTERCEPT": _intercept,
    "REGR_R2": _r2,
    "REGR_COUNT": lambda pairs: pairs.count,
    "REGR_AVGX": _mean("x"),
    "REGR_AVGY": _mean("y"),
}


def _paired(name: str, result: Callable[[Pairs], Any]) -> Overload:
    kind = type(name, (Pairs,), {"value": result})
    return function(name, "NUMBER NUMBER", NUMBER, kind, aggregate=True)


TABLE: tuple[Overload, ...] = (
    function("STATS_MODE", "ANY", first_argument, Mode, aggregate=True),
    function("ANY_VALUE", "ANY", first_argument, AnyValue, aggregate=True),
    function("APPROX_COUNT_DISTINCT", "ANY", NUMBER, Different, aggregate=True),
    *(_paired(name, result) for name, result in _PAIRED.items()),
)
