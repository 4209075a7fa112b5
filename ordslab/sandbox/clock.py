"""The sandbox's one clock. Everything that asks for the time asks here, so a lesson can move it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

SEEDED_START = datetime(2026, 1, 15, 9, 0, 0, tzinfo=UTC)
_LAST_YEAR = 9000  # Oracle's dates end with 9999, and so do Python's; what is computed from now needs room


class Clock:
    """UTC now, plus what it was moved by. Frozen at `SEEDED_START` when a seed makes everything repeatable.

    `keep`: called with the new offset before the clock moves. So no restart turns time back, and with it tokens alive.
    """

    def __init__(
        self,
        *,
        frozen: bool = False,
        offset: timedelta = timedelta(),
        keep: Callable[[timedelta], None] | None = None,
    ) -> None:
        self._frozen = frozen
        self._keep = keep
        self._lock = threading.Lock()
        self.offset = offset

    def now(self) -> datetime:
        """The sandbox's time, in UTC."""
        return self._unmoved() + self.offset

    def advance(self, seconds: float) -> None:
        """Move the clock forward. Backward is refused: tokens would come back to life."""
        if seconds < 0:
            raise ValueError("the clock only moves forward")
        with self._lock:
            try:
                offset = self.offset + timedelta(seconds=seconds)
                too_far = (self._unmoved() + offset).year > _LAST_YEAR
            except OverflowError:
                too_far = True
            if too_far:
                raise ValueError(f"the clock ends with the year {_LAST_YEAR}")
            if self._keep is not None:
                self._keep(offset)
            self.offset = offset

    def _unmoved(self) -> datetime:
        return SEEDED_START if self._frozen else datetime.now(UTC)
