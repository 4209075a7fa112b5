"""One lexer for SQL and PL/SQL: shared by the bind scanner, the statement classifier and the PL/SQL parser."""

from __future__ import annotations

import re
from typing import NamedTuple

from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.errors import OraError

_BETWEEN_CHECKS = 4096  # tokens
_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))
  | (?P<string>[nN]?'(?:[^']|'')*')
  | (?P<quoted>"[^"]*")
  | (?P<number>(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?:[fFdD](?![\w$\#]))?)
  | (?P<word>[^\W\d][\w$\#]*)
  | (?P<bind>:\s*(?:[^\W\d][\w$\#]*|\d+|"[^"]+"))
  | (?P<symbol>\*\*|:=|=>|\|\||<=|>=|<>|!=|\^=|~=|\.\.|<<|>>|[-+*/=<>()\[\],;.@%:?^!&|~{}])
    """,
    re.VERBOSE | re.DOTALL,
)
_Q_QUOTE = re.compile(r"[nN]?[qQ]'(.)", re.DOTALL)
_CLOSING = {"[": "]", "{": "}", "(": ")", "<": ">"}


class Token(NamedTuple):
    """A piece of the text. `kind`: string, quoted, number, word, bind, symbol or end.

    `text` is as written; `value` is its meaning: a word in upper case, a string or quoted identifier without its
    quotes, a bind without its colon and in upper case (unless quoted).
    """

    kind: str
    text: str
    value: str
    offset: int

    @property
    def end(self) -> int:
        """The offset behind the token."""
        return self.offset + len(self.text)


def tokenize(text: str) -> list[Token]:
    """All tokens of `text` without blanks and comments, and one of kind "end" behind them.

    Raises ORA-01756 for a string that does not end, ORA-00911 for a character that Oracle does not know.
    """
    tokens: list[Token] = []
    position, length = 0, len(text)
    while position < length:
        start = position
        if text[position] in "nNqQ" and (opening := _Q_QUOTE.match(text, position)):
            mark = opening.group(1)
            close = text.find(_CLOSING.get(mark, mark) + "'", opening.end())
            if close < 0:
                raise OraError(1756, message="quoted string not properly terminated", offset=start)
            position = close + 2
            tokens.append(Token("string", text[start:position], text[opening.end() : close], start))
            continue
        match = _TOKEN.match(text, position)
        if match is None:
            if text[position] in "'\"":
                raise OraError(1756, message="quoted string not properly terminated", offset=start)
            raise OraError(911, message=f"{text[position]}: invalid character after {_before(tokens)}", offset=start)
        kind, written = match.lastgroup or "symbol", match.group()
        if kind == "bind" and tokens and tokens[-1].kind == "string":
            kind, written = "symbol", ":"  # of JSON: 'key' : value, as the drivers read it, too
        position = start + len(written)
        if kind not in ("space", "comment"):
            tokens.append(Token(kind, written, _value(kind, written), start))
            if not len(tokens) % _BETWEEN_CHECKS:
                interruption.check()
    tokens.append(Token("end", "", "", length))
    return tokens


def _value(kind: str, text: str) -> str:
    if kind == "word":
        return text.upper()
    if kind == "string":
        return text[text.index("'") + 1 : -1].replace("''", "'")
    if kind == "quoted":
        return text[1:-1]
    if kind == "bind":
        name = text[1:].lstrip()
        return name[1:-1] if name[0] == '"' else name.upper()
    return text


def _before(tokens: list[Token]) -> str:
    return tokens[-1].text if tokens else "the beginning"


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """The 1-based line and column of an offset, as PL/SQL errors count them."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1
