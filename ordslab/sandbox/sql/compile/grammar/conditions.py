"""Conditions: AND, OR, NOT, comparisons, IN, BETWEEN, LIKE, IS NULL, IS JSON."""

from __future__ import annotations

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.grammar.base import Cursor
from ordslab.sandbox.sql.compile.nodes import IsJson, placed
from ordslab.sandbox.sql.errors import not_supported

_COMPARISONS: dict[str, type[nodes.Comparison]] = {
    "=": nodes.EQ,
    **dict.fromkeys(("<>", "!=", "^=", "~="), nodes.NEQ),
    "<": nodes.LT,
    ">": nodes.GT,
    "<=": nodes.LTE,
    ">=": nodes.GTE,
}


_LONGEST_LIST = 65_535  # inferred for release 23; 1,000 before it


class Conditions(Cursor):
    """Methods that read conditions."""

    def _sum(self) -> nodes.Node:
        raise NotImplementedError

    def _parenthesised(self) -> nodes.Node:
        raise NotImplementedError

    def _query_follows(self, ahead: int) -> bool:
        raise NotImplementedError

    @property
    def _sign(self) -> str:
        """The current symbol, '' where there is none."""
        token = self._curr
        return token.value if token.kind == "symbol" else ""

    def _parse_disjunction(self) -> nodes.Node:
        """A condition or an expression: which one it may be is for the compiler to say."""
        first = self._conjunction()
        if self._word != "OR":
            return first
        conditions = [first]
        while self._take("OR"):
            conditions.append(self._conjunction())
        return nodes.Or(expressions=conditions)

    def _conjunction(self) -> nodes.Node:
        first = self._negation()
        if self._word != "AND":
            return first
        conditions = [first]
        while self._take("AND"):
            conditions.append(self._negation())
        return nodes.And(expressions=conditions)

    def _negation(self) -> nodes.Node:
        if self._word == "NOT":
            start = self._offset
            self._advance()
            with self._deeper:
                return placed(nodes.Not(this=self._negation()), start)
        return self._predicate()

    def _predicate(self) -> nodes.Node:
        left = self._sum()
        kind = _COMPARISONS.get(self._sign)
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
            found: nodes.Node = self._in(left)
        elif word == "BETWEEN":
            found = self._between(left)
        elif word in ("LIKE", "LIKEC", "LIKE2", "LIKE4"):
            found = self._like(left)
        elif word == "MEMBER" and negated:
            raise not_supported("MEMBER OF", self._offset)
        else:
            return left
        return nodes.Not(this=found) if negated else found

    def _compared(self) -> nodes.Node:
        """What stands right of a comparison: an expression, or ANY, SOME or ALL with a list or a query."""
        if self._word in ("ANY", "SOME", "ALL"):
            start = self._offset
            kind = nodes.AllOf if self._word == "ALL" else nodes.AnyOf
            self._advance()
            return placed(kind(this=self._list_or_query()), start)
        return self._sum()

    def _list_or_query(self) -> nodes.Node:
        start = self._offset
        if self._is("(") and self._query_follows(1):
            return self._parenthesised()
        self._open()
        items = [self._parse_disjunction()]
        while self._accept(","):
            if len(items) == _LONGEST_LIST:
                raise self._error(1795, f"maximum number of expressions in a list is {_LONGEST_LIST}")
            items.append(self._parse_disjunction())
        self._close()
        return placed(nodes.Tuple(expressions=items), start)

    def _in(self, left: nodes.Node) -> nodes.Node:
        self._advance()
        if not self._is("("):
            raise self._error(906, "missing left parenthesis")
        right = self._list_or_query()
        if isinstance(right, nodes.Subquery):
            return nodes.In(this=left, query=right)
        return nodes.In(this=left, expressions=right.expressions)

    def _between(self, left: nodes.Node) -> nodes.Node:
        self._advance()
        low = self._sum()
        self._keyword("AND")
        return nodes.Between(this=left, low=low, high=self._sum())

    def _like(self, left: nodes.Node) -> nodes.Node:
        self._advance()
        pattern = self._sum()
        return nodes.Like(this=left, expression=pattern, escape=self._sum() if self._take("ESCAPE") else None)

    def _is_condition(self, left: nodes.Node) -> nodes.Node:
        self._advance()
        negated = self._take("NOT")
        if self._word == "NULL":
            found: nodes.Node = nodes.Is(this=left, expression=nodes.Null())
        elif self._word == "JSON":
            return self._is_json(left, negated)
        elif self._word in ("NAN", "INFINITE"):
            found = nodes.IsFloat(this=left, kind=self._word)
        elif self._word in ("TRUE", "FALSE"):
            found = nodes.IsTruth(this=left, kind=self._word)
        elif self._word in ("EMPTY", "DANGLING", "OF", "A"):
            raise not_supported(f"IS {self._word}", self._offset)
        else:
            raise self._error(908, "missing NULL keyword")
        self._advance()
        return nodes.Not(this=found) if negated else found

    def _is_json(self, left: nodes.Node, negated: bool) -> nodes.Node:
        self._advance()
        found = IsJson(this=left, kind=self._take_one("VALUE", "OBJECT", "ARRAY", "SCALAR") or None)
        if self._is("("):
            raise not_supported("IS JSON (...), modifiers in parentheses", self._offset)
        if self._word in ("ALLOW", "DISALLOW", "VALIDATE") and self._ahead() in ("SCALARS", "USING", ""):
            raise not_supported("IS JSON with VALIDATE, ALLOW or DISALLOW SCALARS", self._offset)
        strict = self._take_one("STRICT", "LAX")
        found.set("strict", strict == "STRICT")
        if self._word in ("WITH", "WITHOUT") and self._ahead() == "UNIQUE":
            found.set("unique", self._word == "WITH")
            self._advance(2)
            self._keyword("KEYS")
        return nodes.Not(this=found) if negated else found
