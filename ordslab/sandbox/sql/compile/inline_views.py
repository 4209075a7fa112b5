"""ROWID of a query in FROM: that of the one table below it, where its rows are the table's own."""

from __future__ import annotations

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.pieces import Context
from ordslab.sandbox.sql.compile.walk import is_aggregate, own_nodes

_OTHER_ROWS = ("distinct", "group", "having", "connect", "limit", "offset", "with_")


def hand_up_row_ids(query: nodes.Node, context: Context) -> bool:
    """Let the query of an inline view give its rows' ids as one more column, if somebody may ask for it and it can."""
    if context.mentions_row_ids is None:
        context.mentions_row_ids = context.whole is not None and _mentions_row_ids(context.whole)
    if not context.mentions_row_ids or not _has_row_ids(query):
        return False
    query.set("row_ids", True)
    return True


def row_id() -> nodes.Column:
    """The pseudocolumn, as if it had been written."""
    return nodes.Column(this=nodes.Identifier(this="ROWID", quoted=False))


def _has_row_ids(query: nodes.Node) -> bool:
    if not isinstance(query, nodes.Select) or any(query.args.get(part) for part in _OTHER_ROWS):
        return False
    if any(is_aggregate(each) for item in query.expressions for each in own_nodes(item)):
        return False
    items = query.args["from_"].expressions if query.args.get("from_") else []
    if len(items) != 1:
        return False
    if isinstance(items[0], nodes.Subquery):
        return _has_row_ids(items[0].this)
    return isinstance(items[0], nodes.Table) and items[0].this.this != "DUAL"


def _mentions_row_ids(whole: nodes.Node) -> bool:
    waiting: list[object] = [whole]
    while waiting:
        each = waiting.pop()
        if isinstance(each, nodes.Node):
            if isinstance(each, nodes.Column) and getattr(each.this, "this", None) == "ROWID":
                return True
            waiting += each.args.values()
        elif isinstance(each, list | tuple):
            waiting += each
    return False
