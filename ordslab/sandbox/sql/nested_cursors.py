"""CURSOR (query): rows within a row. They leave SQLite as JSON text and are a `Result` from then on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ordslab.sandbox.sql.types import BINARY, NUMERIC, Column, OracleType


def packed(rows: str, columns: Sequence[Column]) -> str:
    """SQLite's text of the JSON of all rows of a query, whose columns are called c1, c2 ..."""
    items = ", ".join(_item(f"c{number}", column.type) for number, column in enumerate(columns, 1))
    return f"(select json_group_array(json_array({items})) from ({rows}))"


def _item(name: str, kind: OracleType) -> str:
    """What JSON has no form for, or not all of its digits, stands in an object."""
    if kind.family == "CURSOR":
        return f"json({name})"
    if kind.family not in NUMERIC | BINARY:
        return name
    real, blob = f"'{{\"r\":\"' || printf('%!.17g', {name}) || '\"}}'", f"'{{\"x\":\"' || hex({name}) || '\"}}'"
    return f"json(case typeof({name}) when 'real' then {real} when 'blob' then {blob} else json_quote({name}) end)"


def unpacked(text: str) -> list[tuple[Any, ...]]:
    """The rows of a cursor, in the form in which SQLite keeps values."""
    return [tuple(map(_value, row)) for row in json.loads(text)]


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return float(value["r"]) if "r" in value else bytes.fromhex(value["x"])
    return json.dumps(value) if isinstance(value, list) else value
