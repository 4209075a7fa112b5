"""A value on its way into a column: rounded, padded, measured."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import ROUND_HALF_UP
from math import ceil
from typing import Any

from ordslab.sandbox.sql.dictionary.objects import Table, TableColumn
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import moments
from ordslab.sandbox.sql.functions.decimals import exact, in_digits, quantized, storable, storable_double
from ordslab.sandbox.sql.types import OracleType

_DECIMAL_DIGITS_OF_A_BINARY_ONE = 0.30103  # so Oracle counts: SQL Language Reference, "FLOAT Data Type"


class Coercion:
    """For one column: call it with a value of the column's family (never None) for the value to keep.

    Raises ORA-12899 for what is too long, ORA-01438 for a number with too many digits.
    """

    def __init__(self, schema: str, table: Table, column: TableColumn) -> None:
        self._where = f'"{schema}"."{table.name}"."{column.name}"'
        self._type = column.type
        self._bytes = column.byte_semantics
        make = {
            "VARCHAR2": self._text,
            "CHAR": self._padded,
            "RAW": self._raw,
            "NUMBER": self._number_maker(column.type),
            "BINARY_DOUBLE": storable_double,
            "BINARY_FLOAT": storable_double,
            "INTERVAL_DS": self._days,
            "INTERVAL_YM": self._months,
            "DATE": self._date,
            "TIMESTAMP": self._timestamp,
            "TIMESTAMP_TZ": self._timestamp,
            "TIMESTAMP_LTZ": self._local,
        }.get(column.type.family)
        self._coerce: Any = make

    def __call__(self, value: Any) -> Any:
        return value if self._coerce is None else self._coerce(value)

    @property
    def plain(self) -> Callable[[Any], Any] | None:
        """What is called with each value, None where values stay as they are."""
        found: Callable[[Any], Any] | None = self._coerce
        return found

    def _too_long(self, actual: int) -> OraError:
        message = f"value too large for column {self._where} (actual: {actual}, maximum: {self._type.size})"
        return OraError(12899, message=message)

    def _length(self, value: str) -> int:
        return len(value.encode()) if self._bytes and not value.isascii() else len(value)

    def _text(self, value: Any) -> str | None:
        text = value if isinstance(value, str) else str(value)
        if not text:
            return None  # of a CLOB without length, which is no NULL, while a text without length is one
        length = self._length(text)
        if length > (self._type.size or 4000):
            raise self._too_long(length)
        return text

    def _padded(self, value: Any) -> str | None:
        text = self._text(value)
        return None if text is None else text + " " * ((self._type.size or 1) - self._length(text))

    def _raw(self, value: Any) -> bytes | None:
        data: bytes = value if isinstance(value, bytes) else str(value).encode()
        if not data:
            return None
        if len(data) > (self._type.size or 2000):
            raise self._too_long(len(data))
        return data

    def _number_maker(self, kind: OracleType) -> Callable[[Any], Any]:
        if kind.binary_digits is not None:
            digits = ceil(kind.binary_digits * _DECIMAL_DIGITS_OF_A_BINARY_ONE)
            return lambda value: storable(in_digits(storable(value), digits))
        return storable if kind.precision is None else self._number

    def _number(self, value: Any) -> int | float | bytes:
        precision, scale = self._type.precision or 38, self._type.scale or 0
        if type(value) is int and scale >= 0:
            rounded: Any = value
        else:
            rounded = quantized(storable(value), scale, ROUND_HALF_UP)
        digits = precision - scale
        if type(rounded) is int and digits >= 0:
            too_wide = abs(rounded) >= 10**digits
        else:
            too_wide = exact(rounded).copy_abs() >= exact(10) ** digits
        if too_wide:
            raise OraError(1438, message="value larger than specified precision allowed for this column")
        return storable(rounded)

    def _days(self, value: Any) -> str:
        """INTERVAL DAY TO SECOND: the fraction rounded to the column's digits, the days counted. ORA-01873."""
        precision = 2 if self._type.precision is None else self._type.precision
        scale = 6 if self._type.scale is None else self._type.scale
        rounded = moments.interval_text(moments.rounded_interval(moments.interval(str(value)), scale))
        if int(rounded[1:].partition(" ")[0]) >= 10**precision:
            raise OraError(1873, message="the leading precision of the interval is too small")
        return rounded

    def _months(self, value: Any) -> str:
        """INTERVAL YEAR TO MONTH: the years counted. ORA-01873."""
        text = str(value)
        if int(text[1:].partition("-")[0]) >= 10 ** (2 if self._type.precision is None else self._type.precision):
            raise OraError(1873, message="the leading precision of the interval is too small")
        return text

    def _date(self, value: Any) -> str:
        return str(value)[:19]

    def _local(self, value: Any) -> str:
        """The same in UTC."""
        return self._timestamp(moments.zoned_text(moments.utc(str(value))))

    def _timestamp(self, value: Any) -> str:
        """The fraction rounded to the column's digits (6 at most here: microseconds)."""
        text, digits = str(value), 6 if self._type.scale is None else self._type.scale
        if digits >= 6 or "." not in text:
            return text
        plain, zone = moments.split_zone(text)
        moment = moments.moment(plain)
        step = 10 ** (6 - digits)
        micros = (moment.microsecond + step // 2) // step * step
        moment = moment.replace(microsecond=0) + timedelta(microseconds=micros)
        return moments.zoned_text(moment, zone) if zone else moments.timestamp_text(moment)
