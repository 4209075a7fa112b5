"""Queries: from the tree to SQLite's text, with the names and types of the columns."""

from __future__ import annotations

from collections.abc import Sequence

from ordslab.sandbox.sql.compile import nodes, values
from ordslab.sandbox.sql.compile.code import check_length
from ordslab.sandbox.sql.compile.common_tables import compile_with
from ordslab.sandbox.sql.compile.environment import Compiled, Environment
from ordslab.sandbox.sql.compile.limits import limit_clause, limited
from ordslab.sandbox.sql.compile.nodes import offset_of
from ordslab.sandbox.sql.compile.ordering import direction
from ordslab.sandbox.sql.compile.pieces import Block, Context, Piece
from ordslab.sandbox.sql.compile.scope import Scope
from ordslab.sandbox.sql.compile.select_block import SelectCompiler
from ordslab.sandbox.sql.compile.set_operations import set_operation
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.number_text import whole_of
from ordslab.sandbox.sql.types import SHOWN_ROWID, Column, OracleType

_LONG_WITH = 10_000  # characters


def compile_query(
    tree: nodes.Node,
    environment: Environment,
    binds: Sequence[OracleType],
    *,
    for_caller: bool = False,
    hidden: int = 0,
    cursors: bool = False,
    assuming: bool = False,
) -> Compiled:
    """The query as SQLite runs it, and the columns as Oracle describes them.

    `binds`: the type of each bind occurrence. The columns of `Compiled.text` are called c1, c2 ... `for_caller`: the
    rows go to whoever asked, so row ids are shown as text of 18 characters; else a column of the family ROWID holds
    SQLite's integer, as do the last `hidden` columns. `cursors`: CURSOR (query) may stand in the select list.
    `assuming`: who runs it looks first whether what `Compiled.assumes` says holds. Raises OraError with the offset of
    what is wrong, before anything has run.
    """
    context = Context(environment, binds, cursors=cursors, assuming=assuming)
    context.whole = tree
    try:
        block = compile_block(tree, context, None, outermost=True)
    except RecursionError:
        raise not_supported("statements that are nested so deeply") from None
    if for_caller:
        block = _with_readable_rowids(block, context, hidden)
    functions, assumes = frozenset(context.functions), tuple(context.assumes or ())
    length = len(block.text) + context.expanded
    check_length(length)
    return Compiled(block.text, _described(block), functions, assumes, length)


def compile_nested(node: nodes.Node, context: Context, scope: Scope) -> Block:
    """The query of a CURSOR expression."""
    block = _with_readable_rowids(compile_block(node, context, scope, outermost=True), context)
    return Block(block.text, _described(block))


def _described(block: Block) -> tuple[Column, ...]:
    return tuple(Column(column.name, values.described(column.type), column.nullable) for column in block.columns)


def _with_readable_rowids(block: Block, context: Context, hidden: int = 0) -> Block:
    last = len(block.columns) - hidden
    if all(column.type.family != "ROWID" for column in block.columns[:last]):
        return block
    items = []
    columns = []
    for number, column in enumerate(block.columns, 1):
        shown = column.type.family == "ROWID" and number <= last
        items.append(f"{context.call('ORA_ROWIDTOCHAR', f'c{number}')} as c{number}" if shown else f"c{number}")
        columns.append(Column(column.name, SHOWN_ROWID, column.nullable) if shown else column)
    return Block(f"select {', '.join(items)} from ({block.text})", tuple(columns))


def compile_block(node: nodes.Node, context: Context, parent: Scope | None, *, outermost: bool = False) -> Block:
    """A query inside a statement. `parent`: the scope that it may refer to."""
    with_ = node.args.get("with_")
    if with_ is None:
        return _body(node, context, parent, outermost=outermost)
    context.common_tables.append({})
    try:
        prefix = compile_with(with_, context, parent)
        block = _body(node, context, parent, outermost=outermost)
    finally:
        context.common_tables.pop()
    text = block.text
    if len(prefix) > _LONG_WITH:  # else SQLite would copy it for each branch of a UNION ALL in FROM, however it is long
        text = f"select * from (select * from ({text}) limit -1 offset 0)"
    return Block(f"{prefix} {text}", block.columns, block.single)


def _body(node: nodes.Node, context: Context, parent: Scope | None, *, outermost: bool) -> Block:
    if isinstance(node, nodes.Select):
        return SelectCompiler(node, context, parent, outermost=outermost).compile()
    if isinstance(node, nodes.SetOperation):
        return _ordered(node, set_operation(node, context, parent), context)
    if isinstance(node, nodes.Subquery):
        block = compile_block(node.this, context, parent, outermost=outermost)
        return _ordered(node, block, context)
    raise not_supported(type(node).__name__, offset_of(node))


def _ordered(node: nodes.Node, block: Block, context: Context) -> Block:
    """ORDER BY and row limiting over the columns of a whole query."""
    order, fetch, offset = node.args.get("order"), node.args.get("limit"), node.args.get("offset")
    if order is None and fetch is None and offset is None:
        return block
    names = [f"c{number}" for number in range(1, len(block.columns) + 1)]
    terms: list[str] = []
    for item in order.expressions if order is not None else []:
        number = _output_column(item.this, block)
        column = block.columns[number]
        values.not_a_key(column.type, offset_of(item.this))
        way = direction(item, nullable=column.nullable)
        terms.append(values.sort_terms(Piece(names[number], column.type), way, context))
    if fetch is None and offset is None:
        text = f"select {', '.join(names)} from ({block.text}) order by {', '.join(terms)}"
        return Block(text, block.columns, block.single)
    plain = limit_clause(fetch, offset, context)
    if plain is not None:
        ordering = f" order by {', '.join(terms)}" if terms else ""
        text = f"select {', '.join(names)} from ({block.text}){ordering}{plain}"
        return Block(text, block.columns, block.single)
    return limited(f"select {', '.join(names)}", f"({block.text})", terms, block.columns, (fetch, offset, context))


def _output_column(node: nodes.Node, block: Block) -> int:
    """The column of the result that an ORDER BY item means, from 0. ORA-01785, ORA-00904."""
    if isinstance(node, nodes.Literal) and not node.args["is_string"] and node.this.isdigit():
        number = whole_of(node.this)
        if 1 <= number <= len(block.columns):
            return number - 1
    elif isinstance(node, nodes.Column) and node.args.get("table") is None:
        for number, column in enumerate(block.columns):
            if column.name == node.this.this:
                return number
        raise OraError(904, f'"{node.this.this}"', offset=offset_of(node))
    message = "ORDER BY item must be the number of a SELECT-list expression"
    raise OraError(1785, message=message, offset=offset_of(node))
