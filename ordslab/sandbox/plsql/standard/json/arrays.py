"""JSON_ARRAY_T. Positions count from 0."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from ordslab.sandbox.plsql.packages import PackageCall, TypePackage
from ordslab.sandbox.plsql.standard.json import node as nodes
from ordslab.sandbox.plsql.standard.json.node import Node
from ordslab.sandbox.sql.errors import OraError

_VALUES = ("json_element_t", "varchar2", "clob", "blob", "number", "date", "timestamp", "boolean")
_APPENDS = "\n".join(f"procedure append(self json_array_t, val {kind});" for kind in _VALUES)
_PUTS = "\n".join(
    f"procedure put(self json_array_t, pos number, val {kind}, overwrite boolean default false);" for kind in _VALUES
)
JSON_ARRAY_T = TypePackage(
    f"""
    package json_array_t as
      function json_array_t return json_array_t;
      function json_array_t(jsn varchar2) return json_array_t;
      function json_array_t(jsn clob) return json_array_t;
      function json_array_t(jsn blob) return json_array_t;
      function json_array_t(e json_element_t) return json_array_t;
      function json_array_t(jsn json) return json_array_t;
      function parse(jsn varchar2) return json_array_t;
      function parse(jsn clob) return json_array_t;
      function parse(jsn blob) return json_array_t;
      function parse(jsn json) return json_array_t;
      function get(self json_array_t, pos number) return json_element_t;
      function get_object(self json_array_t, pos number) return json_object_t;
      function get_array(self json_array_t, pos number) return json_array_t;
      function get_string(self json_array_t, pos number) return varchar2;
      function get_number(self json_array_t, pos number) return number;
      function get_boolean(self json_array_t, pos number) return boolean;
      function get_date(self json_array_t, pos number) return date;
      function get_timestamp(self json_array_t, pos number) return timestamp;
      function get_clob(self json_array_t, pos number) return clob;
      function get_blob(self json_array_t, pos number) return blob;
      function get_type(self json_array_t, pos number) return varchar2;
      {_APPENDS}
      procedure append_null(self json_array_t);
      procedure append_all(self json_array_t, val json_array_t);
      {_PUTS}
      procedure put_null(self json_array_t, pos number, overwrite boolean default false);
      procedure remove(self json_array_t, pos number);
      function clone(self json_array_t) return json_array_t;
    end json_array_t;
    """,
    lambda value: isinstance(value, Node) and isinstance(value.value, list),
    under="JSON_ELEMENT_T",
)


@JSON_ARRAY_T.body("json_array_t")
def new(call: PackageCall) -> Node:
    """An empty array."""
    return Node([])


def _parse(call: PackageCall, jsn: Any) -> Node | None:
    return nodes.parsed(jsn, list)


for _overload in (2, 3, 4, 6):
    JSON_ARRAY_T.body("json_array_t", _overload)(_parse)
for _overload in (1, 2, 3, 4):
    JSON_ARRAY_T.body("parse", _overload)(_parse)


@JSON_ARRAY_T.body("json_array_t", 5)
def of_element(call: PackageCall, e: Node | None) -> Node | None:
    """The array that an element is. Raises ORA-40587 when it is something else."""
    if e is not None and not isinstance(e.value, list):
        raise OraError(40587, message="invalid JSON type")
    return e


def _getter(make: Callable[[Node | None], Any]) -> Callable[[PackageCall, Node, Any], Any]:
    def body(call: PackageCall, self: Node, pos: Any) -> Any:
        return make(self.at(pos))

    return body


for _name, _make in nodes.GETTERS.items():
    JSON_ARRAY_T.body(_name)(_getter(_make))


def _append(call: PackageCall, self: Node, val: Any) -> None:
    self.value.append(nodes.stored(val))


def _put(call: PackageCall, self: Node, pos: Any, val: Any, overwrite: bool | None) -> None:
    """Put it in front of what is there, or in its place; beyond the end, nulls fill the gap."""
    place = int(pos)
    while len(self.value) < place:
        self.value.append(None)
    self.value[place : place + bool(overwrite)] = [nodes.stored(val)]


for _overload in range(1, len(_VALUES) + 1):
    JSON_ARRAY_T.body("append", _overload)(_append)
    JSON_ARRAY_T.body("put", _overload)(_put)


@JSON_ARRAY_T.body("append_null")
def append_null(call: PackageCall, self: Node) -> None:
    """One more element, null."""
    self.value.append(None)


@JSON_ARRAY_T.body("append_all")
def append_all(call: PackageCall, self: Node, val: Node | None) -> None:
    """All elements of another array."""
    self.value.extend(val.value if val is not None else ())


@JSON_ARRAY_T.body("put_null")
def put_null(call: PackageCall, self: Node, pos: Any, overwrite: bool | None) -> None:
    """Null at a position."""
    _put(call, self, pos, None, overwrite)


@JSON_ARRAY_T.body("remove")
def remove(call: PackageCall, self: Node, pos: Any) -> None:
    """Remove an element, if it is there."""
    if pos is not None and 0 <= pos < len(self.value):
        del self.value[int(pos)]


@JSON_ARRAY_T.body("clone")
def clone(call: PackageCall, self: Node) -> Node:
    """A copy with all that is in it."""
    return Node(deepcopy(self.value))
