"""Parsing IF, CASE, loops, EXIT and CONTINUE."""

from __future__ import annotations

from ordslab.sandbox.plsql.parser.declarations import DeclarationParser
from ordslab.sandbox.plsql.tree import (
    CaseStatement,
    Expression,
    ForCursor,
    ForRange,
    If,
    Leave,
    Loop,
    Statement,
)
from ordslab.sandbox.sql.errors import OraError, not_supported


class ControlParser(DeclarationParser):
    """Statements that decide what runs next."""

    def statements(self, *stops: str) -> tuple[Statement, ...]:
        """Statements up to one of the words `stops`; the statement parser knows how."""
        raise NotImplementedError

    def control(self, label: str | None) -> Statement:
        """The control statement under the finger."""
        at, word = self.at, self.token.value
        if word == "IF":
            return self._if()
        if word == "CASE":
            return self._case_statement()
        if word in ("EXIT", "CONTINUE"):
            return self._leave()
        if word == "FOR":
            return self._for(label)
        self.next()
        condition = self.expression() if word == "WHILE" else None
        if word == "WHILE":
            self.expect_word("LOOP")
        return Loop(at, label, condition, self._loop_body(at, label))

    def _if(self) -> Statement:
        at = self.next().offset
        branches = [self._branch("ELSIF", "ELSE", "END")]
        while self.accept_word("ELSIF"):
            branches.append(self._branch("ELSIF", "ELSE", "END"))
        otherwise = self.statements("END") if self.accept_word("ELSE") else None
        self.expect_word("END")
        self.expect_word("IF")
        return If(at, tuple(branches), otherwise)

    def _branch(self, *stops: str) -> tuple[Expression, tuple[Statement, ...]]:
        condition = self.expression()
        self.expect_word("THEN", ".", "(", "*", "%", "&", "=", "-", "+", "<", "/", ">", "and", "or", "||")
        return condition, self.statements(*stops)

    def _case_statement(self) -> Statement:
        at = self.next().offset
        selector = None if self.is_word("WHEN") else self.expression()
        branches = []
        while self.accept_word("WHEN"):
            branches.append(self._branch("WHEN", "ELSE", "END"))
        if not branches:
            raise self.unexpected("when")
        otherwise = self.statements("END") if self.accept_word("ELSE") else None
        self.expect_word("END")
        self.expect_word("CASE")
        return CaseStatement(at, selector, tuple(branches), otherwise)

    def _leave(self) -> Statement:
        token = self.next()
        label = self.identifier() if self.is_identifier() else None
        condition = self.expression() if self.accept_word("WHEN") else None
        return Leave(token.offset, token.value == "CONTINUE", label, condition)

    def _loop_body(self, at: int, label: str | None) -> tuple[Statement, ...]:
        body = self.statements("END")
        self.expect_word("END")
        self.expect_word("LOOP")
        if label is not None:
            self.end_name(label, at)
        return body

    def _for(self, label: str | None) -> Statement:
        at = self.next().offset
        variable = self.identifier()
        if self.is_word("MUTABLE", "IMMUTABLE") or not self.is_word("IN"):
            raise self._no_iterand()
        self.next()
        if self.is_word("VALUES", "INDICES", "PAIRS", "REPEAT") and self.ahead().value == "OF":
            raise not_supported("loops with iteration controls", offset=self.at)
        if self.is_symbol("(") and self._opens_query():
            return self._for_query(at, label, variable)
        reverse = self.accept_word("REVERSE")
        first = self.expression()
        if not self.accept(".."):
            self.expect_word("LOOP", "..")
            return ForCursor(at, label, variable, first, 0, 0, self._loop_body(at, label))
        last = self.expression()
        if self.is_symbol(",") or self.is_word("BY", "WHILE", "WHEN", "REPEAT"):
            raise not_supported("loops with iteration controls", offset=self.at)
        self.expect_word("LOOP")
        return ForRange(at, label, variable, reverse, first, last, self._loop_body(at, label))

    def _no_iterand(self) -> OraError:
        if self.is_identifier() or self.is_symbol(","):
            return not_supported("loops with a declared or a second loop variable", offset=self.at)
        return self.unexpected("in")

    def _opens_query(self) -> bool:
        ahead = 1
        while self.ahead(ahead).value == "(":
            ahead += 1
        return self.ahead(ahead).value in ("SELECT", "WITH")

    def _for_query(self, at: int, label: str | None, variable: str) -> Statement:
        start = self.ahead().offset
        self.skip_brackets()
        end = self.previous_end - 1
        self.expect_word("LOOP")
        return ForCursor(at, label, variable, None, start, end, self._loop_body(at, label))
