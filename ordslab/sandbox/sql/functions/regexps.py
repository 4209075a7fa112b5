"""REGEXP_LIKE and its family."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.matching import matches, search
from ordslab.sandbox.sql.functions.overload import Overload, function, longer_text, same_text
from ordslab.sandbox.sql.functions.regexp_patterns import compiled
from ordslab.sandbox.sql.memory import LARGEST_LOB, too_large_lob
from ordslab.sandbox.sql.types import NUMBER

if TYPE_CHECKING:
    from ordslab.sandbox.sql.functions.matching import Match


def _positive(number: Any) -> int:
    if number < 1:
        raise OraError(1428, message=f"argument '{number}' is out of range")
    return int(number)


def _nth(text: str, pattern: str, position: Any, occurrence: Any, flags: str) -> Match | None:
    found = matches(compiled(pattern, flags), text, _positive(position) - 1)
    wanted = _positive(occurrence)
    return next((match for count, match in enumerate(found, 1) if count == wanted), None)


def regexp_like(text: str, pattern: str, flags: str = "") -> bool:
    """REGEXP_LIKE."""
    return search(compiled(pattern, flags), text) is not None


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
    start = _positive(position) - 1
    pieces, end, rest = [text[:start]], 0, text[start:]
    room = LARGEST_LOB - len(text)
    for count, match in enumerate(matches(compiled(pattern, flags or ""), rest), 1):
        if occurrence in (0, count):
            new = _filled_in(replacement or "", match)
            room -= len(new)
            if room < 0:
                raise too_large_lob()
            pieces += [rest[end : match.start()], new]
            end = match.end()
        if count == occurrence:
            break
    return "".join([*pieces, rest[end:]])


def _filled_in(replacement: str, match: Match) -> str:
    if "\\" not in replacement:
        return replacement
    return re.sub(r"\\(\d|\\)", lambda mark: _group(match, mark[1]), replacement)


def _group(match: Match, mark: str) -> str:
    if mark == "\\":
        return "\\"
    return (match[int(mark)] or "") if int(mark) <= match.re.groups else ""


def regexp_count(text: str, pattern: str, position: Any = 1, flags: str | None = None) -> int | None:
    """REGEXP_COUNT."""
    if None in (text, pattern, position):
        return None
    return sum(1 for _ in matches(compiled(pattern, flags or ""), text, _positive(position) - 1))


_V, _N = "VARCHAR2", "NUMBER"
_NULLS: dict[str, Any] = {"null_in_null_out": False}

TABLE: tuple[Overload, ...] = (
    function("REGEXP_LIKE", f"{_V} {_V} {_V}?", NUMBER, regexp_like),
    function("REGEXP_SUBSTR", f"{_V} {_V} {_N}? {_N}? {_V}? {_N}?", same_text, regexp_substr, **_NULLS),
    function("REGEXP_INSTR", f"{_V} {_V} {_N}? {_N}? {_N}? {_V}? {_N}?", NUMBER, regexp_instr, **_NULLS),
    function("REGEXP_REPLACE", f"{_V} {_V} {_V}? {_N}? {_N}? {_V}?", longer_text, regexp_replace, **_NULLS),
    function("REGEXP_COUNT", f"{_V} {_V} {_N}? {_V}?", NUMBER, regexp_count, **_NULLS),
)
