"""Rows as JSON, compact, member by member.

Marks. Observed: names in lower case, NULL as null with its key kept, whole numbers bare, DATE as `...T00:00:00Z`,
fractions of a second in thousandths, texts that look like numbers stay texts. Inferred: names that a query spells in
mixed case keep it; numbers in plain digits; fractions of a second in 0, 3, 6 or 9 digits; BLOB and RAW in Base64;
columns of type JSON embedded; intervals as Oracle prints them; an infinite or undefined BINARY_DOUBLE is null. ORDS
runs in UTC here.

Aliases with a meaning (documented: "Generating Hyperlinks"; the braces are known from use): `"$.id"` is the key of a
link `self`, another `"$name"` the address of a link `name`; `"{}name"` holds JSON.
"""

from __future__ import annotations

import base64
import contextlib
import json
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ordslab.sandbox.http.links import Link, item_url, links_json, resolve
from ordslab.sandbox.sql.calls import Result
from ordslab.sandbox.sql.functions import json_values
from ordslab.sandbox.sql.types import BINARY, Column, OracleType

Write = Callable[[Any], str]
Row = tuple[Any, ...]

_KEY_ALIAS = "$.id"
_text = json.JSONEncoder(ensure_ascii=False).encode


def member_name(column: str) -> str:
    """The JSON name of a column."""
    return column.lower() if column == column.upper() else column


def value_json(kind: OracleType, value: Any) -> str:
    """One value as JSON."""
    return "null" if value is None else _writer(kind)(value)


class RowWriter:
    """Writes rows of the same columns. `url`: the address that links are relative to, without a query string."""

    def __init__(self, columns: Sequence[Column], url: str) -> None:
        self._url = url
        self._plain: list[tuple[int, str, Write]] = []
        self._links: list[tuple[int, str]] = []
        for index, column in enumerate(columns):
            name = column.name
            if name.startswith("$") and len(name) > 1:
                self._links.append((index, name))
            elif name.startswith("{}") and len(name) > 2:
                self._plain.append((index, _text(member_name(name[2:])), _embedded))
            else:
                self._plain.append((index, _text(member_name(name)), _writer(column.type)))

    def members(self, row: Row) -> list[str]:
        """The row's members, links not among them."""
        return [f"{name}:{'null' if row[at] is None else write(row[at])}" for at, name, write in self._plain]

    def links(self, row: Row) -> list[Link]:
        """The row's links."""
        found = []
        keys = [str(row[at]) for at, name in self._links if name == _KEY_ALIAS and row[at] is not None]
        if keys:
            found.append(("self", item_url(self._url, keys)))
        for at, name in self._links:
            if name != _KEY_ALIAS and row[at] is not None:
                found.append((member_name(name[1:]), resolve(self._url, str(row[at]))))
        return found

    def item(self, row: Row, further: Iterable[Link] = ()) -> str:
        """The row as an object, with its links and `further` ones behind its members."""
        members, links = self.members(row), [*self.links(row), *further]
        if links:
            members.append(f'"links":{links_json(links)}')
        return "{" + ",".join(members) + "}"

    def legacy_item(self, row: Row) -> str:
        """The row as json/query gives it: an alias `"$name"` is a member `name` that holds the address (inferred)."""
        references = [
            f"{_text(member_name(name[1:]))}:{reference_json(resolve(self._url, str(row[at])))}"
            for at, name in self._links
            if row[at] is not None
        ]
        return "{" + ",".join(references + self.members(row)) + "}"


def reference_json(url: str) -> str:
    """A link in the old form."""
    return '{"$ref":' + _text(url) + "}"


def moment(text: str) -> str:
    """DATE and TIMESTAMP of the engine, with or without a zone, as ISO 8601 in UTC."""
    whole, rest = text[:19], text[19:]
    fraction, _, zone = rest.partition(" ")
    if zone and zone[1:] != "00:00":
        shift = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        stamp = datetime.fromisoformat(whole)
        with contextlib.suppress(OverflowError):  # at the end of the calendar it stays as it is
            whole = (stamp - shift if zone[0] == "+" else stamp + shift).isoformat(sep=" ")
    return f"{whole[:10]}T{whole[11:]}{_thousandths(fraction)}Z"


def _thousandths(fraction: str) -> str:
    digits = fraction.lstrip(".").rstrip("0")
    return f".{digits.ljust(math.ceil(len(digits) / 3) * 3, '0')}" if digits else ""


def _writer(kind: OracleType) -> Write:
    if kind.family in ("NUMBER", "BINARY_FLOAT", "BINARY_DOUBLE"):
        return number
    if kind.family in ("DATE", "TIMESTAMP", "TIMESTAMP_TZ"):
        return lambda value: _text(moment(value))
    if kind.family in BINARY:
        return lambda value: _text(base64.b64encode(value).decode())
    if kind.family == "JSON":
        return lambda value: json_values.written(json_values.document_of(value))
    return rows_json if kind.family == "CURSOR" else _any


def rows_json(result: Result) -> str:
    """The rows of a cursor, a REF CURSOR or CURSOR (query) in another row, as an array."""
    writer = RowWriter(result.columns, "")
    return "[" + ",".join("{" + ",".join(writer.members(row)) + "}" for row in result.rows) + "]"


def number(value: Any) -> str:
    """A number in plain digits."""
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        if not math.isfinite(value):
            return "null"
        value = Decimal(repr(value))
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _any(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return number(value)
    return _text(value if isinstance(value, str) else str(value))


def _embedded(value: Any) -> str:
    """JSON of the query's own: as it is when it is JSON, else as a text (inferred)."""
    text = str(value)
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return _text(text)
    return text
