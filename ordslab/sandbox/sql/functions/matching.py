"""Matching a pattern against a text, so that every match ends and nobody waits for it.

A match has a slice of time, of which nearly all need but a part. Then it starts again with a longer one while other
threads run, and again. A call that was cancelled ends between two slices; one that needs more ends with ORA-00040,
which Oracle has for calls that take too much of the processor (inferred). Times are those of the processor.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    import regex

    Pattern = regex.Pattern[str]
    Match = regex.Match[str]

_SLICES = ((0.02, False), (0.08, True), (0.2, True))
"""Seconds, and whether other threads run meanwhile. The last may need a hundred megabytes."""


def search(pattern: Pattern, text: str, position: int = 0) -> Match | None:
    """The first match from `position` on. Raises ORA-00040, and ORA-01013 when the call was cancelled."""
    for seconds, concurrent in _SLICES:
        try:
            return pattern.search(text, position, timeout=seconds, concurrent=concurrent)
        except TimeoutError:
            interruption.check()
    raise _too_long()


def matches(pattern: Pattern, text: str, position: int = 0) -> Iterator[Match]:
    """All matches from `position` on, one behind the other. Raises as `search` does."""
    tries = 0
    while position <= len(text):
        if tries == len(_SLICES):
            raise _too_long()
        seconds, concurrent = _SLICES[tries]
        tries += 1
        try:
            for found in pattern.finditer(text, position, timeout=seconds, concurrent=concurrent):
                interruption.check()
                yield found
                position, tries = found.end() + (found.start() == found.end()), 0
            return
        except TimeoutError:
            interruption.check()


def _too_long() -> OraError:
    return OraError(40, message="active time limit exceeded - call aborted")
