"""Looking around in a block's own nodes, without going into its subqueries."""

from __future__ import annotations

from collections.abc import Iterator

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.nodes import Call, JsonCall
from ordslab.sandbox.sql.functions import registry

_JSON_AGGREGATES = ("JSON_ARRAYAGG", "JSON_OBJECTAGG")


def own_nodes(node: object) -> Iterator[nodes.Node]:
    """`node` and what is in it, except queries."""
    if not isinstance(node, nodes.Node) or isinstance(node, nodes.Query):
        return
    yield node
    for value in node.args.values():
        if isinstance(value, nodes.Node):
            yield from own_nodes(value)
        elif isinstance(value, list | tuple):
            for each in value:
                yield from own_nodes(each)


def conjuncts(node: nodes.Node | None) -> list[nodes.Node]:
    """The operands of the ANDs at the top of a condition, left to right."""
    if node is None:
        return []
    if isinstance(node, nodes.And):
        return [each for part in node.expressions for each in conjuncts(part)]
    if isinstance(node, nodes.Paren):
        return conjuncts(node.this)
    return [node]


def is_aggregate(node: nodes.Node) -> bool:
    """Is it the call of an aggregate over the group?"""
    if isinstance(node, JsonCall):
        return node.this in _JSON_AGGREGATES
    if not isinstance(node, Call) or node.args.get("over") is not None:
        return False
    choices = registry.overloads(node.this)
    return bool(choices) and choices[0].aggregate


def is_nested(node: nodes.Node) -> bool:
    """Is it an aggregate with an aggregate inside?"""
    return is_aggregate(node) and any(is_aggregate(each) for each in own_nodes(node) if each is not node)


def is_sequence(node: nodes.Node) -> bool:
    """Is it sequence.NEXTVAL or sequence.CURRVAL?"""
    return (
        isinstance(node, nodes.Column)
        and node.this.this in ("NEXTVAL", "CURRVAL")
        and node.args.get("table") is not None
    )


def is_window(node: nodes.Node) -> bool:
    """Is it the call of an analytic function?"""
    return isinstance(node, Call) and node.args.get("over") is not None


def is_rownum(node: nodes.Node) -> bool:
    """Is it ROWNUM?"""
    return is_name(node, "ROWNUM")


def is_name(node: nodes.Node, name: str) -> bool:
    """Is it this word, without quotes and qualifier?"""
    return (
        isinstance(node, nodes.Column)
        and node.this.this == name
        and node.args.get("table") is None
        and not node.this.args.get("quoted")
    )


def is_marked(node: nodes.Node) -> bool:
    """Does it have a (+)?"""
    return any(isinstance(each, nodes.Column) and each.args.get("join_mark") for each in own_nodes(node))


def mentions_rownum(*looked_at: object) -> bool:
    """Is ROWNUM in one of them?"""
    return any(is_rownum(each) for node in looked_at for each in own_nodes(node))
