"""The parser's cursor: words, symbols, names, lists, and Oracle's errors for what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlglot import exp
from sqlglot.parsers.oracle import OracleParser
from sqlglot.tokenizer_core import TokenType

from ordslab.sandbox.sql.compile.nodes import placed
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.stream import RESERVED

_T = TypeVar("_T")

_NOT_WORDS = frozenset(
    {
        TokenType.IDENTIFIER,
        TokenType.STRING,
        TokenType.NUMBER,
        TokenType.PLACEHOLDER,
        TokenType.SENTINEL,
        TokenType.L_PAREN,
        TokenType.R_PAREN,
        TokenType.COMMA,
        TokenType.DOT,
        TokenType.PLUS,
        TokenType.DASH,
        TokenType.STAR,
        TokenType.SLASH,
        TokenType.EQ,
        TokenType.LT,
        TokenType.GT,
        TokenType.LTE,
        TokenType.GTE,
        TokenType.NEQ,
        TokenType.DPIPE,
        TokenType.FARROW,
        TokenType.SEMICOLON,
        TokenType.UNKNOWN,
    }
)


class Cursor(OracleParser):
    """Tools for the grammar's methods. sqlglot's parser holds the tokens; words are in upper case already."""

    # --- Where we are ------------------------------------------------------------------------------------------------

    @property
    def _offset(self) -> int:
        return self._curr.start if self._curr else len(self.sql)

    @property
    def _at_end(self) -> bool:
        return self._curr.token_type is TokenType.SENTINEL

    def _error(self, number: int, message: str, offset: int | None = None) -> OraError:
        """An error at the current token, or at `offset`."""
        return OraError(number, message=message, offset=self._offset if offset is None else offset)

    # --- Words and symbols -------------------------------------------------------------------------------------------

    @property
    def _word(self) -> str:
        """The current word in upper case, '' where there is none."""
        return "" if self._curr.token_type in _NOT_WORDS else self._curr.text

    def _ahead(self, count: int = 1) -> str:
        """The word `count` tokens further, or ''."""
        index = self._index + count
        if index >= self._tokens_size or self._tokens[index].token_type in _NOT_WORDS:
            return ""
        return self._tokens[index].text

    def _are(self, *words: str) -> bool:
        return all(self._ahead(index) == word for index, word in enumerate(words))

    def _take(self, *words: str) -> bool:
        """Step over these words if they follow."""
        if self._word != words[0] or (len(words) > 1 and not self._are(*words)):
            return False
        self._advance(len(words))
        return True

    def _take_one(self, *words: str) -> str:
        """Step over one of these words, or ''."""
        word = self._word
        if word and word in words:
            self._advance()
            return word
        return ""

    def _keyword(self, *words: str, number: int = 905, message: str = "missing keyword") -> None:
        """Step over these words. ORA-00905."""
        for word in words:
            if not self._take(word):
                raise self._error(number, message)

    def _by(self) -> None:
        self._keyword("BY", number=924, message="missing BY keyword")

    def _is(self, kind: TokenType) -> bool:
        return self._curr.token_type is kind

    def _accept(self, kind: TokenType) -> bool:
        if self._curr.token_type is kind:
            self._advance()
            return True
        return False

    def _open(self) -> None:
        if not self._accept(TokenType.L_PAREN):
            raise self._error(906, "missing left parenthesis")

    def _close(self) -> None:
        if not self._accept(TokenType.R_PAREN):
            raise self._error(907, "missing right parenthesis")

    def _list(self, item: Callable[[], _T]) -> list[_T]:
        """One or more items with commas between."""
        items = [item()]
        while self._accept(TokenType.COMMA):
            items.append(item())
        return items

    def _wrapped_list(self, item: Callable[[], _T]) -> list[_T]:
        """(item, item, ...)."""
        self._open()
        items = self._list(item)
        self._close()
        return items

    # --- Names -------------------------------------------------------------------------------------------------------

    @property
    def _is_name(self) -> bool:
        if self._curr.token_type is TokenType.IDENTIFIER:
            return True
        word = self._word
        return bool(word) and word not in RESERVED

    def _name(self, number: int = 904, message: str = ": invalid identifier") -> exp.Identifier:
        """An identifier, folded to upper case unless quoted. The given error where there is none."""
        token = self._curr
        if not self._is_name:
            raise self._error(number, message)
        if len(token.text) > 128:
            raise self._error(972, f"The identifier {token.text[:20]}... exceeds the maximum length of 128 characters.")
        if not token.text:
            raise self._error(1741, "illegal zero-length identifier")
        self._advance()
        return self._identifier()

    def _identifier(self) -> exp.Identifier:
        """The token just passed as an identifier, whatever it is."""
        token = self._prev
        quoted = token.token_type is TokenType.IDENTIFIER
        return placed(exp.Identifier(this=token.text, quoted=quoted), token.start)

    def _integer(self) -> int:
        """A literal whole number. ORA-02017."""
        if not (self._is(TokenType.NUMBER) and self._curr.text.isdigit()):
            raise self._error(2017, "integer value required")
        self._advance()
        return int(self._prev.text)
