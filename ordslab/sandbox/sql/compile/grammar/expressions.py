"""Expressions and conditions, by Oracle's precedence: + - and || are on one level, left to right."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.grammar.conditions import Conditions
from ordslab.sandbox.sql.compile.grammar.refused import AS_OPERAND, BEHIND_OPERAND
from ordslab.sandbox.sql.compile.nodes import CastTo, IntervalLiteral, RootOf, TypedLiteral, placed
from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.stream import RESERVED, TokenStream
from ordslab.sandbox.sql.types import OracleType

_SUMS = frozenset({"+", "-", "||"})
_PRODUCTS = frozenset({"*", "/"})
_PREFIXES: dict[str, type[nodes.Node]] = {
    "-": nodes.Neg,
    "+": nodes.Paren,
    "PRIOR": nodes.Prior,
    "CONNECT_BY_ROOT": RootOf,
}
_BEHIND_QUERY = frozenset({")", "", "UNION", "MINUS", "EXCEPT", "INTERSECT", "ORDER", "OFFSET", "FETCH"})
PSEUDOCOLUMNS = frozenset({"SYSDATE", "USER", "UID", "LEVEL", "ROWNUM", "ROWID"})


class Expressions(Conditions):
    """Methods that read expressions; each returns a node that knows its offset."""

    # --- Arithmetic --------------------------------------------------------------------------------------------------

    def _sum(self) -> nodes.Node:
        return self._chain(self._product, _SUMS)

    def _product(self) -> nodes.Node:
        return self._chain(self._unary, _PRODUCTS)

    def _chain(self, operand: Callable[[], nodes.Node], level: frozenset[str]) -> nodes.Node:
        """One operand, or several with operators of one level between them."""
        first = operand()
        sign = self._sign
        if sign not in level:
            return first
        operands, signs = [first], []
        while sign in level:
            self._advance()
            signs.append(sign)
            operands.append(operand())
            sign = self._sign
        return nodes.Chain(expressions=operands, signs=signs)

    def _unary(self) -> nodes.Node:
        token = self._curr
        kind = _PREFIXES.get(token.value) if token.kind in ("symbol", "word") else None
        if kind is None:
            return self._postfix(self._primary())
        self._advance()
        with self._deeper:
            return placed(kind(this=self._unary()), token.offset)

    def _postfix(self, this: nodes.Node) -> nodes.Node:
        if self._curr.kind not in ("word", "symbol"):
            return this
        if self._is(".") and self._prev.value == ")":
            raise not_supported("methods and attributes of objects, f(x).name", self._offset)
        self._refuse(BEHIND_OPERAND)
        times = 0
        while self._word == "AT" and self._ahead() in ("TIME", "LOCAL"):
            self._advance()
            times += 1
            self._deeper.check(times)
            zone: nodes.Node = nodes.Null()
            if not self._take("LOCAL"):
                self._keyword("TIME", "ZONE")
                zone = self._primary()
            this = nodes.AtTimeZone(this=this, zone=zone)
        if self._word == "COLLATE":
            raise not_supported("COLLATE", self._offset)
        return this

    # --- Primaries ---------------------------------------------------------------------------------------------------

    def _primary(self) -> nodes.Node:
        token = self._curr
        kind, start = token.kind, token.offset
        if kind in ("number", "string"):
            self._advance()
            literal = nodes.Literal(this=token.value, is_string=kind == "string")
            if kind == "string" and token.text[0] in "nN":
                literal.set("national", True)
            return placed(literal, start)
        if kind == "bind":
            self._advance()
            return placed(nodes.Placeholder(this=self._bind_numbers[self._index - 1]), start)
        with self._deeper:
            return self._named_or_nested(kind, start)

    def _named_or_nested(self, kind: str, start: int) -> nodes.Node:
        """What is neither a literal nor a bind: in it other expressions may stand."""
        if self._is("("):
            return self._parenthesised()
        if kind == "quoted":
            return self._column_or_call()
        word = self._word
        if not word:
            raise self._error(936, "missing expression")
        special = self._special(word)
        if special is not None:
            return placed(special, start)
        if word in RESERVED and word not in PSEUDOCOLUMNS:
            raise self._error(936, "missing expression")
        return self._column_or_call()

    def _special(self, word: str) -> nodes.Node | None:
        """What begins with a word and is no function or column."""
        if word == "NULL":
            self._advance()
            return nodes.Null()
        if word == "CASE":
            return self._case()
        if word == "JSON" and (self._follows("{") or self._follows("[")):
            return self._json_literal()
        self._refuse(AS_OPERAND)
        if word == "NEW" and self._ahead() not in RESERVED and self._ahead() and self._is_at(self._index + 2, "("):
            raise not_supported("object types", self._offset)
        is_text = self._next.kind == "string"
        if is_text and word in ("DATE", "TIMESTAMP"):
            self._advance(2)
            return TypedLiteral(this=self._prev.value, family=word)
        if is_text and word == "INTERVAL":
            return self._interval_literal()
        if self._follows("("):
            if word == "EXISTS":
                return self._exists()
            if word == "CAST":
                return self._cast()
            if word == "CURSOR":
                return self._cursor_of()
        return None

    def _parenthesised(self) -> nodes.Node:
        """(query), (expression) or (a, b, ...)."""
        start = self._offset
        if self._query_follows(1):
            self._advance()
            query = self._query()
            self._check_subquery(query)
            self._close()
            return placed(nodes.Subquery(this=query), start)
        items = self._wrapped_list(self._parse_disjunction)
        if len(items) > 1:
            return placed(nodes.Tuple(expressions=items), start)
        return placed(nodes.Paren(this=items[0]), start)

    def _check_subquery(self, query: nodes.Node) -> None:
        """A subquery in an expression or condition has no ORDER BY (unless with FETCH) and no FOR UPDATE. ORA-00907."""
        order = query.args.get("order")
        if order is not None and not (query.args.get("limit") or query.args.get("offset")):
            raise self._error(907, "missing right parenthesis", order.offset)
        if query.args.get("locks"):
            raise self._error(907, "missing right parenthesis", query.args["locks"][0].offset)

    def _query_follows(self, ahead: int) -> bool:
        """Does a query begin `ahead` tokens further, behind any number of parentheses?"""
        index = first = self._index + ahead
        while self._is_at(index, "("):
            index += 1
        self._deeper.check(index - first)
        if self._ahead(index - self._index) not in ("SELECT", "WITH"):
            return False
        return all(self._holds_query(each) for each in range(first, index))

    def _is_at(self, index: int, symbol: str) -> bool:
        token = self._tokens[min(index, self._last)]
        return token.kind == "symbol" and token.value == symbol

    def _holds_query(self, index: int) -> bool:
        """Does what the parenthesis at `index` closes stand where a query can end? In ((select ...) + 1) not."""
        closing = self._closing.get(index)
        return closing is None or self._tokens[closing + 1].value in _BEHIND_QUERY

    @cached_property
    def _closing(self) -> dict[int, int]:
        """Where each parenthesis that is opened is closed; without those that are not."""
        found: dict[int, int] = {}
        opened: list[int] = []
        for index, token in enumerate(self._tokens):
            if token.kind == "symbol" and token.value == "(":
                opened.append(index)
            elif token.kind == "symbol" and token.value == ")" and opened:
                found[opened.pop()] = index
        return found

    def _query(self) -> nodes.Query:
        raise NotImplementedError

    def _column_or_call(self) -> nodes.Node:
        raise NotImplementedError

    def _json_literal(self) -> nodes.Node:
        raise NotImplementedError

    def _exists(self) -> nodes.Node:
        self._advance()
        if not self._query_follows(1):
            raise self._error(936, "missing expression", self._next.offset)
        found = self._parenthesised()
        return nodes.Exists(this=found.this)

    def _cursor_of(self) -> nodes.Node:
        start = self._offset
        self._advance()
        if not self._query_follows(1):
            raise self._error(936, "missing expression", self._next.offset)
        self._open()
        query = self._query()
        self._close()
        return placed(nodes.CursorOf(this=query), start)

    def _case(self) -> nodes.Node:
        self._advance()
        this = None if self._word == "WHEN" else self._parse_disjunction()
        branches = []
        while self._take("WHEN"):
            condition = self._parse_disjunction()
            self._keyword("THEN")
            branches.append(nodes.If(this=condition, true=self._parse_disjunction()))
        if not branches:
            raise self._error(905, "missing keyword")
        default = self._parse_disjunction() if self._take("ELSE") else None
        self._keyword("END")
        return nodes.Case(this=this, ifs=branches, default=default)

    # --- CAST and literals with types --------------------------------------------------------------------------------

    def _cast(self) -> nodes.Node:
        self._advance(2)
        if self._word == "MULTISET":
            raise not_supported("CAST(MULTISET ...)", self._offset)
        this = self._parse_disjunction()
        self._keyword("AS")
        to = self._datatype()
        default = self._conversion_default()
        return CastTo(this=this, to=to, default=default, models=self._models())

    def _models(self) -> list[nodes.Node]:
        """[, format [, NLS settings]] and the closing parenthesis."""
        models = self._list(self._sum) if self._accept(",") else []
        self._close()
        return models

    def _conversion_default(self) -> nodes.Node | None:
        """DEFAULT value ON CONVERSION ERROR, behind the value that may not be convertible."""
        if not self._take("DEFAULT"):
            return None
        value = self._sum()
        self._keyword("ON", "CONVERSION", "ERROR")
        return value

    def _datatype(self) -> OracleType:
        from ordslab.sandbox.sql.ddl.datatypes import parse_type  # which needs this module

        start = self._offset
        stream = TokenStream(self.sql, self._tokens, self._index)
        found, _ = parse_type(stream)
        if found.family == "TIMESTAMP_LTZ":
            raise not_supported("conversion to TIMESTAMP WITH LOCAL TIME ZONE", start)
        behind = stream.token.offset
        while not self._at_end and self._offset < behind:
            self._advance()
        return found

    def _interval_literal(self) -> nodes.Node:
        self._advance(2)
        text = self._prev.value
        unit = self._take_one("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")
        if not unit:
            raise self._error(905, "missing keyword")
        self._precision()
        to = None
        if self._take("TO"):
            to = self._take_one("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")
            if not to:
                raise self._error(905, "missing keyword")
            self._precision()
        return IntervalLiteral(this=text, unit=unit, to=to)

    def _precision(self) -> None:
        if self._accept("("):
            self._integer()
            if self._accept(","):
                self._integer()
            self._close()
