"""GROUP BY: plain keys, ROLLUP, CUBE and GROUPING SETS."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

from sqlglot import exp

Keys = list[exp.Expr]


def is_plain(nodes: Sequence[exp.Expr]) -> bool:
    """Is there one grouping set alone?"""
    return not any(isinstance(node, exp.Rollup | exp.Cube | exp.GroupingSets) for node in nodes)


def plain_keys(nodes: Sequence[exp.Expr]) -> Keys:
    """The keys of a plain GROUP BY; (a, b) is a and b."""
    return [key for node in nodes for key in _parts(node)]


def grouping_sets(nodes: Sequence[exp.Expr]) -> list[Keys]:
    """All grouping sets that GROUP BY's items, combined with each other, mean."""
    return [[key for part in parts for key in part] for parts in product(*(_sets(node) for node in nodes))]


def _sets(node: exp.Expr) -> list[Keys]:
    if isinstance(node, exp.Rollup):
        parts = [_parts(each) for each in node.expressions]
        return [_joined(parts[:size]) for size in range(len(parts), -1, -1)]
    if isinstance(node, exp.Cube):
        parts = [_parts(each) for each in node.expressions]
        sizes = range(len(parts), -1, -1)
        return [_joined(chosen) for size in sizes for chosen in combinations(parts, size)]
    if isinstance(node, exp.GroupingSets):
        return [found for each in node.expressions for found in _sets(each)]
    return [_parts(node)]


def _parts(node: exp.Expr) -> Keys:
    return list(node.expressions) if isinstance(node, exp.Tuple) else [node]


def _joined(parts: Sequence[Keys]) -> Keys:
    return [key for part in parts for key in part]
