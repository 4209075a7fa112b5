"""UNION, MINUS, INTERSECT."""

from __future__ import annotations

from collections.abc import Sequence

from ordslab.sandbox.sql.compile import nodes, values
from ordslab.sandbox.sql.compile.nodes import offset_of
from ordslab.sandbox.sql.compile.pieces import Block, Context, Piece
from ordslab.sandbox.sql.compile.scope import Scope
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.overload import group, text_size
from ordslab.sandbox.sql.types import Column, OracleType

_WORDS = {nodes.Union: "union", nodes.Except: "except", nodes.Intersect: "intersect"}


def set_operation(node: nodes.SetOperation, context: Context, parent: Scope | None) -> Block:
    """The operation on both sides. ORA-01789, ORA-01790."""
    from ordslab.sandbox.sql.compile.query import compile_block  # which needs this module

    left = (
        set_operation(node.this, context, parent)
        if isinstance(node.this, nodes.SetOperation)
        else compile_block(node.this, context, parent)
    )
    right = compile_block(node.expression, context, parent)
    if len(left.columns) != len(right.columns):
        message = "query block has incorrect number of result columns"
        raise OraError(1789, message=message, offset=offset_of(node.this))
    every = not node.args["distinct"]
    columns = tuple(
        Column(mine.name, merged_type(mine.type, theirs.type, _item(node, index)), mine.nullable or theirs.nullable)
        for index, (mine, theirs) in enumerate(zip(left.columns, right.columns, strict=True))
    )
    if not every:
        for column in columns:
            values.not_a_key(column.type, offset_of(node.this))
    word = _WORDS[type(node)]
    if every and word != "union":
        return _all_operation(word, left, right, columns, context)
    sides = (operand(block, columns, context) for block in (left, right))
    return Block(f" {word}{' all' if every else ''} ".join(sides), columns)


def operand(block: Block, columns: Sequence[Column], context: Context) -> str:
    """One side, its columns converted to the common types."""
    items = [
        values.converted(Piece(f"c{number}", mine.type), column.type.family, context)
        for number, (mine, column) in enumerate(zip(block.columns, columns, strict=True), 1)
    ]
    named = [item if item == f"c{number}" else f"{item} as c{number}" for number, item in enumerate(items, 1)]
    return f"select {', '.join(named)} from ({block.text})"


def _all_operation(word: str, left: Block, right: Block, columns: tuple[Column, ...], context: Context) -> Block:
    """MINUS ALL and INTERSECT ALL: equal rows are numbered, so that each counts."""
    names = ", ".join(f"c{number}" for number in range(1, len(columns) + 1))
    numbered = (
        f"select {names}, row_number() over (partition by {names}) as n from ({operand(block, columns, context)})"
        for block in (left, right)
    )
    return Block(f"select {names} from ({f' {word} '.join(numbered)})", columns)


def _item(node: nodes.Node, index: int) -> nodes.Node:
    """The select list's item of the first query, at which Oracle points."""
    first = node
    while isinstance(first, nodes.SetOperation | nodes.Subquery):
        first = first.this
    items: list[nodes.Node] = first.expressions
    return items[min(index, len(items) - 1)]


def merged_type(one: OracleType, two: OracleType, node: nodes.Node) -> OracleType:
    """The type of a column of a set operation. ORA-01790 at `node`."""
    if one.family == "NULL" or two.family == "NULL":
        return two if one.family == "NULL" else one
    if one == two:
        return one
    if group(one.family) != group(two.family):
        datetimes = ("DATE", "TIMESTAMP", "TIMESTAMP_TZ")
        if one.family in datetimes and two.family in datetimes:
            return max(one, two, key=lambda kind: datetimes.index(kind.family))
        message = "expression must have same datatype as corresponding expression"
        raise OraError(1790, message=message, offset=offset_of(node))
    family = group(one.family)
    if family == "NUMBER":
        ranks = ("NUMBER", "BINARY_FLOAT", "BINARY_DOUBLE")
        best = max(one.family, two.family, key=ranks.index)
        return OracleType(best)
    if family == "TEXT":
        if "CLOB" in (one.family, two.family):
            return OracleType("CLOB")
        return OracleType("VARCHAR2", size=max(text_size(one), text_size(two)))
    if family == "BINARY":
        if "BLOB" in (one.family, two.family):
            return OracleType("BLOB")
        return OracleType("RAW", size=max(one.size or 0, two.size or 0) or None)
    return max(one, two, key=lambda kind: kind.scale or 0)
