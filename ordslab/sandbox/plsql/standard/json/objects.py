"""JSON_OBJECT_T."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from ordslab.sandbox.plsql.packages import PackageCall, TypePackage
from ordslab.sandbox.plsql.standard.json import node as nodes
from ordslab.sandbox.plsql.standard.json.node import Node
from ordslab.sandbox.plsql.values import Collection
from ordslab.sandbox.sql.errors import OraError

JSON_OBJECT_T = TypePackage(
    """
    package json_object_t as
      function json_object_t return json_object_t;
      function json_object_t(jsn varchar2) return json_object_t;
      function json_object_t(jsn clob) return json_object_t;
      function json_object_t(jsn blob) return json_object_t;
      function json_object_t(e json_element_t) return json_object_t;
      function json_object_t(jsn json) return json_object_t;
      function parse(jsn varchar2) return json_object_t;
      function parse(jsn clob) return json_object_t;
      function parse(jsn blob) return json_object_t;
      function parse(jsn json) return json_object_t;
      function get(self json_object_t, key varchar2) return json_element_t;
      function get_object(self json_object_t, key varchar2) return json_object_t;
      function get_array(self json_object_t, key varchar2) return json_array_t;
      function get_string(self json_object_t, key varchar2) return varchar2;
      function get_number(self json_object_t, key varchar2) return number;
      function get_boolean(self json_object_t, key varchar2) return boolean;
      function get_date(self json_object_t, key varchar2) return date;
      function get_timestamp(self json_object_t, key varchar2) return timestamp;
      function get_clob(self json_object_t, key varchar2) return clob;
      function get_blob(self json_object_t, key varchar2) return blob;
      function get_type(self json_object_t, key varchar2) return varchar2;
      function get_keys(self json_object_t) return json_key_list;
      function has(self json_object_t, key varchar2) return boolean;
      procedure put(self json_object_t, key varchar2, val json_element_t);
      procedure put(self json_object_t, key varchar2, val varchar2);
      procedure put(self json_object_t, key varchar2, val clob);
      procedure put(self json_object_t, key varchar2, val blob);
      procedure put(self json_object_t, key varchar2, val number);
      procedure put(self json_object_t, key varchar2, val date);
      procedure put(self json_object_t, key varchar2, val timestamp);
      procedure put(self json_object_t, key varchar2, val boolean);
      procedure put_null(self json_object_t, key varchar2);
      procedure remove(self json_object_t, key varchar2);
      procedure rename_key(self json_object_t, keyold varchar2, keynew varchar2);
      procedure mergepatch(self json_object_t, patch json_element_t);
      function clone(self json_object_t) return json_object_t;
    end json_object_t;
    """,
    lambda value: isinstance(value, Node) and isinstance(value.value, dict),
    under="JSON_ELEMENT_T",
)


@JSON_OBJECT_T.body("json_object_t")
def new(call: PackageCall) -> Node:
    """An empty object."""
    return Node({})


def _parse(call: PackageCall, jsn: Any) -> Node | None:
    return nodes.parsed(jsn, dict)


for _overload in (2, 3, 4, 6):
    JSON_OBJECT_T.body("json_object_t", _overload)(_parse)
for _overload in (1, 2, 3, 4):
    JSON_OBJECT_T.body("parse", _overload)(_parse)


@JSON_OBJECT_T.body("json_object_t", 5)
def of_element(call: PackageCall, e: Node | None) -> Node | None:
    """The object that an element is. Raises ORA-40587 when it is something else."""
    if e is not None and not isinstance(e.value, dict):
        raise OraError(40587, message="invalid JSON type")
    return e


def _getter(make: Callable[[Node | None], Any]) -> Callable[[PackageCall, Node, str | None], Any]:
    def body(call: PackageCall, self: Node, key: str | None) -> Any:
        return make(self.at(key))

    return body


for _name, _make in nodes.GETTERS.items():
    JSON_OBJECT_T.body(_name)(_getter(_make))


@JSON_OBJECT_T.body("get_keys")
def get_keys(call: PackageCall, self: Node) -> Collection:
    """The names of its members."""
    return Collection(list(self.value))


@JSON_OBJECT_T.body("has")
def has(call: PackageCall, self: Node, key: str | None) -> bool:
    """Is there a member of that name?"""
    return key in self.value


def _put(call: PackageCall, self: Node, key: str | None, val: Any) -> None:
    self.value[key] = nodes.stored(val)


for _overload in range(1, 9):
    JSON_OBJECT_T.body("put", _overload)(_put)


@JSON_OBJECT_T.body("put_null")
def put_null(call: PackageCall, self: Node, key: str | None) -> None:
    """A member that is null."""
    self.value[key] = None


@JSON_OBJECT_T.body("remove")
def remove(call: PackageCall, self: Node, key: str | None) -> None:
    """Remove a member, if it is there."""
    self.value.pop(key, None)


@JSON_OBJECT_T.body("rename_key")
def rename_key(call: PackageCall, self: Node, keyold: str | None, keynew: str | None) -> None:
    """Give a member another name, in its place."""
    if keyold in self.value:
        renamed = {keynew if key == keyold else key: value for key, value in self.value.items()}
        self.value.clear()
        self.value.update(renamed)


@JSON_OBJECT_T.body("mergepatch")
def mergepatch(call: PackageCall, self: Node, patch: Node | None) -> None:
    """Change it as RFC 7396 says."""
    if patch is not None and isinstance(patch.value, dict):
        _merge(self.value, patch.value)


def _merge(target: dict[str, Any], patch: dict[str, Any]) -> None:
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict):
            inner = target.get(key)
            target[key] = inner if isinstance(inner, dict) else {}
            _merge(target[key], value)
        else:
            target[key] = value


@JSON_OBJECT_T.body("clone")
def clone(call: PackageCall, self: Node) -> Node:
    """A copy with all that is in it."""
    return Node(deepcopy(self.value))
