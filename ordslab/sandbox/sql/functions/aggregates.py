"""Aggregates, exact in decimal, also over moving windows. NULLs do not count. Those that sort: see `ordered`."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.decimals import divide, exact, from_storage, in_order, is_finite, simplest
from ordslab.sandbox.sql.functions.overload import Overload, first_argument, function, longer_text, number_or_double
from ordslab.sandbox.sql.number_bytes import EXACT, fitted
from ordslab.sandbox.sql.types import NUMBER


class _Aggregate:
    """What SQLite asks of an aggregate; `value` is its result so far."""

    def step(self, *values: Any) -> None:
        raise NotImplementedError

    def inverse(self, *values: Any) -> None:
        raise NotImplementedError

    def value(self) -> Any:
        raise NotImplementedError

    def finalize(self) -> Any:
        return self.value()


class Count(_Aggregate):
    """COUNT(x)."""

    def __init__(self) -> None:
        self.count = 0

    def step(self, *values: Any) -> None:
        self.count += None not in values

    def inverse(self, *values: Any) -> None:
        self.count -= None not in values

    def value(self) -> Any:
        return self.count


class Sum(_Aggregate):
    """SUM: whole numbers and fractions apart, so that whole numbers stay fast."""

    def __init__(self) -> None:
        self.count = 0
        self.whole = 0
        self.fraction = Decimal(0)
        self.beyond: Counter[str] = Counter()  # infinities and NaNs

    def step(self, *values: Any) -> None:
        number = values[0]
        if number is None:
            return
        self.count += 1
        if type(number) is int:
            self.whole += number
        elif not is_finite(number):
            self.beyond[repr(from_storage(number))] += 1
        else:
            self.fraction = EXACT.add(self.fraction, exact(number))

    def inverse(self, *values: Any) -> None:
        number = values[0]
        if number is None:
            return
        self.count -= 1
        if type(number) is int:
            self.whole -= number
        elif not is_finite(number):
            self.beyond[repr(from_storage(number))] -= 1
        else:
            self.fraction = EXACT.subtract(self.fraction, exact(number))

    def total(self) -> Any:
        """The sum of what was counted."""
        if +self.beyond:
            return sum(map(float, +self.beyond))
        return simplest(fitted(EXACT.add(self.fraction, Decimal(self.whole)))) if self.fraction else self.whole

    def value(self) -> Any:
        return self.total() if self.count else None


class Average(Sum):
    """AVG."""

    def value(self) -> Any:
        if not self.count:
            return None
        total = self.total()
        return divide(total, self.count) if is_finite(total) else total


class _Collected(_Aggregate):
    """An aggregate that needs all values at once."""

    def __init__(self) -> None:
        self.values: Counter[Any] = Counter()

    def step(self, *values: Any) -> None:
        if values[0] is not None:
            self.values[values[0]] += 1

    def inverse(self, *values: Any) -> None:
        if values[0] is not None:
            self.values[values[0]] -= 1


class Smallest(_Collected):
    """MIN."""

    def value(self) -> Any:
        present = [value for value, count in self.values.items() if count]
        return min(present, key=in_order(present), default=None)


class Largest(_Collected):
    """MAX."""

    def value(self) -> Any:
        present = [value for value, count in self.values.items() if count]
        return max(present, key=in_order(present), default=None)


class Median(_Collected):
    """MEDIAN: between the two middle values of an even number."""

    def value(self) -> Any:
        numbers = sorted(self.values.elements(), key=in_order(self.values))
        if not numbers:
            return None
        middle = len(numbers) // 2
        if len(numbers) % 2:
            return numbers[middle]
        return divide(EXACT.add(exact(numbers[middle - 1]), exact(numbers[middle])), 2)


class _Spread(_Aggregate):
    """Sums of the numbers and their squares, from which variances follow. `missing`: 1 for a sample's."""

    missing = 1
    single: int | None = 0  # of one value
    root = False

    def __init__(self) -> None:
        self.count = 0
        self.sum = Decimal(0)
        self.squares = Decimal(0)

    def step(self, *values: Any) -> None:
        self._change(values[0], 1)

    def inverse(self, *values: Any) -> None:
        self._change(values[0], -1)

    def _change(self, number: Any, sign: int) -> None:
        if number is not None:
            value = exact(number)
            self.count += sign
            self.sum = EXACT.add(self.sum, sign * value)
            self.squares = EXACT.add(self.squares, sign * EXACT.multiply(value, value))

    def value(self) -> Any:
        if self.count == 0:
            return None
        if self.count == 1:
            return self.single
        spread = EXACT.subtract(self.squares, EXACT.divide(EXACT.multiply(self.sum, self.sum), Decimal(self.count)))
        variance = EXACT.divide(max(Decimal(0), spread), Decimal(self.count - self.missing))
        return simplest(fitted(EXACT.sqrt(variance) if self.root else variance))


def _spread(name: str, *, missing: int, single: int | None, root: bool) -> Overload:
    kind = type(name, (_Spread,), {"missing": missing, "single": single, "root": root})
    return _aggregate(name, "NUMBER", number_or_double, kind)


class UnorderedListagg(_Aggregate):
    """LISTAGG in the order of the rows (with another one: see `ordered`). ORA-01489 beyond 4000 bytes."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self.separator = ""

    def step(self, *values: Any) -> None:
        if len(values) > 1:
            self.separator = values[1] or ""
        if values[0] is not None:
            self.rows.append(values[0])

    def inverse(self, *values: Any) -> None:
        if values[0] is not None:
            self.rows.remove(values[0])

    def value(self) -> Any:
        text = self.separator.join(self.rows)
        if len(text.encode()) > 4000:
            raise OraError(1489, message="result of string concatenation is too long")
        return text or None


def _aggregate(name: str, parameters: str, result: Any, kind: type[_Aggregate], **options: Any) -> Overload:
    return function(name, parameters, result, kind, aggregate=True, **options)


TABLE: tuple[Overload, ...] = (
    _aggregate("COUNT", "ANY*", NUMBER, Count),
    _aggregate("SUM", "NUMBER", number_or_double, Sum),
    _aggregate("AVG", "NUMBER", number_or_double, Average),
    _aggregate("MIN", "ANY", first_argument, Smallest),
    _aggregate("MAX", "ANY", first_argument, Largest),
    _aggregate("MEDIAN", "NUMBER", number_or_double, Median),
    _spread("STDDEV", missing=1, single=0, root=True),
    _spread("STDDEV_SAMP", missing=1, single=None, root=True),
    _spread("STDDEV_POP", missing=0, single=0, root=True),
    _spread("VARIANCE", missing=1, single=0, root=False),
    _spread("VAR_SAMP", missing=1, single=None, root=False),
    _spread("VAR_POP", missing=0, single=0, root=False),
    _aggregate("LISTAGG", "VARCHAR2 VARCHAR2?", longer_text, UnorderedListagg),
)
