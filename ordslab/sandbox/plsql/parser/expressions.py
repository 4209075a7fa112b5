"""Parsing expressions, by Oracle's precedence of operators."""

from __future__ import annotations

from ordslab.sandbox.plsql.errors import CompileError, pls
from ordslab.sandbox.plsql.parser.stream import TokenStream
from ordslab.sandbox.plsql.tree import (
    Argument,
    Between,
    Binary,
    BindReference,
    Call,
    CaseExpression,
    CollectionTest,
    CursorAttribute,
    Expression,
    InList,
    IsJson,
    IsNull,
    Like,
    Literal,
    Member,
    MultisetOperation,
    Name,
    SqlExpression,
    Treat,
    TypeName,
    Unary,
)
from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.number_text import double_of, number_of
from ordslab.sandbox.sql.types import BOOLEAN, DATE, NULL, NUMBER, TIMESTAMP, OracleType, varchar2

_COMPARISONS = {"=": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "<>": "<>", "!=": "<>", "^=": "<>", "~=": "<>"}
_BARE_FUNCTIONS = frozenset({"DELETE", "EXISTS", "PRIOR", "ROWTYPE"})  # reserved words that are also methods
# What Oracle lists where an operand is missing.
_OPERANDS = (
    "( - + case mod new not null <an identifier> <a double-quoted delimited-identifier> <a bind variable> continue avg"
    " count current exists max min prior sql stddev sum variance execute forall merge time timestamp interval date"
    " <a string literal with character set specification> <a number> <a single-quoted SQL string> pipe",
)
_PREDICATES = ("BETWEEN", "IN", "LIKE", "MEMBER", "SUBMULTISET")
_BULK = ("BULK_ROWCOUNT", "BULK_EXCEPTIONS")
_DOUBLE = OracleType("BINARY_DOUBLE")


_OWN_SYNTAX = frozenset(
    {
        *("CAST", "EXTRACT", "JSON_VALUE", "JSON_OBJECT", "JSON_ARRAY", "JSON_QUERY", "JSON_SCALAR", "JSON_EXISTS"),
        "JSON_SERIALIZE",
    }
)
"""Functions of SQL whose arguments have clauses."""


class ExpressionParser(TokenStream):
    """Expressions."""

    def expression(self) -> Expression:
        """A whole expression."""
        interruption.check()
        left = self._conjunction()
        while self.is_word("OR"):
            at = self.next().offset
            left = Binary(at, "OR", left, self._conjunction())
        return left

    def _conjunction(self) -> Expression:
        left = self._negation()
        while self.is_word("AND"):
            at = self.next().offset
            left = Binary(at, "AND", left, self._negation())
        return left

    def _negation(self) -> Expression:
        if self.is_word("NOT"):
            at = self.next().offset
            return Unary(at, "NOT", self._negation())
        return self._comparison()

    def _comparison(self) -> Expression:
        left = self.sum()
        while True:
            at = self.at
            if self.token.kind == "symbol" and self.token.value in _COMPARISONS:
                operator = _COMPARISONS[self.next().value]
                left = Binary(at, operator, left, self.sum())
            elif self.accept_word("IS"):
                left = self._is(at, left)
            elif self.is_word(*_PREDICATES) or (self.is_word("NOT") and self.ahead().value in _PREDICATES):
                left = self._predicate(left, self.accept_word("NOT"))
            else:
                return left

    def _is(self, at: int, operand: Expression) -> Expression:
        """What stands behind IS."""
        negated = self.accept_word("NOT")
        if self.accept_word("EMPTY"):
            return CollectionTest(at, "EMPTY", operand, None, negated)
        if self.is_word("A") and self.ahead().value == "SET":
            self.next()
            self.next()
            return CollectionTest(at, "SET", operand, None, negated)
        if self.accept_word("JSON"):
            kind = self.next().value if self.is_word("VALUE", "OBJECT", "ARRAY", "SCALAR") else None
            if self.is_word("STRICT", "WITH", "WITHOUT"):
                raise not_supported(f"IS JSON {self.token.value} in PL/SQL", offset=self.at)
            return IsJson(at, operand, kind, negated)
        if self.is_word("NAN", "INFINITE"):
            raise not_supported(f"IS {self.token.value} in PL/SQL", offset=self.at)
        self.expect_word("NULL")
        return IsNull(at, operand, negated)

    def _predicate(self, operand: Expression, negated: bool) -> Expression:
        at = self.at
        if self.accept_word("BETWEEN"):
            low = self.sum()
            self.expect_word("AND")
            return Between(at, operand, low, self.sum(), negated)
        if self.accept_word("LIKE"):
            pattern = self.sum()
            return Like(at, operand, pattern, self.sum() if self.accept_word("ESCAPE") else None, negated)
        if self.is_word("MEMBER", "SUBMULTISET"):
            test = self.next().value
            self.accept_word("OF")
            return CollectionTest(at, test, operand, self.sum(), negated)
        self.expect_word("IN")
        self.expect("(")
        choices = self.comma_list(self.expression)
        self.expect(")", ",")
        return InList(at, operand, choices, negated)

    def sum(self) -> Expression:
        """An expression without comparisons."""
        left = self._product()
        while True:
            if self.is_symbol("+", "-", "||"):
                token = self.next()
                left = Binary(token.offset, token.value, left, self._product())
            elif self.is_word("MULTISET") and self.ahead().value in ("UNION", "INTERSECT", "EXCEPT"):
                at = self.next().offset
                operator = self.next().value
                distinct = self.accept_word("DISTINCT")
                self.accept_word("ALL")
                left = MultisetOperation(at, operator, distinct, left, self._product())
            else:
                return left

    def _product(self) -> Expression:
        left = self._power()
        while self.is_symbol("*", "/") or self.is_word("MOD"):
            token = self.next()
            left = Binary(token.offset, token.value, left, self._power())
        return left

    def _power(self) -> Expression:
        if self.is_symbol("+", "-"):
            token = self.next()
            return Unary(token.offset, token.value, self._power())
        base = self._postfix()
        if self.is_symbol("**"):
            at = self.next().offset
            return Binary(at, "**", base, self._power())
        return base

    def _postfix(self) -> Expression:
        node = self._primary()
        while True:
            if self.is_symbol(".") and self.ahead().kind in ("word", "quoted"):
                self.next()
                token = self.next()
                node = Member(token.offset, node, token.value)
            elif self.is_symbol("(") and isinstance(node, Name | Member | Call):
                node = Call(node.at, node, self.arguments())
            elif self.is_symbol("%") and self.ahead().value in _BULK and node == Name(node.at, "SQL"):
                self.next()
                node = Name(node.at, f"SQL%{self.next().value}")
            elif self.is_symbol("%") and self.ahead().value in ("FOUND", "NOTFOUND", "ISOPEN", "ROWCOUNT"):
                at = self.next().offset
                node = CursorAttribute(at, node, self.next().value)
            else:
                return node

    def arguments(self) -> tuple[Argument, ...]:
        """Actual parameters in their brackets."""
        self.expect("(")
        if self.accept(")"):
            return ()
        arguments = self.comma_list(self._argument)
        self.expect(")", ",", "*", "&", "=", "-", "+", "<", "/", ">", "||")
        return arguments

    def _argument(self) -> Argument:
        at, following = self.at, self.ahead()
        if self.token.kind in ("word", "quoted") and following.kind == "symbol" and following.value == "=>":
            name = self.next().value
            self.next()
            return Argument(at, name, self.expression())
        value = self.expression()
        if self.accept("=>"):
            return Argument(at, None, self.expression(), value)
        return Argument(at, None, value)

    def reference(self) -> Expression:
        """A name with what hangs on it: the target of an assignment, or a procedure call."""
        return self._postfix()

    def _primary(self) -> Expression:
        token = self.token
        if token.kind == "number":
            return self._number()
        if token.kind == "string":
            self.next()
            return Literal(token.offset, token.value or None, varchar2(max(1, len(token.value))))
        if token.kind == "bind":
            self.next()
            return BindReference(token.offset, token.value)
        if self.accept("("):
            inner = self.expression()
            self.expect(")", ",", "*", "&", "-", "+", "/", "at", "mod", "rem", "<an exponent (**)>", "and", "or", "||")
            return inner
        if token.kind == "quoted":
            self.next()
            return Name(token.offset, token.value)
        if token.kind == "word":
            return self._word()
        raise self.unexpected(*_OPERANDS)

    def _number(self) -> Expression:
        token = self.next()
        text = token.value
        try:
            if text[-1] in "fFdD":
                return Literal(token.offset, double_of(text[:-1]), _DOUBLE)
            return Literal(token.offset, number_of(text), NUMBER)
        except OraError:
            raise CompileError(self.source, [pls(token.offset, 569, "numeric overflow or underflow")]) from None

    def _word(self) -> Expression:
        token = self.token
        word, following = token.value, self.ahead()
        if word in ("TRUE", "FALSE"):
            self.next()
            return Literal(token.offset, word == "TRUE", BOOLEAN)
        if word == "NULL":
            self.next()
            return Literal(token.offset, None, NULL)
        if word == "CASE":
            return self._case()
        if word in ("DATE", "TIMESTAMP") and following.kind == "string":
            return self._datetime()
        if word == "INTERVAL" and following.kind == "string":
            return self._interval()
        if word == "TREAT" and following.value == "(":
            return self._treat()
        if word == "NEW" and following.kind in ("word", "quoted"):
            return self._new()
        if following.kind == "symbol" and following.value == "(" and self._has_own_syntax():
            return self._sql_expression()
        if word == "SQL" or (word in _BARE_FUNCTIONS and following.value == "("):
            self.next()
            return Name(token.offset, word)
        if not self.is_identifier():
            raise self.unexpected(*_OPERANDS)
        self.next()
        return Name(token.offset, word)

    def _new(self) -> Expression:
        """NEW type [(arguments)]: as without NEW, but always a constructor's call."""
        self.next()
        at = self.at
        node: Expression = Name(at, self.identifier())
        while self.accept("."):
            token = self.next()
            node = Member(token.offset, node, token.value)
        return Call(at, node, self.arguments() if self.is_symbol("(") else ())

    def _treat(self) -> Expression:
        at = self.next().offset
        self.expect("(")
        operand = self.expression()
        self.expect_word("AS")
        kind = self.type_name()
        self.expect(")")
        return Treat(at, operand, kind)

    def type_name(self) -> TypeName:
        """A type; the declaration parser knows how."""
        raise NotImplementedError

    def _datetime(self) -> Expression:
        token = self.next()
        text = self.next()
        if token.value == "DATE":
            return Literal(token.offset, f"{text.value} 00:00:00", DATE)
        return Literal(token.offset, text.value, TIMESTAMP)

    def _interval(self) -> Expression:
        at = self.next().offset
        self.next()
        self.accept_word("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")
        self._skip_precision()
        if self.accept_word("TO"):
            self.accept_word("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")
            self._skip_precision()
        return SqlExpression(at, self.previous_end)

    def _skip_precision(self) -> None:
        if self.accept("("):
            self.comma_list(self.whole_number)
            self.expect(")")

    def _has_own_syntax(self) -> bool:
        word = self.token.value
        if word in _OWN_SYNTAX:
            return True
        return word == "TRIM" and self._closing_holds("FROM")

    def _closing_holds(self, word: str) -> bool:
        depth, ahead = 0, 1
        while (token := self.ahead(ahead)).kind != "end":
            if token.kind == "symbol":
                depth += (token.value == "(") - (token.value == ")")
                if depth == 0:
                    return False
            elif depth == 1 and token.kind == "word" and token.value == word:
                return True
            ahead += 1
        return False

    def _sql_expression(self) -> Expression:
        at = self.next().offset
        self.skip_brackets()
        return SqlExpression(at, self.previous_end)

    def skip_brackets(self) -> None:
        """Step over a bracket and all in it."""
        self.expect("(")
        depth = 1
        while depth:
            if self.token.kind == "end":
                raise self.unexpected(")")
            if self.token.kind == "symbol":
                depth += (self.token.value == "(") - (self.token.value == ")")
            self.next()

    def _case(self) -> Expression:
        at = self.next().offset
        selector = None if self.is_word("WHEN") else self.expression()
        branches = []
        while self.accept_word("WHEN"):
            condition = self.expression()
            self.expect_word("THEN")
            branches.append((condition, self.expression()))
        if not branches:
            raise self.unexpected("when")
        otherwise = self.expression() if self.accept_word("ELSE") else None
        self.expect_word("END", "else", "when")
        return CaseExpression(at, selector, tuple(branches), otherwise)
