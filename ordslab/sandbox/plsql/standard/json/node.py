"""A JSON value in memory: what JSON_ELEMENT_T and the types under it are to PL/SQL."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from ordslab.sandbox.plsql.numbers import whole
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import json_paths, json_values
from ordslab.sandbox.sql.json_text import TypedScalar
from ordslab.sandbox.sql.number_text import number_of

LONGEST_TEXT = 32767
_MISSING = object()


class Node:
    """`value`: a dict, list, str, int, Decimal, bool or None (null). Dicts and lists are shared, not copied."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def at(self, key: Any) -> Node | None:
        """The member at a key or position (from 0), None when there is none."""
        found: Any = _MISSING
        if isinstance(self.value, dict):
            found = self.value.get(key, _MISSING)
        elif isinstance(self.value, list) and key is not None and 0 <= key < len(self.value):
            found = self.value[int(key)]
        return None if found is _MISSING else Node(found)


def parsed(text: Any, kind: type | tuple[type, ...] = object) -> Node | None:
    """The document. Raises ORA-40441, and ORA-40587 when it is of another kind."""
    if text is None:
        return None
    value = _numbers(json_values.parsed(text))
    if not isinstance(value, kind):
        raise OraError(40587, message="invalid JSON type")
    return Node(value)


def _numbers(value: Any) -> Any:
    """A document whose numbers are NUMBERs: 12.50 is 12.5. Of what JSON has not, the text (inferred)."""
    if isinstance(value, dict):
        return {key: _numbers(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_numbers(each) for each in value]
    if isinstance(value, float):
        return whole(Decimal(repr(value)))
    if isinstance(value, TypedScalar):
        return str(value)
    return whole(value) if isinstance(value, Decimal) else value


def stored(value: Any) -> Any:
    """A value of PL/SQL as JSON holds it."""
    if isinstance(value, Node):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return value.hex().upper() if isinstance(value, bytes) else value


def serialized(node: Node, pretty: bool | None = False) -> str:
    """JSON text."""
    return json_values.written(node.value, pretty=bool(pretty))


def limited(text: str | None) -> str | None:
    """As VARCHAR2. Raises ORA-40478."""
    if text is not None and len(text) > LONGEST_TEXT:
        raise OraError(40478, message=f"output value too large (maximum: {LONGEST_TEXT})")
    return text


# What GET_x and TO_x give: NULL for what is not there or is something else.


def as_text(node: Node | None) -> str | None:
    """A scalar's text."""
    if node is None or node.value is None or isinstance(node.value, dict | list):
        return None
    text = str(json_paths.scalar_text(node.value))
    return text if len(text) <= LONGEST_TEXT else None


def as_lob(node: Node | None) -> str | None:
    """A string's text, or anything else as JSON."""
    if node is None or node.value is None:
        return None
    return node.value if isinstance(node.value, str) else serialized(node)


def as_number(node: Node | None) -> int | Decimal | None:
    """A number, or a string that is one."""
    if node is None or isinstance(node.value, bool | dict | list) or node.value is None:
        return None
    try:
        return number_of(str(node.value).strip())
    except ValueError:
        return None


def as_boolean(node: Node | None) -> bool | None:
    """true or false."""
    return node.value if node is not None and isinstance(node.value, bool) else None


def as_timestamp(node: Node | None) -> datetime | None:
    """A string in ISO 8601's form."""
    if node is None or not isinstance(node.value, str):
        return None
    try:
        return datetime.fromisoformat(node.value.rstrip("Z")).replace(tzinfo=None)
    except ValueError:
        return None


def as_date(node: Node | None) -> datetime | None:
    """The same without its time."""
    moment = as_timestamp(node)
    return None if moment is None else moment.replace(hour=0, minute=0, second=0, microsecond=0)


def as_object(node: Node | None) -> Node | None:
    """An object."""
    return node if node is not None and isinstance(node.value, dict) else None


def as_array(node: Node | None) -> Node | None:
    """An array."""
    return node if node is not None and isinstance(node.value, list) else None


def kind_of(node: Node | None) -> str | None:
    """OBJECT, ARRAY or SCALAR."""
    if node is None:
        return None
    return "OBJECT" if isinstance(node.value, dict) else "ARRAY" if isinstance(node.value, list) else "SCALAR"


GETTERS = {
    "get": lambda node: node,
    "get_object": as_object,
    "get_array": as_array,
    "get_string": as_text,
    "get_number": as_number,
    "get_boolean": as_boolean,
    "get_date": as_date,
    "get_timestamp": as_timestamp,
    "get_clob": as_lob,
    "get_blob": lambda node: None if (text := as_lob(node)) is None else text.encode(),
    "get_type": kind_of,
}
"""GET methods of objects and arrays: what they make of the member."""
