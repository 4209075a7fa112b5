"""LIKE, for SQL and PL/SQL: piece by piece, so that no text is gone through again and again."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import regex

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.matching import search

if TYPE_CHECKING:
    from ordslab.sandbox.sql.functions.matching import Pattern

_LONGEST_KEPT = 4000  # characters of a pattern


class _Piece(NamedTuple):
    """What stands between two percent signs. `pattern`: where an underscore is among its characters."""

    text: str
    pattern: Pattern | None

    def is_at(self, text: str, position: int) -> bool:
        if self.pattern is None:
            return text.startswith(self.text, position)
        return self.pattern.match(text, position) is not None

    def find(self, text: str, position: int) -> int:
        if self.pattern is None:
            return text.find(self.text, position)
        found = search(self.pattern, text, position)
        return found.start() if found else -1


def like(text: str, pattern: str, escape: str = "") -> bool:
    """LIKE. ORA-01425 for an escape that is no single character, ORA-01424 for one that escapes nothing."""
    if len(escape) > 1:
        raise OraError(1425, message="escape character must be character string of length 1")
    first, *others = (_pieces if len(pattern) <= _LONGEST_KEPT else _pieces.__wrapped__)(pattern, escape)
    if not others:
        return len(text) == len(first.text) and first.is_at(text, 0)
    if not first.is_at(text, 0):
        return False
    *between, last = others
    position = len(first.text)
    for piece in between:
        found = piece.find(text, position)
        if found < 0:
            return False
        position = found + len(piece.text)
    end = len(text) - len(last.text)
    return end >= position and last.is_at(text, end)


@lru_cache(maxsize=256)
def _pieces(pattern: str, escape: str) -> list[_Piece]:
    pieces: list[list[tuple[str, bool]]] = [[]]  # characters, and whether each stands for any one
    characters = iter(pattern)
    for character in characters:
        if character == escape:
            following = next(characters, "")
            if not following or following not in ("%", "_", escape):
                raise OraError(1424, message="missing or illegal character following the escape character")
            pieces[-1].append((following, False))
        elif character == "%":
            pieces.append([])
        else:
            pieces[-1].append((character, character == "_"))
    return [_piece(each) for each in pieces]


def _piece(characters: list[tuple[str, bool]]) -> _Piece:
    text = "".join(character for character, _ in characters)
    if not any(stands_for_any for _, stands_for_any in characters):
        return _Piece(text, None)
    expression = "".join("." if stands_for_any else regex.escape(character) for character, stands_for_any in characters)
    return _Piece(text, regex.compile(expression, regex.DOTALL))
