"""Oracle's regular expressions, POSIX extended ones with Perl's shorthands, as those of the engine that matches them.

Source: SQL Language Reference, appendix "Oracle Regular Expression Support": 512 bytes at most, what a backslash means,
the operators influenced by Perl. Inferred: which ORA-127xx a fault is, and where an interval is too large.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from ordslab.sandbox.sql.errors import OraError, not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.sql.functions.matching import Pattern

_LONGEST = 512  # bytes
_LARGEST_INTERVAL = 65535
_MOST_COPIES = 5000  # the engine writes out what an interval repeats, nested ones many times

_CLASSES = {
    "[:alpha:]": "a-zA-Z\u00c0-\u024f",
    "[:digit:]": "0-9",
    "[:alnum:]": "a-zA-Z0-9\u00c0-\u024f",
    "[:upper:]": "A-Z\u00c0-\u00de",
    "[:lower:]": "a-z\u00df-\u00ff",
    "[:space:]": r"\s",
    "[:blank:]": r" \t",
    "[:punct:]": r"!-/:-@\[-`{-~",
    "[:cntrl:]": r"\x00-\x1f\x7f",
    "[:print:]": r"\x20-\x7e\u00a0-\uffff",
    "[:graph:]": r"\x21-\x7e\u00a1-\uffff",
    "[:xdigit:]": "0-9A-Fa-f",
}
_SHORTHANDS = {**{f"\\{each}": f"\\{each}" for each in "dDwWsSA123456789"}, "\\Z": r"(?=\n?\Z)", "\\z": r"\Z"}
_INTERVAL = re.compile(r"\{(?=[\d,])(\d*)(,?)(\d*)\}")
_GROUPS = ("(?:", "(?=", "(?!", "(?<=", "(?<!")


@lru_cache(maxsize=64)
def compiled(pattern: str, flags: str = "") -> Pattern:
    """The engine's form of a pattern. ORA-12725 and its neighbours for what is none, ORA-01760 for an unknown flag."""
    if len(pattern.encode("utf-8", "replace")) > _LONGEST:
        raise _too_long()
    options = regex.VERSION0
    for flag in flags:
        if flag not in "icnmx":
            raise OraError(1760, message="illegal argument for function")
        options = options & ~regex.IGNORECASE if flag == "c" else options
        options |= {"i": regex.IGNORECASE, "n": regex.DOTALL, "m": regex.MULTILINE, "x": regex.VERBOSE}.get(flag, 0)
    try:
        return regex.compile(_Translation(pattern).text, options)
    except (regex.error, OverflowError, RecursionError):
        number, what = (12726, "brackets") if pattern.count("[") != pattern.count("]") else (12725, "parentheses")
        raise OraError(number, message=f"unmatched {what} in regular expression") from None


class _Translation:
    """A pattern on its way; `text`: what has come out. Counts how much the engine will make of it."""

    def __init__(self, pattern: str) -> None:
        self.text = ""
        self._pattern = pattern
        self._sizes = [0]  # of each open group
        self._last = 0  # of what a quantifier would repeat; an anchor can't be
        position = 0
        while position < len(pattern):
            position = self._piece(position)
            if self._sizes[-1] > _MOST_COPIES:
                raise _too_long()

    def _piece(self, position: int) -> int:
        """Translate what begins at `position`; where it ends."""
        pattern = self._pattern
        character = pattern[position]
        if character == "(":
            return self._open(position)
        if character == ")":
            self._close()
        elif character == "{":
            return self._brace(position)
        elif character in "*+?":
            self._repeat(int(character == "+"), endless=True)
        elif character == "[":
            piece, end = _bracket(pattern, position)
            self._atom(piece)
            return end
        elif character == "\\" and position + 1 < len(pattern):
            pair = pattern[position : position + 2]
            self._atom(_SHORTHANDS.get(pair) or re.escape(pair[1]))
            return position + 2
        elif character in "^$|":
            self._last = 0
        else:
            self._atom("\\" + character if character in "}#" else character)
            return position + 1
        self.text += character
        return position + 1

    def _atom(self, piece: str) -> None:
        self.text += piece
        self._sizes[-1] += 1
        self._last = 1

    def _open(self, position: int) -> int:
        head = next((head for head in _GROUPS if self._pattern.startswith(head, position)), "(")
        following = self._pattern[position + 1 : position + 3]
        if head == "(" and following[:1] == "?":
            raise not_supported(f"({following} in a regular expression")
        self.text += head
        self._sizes.append(1)
        self._last = 0
        return position + len(head)

    def _close(self) -> None:
        if len(self._sizes) == 1:
            raise regex.error("unbalanced parenthesis")
        self._last = self._sizes.pop()
        self._sizes[-1] += self._last

    def _brace(self, position: int) -> int:
        found = _INTERVAL.match(self._pattern, position)
        if found is None:
            self._atom(r"\{")
            return position + 1
        least, comma, most = found.groups()
        numbers = [int(number[-6:]) if number else 0 for number in (least, most)]
        if max(map(len, (least, most))) > 5 or max(numbers) > _LARGEST_INTERVAL or (most and numbers[1] < numbers[0]):
            raise OraError(12732, message="invalid interval value in regular expression")
        self._repeat(numbers[0], endless=bool(comma) and least != most)
        self.text += f"{{{numbers[0]}{comma}{most}}}"
        return found.end()

    def _repeat(self, least: int, *, endless: bool) -> None:
        """What stands before comes so many times, and once more if it may come more often."""
        if not self._last:
            raise regex.error("nothing to repeat")
        copies = self._last * max(1, least + endless)
        self._sizes[-1] += copies - self._last
        self._last = copies


def _too_long() -> OraError:
    return OraError(12733, message="regular expression too long")


def _bracket(pattern: str, start: int) -> tuple[str, int]:
    """A bracket list, in which a backslash is an ordinary character, and where it ends."""
    position, result = start + 1, "["
    if pattern[position : position + 1] == "^":
        result, position = "[^", position + 1
    first = True
    while position < len(pattern) and (first or pattern[position] != "]"):
        name = next((name for name in _CLASSES if pattern.startswith(name, position)), None)
        if name is not None:
            result += _CLASSES[name]
            position += len(name)
        else:
            character = pattern[position]
            result += "\\" + character if character in "[]\\&~|" else character
            position += 1
        first = False
    if position == len(pattern):
        raise regex.error("unterminated list")
    return result + "]", position + 1
