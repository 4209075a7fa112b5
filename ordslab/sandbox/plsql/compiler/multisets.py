"""Nested tables as multisets: MULTISET UNION, INTERSECT, EXCEPT; MEMBER OF, SUBMULTISET OF, IS EMPTY, IS A SET."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ordslab.sandbox.plsql.datatypes import BOOLEAN_TYPE, CollectionType, distance
from ordslab.sandbox.plsql.errors import pls
from ordslab.sandbox.plsql.runtime import Frame
from ordslab.sandbox.plsql.scope import Value
from ordslab.sandbox.plsql.tree import CollectionTest, MultisetOperation
from ordslab.sandbox.plsql.values import Collection, copy_value


def operation(node: MultisetOperation, left: Value, right: Value) -> Value:
    """A new nested table of the elements of both. NULL when one of them is NULL."""
    if not _is_nested_table(left) or left.type is not right.type:
        name = f"MULTISET_{node.operator}_{'DISTINCT' if node.distinct else 'ALL'}"
        raise pls(node.left.at, 306, f"wrong number or types of arguments in call to '{name}'")
    operator, distinct = node.operator, node.distinct

    def run(frame: Frame) -> Collection | None:
        one, two = left.run(frame), right.run(frame)
        if one is None or two is None:
            return None
        elements = _combined(operator, one.values(), two.values())
        return Collection([copy_value(element) for element in (_distinct(elements) if distinct else elements)])

    return Value(left.type, run)


def _combined(operator: str, left: list[Any], right: list[Any]) -> list[Any]:
    if operator == "UNION":
        return [*left, *right]
    rest, kept = list(right), []
    for element in left:
        is_there = element in rest
        if is_there:
            rest.remove(element)
        if is_there is (operator == "INTERSECT"):
            kept.append(element)
    return kept


def _distinct(elements: list[Any]) -> list[Any]:
    found: list[Any] = []
    for element in elements:
        if element not in found:
            found.append(element)
    return found


def test(node: CollectionTest, operand: Value, collection: Value | None) -> Value:
    """A condition on a nested table. NULL when one side is NULL."""
    table = operand if collection is None else collection
    fits = _is_nested_table(table)
    if node.test == "MEMBER" and isinstance(table.type, CollectionType):
        fits = fits and distance(operand.type, table.type.element) is not None
    elif node.test == "SUBMULTISET":
        fits = fits and operand.type is table.type
    if not fits:
        raise pls(node.operand.at, 306, f"wrong number or types of arguments in call to '{node.test}'")
    check = _TESTS[node.test]

    def run(frame: Frame) -> bool | None:
        one = operand.run(frame)
        two = collection.run(frame) if collection is not None else one
        return None if one is None or two is None else check(one, two)

    return Value(BOOLEAN_TYPE, run)


def _is_nested_table(value: Value) -> bool:
    return isinstance(value.type, CollectionType) and value.type.index is None


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "MEMBER": lambda element, table: element in table.values(),
    "SUBMULTISET": lambda one, two: len(_combined("EXCEPT", one.values(), two.values())) == 0,
    "EMPTY": lambda table, _: len(table) == 0,
    "SET": lambda table, _: len(_distinct(table.values())) == len(table),
}
