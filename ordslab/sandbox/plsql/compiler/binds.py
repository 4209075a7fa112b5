"""Bind variables of a block as values: scalars, arrays, REF CURSORs."""

from __future__ import annotations

from typing import Any

from ordslab.sandbox.plsql.datatypes import NUMBER_TYPE, PLS_INTEGER, CollectionType, CursorType, ScalarType, group
from ordslab.sandbox.plsql.runtime import Frame
from ordslab.sandbox.plsql.scope import Value
from ordslab.sandbox.plsql.tree import BindReference, Expression
from ordslab.sandbox.plsql.values import Collection, exact
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import OracleType


class BindUses:
    """Where the binds of a block stand, and where among these they only get a value."""

    def __init__(self) -> None:
        self._met: dict[str, set[int]] = {}
        self._written: dict[str, set[int]] = {}

    def met(self, node: BindReference) -> None:
        """A bind stands here."""
        self._met.setdefault(node.name, set()).add(node.at)

    def written(self, node: Expression) -> None:
        """What stands here gets a value, and is not looked at."""
        if isinstance(node, BindReference):
            self._written.setdefault(node.name, set()).add(node.at)

    def only_out(self) -> frozenset[str]:
        """The binds that the block never looks at."""
        return frozenset(name for name, places in self._met.items() if places == self._written.get(name))


def bound(name: str, bind: Bind) -> Value:
    """The bind variable `name`, of `bind`'s type."""
    family = bind.type.family
    kind = ScalarType(OracleType("VARCHAR2", size=32767) if family in ("VARCHAR2", "CHAR") else bind.type)
    if bind.is_array:
        return _array(name, kind)
    if family == "CURSOR":
        return _cursor(name)
    if family == "NUMBER":
        kind = NUMBER_TYPE

    def read(frame: Frame) -> Any:
        value = frame.execution.binds[name].value
        if value == "" and family != "CLOB":
            return None
        return exact(value) if family == "NUMBER" and value is not None else value

    def write(frame: Frame, value: Any) -> None:
        target = frame.execution.binds[name]
        target.value, target.written = _fitting(target, value), True

    return Value(kind, read, write)


def _fitting(target: Bind, value: Any) -> Any:
    """The value, if the client's variable is long enough. Raises ORA-06502."""
    if target.max_bytes and isinstance(value, (str, bytes)):
        size = len(value) if isinstance(value, bytes) else len(value.encode())
        if size > target.max_bytes and target.type.family in ("VARCHAR2", "CHAR", "RAW"):
            kind = "raw variable length too long" if isinstance(value, bytes) else "character string buffer too small"
            raise OraError(6502, message=f"PL/SQL: numeric or value error: {kind}")
    return value


def _cursor(name: str) -> Value:
    """A REF CURSOR of the client's: it gets what is left to fetch when the block has ended."""

    def write(frame: Frame, value: Any) -> None:
        target = frame.execution.binds[name]
        target.value, target.written = value, True

    return Value(CursorType(), lambda frame: frame.execution.binds[name].value, write)


def _array(name: str, element: ScalarType) -> Value:
    numeric = group(element.type) == "NUMBER"
    kind = CollectionType("bind array", element, PLS_INTEGER, anonymous=True)

    def read(frame: Frame) -> Collection:
        values = frame.execution.binds[name].value or []
        return Collection([exact(value) if numeric and value is not None else value for value in values])

    def write(frame: Frame, value: Collection) -> None:
        target = frame.execution.binds[name]
        elements = [value.get(index) for index in range(1, max(value.keys(), default=0) + 1)]
        if target.max_elements and len(elements) > target.max_elements:
            raise OraError(6513, message="PL/SQL: index for PL/SQL table out of range for host language array")
        target.value, target.written = [_fitting(target, element) for element in elements], True

    return Value(kind, read, write)
