"""Whole documents: the constructor JSON, JSON_SCALAR, JSON_EQUAL, JSON_MERGEPATCH, dots into documents, their order.

Values of type JSON look as `json_text.stored` writes them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ordslab.sandbox.sql import number_bytes
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import json_paths
from ordslab.sandbox.sql.functions.decimals import exact
from ordslab.sandbox.sql.functions.json_values import document_of, kept, written
from ordslab.sandbox.sql.functions.overload import Overload, function
from ordslab.sandbox.sql.json_text import TypedScalar
from ordslab.sandbox.sql.types import JSON, NUMBER, VARCHAR2

_TYPED = ("DATE", "TIMESTAMP", "TIMESTAMP_TZ", "INTERVAL_DS", "INTERVAL_YM")


def _to_json(document: Any) -> str:
    """Text or bytes as a value of type JSON. ORA-40441."""
    return kept(document_of(document))


def scalar(value: Any, family: str) -> Any:
    """An SQL value as a scalar of JSON data: JSON_SCALAR. Source: SQL Language Reference 23ai (documented)."""
    if family == "JSON":
        return document_of(value)
    if family in ("BINARY_DOUBLE", "BINARY_FLOAT"):
        number = float(exact(value))
        if not math.isfinite(number):
            raise not_supported("infinity and NaN in JSON")
        return number
    if family == "NUMBER":
        return _whole(exact(value))
    if family == "BOOLEAN":
        return bool(value)
    if family in _TYPED:
        return TypedScalar(family, str(value))
    return TypedScalar("RAW", value.hex().upper()) if isinstance(value, bytes) else value


def _whole(number: Any) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number.normalize(number_bytes.EXACT)


def _json_scalar(value: Any, family: str, on_null: str | None = None) -> str | None:
    if value is None:
        return {"NULL": "null", "EMPTY STRING": '""'}.get(on_null or "")
    found = scalar(value, family)
    if isinstance(found, list | dict):
        raise OraError(40484, message="invalid data type for SQL/JSON item")
    return kept(found)


# --- Equality and order ----------------------------------------------------------------------------------------------


def _json_equal(one: Any, other: Any, on_error: str = "FALSE") -> int:
    """JSON_EQUAL: the order of members does not count (SQL Language Reference)."""
    try:
        return int(_same(document_of(one), document_of(other)))
    except OraError:
        if on_error == "ERROR":
            raise
        return int(on_error == "TRUE")


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _key(document: Any) -> str:
    """By which documents compare. Of one kind: in their order; kinds one behind the other (inferred)."""
    return _sort_key(document_of(document))


def _sort_key(value: Any) -> str:
    if value is None:
        return "a"
    if isinstance(value, bool):
        return f"b{int(value)}"
    if isinstance(value, int | float | Decimal):
        return f"c{number_bytes.encode(exact(value)).hex()}"
    if isinstance(value, str):
        return f"d{value}"
    if isinstance(value, TypedScalar):
        return f"e{value.family} {value.value}"
    if isinstance(value, list):
        return "f" + "\x01".join(map(_sort_key, value))
    return "g" + "\x01".join(f"{name}\x02{_sort_key(value[name])}" for name in sorted(value))


# --- JSON_MERGEPATCH -------------------------------------------------------------------------------------------------


def _merge(document: Any, patch: Any) -> str:
    return written(_merged(document_of(document), document_of(patch)))


def _merge_kept(document: Any, patch: Any) -> str:
    return kept(_merged(document_of(document), document_of(patch)))


def _merged(target: Any, patch: Any) -> Any:
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = _merged(result.get(key), value)
    return result


# --- Dots ------------------------------------------------------------------------------------------------------------


def _dots(document: Any, path: str, family: str) -> str | None:
    """t.document.name: one value as it is, several as an array. Of type JSON, or as text, where a text is bare.

    Source: JSON Developer's Guide, "Simple Dot-Notation Access to JSON Data" (documented).
    """
    try:
        found = json_paths.compiled(path).find(document_of(document))
    except OraError:
        return None
    if not found:
        return None
    value = found[0] if len(found) == 1 else found
    if family == "JSON":
        return kept(value)
    if value is None or isinstance(value, list | dict):
        return None if value is None else written(value)
    return json_paths.scalar_text(value)


def _helper(name: str, parameters: str, result: Any, python: Any, **options: Any) -> Overload:
    return function(name, parameters, result, python, sqlite_name=name, **options)


def path_of(names: Sequence[str], tail: str) -> str:
    """The path of names that follow each other by dots, each as it was written, and what stands behind them."""
    return "$" + "".join(f".{json.dumps(name, ensure_ascii=False)}" for name in names) + tail


TABLE: tuple[Overload, ...] = (
    function("JSON", "VARCHAR2", JSON, _to_json, sqlite_name="ORA_TO_JSON"),
    function("JSON", "CLOB", JSON, _to_json, suffix="CLOB"),
    function("JSON", "BLOB", JSON, _to_json, suffix="BLOB"),
    function("JSON", "JSON", JSON, lambda document: document, suffix="JSON"),
    function("JSON_EQUAL", "ANY ANY VARCHAR2?", NUMBER, _json_equal),
    function("JSON_MERGEPATCH", "VARCHAR2 VARCHAR2", VARCHAR2, _merge),
    function("JSON_MERGEPATCH", "JSON ANY", JSON, _merge_kept, suffix="JSON"),
    _helper("ORA_JSON_SCALAR", "ANY VARCHAR2 VARCHAR2?", JSON, _json_scalar, null_in_null_out=False),
    _helper("ORA_KEY_JSON", "JSON", VARCHAR2, _key),
    _helper("ORA_JSON_DOTS", "ANY VARCHAR2 VARCHAR2", VARCHAR2, _dots),
)
