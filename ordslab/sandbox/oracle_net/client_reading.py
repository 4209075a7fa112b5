"""How a driver reads the text of a statement: that alone decides which values stand in its request.

The rows of bind values hold nothing of what they are for, so the server has to read a text as the driver did, also one
that is no statement at all: otherwise what follows would be taken for something else. Nothing in here can fail.
Source: `StatementParser` of python-oracledb's thin mode (impl/thin/statement.pyx).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ordslab.sandbox.sql.recent import MEGABYTE, remembered

_CHANGES = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE"})
_BLOCKS = frozenset({"BEGIN", "DECLARE", "CALL"})
_PIECE = re.compile(r"""(?P<word>[^\W\d_]+)|(?P<quote>')|(?P<name>")|(?P<line>--)|(?P<comment>/\*)|(?P<colon>:)|\S""")
_BIND = re.compile(r"""\s*(?:"[^"]*"?|\d+|[^\W\d_][\w$\#]*)""")
_LINE_END = re.compile(r"[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_CLOSING = {"[": "]", "{": "}", "<": ">", "(": ")"}


@dataclass(frozen=True)
class ClientReading:
    """What the driver makes of a statement.

    `is_block`: values stand in the order of the binds whatever their size. `returns`: how many of the binds, at the
    end, have no value in a request because they stand behind RETURNING ... INTO.
    """

    is_block: bool = False
    returns: int = 0


@remembered(4 * MEGABYTE, each=2)
def read(text: str) -> ClientReading:
    """Read a text as the driver does."""
    pieces = _Pieces(text)
    first = next((word.upper() for kind, word in pieces if kind == "word"), "")
    if first in _CHANGES and "RETURNING" in text.upper():
        return ClientReading(returns=_returns(pieces))
    return ClientReading(is_block=first in _BLOCKS)


def _returns(pieces: _Pieces) -> int:
    """How many binds stand behind INTO behind RETURNING: words of letters alone, wherever they stand."""
    returning = into = False
    count = 0
    for kind, word in pieces:
        if kind == "word":
            into = into or (returning and word.upper() == "INTO")
            returning = returning or word.upper() == "RETURNING"
        else:
            count += into
    return count


class _Pieces:
    """The words and the binds of a text, one after the other; strings, names and comments are passed over."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._last_comment_end = text.rfind("*/")
        self._behind_string = False

    def __iter__(self) -> _Pieces:
        return self

    def __next__(self) -> tuple[str, str]:
        while (piece := _PIECE.search(self._text, self._position)) is not None:
            kind, behind_string = piece.lastgroup, self._behind_string
            self._position, self._behind_string = piece.end(), kind == "quote"
            if kind == "word":
                return kind, piece[0]
            if kind == "colon" and not behind_string:  # behind a string it belongs to JSON: 'key' : value
                if (bind := _BIND.match(self._text, self._position)) is not None:
                    self._position = bind.end()
                    return "bind", bind[0]
            elif kind is not None:
                self._pass(kind, piece.start())
        raise StopIteration

    def _pass(self, kind: str, start: int) -> None:
        """Go behind a string, a name or a comment; the driver reads on within a comment that has no end."""
        text = self._text
        if kind == "line":
            found = _LINE_END.search(text, start)
            self._position = found.end() if found else len(text)
        elif kind == "comment":
            if self._last_comment_end >= start + 2:
                self._position = text.find("*/", start + 2) + 2
        elif kind in ("quote", "name"):
            closing, begin = text[start], start + 1
            if kind == "quote" and text[max(start - 1, 0)] in "qQ":
                closing, begin = _CLOSING.get(text[begin : begin + 1], text[begin : begin + 1]) + "'", begin + 1
            close = text.find(closing, begin)
            self._position = close + len(closing) if close >= 0 else len(text)
