"""SQL inside PL/SQL: which of its words are PL/SQL variables. They become binds; columns win over variables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ordslab.sandbox.sql.lexer import Token

# Words behind which no alias can stand: what follows them is an expression, a table or another keyword.
_KEYWORDS_WORDS = """
    ALL AND ANY AS ASC BETWEEN BY CASE CONNECT CROSS CURRENT DELETE DESC DISTINCT ELSE END ESCAPE EXISTS FETCH FIRST
    FOR FROM FULL GROUP HAVING IN INNER INSERT INTERSECT INTO IS JOIN LEFT LIKE LIMIT LOG MATCHED MERGE MINUS
    MULTISET NATURAL NEXT NOT NULL NULLS OF OFFSET ON ONLY OR ORDER OUTER OVER PARTITION PERCENT PIVOT PRIOR RANGE
    RETURN RETURNING RIGHT ROW ROWS SAMPLE SELECT SET START THEN TO UNION UNIQUE UNPIVOT UPDATE USING VALUES WAIT
    WHEN WHERE WITH
"""
KEYWORDS = frozenset(_KEYWORDS_WORDS.split())
_NO_ROWIDS = frozenset({"DISTINCT", "UNIQUE", "GROUP", "UNION", "INTERSECT", "MINUS", "CONNECT"})
_TABLE_FOLLOWS = frozenset({"FROM", "JOIN", "UPDATE", "INTO", "USING"})


@dataclass
class Tables:
    """The tables that a statement names, their aliases, and the token positions that these names take.

    `qualifiers`: by which each one's columns are qualified, as it is written.
    """

    names: list[str] = field(default_factory=list)
    qualifiers: list[str] = field(default_factory=list)
    aliases: set[str] = field(default_factory=set)
    positions: set[int] = field(default_factory=set)


def tables_in(tokens: Sequence[Token]) -> Tables:
    """Find the tables of a statement."""
    found = Tables()
    position = 0
    while position < len(tokens):
        token = tokens[position]
        position += 1
        if token.kind == "word" and token.value in _TABLE_FOLLOWS and not _in_function(tokens, position - 1):
            position = _table_list(tokens, position, found, several=token.value == "FROM")
    return found


def _in_function(tokens: Sequence[Token], position: int) -> bool:
    """Is this FROM or USING the one of EXTRACT(... FROM ...), TRIM(... FROM ...)?"""
    depth = 0
    for index in range(position - 1, 0, -1):
        if tokens[index].value == ")":
            depth += 1
        elif tokens[index].value == "(" and tokens[index].kind == "symbol":
            if depth == 0:
                return tokens[index - 1].value in ("EXTRACT", "TRIM")
            depth -= 1
    return False


def _table_list(tokens: Sequence[Token], position: int, found: Tables, *, several: bool) -> int:
    while True:
        end = _table(tokens, position, found)
        if end == position or not several or end >= len(tokens) or tokens[end].value != ",":
            return end
        position = end + 1


def _table(tokens: Sequence[Token], position: int, found: Tables) -> int:
    if position >= len(tokens) or tokens[position].kind not in ("word", "quoted"):
        return position
    if tokens[position].kind == "word" and tokens[position].value in KEYWORDS:
        return position
    parts = [tokens[position].text]
    found.aliases.add(tokens[position].value)
    found.positions.add(position)
    position += 1
    while position + 1 < len(tokens) and tokens[position].value == ".":
        parts.append(tokens[position + 1].text)
        found.aliases.add(tokens[position + 1].value)
        found.positions.add(position + 1)
        position += 2
    found.names.append(".".join(parts))
    found.qualifiers.append(parts[-1])
    if position < len(tokens) and tokens[position].kind == "word" and tokens[position].value == "AS":
        position += 1
    if position < len(tokens) and tokens[position].kind in ("word", "quoted"):
        token = tokens[position]
        if token.kind == "quoted" or token.value not in KEYWORDS:
            found.aliases.add(token.value)
            found.positions.add(position)
            found.qualifiers[-1] = token.text
            position += 1
    return position


def plain_names(tokens: Sequence[Token]) -> frozenset[str]:
    """The tables that a statement names, without their owners."""
    last = (name.rpartition(".")[2] for name in tables_in(tokens).names)
    return frozenset(name.strip('"') if name.startswith('"') else name.upper() for name in last)


def locked_table(tokens: Sequence[Token], tables: Tables) -> str | None:
    """The qualifier of the one table that a plain query locks (FOR UPDATE), so that it has row ids; else None."""
    words = {token.value for token in tokens if token.kind == "word"}
    simple = len(tables.qualifiers) == 1 and words.isdisjoint(_NO_ROWIDS) and tokens[0].value == "SELECT"
    return tables.qualifiers[0] if simple and locks(tokens) else None


def locks(tokens: Sequence[Token]) -> bool:
    """Does it end in FOR UPDATE?"""
    return any(one.value == "FOR" and two.value == "UPDATE" for one, two in pairwise(tokens))


def is_alias(tokens: Sequence[Token], position: int) -> bool:
    """Does the word at `position` name a column of the result, as in `select 1 x` or `select 1 as x`?"""
    if position == 0:
        return False
    before = tokens[position - 1]
    if before.kind == "word":
        return before.value == "AS" or before.value not in KEYWORDS or before.value in ("END", "NULL")
    return before.kind in ("number", "string", "quoted", "bind") or before.value == ")"


def values_start(tokens: Sequence[Token]) -> int:
    """The position of VALUES in an INSERT; behind it columns are not visible. Else behind the end."""
    if tokens and tokens[0].value == "INSERT":
        for position, token in enumerate(tokens):
            if token.kind == "word" and token.value == "VALUES":
                return position
            if token.kind == "word" and token.value in ("SELECT", "WITH"):
                break
    return len(tokens)
