"""JSON_OBJECT, JSON_ARRAY and their aggregates: documents made of values.

Each value comes with the family of its type, JSON where it is JSON text already, KEPT for a value of type JSON.
`options` is a text of letters:
a ABSENT ON NULL, n NULL ON NULL, s STRICT, u WITH UNIQUE KEYS. `size`: how many bytes the document may have; 0 any.
"""

from __future__ import annotations

from typing import Any

from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions.decimals import exact
from ordslab.sandbox.sql.functions.json_paths import scalar_text
from ordslab.sandbox.sql.functions.json_values import document_of, parsed, written
from ordslab.sandbox.sql.functions.ordered import sort_rows
from ordslab.sandbox.sql.functions.overload import Overload, function
from ordslab.sandbox.sql.memory import LARGEST_LOB, too_large_lob
from ordslab.sandbox.sql.number_bytes import EXACT
from ordslab.sandbox.sql.types import CLOB

_NUMBERS = ("NUMBER", "BINARY_DOUBLE", "BINARY_FLOAT")


def text_of(value: Any, family: str, options: str) -> str:
    """A value as JSON text. ORA-40441 for FORMAT JSON and STRICT with what is none."""
    if value is None:
        return "null"
    if family == "JSON":
        if "s" in options:
            parsed(value)
        return str(value)
    if family == "KEPT":  # of type JSON
        return written(document_of(value))
    if family == "BOOLEAN":
        return "true" if value else "false"
    if family in _NUMBERS:
        number = exact(value)
        if not number.is_finite():
            raise not_supported("infinity and NaN in JSON")
        return scalar_text(int(number) if number == number.to_integral_value() else number.normalize(EXACT))
    if isinstance(value, bytes):
        return written(value.hex().upper())
    text = str(value)
    if family in ("DATE", "TIMESTAMP", "TIMESTAMP_TZ"):
        text = text.replace(" ", "T", 1).replace(" ", "")
        if family != "DATE" and "." not in text:
            head, zone = text[:19], text[19:]
            text = f"{head}.000000{zone}"
    return written(text)


def _limited(text: str, size: int) -> str:
    """ORA-40459."""
    length = len(text.encode())
    if size and length > size:
        raise OraError(40459, message=f"output value too large (actual: {length}, maximum: {size})")
    return text


def _object(options: str, size: int, *values: Any) -> str:
    """key, value, family, key, value, family ... ORA-40473 for a repeated key, ORA-40472 for a key that is NULL."""
    members: list[str] = []
    keys: set[str] = set()
    for index in range(0, len(values), 3):
        key, value, family = values[index : index + 3]
        if value is None and "a" in options:
            continue
        if key is None:
            raise OraError(40472, message="JSON_OBJECT() key is NULL")
        if "u" in options and key in keys:
            raise OraError(40473, message="duplicate key names in JSON_OBJECT")
        keys.add(key)
        members.append(f"{written(str(key))}:{text_of(value, family, options)}")
    return _limited("{" + ",".join(members) + "}", size)


def _array(options: str, size: int, *values: Any) -> str:
    """value, family, value, family ... NULLs are left out unless NULL ON NULL."""
    items = [
        text_of(values[index], values[index + 1], options)
        for index in range(0, len(values), 2)
        if values[index] is not None or "n" in options
    ]
    return _limited("[" + ",".join(items) + "]", size)


class _Aggregate:
    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []

    def step(self, *values: Any) -> None:
        """A row comes in."""
        self.rows.append(values)

    def inverse(self, *values: Any) -> None:
        """A row leaves the window."""
        self.rows.remove(values)

    def value(self) -> Any:
        """The document so far."""
        raise NotImplementedError

    def finalize(self) -> Any:
        """The document; NULL for no rows."""
        return self.value() if self.rows else None


class ArrayAggregate(_Aggregate):
    """JSON_ARRAYAGG: options, size, value, family, letters, keys."""

    def value(self) -> str:
        """The array."""
        options, size, _, family, letters = self.rows[0][:5]
        rows = sort_rows(self.rows, letters, 5)
        items, room = [], LARGEST_LOB
        for row in rows:
            if row[2] is not None or "n" in options:
                items.append(text_of(row[2], family, options))
                room -= len(items[-1])
                if room < 0:
                    raise too_large_lob()
        return _limited("[" + ",".join(items) + "]", size)


class ObjectAggregate(_Aggregate):
    """JSON_OBJECTAGG: options, size, key, value, family."""

    def value(self) -> str:
        """The object."""
        options, size = self.rows[0][:2]
        flat = [each for row in self.rows for each in row[2:5]]
        return _object(options, size, *flat)


_NULLS: dict[str, Any] = {"null_in_null_out": False}


def _helper(name: str, parameters: str, python: Any, **options: Any) -> Overload:
    return function(name, parameters, CLOB, python, sqlite_name=name, **options)


TABLE: tuple[Overload, ...] = (
    _helper("ORA_JSON_OBJECT", "VARCHAR2 NUMBER ANY*", _object, **_NULLS),
    _helper("ORA_JSON_ARRAY", "VARCHAR2 NUMBER ANY*", _array, **_NULLS),
    _helper("ORA_JSON_ARRAYAGG", "VARCHAR2 NUMBER ANY VARCHAR2 VARCHAR2 ANY*", ArrayAggregate, aggregate=True),
    _helper("ORA_JSON_OBJECTAGG", "VARCHAR2 NUMBER VARCHAR2 ANY VARCHAR2", ObjectAggregate, aggregate=True),
)
