"""GROUP BY: plain keys, ROLLUP, CUBE and GROUPING SETS."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from math import prod

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.nodes import offset_of
from ordslab.sandbox.sql.errors import not_supported

MOST_SETS = 1024
"""Grouping sets of one query: CUBE of ten columns. Each is a query of its own."""

Keys = list[nodes.Node]


def is_plain(items: Sequence[nodes.Node]) -> bool:
    """Is there one grouping set alone?"""
    return not any(isinstance(node, nodes.Rollup | nodes.Cube | nodes.GroupingSets) for node in items)


def plain_keys(items: Sequence[nodes.Node]) -> Keys:
    """The keys of a plain GROUP BY; (a, b) is a and b."""
    return [key for node in items for key in _parts(node)]


def grouping_sets(items: Sequence[nodes.Node]) -> list[Keys]:
    """All grouping sets that GROUP BY's items, combined with each other, mean. ORA-03001 for very many."""
    if prod(map(_count, items)) > MOST_SETS:
        raise not_supported(f"GROUP BY of more than {MOST_SETS:,} grouping sets", offset_of(items[0]))
    return [[key for part in parts for key in part] for parts in product(*(_sets(node) for node in items))]


def _count(node: nodes.Node) -> int:
    """How many grouping sets an item means."""
    if isinstance(node, nodes.Rollup):
        return len(node.expressions) + 1
    if isinstance(node, nodes.Cube):
        return 1 << len(node.expressions)
    return sum(map(_count, node.expressions)) if isinstance(node, nodes.GroupingSets) else 1


def _sets(node: nodes.Node) -> list[Keys]:
    if isinstance(node, nodes.Rollup):
        parts = [_parts(each) for each in node.expressions]
        return [_joined(parts[:size]) for size in range(len(parts), -1, -1)]
    if isinstance(node, nodes.Cube):
        parts = [_parts(each) for each in node.expressions]
        sizes = range(len(parts), -1, -1)
        return [_joined(chosen) for size in sizes for chosen in combinations(parts, size)]
    if isinstance(node, nodes.GroupingSets):
        return [found for each in node.expressions for found in _sets(each)]
    return [_parts(node)]


def _parts(node: nodes.Node) -> Keys:
    return list(node.expressions) if isinstance(node, nodes.Tuple) else [node]


def _joined(parts: Sequence[Keys]) -> Keys:
    return [key for part in parts for key in part]
