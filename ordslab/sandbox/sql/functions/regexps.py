"""REGEXP_LIKE and its family: POSIX extended regular expressions with Perl's shorthands, as Oracle has them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.overload import Overload, function, longer_text, same_text
from ordslab.sandbox.sql.types import NUMBER

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


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str) -> re.Pattern[str]:
    """The pattern in Python's form. ORA-12725/12726 for what is none, ORA-01760 for an unknown flag."""
    options = re.RegexFlag(0)
    for flag in flags:
        if flag not in "icnmx":
            raise OraError(1760, message="illegal argument for function")
        options = options & ~re.IGNORECASE if flag == "c" else options
        options |= {"i": re.IGNORECASE, "n": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}.get(flag, re.RegexFlag(0))
    try:
        return re.compile(_translated(pattern), options)
    except re.error:
        number, what = (12726, "brackets") if pattern.count("[") != pattern.count("]") else (12725, "parentheses")
        raise OraError(number, message=f"unmatched {what} in regular expression") from None


def _translated(pattern: str) -> str:
    """POSIX classes and bracket lists, in which a backslash is an ordinary character, in Python's syntax."""
    result, position = "", 0
    while position < len(pattern):
        character = pattern[position]
        if character == "\\" and position + 1 < len(pattern):
            result += pattern[position : position + 2]
            position += 2
        elif character == "[":
            piece, position = _bracket(pattern, position)
            result += piece
        else:
            result += character
            position += 1
    return result


def _bracket(pattern: str, start: int) -> tuple[str, int]:
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
    return result + "]", position + 1


def _positive(number: Any) -> int:
    if number < 1:
        raise OraError(1428, message=f"argument '{number}' is out of range")
    return int(number)


def _nth(text: str, pattern: str, position: Any, occurrence: Any, flags: str) -> re.Match[str] | None:
    matches = compiled(pattern, flags).finditer(text, _positive(position) - 1)
    wanted = _positive(occurrence)
    return next((match for count, match in enumerate(matches, 1) if count == wanted), None)


def regexp_like(text: str, pattern: str, flags: str = "") -> bool:
    """REGEXP_LIKE."""
    return compiled(pattern, flags).search(text) is not None


def regexp_substr(  # noqa: PLR0917 - Oracle's parameters
    text: str, pattern: str, position: Any = 1, occurrence: Any = 1, flags: str | None = None, group: Any = 0
) -> str | None:
    """REGEXP_SUBSTR."""
    if text is None or pattern is None or position is None or occurrence is None or group is None:
        return None
    match = _nth(text, pattern, position, occurrence, flags or "")
    return match[int(group)] if match is not None and group <= match.re.groups else None


def regexp_instr(  # noqa: PLR0917 - Oracle's parameters
    text: str,
    pattern: str,
    position: Any = 1,
    occurrence: Any = 1,
    after: Any = 0,
    flags: str | None = None,
    group: Any = 0,
) -> int | None:
    """REGEXP_INSTR."""
    if None in (text, pattern, position, occurrence, after, group):
        return None
    match = _nth(text, pattern, position, occurrence, flags or "")
    if match is None or group > match.re.groups:
        return 0
    return (match.end(int(group)) if after else match.start(int(group))) + 1


def regexp_replace(  # noqa: PLR0917 - Oracle's parameters
    text: str | None,
    pattern: str | None,
    replacement: str | None = None,
    position: Any = 1,
    occurrence: Any = 0,
    flags: str | None = None,
) -> str | None:
    """REGEXP_REPLACE: occurrence 0 replaces all; \\1 to \\9 stand for groups."""
    if text is None or pattern is None:
        return text
    if position is None or occurrence is None:
        return None
    count = 0

    def replaced(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        if occurrence and count != occurrence:
            return match[0]
        return re.sub(r"\\(\d|\\)", lambda mark: _group(match, mark[1]), replacement or "")

    start = _positive(position) - 1
    return text[:start] + compiled(pattern, flags or "").sub(replaced, text[start:])


def _group(match: re.Match[str], mark: str) -> str:
    if mark == "\\":
        return "\\"
    return (match[int(mark)] or "") if int(mark) <= match.re.groups else ""


def regexp_count(text: str, pattern: str, position: Any = 1, flags: str | None = None) -> int | None:
    """REGEXP_COUNT."""
    if None in (text, pattern, position):
        return None
    return sum(1 for _ in compiled(pattern, flags or "").finditer(text, _positive(position) - 1))


_V, _N = "VARCHAR2", "NUMBER"
_NULLS: dict[str, Any] = {"null_in_null_out": False}

TABLE: tuple[Overload, ...] = (
    function("REGEXP_LIKE", f"{_V} {_V} {_V}?", NUMBER, regexp_like),
    function("REGEXP_SUBSTR", f"{_V} {_V} {_N}? {_N}? {_V}? {_N}?", same_text, regexp_substr, **_NULLS),
    function("REGEXP_INSTR", f"{_V} {_V} {_N}? {_N}? {_N}? {_V}? {_N}?", NUMBER, regexp_instr, **_NULLS),
    function("REGEXP_REPLACE", f"{_V} {_V} {_V}? {_N}? {_N}? {_V}?", longer_text, regexp_replace, **_NULLS),
    function("REGEXP_COUNT", f"{_V} {_V} {_N}? {_V}?", NUMBER, regexp_count, **_NULLS),
)
