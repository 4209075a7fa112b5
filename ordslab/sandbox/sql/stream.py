"""Tokens under a finger, for the statements that we parse by hand: DDL and session control."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.lexer import Token, tokenize
from ordslab.sandbox.sql.number_text import whole_of

_T = TypeVar("_T")

_RESERVED_WORDS = """
    ACCESS ADD ALL ALTER AND ANY AS ASC AUDIT BETWEEN BY CHAR CHECK CLUSTER COLUMN COMMENT COMPRESS CONNECT CREATE
    CURRENT DATE DECIMAL DEFAULT DELETE DESC DISTINCT DROP ELSE EXCLUSIVE EXISTS FILE FLOAT FOR FROM GRANT GROUP
    HAVING IDENTIFIED IMMEDIATE IN INCREMENT INDEX INITIAL INSERT INTEGER INTERSECT INTO IS LEVEL LIKE LOCK LONG
    MAXEXTENTS MINUS MLSLABEL MODE MODIFY NOAUDIT NOCOMPRESS NOT NOWAIT NULL NUMBER OF OFFLINE ON ONLINE OPTION OR
    ORDER PCTFREE PRIOR PUBLIC RAW RENAME RESOURCE REVOKE ROW ROWID ROWNUM ROWS SELECT SESSION SET SHARE SIZE
    SMALLINT START SUCCESSFUL SYNONYM SYSDATE TABLE THEN TO TRIGGER UID UNION UNIQUE UPDATE USER VALIDATE VALUES
    VARCHAR VARCHAR2 VIEW WHENEVER WHERE WITH
"""
RESERVED = frozenset(_RESERVED_WORDS.split())
"""Oracle's reserved words: no name without quotes can be one."""
_LONGEST_NAME = 128


class TokenStream:
    """The tokens of a statement with a position. Offsets count from the statement's beginning."""

    def __init__(self, text: str, tokens: list[Token] | None = None, position: int = 0) -> None:
        """`tokens`: of the text, where they are known; `position`: the one to begin with."""
        self.text = text
        self._tokens = tokenize(text) if tokens is None else tokens
        self._position = position

    @property
    def token(self) -> Token:
        """The token under the finger."""
        return self._tokens[self._position]

    def ahead(self, count: int = 1) -> Token:
        """The token `count` places further; the end token beyond the end."""
        return self._tokens[min(self._position + count, len(self._tokens) - 1)]

    @property
    def at_end(self) -> bool:
        """Is nothing left?"""
        return self.token.kind == "end"

    def next(self) -> Token:
        """Step over the token under the finger and return it."""
        token = self.token
        if token.kind != "end":
            self._position += 1
        return token

    def is_word(self, *words: str) -> bool:
        """Is one of these (unquoted) words under the finger?"""
        return self.token.kind == "word" and self.token.value in words

    def are_words(self, *words: str) -> bool:
        """Do these words follow, one after the other?"""
        return all(
            self.ahead(index).kind == "word" and self.ahead(index).value == word for index, word in enumerate(words)
        )

    def accept_words(self, *words: str) -> bool:
        """Step over all these words if they follow one after the other."""
        if not self.are_words(*words):
            return False
        self._position += len(words)
        return True

    def accept_word(self, *words: str) -> str | None:
        """Step over one of these words if it is there, and return it."""
        return self.next().value if self.is_word(*words) else None

    def expect_word(self, word: str, number: int = 0, message: str = "") -> None:
        """Step over `word`; else the given error, ORA-00922 by default."""
        if not self.is_word(word):
            raise self.error(number or 905, message or f"missing keyword: {word}")
        self.next()

    def is_symbol(self, *symbols: str) -> bool:
        """Is one of these symbols under the finger?"""
        return self.token.kind == "symbol" and self.token.value in symbols

    def accept(self, *symbols: str) -> bool:
        """Step over one of these symbols if it is there."""
        if self.is_symbol(*symbols):
            self.next()
            return True
        return False

    def expect(self, symbol: str) -> None:
        """Step over `symbol`; else ORA-00906 or ORA-00907 for parentheses, ORA-00922 for others."""
        if not self.accept(symbol):
            number, message = {
                "(": (906, "missing left parenthesis"),
                ")": (907, "missing right parenthesis"),
            }.get(symbol, (922, "missing or invalid option"))
            raise self.error(number, message)

    def name(self, number: int = 903, message: str = "invalid table name") -> str:
        """Step over a name and return it, folded; the given error where there is none, ORA-00972 for a long one."""
        token = self.token
        if token.kind == "quoted":
            if not token.value:
                raise self.error(1741, "illegal zero-length identifier")
        elif token.kind != "word" or token.value in RESERVED:
            raise self.error(number, message)
        if len(token.value) > _LONGEST_NAME:
            raise self.error(972, f"The identifier {token.value[:20]}... exceeds the maximum length of 128 characters.")
        return self.next().value

    def user_or_role(self, number: int = 1935, message: str = "missing user or role name") -> str:
        """The name of a user or role: two of Oracle's roles are called like reserved words."""
        return self.next().value if self.is_word("CONNECT", "RESOURCE") else self.name(number, message)

    def qualified_name(self, number: int = 903, message: str = "invalid table name") -> tuple[str | None, str]:
        """OWNER.NAME or NAME: owner (or None) and name."""
        name = self.name(number, message)
        if self.accept("."):
            return name, self.name(number, message)
        return None, name

    def comma_list(self, item: Callable[[], _T]) -> list[_T]:
        """One or more items with commas between."""
        items = [item()]
        while self.accept(","):
            items.append(item())
        return items

    def names_in_parentheses(self) -> tuple[str, ...]:
        """(A, B, ...): names of columns."""
        self.expect("(")
        names = self.comma_list(lambda: self.name(904, ": invalid identifier"))
        self.expect(")")
        return tuple(names)

    def whole_number(self) -> int:
        """A literal integer with its sign. ORA-02017."""
        negative = self.accept("-")
        if self.token.kind != "number" or not self.token.text.isdigit():
            raise self.error(2017, "integer value required")
        value = whole_of(self.next().text)
        return -value if negative else value

    def text_in_parentheses(self) -> str:
        """What stands in balanced parentheses, as it is written. ORA-00907 when they do not close."""
        self.expect("(")
        start, depth = self.token.offset, 1
        while not self.at_end:
            token = self.next()
            if token.kind == "symbol":
                depth += (token.value == "(") - (token.value == ")")
            if depth == 0:
                return self.text[start : token.offset].strip()
        raise self.error(907, "missing right parenthesis")

    def expression_text(self, *stops: str) -> str:
        """An expression as it is written: up to a comma, a closing parenthesis or one of the words `stops`."""
        start, end = self.expression_span(*stops)
        return self.text[start:end]

    def expression_span(self, *stops: str) -> tuple[int, int]:
        """The same as offsets of its beginning and end. ORA-00936 when there is nothing."""
        start, depth, end = self.token.offset, 0, self.token.offset
        while not self.at_end:
            token = self.token
            if depth == 0 and (self.is_symbol(",", ")") or self.is_word(*stops)):
                break
            if token.kind == "symbol":
                depth += (token.value == "(") - (token.value == ")")
            elif token.kind == "word":
                depth += (token.value == "CASE") - (token.value == "END" and depth > 0)
            end = self.next().end
        if end == start:
            raise self.error(936, "missing expression")
        return start, end

    def rest(self) -> str:
        """All that is left, as it is written."""
        start = self.token.offset
        self._position = len(self._tokens) - 1
        return self.text[start:].rstrip()

    def finish(self, number: int = 922, message: str = "missing or invalid option") -> None:
        """Nothing may be left. ORA-00922 by default; a semicolon is ORA-00933 as in every SQL statement."""
        if self.is_symbol(";"):
            raise self.error(933, "SQL command not properly ended")
        if not self.at_end:
            raise self.error(number, message)

    def error(self, number: int, message: str) -> OraError:
        """An error at the token under the finger."""
        return OraError(number, message=message, offset=self.token.offset)
