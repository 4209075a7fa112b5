"""WITH, also recursive."""

from __future__ import annotations

from dataclasses import replace

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.nodes import offset_of
from ordslab.sandbox.sql.compile.pieces import CommonTable, Context
from ordslab.sandbox.sql.compile.recursion import Recursion
from ordslab.sandbox.sql.compile.scope import Scope
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import Column


def compile_with(node: nodes.Node, context: Context, parent: Scope | None) -> str:
    """WITH ...; the queries are known in `context` from then on."""
    parts: list[str] = []
    recursive = False
    for cte in node.expressions:
        name = cte.args["alias"].this.this
        if name in context.common_tables[-1]:
            message = "query name duplicates those specified in the same WITH clause"
            raise OraError(32039, message=message, offset=offset_of(cte))
        before = context.expanded
        if _refers_to(cte.this, name):
            recursive = True
            made = _recursive(cte, name, context, parent)
        else:
            made = [_plain(cte, name, context, parent)]
        parts += made
        tables, length = context.common_tables[-1], sum(map(len, made)) + context.expanded - before
        tables[name] = replace(tables[name], length=length)
    return f"with {'recursive ' if recursive else ''}{', '.join(parts)}"


def _refers_to(query: nodes.Node, name: str) -> bool:
    return any(table.this.this == name and table.args.get("db") is None for table in query.find_all(nodes.Table))


def _names(cte: nodes.Node, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns under the names of the WITH clause. ORA-32038."""
    given = cte.args["alias"].args.get("columns")
    if given is None:
        return columns
    if len(given) != len(columns):
        message = "number of WITH clause column names does not match number of elements in select list"
        raise OraError(32038, message=message, offset=offset_of(cte))
    return tuple(Column(name.this, column.type, column.nullable) for name, column in zip(given, columns, strict=True))


def _plain(cte: nodes.Node, name: str, context: Context, parent: Scope | None) -> str:
    from ordslab.sandbox.sql.compile.query import compile_block  # which needs this module

    block = compile_block(cte.this, context, parent)
    source = context.fresh("w")
    context.common_tables[-1][name] = CommonTable(source, _names(cte, block.columns))
    return f"{source} as ({block.text})"


def _recursive(cte: nodes.Node, name: str, context: Context, parent: Scope | None) -> list[str]:
    """anchor UNION ALL recursive branch. ORA-32039, ORA-32040."""
    from ordslab.sandbox.sql.compile.query import compile_block  # which needs this module

    query = cte.this
    if cte.args["alias"].args.get("columns") is None:
        message = "recursive WITH clause must have column alias list"
        raise OraError(32039, message=message, offset=offset_of(cte))
    anchors: nodes.Node | None = None
    if isinstance(query, nodes.SetOperation) and query.args["operators"][-1] == ("union", True):
        anchors = query.without_last()
    if anchors is None or _refers_to(anchors, name):
        message = "recursive WITH clause must use a UNION ALL operation"
        raise OraError(32040, message=message, offset=offset_of(cte))
    anchor = compile_block(anchors, context, parent)
    return Recursion(cte, name, _names(cte, anchor.columns), context).compile(anchor, parent)
