"""Where expressions' names stand in a query: a name elsewhere is an alias, a table's, a window's ..."""

from __future__ import annotations

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.dialect import parse
from ordslab.sandbox.sql.errors import OraError


def expression_places(query: str) -> frozenset[int] | None:
    """The offsets of all names of columns and functions, or of what else may stand for a value.

    A name in ORDER BY that the select list gives to an item is that item, and not among them. None for a text that is
    no query, or one with what SQL's grammar does not know.
    """
    try:
        tree = parse(query)
    except OraError:
        return None
    places: set[int] = set()
    ordered: set[int] = set()
    for node in tree.walk():
        if isinstance(node, nodes.Column | nodes.Call) and node.offset is not None:
            places.add(node.offset)
        if isinstance(node, nodes.Query) and node.args.get("order") is not None:
            ordered |= _items(node)
    return frozenset(places - ordered)


def _items(query: nodes.Query) -> set[int]:
    """The places in a query's ORDER BY that are names of its select list."""
    first: nodes.Node = query
    while isinstance(first, nodes.SetOperation | nodes.Subquery):
        first = first.expressions[0] if isinstance(first, nodes.SetOperation) else first.this
    aliases = {item.args["alias"].this for item in first.expressions if isinstance(item, nodes.Alias)}
    return {
        column.offset
        for column in query.args["order"].find_all(nodes.Column)
        if column.offset is not None and column.args.get("table") is None and column.this.this in aliases
    }
