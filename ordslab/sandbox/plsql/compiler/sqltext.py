"""SQL inside PL/SQL: which of its words are PL/SQL variables. They become binds; columns win over variables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from ordslab.sandbox.sql.compile.expression_places import expression_places
from ordslab.sandbox.sql.lexer import Token
from ordslab.sandbox.sql.stream import RESERVED

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
_CLAUSES = frozenset({"VALUE", "KEY", "DEFAULT", "BOTH", "LEADING", "TRAILING", "PASSING", "ZONE"})  # of functions
_TABLE_FOLLOWS = frozenset({"FROM", "JOIN", "UPDATE", "INTO", "USING", "DELETE"})


@dataclass
class Tables:
    """The tables that a statement names, their aliases, and the token positions that these names take.

    `qualifiers`: by which the columns of those in no subquery are qualified, as it is written. `derived`: there are
    subqueries, or functions like JSON_TABLE, among them.
    """

    names: list[str] = field(default_factory=list)
    qualifiers: list[str] = field(default_factory=list)
    aliases: set[str] = field(default_factory=set)
    positions: set[int] = field(default_factory=set)
    derived: bool = False


def tables_in(tokens: Sequence[Token]) -> Tables:
    """Find the tables of a statement."""
    found = Tables(derived=bool(tokens) and tokens[0].value == "WITH")
    depth = 0
    for position, token in enumerate(tokens):
        if token.kind == "symbol":
            depth += (token.value == "(") - (token.value == ")")
        elif token.kind == "word" and token.value in _TABLE_FOLLOWS and not _is_otherwise(tokens, position):
            _TableList(tokens, found, is_outer=depth == 0).read(position + 1, several=token.value == "FROM")
    return found


def _is_otherwise(tokens: Sequence[Token], position: int) -> bool:
    """Is this the FROM or USING of EXTRACT(... FROM ...), TRIM(... FROM ...), or FOR UPDATE?"""
    if tokens[position].value == "UPDATE":
        return position > 0 and tokens[position - 1].value == "FOR"
    depth = 0
    for index in range(position - 1, 0, -1):
        if tokens[index].value == ")":
            depth += 1
        elif tokens[index].value == "(" and tokens[index].kind == "symbol":
            if depth == 0:
                return tokens[index - 1].value in ("EXTRACT", "TRIM")
            depth -= 1
    return False


@dataclass
class _TableList:
    """What stands behind FROM, JOIN and the like. `is_outer`: not in a subquery."""

    tokens: Sequence[Token]
    found: Tables
    is_outer: bool

    def read(self, position: int, *, several: bool) -> None:
        """Note the table there. `several`: others may follow behind commas."""
        end = self._table(position)
        while several and end != position and self._value(end) == ",":
            position = end + 1
            end = self._table(position)

    def _value(self, position: int) -> str:
        return self.tokens[position].value if position < len(self.tokens) else ""

    def _is_name(self, position: int, none: frozenset[str]) -> bool:
        token = self.tokens[position] if position < len(self.tokens) else None
        return token is not None and (token.kind == "quoted" or (token.kind == "word" and token.value not in none))

    def _table(self, position: int) -> int:
        """Note a table, subquery or function with its alias; gives where it ends."""
        if self._value(position) == "LATERAL":
            position += 1
        if self._value(position) == "(":
            if self._value(position + 1) not in ("SELECT", "WITH", "("):
                return position
            return self._derived(position)
        if not self._is_name(position, RESERVED) and self._value(position) != "TABLE":
            return position
        parts = [position]
        while self._value(position + 1) == "." and position + 2 < len(self.tokens):
            position += 2
            parts.append(position)
        if self._value(position + 1) == "(" and self.tokens[parts[0] - 1].value != "INTO":
            return self._derived(position + 1)
        self.found.names.append(".".join(self.tokens[part].text for part in parts))
        self.found.positions.update(parts)
        self.found.aliases.update(self.tokens[part].value for part in parts)
        end, alias = self._alias(position + 1)
        if self.is_outer:
            self.found.qualifiers.append(alias or self.tokens[position].text)
        return end

    def _derived(self, position: int) -> int:
        self.found.derived = True
        depth = 0
        while position < len(self.tokens):
            token = self.tokens[position]
            position += 1
            if token.kind == "symbol":
                depth += (token.value == "(") - (token.value == ")")
                if depth == 0:
                    break
        end, alias = self._alias(position)
        if self.is_outer:
            self.found.qualifiers.append(alias or "")
        return end

    def _alias(self, position: int) -> tuple[int, str | None]:
        if self._value(position) == "AS":
            position += 1
        if not self._is_name(position, KEYWORDS):
            return position, None
        self.found.aliases.add(self.tokens[position].value)
        self.found.positions.add(position)
        return position + 1, self.tokens[position].text


def plain_names(tokens: Sequence[Token]) -> frozenset[str]:
    """The tables that a statement names, without their owners."""
    last = (name.rpartition(".")[2] for name in tables_in(tokens).names)
    return frozenset(name.strip('"') if name.startswith('"') else name.upper() for name in last)


def locked_table(tokens: Sequence[Token], tables: Tables) -> str | None:
    """The qualifier of the one table that a plain query locks (FOR UPDATE), so that it has row ids; else None."""
    words = {token.value for token in tokens if token.kind == "word"}
    simple = (
        len(tables.qualifiers) == 1
        and not tables.derived
        and words.isdisjoint(_NO_ROWIDS)
        and tokens[0].value == "SELECT"
    )
    return tables.qualifiers[0] if simple and locks(tokens) else None


def locks(tokens: Sequence[Token]) -> bool:
    """Does it end in FOR UPDATE?"""
    return any(one.value == "FOR" and two.value == "UPDATE" for one, two in pairwise(tokens))


class StatementNames:
    """Which names of a statement stand for values. `tokens`: those of the statement, INTO left out."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens

    def is_alias(self, position: int) -> bool:
        """Does the word at `position` name a column of the result, as in `select 1 x`, or mean one in ORDER BY?"""
        if self._places is not None:
            return self.tokens[position].offset not in self._places
        return _is_alias(self.tokens, position)

    @cached_property
    def _places(self) -> frozenset[int] | None:
        """The offsets of the names of values in a query; None for what SQL's grammar does not read as one."""
        if not self.tokens or self.tokens[0].value not in ("SELECT", "WITH"):
            return None
        first = self.tokens[0].offset
        places = expression_places(self._without_into(first))
        return None if places is None else frozenset(first + place for place in places)

    def _without_into(self, first: int) -> str:
        """The statement's text, blanks in place of what is between its tokens: all that is read stays in its place."""
        pieces: list[str] = []
        done = first
        for token in self.tokens:
            pieces += (" " * (token.offset - done), token.text)
            done = token.end
        return "".join(pieces)


def _is_alias(tokens: Sequence[Token], position: int) -> bool:
    """The same, from the words around: for statements that change rows."""
    if position == 0:
        return False
    before = tokens[position - 1]
    if before.kind == "word":
        if before.value in _CLAUSES and _is_in_call(tokens, position - 1):
            return False
        return before.value == "AS" or before.value not in KEYWORDS or before.value in ("END", "NULL")
    return before.kind in ("number", "string", "quoted", "bind") or before.value == ")"


def _is_in_call(tokens: Sequence[Token], position: int) -> bool:
    """Does a word stand within the parentheses of a function?"""
    depth = 0
    for index in range(position - 1, 0, -1):
        if tokens[index].kind == "symbol":
            depth += (tokens[index].value == ")") - (tokens[index].value == "(")
            if depth < 0:
                return tokens[index - 1].kind == "word" and tokens[index - 1].value not in KEYWORDS
    return False


def values_start(tokens: Sequence[Token]) -> int:
    """The position of VALUES in an INSERT; behind it columns are not visible. Else behind the end."""
    if tokens and tokens[0].value == "INSERT":
        for position, token in enumerate(tokens):
            if token.kind == "word" and token.value == "VALUES":
                return position
            if token.kind == "word" and token.value in ("SELECT", "WITH"):
                break
    return len(tokens)
