"""The tokens under the parser's finger, and PLS-00103."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import TypeVar

from ordslab.sandbox.plsql.errors import CompileError, pls
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.lexer import Token, line_and_column, tokenize
from ordslab.sandbox.sql.number_text import whole_of

T = TypeVar("T")

# Words that cannot be an identifier in PL/SQL.
_RESERVED_WORDS = """
    ALL ALTER AND ANY AS ASC BEGIN BETWEEN BY CASE CHECK CONNECT CREATE CURRENT CURSOR DECLARE DEFAULT DESC
    DISTINCT DROP ELSE ELSIF END EXCEPTION EXCLUSIVE FETCH FOR FROM FUNCTION GOTO GRANT GROUP HAVING IF IN INDEX
    INSERT INTERSECT INTO IS LIKE LOCK LOOP MINUS MODE NOCOMPRESS NOT NOWAIT NULL OF ON OPTION OR ORDER OVERLAPS
    PRIOR PROCEDURE PUBLIC RAISE RESOURCE RETURN REVOKE SELECT SHARE SIZE SQL START SUBTYPE TABLE THEN TO UNION
    UNIQUE UPDATE USE VALUES VIEW WHEN WHERE WHILE WITH
"""
RESERVED = frozenset(_RESERVED_WORDS.split())


class TokenStream:
    """The tokens of one source text with a position, and the small steps that all parsers share."""

    def __init__(self, source: str) -> None:
        self.source = source
        try:
            self._tokens = tokenize(source)
        except OraError as error:
            raise unreadable(source, error) from None
        self._position = 0

    @property
    def token(self) -> Token:
        """The token under the finger."""
        return self._tokens[self._position]

    @property
    def at(self) -> int:
        """The offset of the token under the finger."""
        return self.token.offset

    @property
    def previous_end(self) -> int:
        """Where the token before the finger ends."""
        return self._tokens[self._position - 1].end if self._position else 0

    def ahead(self, count: int = 1) -> Token:
        """The token `count` places further; the end token beyond the end."""
        return self._tokens[min(self._position + count, len(self._tokens) - 1)]

    def seek(self, offset: int) -> None:
        """Put the finger on the token at an offset."""
        self._position = bisect_left(self._tokens, offset, key=lambda token: token.offset)

    def tokens(self, start: int, end: int) -> list[Token]:
        """The tokens between two offsets."""
        return [token for token in self._tokens if start <= token.offset < end and token.kind != "end"]

    def next(self) -> Token:
        """Step over the token under the finger and return it."""
        token = self.token
        if token.kind != "end":
            self._position += 1
        return token

    def is_symbol(self, *symbols: str) -> bool:
        """Is one of these symbols under the finger?"""
        return self.token.kind == "symbol" and self.token.value in symbols

    def is_word(self, *words: str) -> bool:
        """Is one of these (unquoted) words under the finger?"""
        return self.token.kind == "word" and self.token.value in words

    def accept(self, *symbols: str) -> bool:
        """Step over one of these symbols if it is there."""
        if self.is_symbol(*symbols):
            self.next()
            return True
        return False

    def accept_word(self, *words: str) -> bool:
        """Step over one of these words if it is there."""
        if self.is_word(*words):
            self.next()
            return True
        return False

    def expect(self, symbol: str, *others: str) -> Token:
        """Step over `symbol`; if it is not there, PLS-00103 naming it and `others`, which would do as well."""
        if not self.is_symbol(symbol):
            raise self.unexpected(*others, symbol)
        return self.next()

    def expect_word(self, word: str, *others: str) -> Token:
        """Step over `word`, or PLS-00103."""
        if not self.is_word(word):
            raise self.unexpected(*others, word.lower())
        return self.next()

    def identifier(self) -> str:
        """Step over a name and return it, in upper case unless quoted."""
        token = self.token
        if token.kind == "quoted" or (token.kind == "word" and token.value not in RESERVED):
            return self.next().value
        raise self.unexpected("<an identifier>", "<a double-quoted delimited-identifier>")

    def is_identifier(self) -> bool:
        """Is a name under the finger?"""
        return self.token.kind == "quoted" or (self.token.kind == "word" and self.token.value not in RESERVED)

    def end_name(self, name: str, named_at: int) -> None:
        """Step over the name that may be repeated behind END. PLS-00113 when it is another."""
        if self.is_identifier():
            at = self.at
            given = self.identifier()
            if given != name:
                line, column = line_and_column(self.source, named_at)
                text = f"END identifier '{given}' must match '{name}' at line {line}, column {column}"
                raise CompileError(self.source, [pls(at, 113, text)])

    def finish(self) -> None:
        """Nothing may be left."""
        if self.token.kind != "end":
            raise self.unexpected()

    def comma_list(self, item: Callable[[], T]) -> tuple[T, ...]:
        """One or more items with commas between."""
        items = [item()]
        while self.accept(","):
            items.append(item())
        return tuple(items)

    def whole_number(self) -> int:
        """A literal integer, with its sign."""
        negative = self.accept("-")
        if self.token.kind != "number" or not self.token.value.isdigit():
            raise self.unexpected("<an integer>")
        value = whole_of(self.next().value)
        return -value if negative else value

    def unexpected(self, *expected: str) -> OraError:
        """PLS-00103 at the token under the finger."""
        token = self.token
        symbol = "end-of-file" if token.kind == "end" else token.value if token.kind == "word" else token.text
        text = f'Encountered the symbol "{symbol}"'
        if expected:
            text += f" when expecting one of the following:\n\n   {' '.join(expected)}\n"
        if expected[-1:] == (";",) and token.kind == "word":
            text += f'The symbol ";" was substituted for "{symbol}" to continue.\n'
        return CompileError(self.source, [pls(token.offset, 103, text)])


def unreadable(source: str, error: OraError) -> OraError:
    """A character that means nothing: a dollar sign would be conditional compilation."""
    if error.number == 911 and source[error.offset or 0] == "$":
        return not_supported("conditional compilation ($IF, $$NAME)", error.offset)
    return error
