"""JSON_ELEMENT_T: any JSON value; and JSON_SCALAR_T."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from ordslab.sandbox.plsql.packages import PackageCall, TypePackage
from ordslab.sandbox.plsql.standard.json import node as nodes
from ordslab.sandbox.plsql.standard.json.node import Node
from ordslab.sandbox.plsql.values import Cell
from ordslab.sandbox.sql.errors import not_supported

JSON_ELEMENT_T = TypePackage(
    """
    package json_element_t as
      function parse(jsn varchar2) return json_element_t;
      function parse(jsn clob) return json_element_t;
      function parse(jsn blob) return json_element_t;
      function parse(jsn json) return json_element_t;
      function to_string(self json_element_t, pretty boolean default false) return varchar2;
      function stringify(self json_element_t, pretty boolean default false) return varchar2;
      function to_number(self json_element_t) return number;
      function to_date(self json_element_t) return date;
      function to_timestamp(self json_element_t) return timestamp;
      function to_boolean(self json_element_t) return boolean;
      function to_clob(self json_element_t, pretty boolean default false) return clob;
      function to_blob(self json_element_t) return blob;
      function to_json(self json_element_t) return json;
      procedure to_clob(self json_element_t, c in out clob);
      procedure to_blob(self json_element_t, c in out blob);
      function is_object(self json_element_t) return boolean;
      function is_array(self json_element_t) return boolean;
      function is_scalar(self json_element_t) return boolean;
      function is_string(self json_element_t) return boolean;
      function is_number(self json_element_t) return boolean;
      function is_boolean(self json_element_t) return boolean;
      function is_true(self json_element_t) return boolean;
      function is_false(self json_element_t) return boolean;
      function is_null(self json_element_t) return boolean;
      function is_date(self json_element_t) return boolean;
      function is_timestamp(self json_element_t) return boolean;
      function get_size(self json_element_t) return number;
      procedure on_error(self json_element_t, val number);
    end json_element_t;
    """,
    lambda value: isinstance(value, Node),
)
JSON_SCALAR_T = TypePackage(
    """
    package json_scalar_t as
      function json_scalar_t(jsn json_element_t) return json_scalar_t;
      function clone(self json_scalar_t) return json_scalar_t;
    end json_scalar_t;
    """,
    lambda value: isinstance(value, Node) and not isinstance(value.value, dict | list),
    under="JSON_ELEMENT_T",
)


def _parse(call: PackageCall, jsn: Any) -> Node | None:
    return nodes.parsed(jsn)


for _overload in (1, 2, 3, 4):
    JSON_ELEMENT_T.body("parse", _overload)(_parse)


@JSON_ELEMENT_T.body("to_string")
def to_string(call: PackageCall, self: Node, pretty: bool | None) -> str | None:
    """JSON text; raises ORA-40478 when it is too long for VARCHAR2."""
    return nodes.limited(nodes.serialized(self, pretty))


@JSON_ELEMENT_T.body("to_json")
def to_json(call: PackageCall, self: Node) -> str:
    """As a value of type JSON."""
    return nodes.serialized(self)


@JSON_ELEMENT_T.body("stringify")
def stringify(call: PackageCall, self: Node, pretty: bool | None) -> str | None:
    """The same."""
    return nodes.limited(nodes.serialized(self, pretty))


@JSON_ELEMENT_T.body("to_number")
def to_number(call: PackageCall, self: Node) -> int | Decimal | None:
    """A scalar as a number."""
    return nodes.as_number(self)


@JSON_ELEMENT_T.body("to_date")
def to_date(call: PackageCall, self: Node) -> datetime | None:
    """A scalar as a date."""
    return nodes.as_date(self)


@JSON_ELEMENT_T.body("to_timestamp")
def to_timestamp(call: PackageCall, self: Node) -> datetime | None:
    """A scalar as a timestamp."""
    return nodes.as_timestamp(self)


@JSON_ELEMENT_T.body("to_boolean")
def to_boolean(call: PackageCall, self: Node) -> bool | None:
    """A scalar as a boolean."""
    return nodes.as_boolean(self)


@JSON_ELEMENT_T.body("to_clob")
def to_clob(call: PackageCall, self: Node, pretty: bool | None) -> str:
    """JSON text of any length."""
    return nodes.serialized(self, pretty)


@JSON_ELEMENT_T.body("to_blob")
def to_blob(call: PackageCall, self: Node) -> bytes:
    """JSON text in UTF-8."""
    return nodes.serialized(self).encode()


@JSON_ELEMENT_T.body("to_clob", 2)
def write_clob(call: PackageCall, self: Node, c: Cell) -> None:
    """JSON text into a CLOB."""
    c.value = nodes.serialized(self)


@JSON_ELEMENT_T.body("to_blob", 2)
def write_blob(call: PackageCall, self: Node, c: Cell) -> None:
    """JSON text into a BLOB."""
    c.value = nodes.serialized(self).encode()


@JSON_ELEMENT_T.body("get_size")
def get_size(call: PackageCall, self: Node) -> int:
    """Members of an object, elements of an array, 1 for a scalar."""
    return len(self.value) if isinstance(self.value, dict | list) else 1


@JSON_ELEMENT_T.body("on_error")
def on_error(call: PackageCall, self: Node, val: int | Decimal | None) -> None:
    """0: what cannot be got is NULL, as without this call."""
    if val:
        raise not_supported("JSON_ELEMENT_T.ON_ERROR with another argument than 0")


_TESTS: dict[str, Callable[[Any], bool]] = {
    "is_object": lambda value: isinstance(value, dict),
    "is_array": lambda value: isinstance(value, list),
    "is_scalar": lambda value: not isinstance(value, dict | list),
    "is_string": lambda value: isinstance(value, str),
    "is_number": lambda value: isinstance(value, int | float | Decimal) and not isinstance(value, bool),
    "is_boolean": lambda value: isinstance(value, bool),
    "is_true": lambda value: value is True,
    "is_false": lambda value: value is False,
    "is_null": lambda value: value is None,
    "is_date": lambda value: False,  # text holds no dates, only strings that look like some
    "is_timestamp": lambda value: False,
}


def _is(test: Callable[[Any], bool]) -> Callable[[PackageCall, Node], bool]:
    def body(call: PackageCall, self: Node) -> bool:
        return test(self.value)

    return body


for _name, _test in _TESTS.items():
    JSON_ELEMENT_T.body(_name)(_is(_test))


@JSON_SCALAR_T.body("json_scalar_t")
def new_scalar(call: PackageCall, jsn: Node | None) -> Node | None:
    """A scalar from an element."""
    return jsn


@JSON_SCALAR_T.body("clone")
def clone(call: PackageCall, self: Node) -> Node:
    """A copy."""
    return Node(self.value)
