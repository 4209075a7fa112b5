"""The parser's cursor: words, symbols, names, lists, and Oracle's errors for what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.compile.grammar.refused import Table, refused
from ordslab.sandbox.sql.compile.nodes import Identifier, placed
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.lexer import Token, tokenize
from ordslab.sandbox.sql.number_text import whole_of
from ordslab.sandbox.sql.stream import RESERVED
from ordslab.sandbox.stack import DEEPEST

_T = TypeVar("_T")
_LONGEST_NAME = 128


class Depth:
    """How deep the part that is just read is nested. Used as a context around what is within something."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._now = 0

    def __enter__(self) -> None:
        """One deeper. Raises ORA-03001."""
        interruption.check()
        self.check(1)
        self._now += 1

    def __exit__(self, *_: object) -> None:
        self._now -= 1

    def check(self, more: int) -> None:
        """Raises ORA-03001 where `more` levels would be too many."""
        if self._now + more > DEEPEST:
            raise not_supported(f"statements nested more than {DEEPEST} levels deep", self._cursor._offset)


class Cursor:
    """The tokens of a query with a position, and tools for the grammar's methods.

    (`sql.stream.TokenStream` is the like for statements that are not made a tree of; this one looks further ahead and
    goes back.)
    """

    def __init__(self, text: str) -> None:
        self.sql = text
        self._tokens = tokenize(text)
        self._last = len(self._tokens) - 1
        self._index = 0
        self._curr = self._tokens[0]
        binds = (index for index, token in enumerate(self._tokens) if token.kind == "bind")
        self._deeper = Depth(self)
        self._bind_numbers = {index: number for number, index in enumerate(binds)}

    # --- Where we are ------------------------------------------------------------------------------------------------

    def _advance(self, count: int = 1) -> None:
        self._retreat(self._index + count)

    def _retreat(self, index: int) -> None:
        self._index = min(index, self._last)
        self._curr = self._tokens[self._index]

    @property
    def _next(self) -> Token:
        return self._tokens[min(self._index + 1, self._last)]

    @property
    def _prev(self) -> Token:
        return self._tokens[max(self._index - 1, 0)]

    @property
    def _offset(self) -> int:
        return self._curr.offset

    @property
    def _at_end(self) -> bool:
        return self._curr.kind == "end"

    def _error(self, number: int, message: str, offset: int | None = None) -> OraError:
        """An error at the current token, or at `offset`."""
        return OraError(number, message=message, offset=self._offset if offset is None else offset)

    # --- Words and symbols -------------------------------------------------------------------------------------------

    @property
    def _word(self) -> str:
        """The current word in upper case, '' where there is none."""
        token = self._curr
        return token.value if token.kind == "word" else ""

    def _ahead(self, count: int = 1) -> str:
        """The word `count` tokens further, or ''."""
        token = self._tokens[min(self._index + count, self._last)]
        return token.value if token.kind == "word" else ""

    def _are(self, *words: str) -> bool:
        return all(self._ahead(index) == word for index, word in enumerate(words))

    def _take(self, *words: str) -> bool:
        """Step over these words if they follow."""
        if not self._are(*words):
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

    def _is(self, symbol: str) -> bool:
        token = self._curr
        return token.kind == "symbol" and token.value == symbol

    def _follows(self, symbol: str) -> bool:
        """Is it the next token?"""
        token = self._next
        return token.kind == "symbol" and token.value == symbol

    def _accept(self, symbol: str) -> bool:
        """Step over a symbol if it is there."""
        if self._is(symbol):
            self._advance()
            return True
        return False

    def _refuse(self, table: Table) -> None:
        """Raises ORA-03001 by name where what follows is Oracle's and not here."""
        what = refused(table, self._sign_or_word(0), self._sign_or_word)
        if what is not None:
            raise not_supported(what, self._offset)

    def _sign_or_word(self, ahead: int) -> str:
        token = self._tokens[min(self._index + ahead, self._last)]
        return token.value if token.kind in ("word", "symbol") else ""

    def _text(self) -> str | None:
        """Step over a string literal and return it; None where there is none."""
        if self._curr.kind != "string":
            return None
        self._advance()
        return self._prev.value

    def _open(self) -> None:
        if not self._accept("("):
            raise self._error(906, "missing left parenthesis")

    def _close(self) -> None:
        if not self._accept(")"):
            raise self._error(907, "missing right parenthesis")

    def _list(self, item: Callable[[], _T]) -> list[_T]:
        """One or more items with commas between."""
        items = [item()]
        while self._accept(","):
            interruption.check()
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
        token = self._curr
        return token.kind == "quoted" or (token.kind == "word" and token.value not in RESERVED)

    def _name(self, number: int = 904, message: str = ": invalid identifier") -> Identifier:
        """An identifier, folded to upper case unless quoted. The given error where there is none."""
        token = self._curr
        if not self._is_name:
            raise self._error(number, message)
        if len(token.value) > _LONGEST_NAME:
            raise self._error(
                972, f"The identifier {token.value[:20]}... exceeds the maximum length of 128 characters."
            )
        if not token.value:
            raise self._error(1741, "illegal zero-length identifier")
        self._advance()
        return self._identifier()

    def _identifier(self) -> Identifier:
        """The token just passed as an identifier, whatever it is."""
        token = self._prev
        return placed(Identifier(this=token.value, quoted=token.kind == "quoted"), token.offset)

    def _integer(self) -> int:
        """A literal whole number. ORA-02017."""
        token = self._curr
        if token.kind != "number" or not token.value.isdigit():
            raise self._error(2017, "integer value required")
        self._advance()
        return whole_of(token.value)
