"""The wait behind a commit, until ORDS can see what was committed: it keeps its metadata in a cache for some seconds.

The one place that decides it. A connection of the lab's says when it committed (`ordslab.sql.commit_watch`); the next
call of any session of the lab's waits for the rest of the time, once, and says so in a line.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[float, float], None]
"""Says that a wait begins: how many seconds it takes, and how many ORDS's cache keeps what it has."""

CALLS_OUT = re.compile(r"\b(?:apex_web_service|utl_http)\s*\.", re.IGNORECASE)
"""What is in a block that calls an address from inside the database: it waits as the lab's own calls do."""

ENOUGH = 60
"""Seconds for which a cache of ORDS's metadata is believed in: longer ones are told by the profile."""


def line(left: float, cache: float) -> str:
    """What is said about a wait."""
    return f"(ORDS may go by older metadata for up to {cache:g} s: waiting {left:.1f} s until it sees your commit.)"


class CommitWait:
    """Knows when the lab committed last. For one thread.

    `cache`: how long ORDS keeps its metadata, in seconds, or what measures it at the first wait. `tell`: how a wait is
    said.
    """

    def __init__(self, cache: float | Callable[[], float]) -> None:
        self._cache = cache
        self._committed_at: float | None = None
        self.tell: Tell = _tell_beside_the_output

    @property
    def is_needed(self) -> bool:
        """Whether there can be anything to wait for."""
        return self._cache != 0

    def committed(self) -> None:
        """A commit that may have changed ORDS's metadata is done."""
        if self.is_needed:
            self._committed_at = time.monotonic()  # no clock that anybody moves

    def wait(self) -> None:
        """Wait until ORDS sees the last commit, unless that was waited for already. Raises `LabError` where the time
        can't be measured."""
        committed_at, self._committed_at = self._committed_at, None
        if committed_at is None:
            return
        if callable(self._cache):
            self._cache = self._cache()
            self._committed_at = None  # what measuring commits is nobody's wait
        left = committed_at + self._cache - time.monotonic()
        if left > 0:
            self.tell(left, self._cache)
            time.sleep(left)

    @contextmanager
    def told_by(self, tell: Tell) -> Iterator[None]:
        """Within it, a wait is said in another way: a panel counts down in the page."""
        before, self.tell = self.tell, tell
        try:
            yield
        finally:
            self.tell = before


def tell_in_the_cell(left: float, cache: float) -> None:
    """Print it, as part of a notebook's cell."""
    print(line(left, cache), flush=True)


def _tell_beside_the_output(left: float, cache: float) -> None:
    print(line(left, cache), file=sys.stderr, flush=True)  # a command's output may be JSON
