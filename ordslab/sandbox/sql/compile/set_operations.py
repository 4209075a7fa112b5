"""UNION, MINUS, INTERSECT."""

from __future__ import annotations

from collections.abc import Sequence

from ordslab.sandbox.sql.compile import nodes, values
from ordslab.sandbox.sql.compile.nodes import offset_of
from ordslab.sandbox.sql.compile.pieces import Block, Context, Piece
from ordslab.sandbox.sql.compile.scope import Scope
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.overload import group, text_size
from ordslab.sandbox.sql.types import Column, OracleType, national

_TOGETHER = 400  # queries beside each other; SQLite takes 500


def set_operation(node: nodes.SetOperation, context: Context, parent: Scope | None) -> Block:
    """The operations on all queries, left to right. ORA-01789, ORA-01790."""
    from ordslab.sandbox.sql.compile.query import compile_block  # which needs this module

    queries = node.expressions
    blocks = [compile_block(queries[0], context, parent)]
    columns = blocks[0].columns
    words: list[str] = []
    for (word, every), query in zip(node.args["operators"], queries[1:], strict=True):
        block = compile_block(query, context, parent)
        before, columns = columns, _merged(columns, block.columns, queries[0])
        if not every:
            for column in columns:
                values.not_a_key(column.type, offset_of(queries[0]))
        if every and word != "union":
            left = _operations(words, blocks, before, context)
            blocks, words = [_all_operation(word, left, block, columns, context)], []
        else:
            blocks.append(block)
            words.append(f"{word} all" if every else word)
    return _operations(words, blocks, columns, context)


def _merged(mine: tuple[Column, ...], theirs: tuple[Column, ...], first: nodes.Node) -> tuple[Column, ...]:
    """The columns of two queries taken together; `first` is the whole operation's first query."""
    if len(mine) != len(theirs):
        message = "query block has incorrect number of result columns"
        raise OraError(1789, message=message, offset=offset_of(first))
    return tuple(
        Column(one.name, merged_type(one.type, two.type, _item(first, index)), one.nullable or two.nullable)
        for index, (one, two) in enumerate(zip(mine, theirs, strict=True))
    )


def _operations(words: Sequence[str], blocks: Sequence[Block], columns: tuple[Column, ...], context: Context) -> Block:
    """The blocks with these operators between them, which SQLite takes from left to right as Oracle does."""
    if not words:
        return blocks[0]
    text, *others = [operand(block, columns, context) for block in blocks]
    if set(words) <= {"union"} or set(words) <= {"union all"}:
        return Block(flat(words[0], [text, *others]), columns)
    for number, (word, side) in enumerate(zip(words, others, strict=True), 1):
        if not number % _TOGETHER:
            text = f"select * from ({text})"
        text += f" {word} {side}"
    return Block(text, columns)


def flat(word: str, sides: Sequence[str]) -> str:
    """Queries with an operator between them that may be grouped; SQLite's parser stays where it is."""
    while len(sides) > _TOGETHER:
        parts = (sides[start : start + _TOGETHER] for start in range(0, len(sides), _TOGETHER))
        sides = [f"select * from ({f' {word} '.join(part)})" for part in parts]
    return f" {word} ".join(sides)


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
        first = first.expressions[0] if isinstance(first, nodes.SetOperation) else first.this
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
        long = "CLOB" in (one.family, two.family)
        merged = OracleType("CLOB") if long else OracleType("VARCHAR2", size=max(text_size(one), text_size(two)))
        return national(merged) if one.is_national or two.is_national else merged
    if family == "BINARY":
        if "BLOB" in (one.family, two.family):
            return OracleType("BLOB")
        return OracleType("RAW", size=max(one.size or 0, two.size or 0) or None)
    return max(one, two, key=lambda kind: kind.scale or 0)
