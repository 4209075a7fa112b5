"""A whole statement. Only queries come this way: the changes are parsed by hand and composed of queries."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from ordslab.sandbox.sql.compile.grammar.queries import Queries


class Statements(Queries):
    """The parser as `dialect` uses it."""

    def read(self, text: str, tokens: list[Token]) -> exp.Expr:
        """The tree of a query. ORA-00900, ORA-00933 and what is wrong inside."""
        self.reset()
        self.sql = text
        self._tokens, self._tokens_size = tokens, len(tokens)
        self._index = -1
        self._advance()
        if self._word not in ("SELECT", "WITH") and not self._is(TokenType.L_PAREN):
            raise self._error(900, "invalid SQL statement")
        tree = self._query()
        if not self._at_end:
            if self._is(TokenType.UNKNOWN):
                raise self._error(911, f"{self._curr.text}: invalid character after {self._prev.text}")
            raise self._error(933, "SQL command not properly ended")
        return tree
