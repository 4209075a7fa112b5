"""Expressions and conditions, by Oracle's precedence: + - and || are on one level, left to right."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from ordslab.sandbox.sql.compile.grammar.base import Cursor
from ordslab.sandbox.sql.compile.nodes import CastTo, IntervalLiteral, IsJson, RootOf, TypedLiteral, placed
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.stream import RESERVED, TokenStream
from ordslab.sandbox.sql.types import OracleType

_COMPARISONS: dict[TokenType, type[exp.Binary]] = {
    TokenType.EQ: exp.EQ,
    TokenType.NEQ: exp.NEQ,
    TokenType.LT: exp.LT,
    TokenType.GT: exp.GT,
    TokenType.LTE: exp.LTE,
    TokenType.GTE: exp.GTE,
}
_SUMS: dict[TokenType, type[exp.Binary]] = {
    TokenType.PLUS: exp.Add,
    TokenType.DASH: exp.Sub,
    TokenType.DPIPE: exp.DPipe,
}
_PRODUCTS: dict[TokenType, type[exp.Binary]] = {TokenType.STAR: exp.Mul, TokenType.SLASH: exp.Div}
PSEUDOCOLUMNS = frozenset({"SYSDATE", "USER", "UID", "LEVEL", "ROWNUM", "ROWID"})


class Expressions(Cursor):
    """Methods that read expressions; each returns a node that knows its offset."""

    # --- Conditions --------------------------------------------------------------------------------------------------

    def _parse_disjunction(self) -> exp.Expr:
        """A condition or an expression: which one it may be is for the compiler to say."""
        this = self._conjunction()
        while self._take("OR"):
            this = exp.Or(this=this, expression=self._conjunction())
        return this

    def _conjunction(self) -> exp.Expr:
        this = self._negation()
        while self._take("AND"):
            this = exp.And(this=this, expression=self._negation())
        return this

    def _negation(self) -> exp.Expr:
        if self._word == "NOT":
            start = self._offset
            self._advance()
            return placed(exp.Not(this=self._negation()), start)
        return self._predicate()

    def _predicate(self) -> exp.Expr:
        left = self._sum()
        kind = _COMPARISONS.get(self._curr.token_type)
        if kind is not None:
            self._advance()
            return kind(this=left, expression=self._compared())
        word = self._word
        if not word:
            return left
        if word == "IS":
            return self._is_condition(left)
        negated = word == "NOT" and self._ahead() in ("IN", "BETWEEN", "LIKE", "LIKEC", "LIKE2", "LIKE4", "MEMBER")
        if negated:
            self._advance()
            word = self._word
        if word == "IN":
            found: exp.Expr = self._in(left)
        elif word == "BETWEEN":
            found = self._between(left)
        elif word in ("LIKE", "LIKEC", "LIKE2", "LIKE4"):
            found = self._like(left)
        elif word == "MEMBER" and negated:
            raise not_supported("MEMBER OF", self._offset)
        else:
            return left
        return exp.Not(this=found) if negated else found

    def _compared(self) -> exp.Expr:
        """What stands right of a comparison: an expression, or ANY, SOME or ALL with a list or a query."""
        if self._word in ("ANY", "SOME", "ALL"):
            start = self._offset
            kind = exp.All if self._word == "ALL" else exp.Any
            self._advance()
            return placed(kind(this=self._list_or_query()), start)
        return self._sum()

    def _list_or_query(self) -> exp.Expr:
        start = self._offset
        if self._is(TokenType.L_PAREN) and self._query_follows(1):
            return self._parenthesised()
        return placed(exp.Tuple(expressions=self._wrapped_list(self._parse_disjunction)), start)

    def _in(self, left: exp.Expr) -> exp.Expr:
        self._advance()
        if not self._is(TokenType.L_PAREN):
            raise self._error(906, "missing left parenthesis")
        right = self._list_or_query()
        if isinstance(right, exp.Subquery):
            return exp.In(this=left, query=right)
        return exp.In(this=left, expressions=right.expressions)

    def _between(self, left: exp.Expr) -> exp.Expr:
        self._advance()
        low = self._sum()
        self._keyword("AND")
        return exp.Between(this=left, low=low, high=self._sum())

    def _like(self, left: exp.Expr) -> exp.Expr:
        self._advance()
        found: exp.Expr = exp.Like(this=left, expression=self._sum())
        if self._take("ESCAPE"):
            found = exp.Escape(this=found, expression=self._sum())
        return found

    def _is_condition(self, left: exp.Expr) -> exp.Expr:
        self._advance()
        negated = self._take("NOT")
        if self._word == "NULL":
            found: exp.Expr = exp.Is(this=left, expression=exp.Null())
        elif self._word == "JSON":
            return self._is_json(left, negated)
        elif self._word in ("NAN", "INFINITE", "EMPTY", "DANGLING", "TRUE", "FALSE", "OF", "A"):
            raise not_supported(f"IS {self._word}", self._offset)
        else:
            raise self._error(908, "missing NULL keyword")
        self._advance()
        return exp.Not(this=found) if negated else found

    def _is_json(self, left: exp.Expr, negated: bool) -> exp.Expr:
        self._advance()
        found = IsJson(this=left, kind=self._take_one("VALUE", "OBJECT", "ARRAY", "SCALAR") or None)
        strict = self._take_one("STRICT", "LAX")
        found.set("strict", strict == "STRICT")
        if self._word in ("WITH", "WITHOUT") and self._ahead() == "UNIQUE":
            self._advance(2)
            self._keyword("KEYS")
        return exp.Not(this=found) if negated else found

    # --- Arithmetic --------------------------------------------------------------------------------------------------

    def _sum(self) -> exp.Expr:
        this = self._product()
        while (kind := _SUMS.get(self._curr.token_type)) is not None:
            self._advance()
            this = kind(this=this, expression=self._product())
        return this

    def _product(self) -> exp.Expr:
        this = self._unary()
        while (kind := _PRODUCTS.get(self._curr.token_type)) is not None:
            self._advance()
            this = kind(this=this, expression=self._unary())
        return this

    def _unary(self) -> exp.Expr:
        start = self._offset
        if self._accept(TokenType.DASH):
            return placed(exp.Neg(this=self._unary()), start)
        if self._accept(TokenType.PLUS):
            return self._unary()
        if self._word == "PRIOR":
            self._advance()
            return placed(exp.Prior(this=self._unary()), start)
        if self._word == "CONNECT_BY_ROOT":
            self._advance()
            return placed(RootOf(this=self._unary()), start)
        return self._postfix(self._primary())

    def _postfix(self, this: exp.Expr) -> exp.Expr:
        while self._word == "AT" and self._ahead() in ("TIME", "LOCAL"):
            self._advance()
            zone: exp.Expr = exp.Null()
            if not self._take("LOCAL"):
                self._keyword("TIME", "ZONE")
                zone = self._primary()
            this = exp.AtTimeZone(this=this, zone=zone)
        if self._word == "COLLATE":
            raise not_supported("COLLATE", self._offset)
        return this

    # --- Primaries ---------------------------------------------------------------------------------------------------

    def _primary(self) -> exp.Expr:
        token = self._curr
        kind, start = token.token_type, token.start
        if kind is TokenType.L_PAREN:
            return self._parenthesised()
        if kind in (TokenType.NUMBER, TokenType.STRING):
            self._advance()
            return placed(exp.Literal(this=token.text, is_string=kind is TokenType.STRING), start)
        if kind is TokenType.PLACEHOLDER:
            self._advance()
            return placed(exp.Placeholder(this=token.text), start)
        if kind is TokenType.IDENTIFIER:
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

    def _special(self, word: str) -> exp.Expr | None:
        """What begins with a word and is no function or column."""
        if word == "NULL":
            self._advance()
            return exp.Null()
        if word == "CASE":
            return self._case()
        following = self._next.token_type
        if following is TokenType.STRING and word in ("DATE", "TIMESTAMP"):
            self._advance(2)
            return TypedLiteral(this=self._prev.text, family=word)
        if following is TokenType.STRING and word == "INTERVAL":
            return self._interval_literal()
        if following is TokenType.L_PAREN:
            if word == "EXISTS":
                return self._exists()
            if word == "CAST":
                return self._cast()
            if word in ("CURSOR", "TREAT", "XMLELEMENT", "XMLFOREST", "XMLAGG", "XMLQUERY", "XMLROOT", "XMLSERIALIZE"):
                raise not_supported(word, self._offset)
        return None

    def _parenthesised(self) -> exp.Expr:
        """(query), (expression) or (a, b, ...)."""
        start = self._offset
        if self._query_follows(1):
            self._advance()
            query = self._query()
            self._check_subquery(query)
            self._close()
            return placed(exp.Subquery(this=query), start)
        items = self._wrapped_list(self._parse_disjunction)
        if len(items) > 1:
            return placed(exp.Tuple(expressions=items), start)
        return placed(exp.Paren(this=items[0]), start)

    def _check_subquery(self, query: exp.Expr) -> None:
        """A subquery in an expression or condition has no ORDER BY (unless with FETCH) and no FOR UPDATE. ORA-00907."""
        order = query.args.get("order")
        if order is not None and not (query.args.get("limit") or query.args.get("offset")):
            raise self._error(907, "missing right parenthesis", order.meta["offset"])
        if query.args.get("locks"):
            raise self._error(907, "missing right parenthesis", query.args["locks"][0].meta["offset"])

    def _query_follows(self, ahead: int) -> bool:
        """Does a query begin `ahead` tokens further, behind any number of parentheses?"""
        index = self._index + ahead
        depth = 0
        while index < self._tokens_size and self._tokens[index].token_type is TokenType.L_PAREN:
            index += 1
            depth += 1
        if index >= self._tokens_size or self._tokens[index].token_type is TokenType.IDENTIFIER:
            return False
        if self._tokens[index].text not in ("SELECT", "WITH"):
            return False
        return depth == 0 or self._wraps_query(index, depth)

    def _wraps_query(self, index: int, depth: int) -> bool:
        """Do `depth` parentheses before `index` hold nothing but queries? In ((select ...) + 1) they do not."""
        opened = depth
        while index < self._tokens_size and opened > 0:
            token = self._tokens[index]
            if token.token_type is TokenType.L_PAREN:
                opened += 1
            elif token.token_type is TokenType.R_PAREN:
                opened -= 1
                following = self._tokens[index + 1] if index + 1 < self._tokens_size else None
                if (
                    opened < depth
                    and following is not None
                    and following.token_type is not TokenType.R_PAREN
                    and following.text not in ("UNION", "MINUS", "EXCEPT", "INTERSECT", "ORDER", "OFFSET", "FETCH")
                ):
                    return False
            index += 1
        return True

    def _query(self) -> exp.Expr:
        raise NotImplementedError

    def _column_or_call(self) -> exp.Expr:
        raise NotImplementedError

    def _exists(self) -> exp.Expr:
        self._advance()
        if not self._query_follows(1):
            raise self._error(936, "missing expression", self._next.start)
        found = self._parenthesised()
        return exp.Exists(this=found.this)

    def _case(self) -> exp.Expr:
        self._advance()
        this = None if self._word == "WHEN" else self._parse_disjunction()
        branches = []
        while self._take("WHEN"):
            condition = self._parse_disjunction()
            self._keyword("THEN")
            branches.append(exp.If(this=condition, true=self._parse_disjunction()))
        if not branches:
            raise self._error(905, "missing keyword")
        default = self._parse_disjunction() if self._take("ELSE") else None
        self._keyword("END")
        return exp.Case(this=this, ifs=branches, default=default)

    # --- CAST and literals with types --------------------------------------------------------------------------------

    def _cast(self) -> exp.Expr:
        self._advance(2)
        if self._word == "MULTISET":
            raise not_supported("CAST(MULTISET ...)", self._offset)
        this = self._parse_disjunction()
        self._keyword("AS")
        to = self._datatype()
        default = self._conversion_default()
        self._close()
        return CastTo(this=this, to=to, default=default)

    def _conversion_default(self) -> exp.Expr | None:
        """DEFAULT value ON CONVERSION ERROR."""
        if not self._take("DEFAULT"):
            return None
        value = self._sum()
        self._keyword("ON", "CONVERSION", "ERROR")
        return value

    def _datatype(self) -> OracleType:
        from ordslab.sandbox.sql.ddl.datatypes import parse_type  # which needs this module

        start = self._offset
        stream = TokenStream(self.sql[start:])
        try:
            found, _ = parse_type(stream)
        except OraError as error:
            if error.offset is not None:
                error.offset += start
            raise
        behind = start + stream.token.offset
        while not self._at_end and self._curr.start < behind:
            self._advance()
        return found

    def _interval_literal(self) -> exp.Expr:
        self._advance(2)
        text = self._prev.text
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
        if self._accept(TokenType.L_PAREN):
            self._integer()
            if self._accept(TokenType.COMMA):
                self._integer()
            self._close()
