"""Looking around in a block's own nodes, without going into its subqueries."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from ordslab.sandbox.sql.compile.nodes import Call, JsonCall
from ordslab.sandbox.sql.compile.scope import Scope
from ordslab.sandbox.sql.functions import registry

_JSON_AGGREGATES = ("JSON_ARRAYAGG", "JSON_OBJECTAGG")


def own_nodes(node: object) -> Iterator[exp.Expr]:
    """`node` and what is in it, except queries."""
    if not isinstance(node, exp.Expr) or isinstance(node, exp.Query):
        return
    yield node
    for value in node.args.values():
        if isinstance(value, exp.Expr):
            yield from own_nodes(value)
        elif isinstance(value, list | tuple):
            for each in value:
                yield from own_nodes(each)


def conjuncts(node: exp.Expr | None) -> list[exp.Expr]:
    """The operands of the ANDs at the top of a condition, left to right."""
    if node is None:
        return []
    if isinstance(node, exp.And):
        return [*conjuncts(node.this), *conjuncts(node.expression)]
    if isinstance(node, exp.Paren):
        return conjuncts(node.this)
    return [node]


def is_aggregate(node: exp.Expr) -> bool:
    """Is it the call of an aggregate over the group?"""
    if isinstance(node, JsonCall):
        return node.this in _JSON_AGGREGATES
    if not isinstance(node, Call) or node.args.get("over") is not None:
        return False
    choices = registry.overloads(node.this)
    return bool(choices) and choices[0].aggregate


def is_nested(node: exp.Expr) -> bool:
    """Is it an aggregate with an aggregate inside?"""
    return is_aggregate(node) and any(is_aggregate(each) for each in own_nodes(node) if each is not node)


def is_sequence(node: exp.Expr) -> bool:
    """Is it sequence.NEXTVAL or sequence.CURRVAL?"""
    return (
        isinstance(node, exp.Column) and node.this.this in ("NEXTVAL", "CURRVAL") and node.args.get("table") is not None
    )


def is_window(node: exp.Expr) -> bool:
    """Is it the call of an analytic function?"""
    return isinstance(node, Call) and node.args.get("over") is not None


def is_rownum(node: exp.Expr) -> bool:
    """Is it ROWNUM?"""
    return is_name(node, "ROWNUM")


def is_name(node: exp.Expr, name: str) -> bool:
    """Is it this word, without quotes and qualifier?"""
    return (
        isinstance(node, exp.Column)
        and node.this.this == name
        and node.args.get("table") is None
        and not node.this.args.get("quoted")
    )


def is_marked(node: exp.Expr) -> bool:
    """Does it have a (+)?"""
    return any(isinstance(each, exp.Column) and each.args.get("join_mark") for each in own_nodes(node))


def mentions_rownum(*nodes: object) -> bool:
    """Is ROWNUM in one of them?"""
    return any(is_rownum(each) for node in nodes for each in own_nodes(node))


def sources_in(node: exp.Expr, scope: Scope) -> set[str]:
    """SQLite's aliases of the block's own sources that a condition refers to."""
    found = set()
    for column in node.find_all(exp.Column):
        if isinstance(column.this, exp.Star):
            continue
        table = column.args.get("table")
        for source in scope.sources:
            if (table is None or source.name == table.this) and source.has(column.this.this):
                found.add(source.alias)
    return found
