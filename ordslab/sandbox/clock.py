"""The sandbox's one clock. Everything that asks for the time asks here, so a lesson can move it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

SEEDED_START = datetime(2026, 1, 15, 9, 0, 0, tzinfo=timezone.utc)


class Clock:
    """UTC now, plus what it was moved by. Frozen at `SEEDED_START` when a seed makes everything repeatable."""

    def __init__(self, *, frozen: bool = False, offset: timedelta = timedelta()) -> None:
        self._frozen = frozen
        self.offset = offset

    def now(self) -> datetime:
        """The sandbox's time, in UTC."""
        base = SEEDED_START if self._frozen else datetime.now(timezone.utc)
        return base + self.offset

    def advance(self, seconds: float) -> None:
        """Move the clock forward. Backward is refused: tokens would come back to life."""
        if seconds < 0:
            raise ValueError("the clock only moves forward")
        self.offset += timedelta(seconds=seconds)
