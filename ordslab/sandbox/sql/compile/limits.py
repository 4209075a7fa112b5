"""OFFSET and FETCH: as LIMIT where they can be, else by numbering the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ordslab.sandbox.sql.compile import nodes, values
from ordslab.sandbox.sql.compile.expressions import ExpressionCompiler
from ordslab.sandbox.sql.compile.pieces import Block, Context
from ordslab.sandbox.sql.compile.scope import Scope
from ordslab.sandbox.sql.types import Column


def _count(node: nodes.Node | None, context: Context) -> str | None:
    """How many rows an expression means."""
    if node is None:
        return None
    scope = Scope()
    scope.rownum = None
    return values.row_count(ExpressionCompiler(context, scope).expression(node), context)


def limit_clause(fetch: nodes.Node | None, offset: nodes.Node | None, context: Context) -> str | None:
    """' limit n offset m'; None for PERCENT and WITH TIES."""
    if fetch is not None and (fetch.args["percent"] or fetch.args["with_ties"]):
        return None
    count = _count(fetch.args["count"] if fetch is not None else None, context)
    skip = _count(offset.expression if offset is not None else None, context)
    return f" limit {count or '-1'}" + (f" offset {skip}" if skip else "")


def limited(
    select: str,
    source: str,
    terms: Sequence[str],
    columns: tuple[Column, ...],
    clauses: tuple[Any, Any, Context],
) -> Block:
    """FETCH FIRST with PERCENT or WITH TIES over `source`, sorted by `terms`."""
    fetch, offset, context = clauses
    skip = _count(offset.expression if offset is not None else None, context) or "0"
    count_node = fetch.args["count"]
    if fetch.args["percent"]:
        scope = Scope()
        scope.rownum = None
        percent = values.converted(ExpressionCompiler(context, scope).expression(count_node), "NUMBER", context)
        count: str = context.call("ORA_SHARE", "n", percent)
    else:
        count = _count(count_node, context) or "0"
    order = f"order by {', '.join(terms)}" if terms else ""
    ties = bool(fetch.args["with_ties"]) and bool(terms)
    number, peers = f"row_number() over ({order}) as i", f"rank() over ({order}) as r"
    numbered = f"select *, {number}, {peers}, count(*) over () as n from {source}"
    last = f"({skip}) + ({count})"
    text = f"{select} from ({numbered}) where i > ({skip}) and {'r' if ties else 'i'} <= {last} order by i"
    return Block(text, columns)
