"""The lab's clock, read with one query: the sandbox's can be moved, a database of your own has its own."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from ordslab.widgets.reading import reading

if TYPE_CHECKING:
    from ordslab.place import Place

_QUERY = "select sys_extract_utc(systimestamp) from dual"


@dataclass(frozen=True)
class Clock:
    """A reading: the lab's time (UTC), and ours at that moment, in seconds since 1970."""

    time: datetime
    read_at: float
    stands_still: bool = False

    def now(self) -> datetime:
        """The lab's time, without asking again."""
        return self.time if self.stands_still else self.time + timedelta(seconds=time.time() - self.read_at)


def read_clock(lab: Place) -> Clock:
    """Read it. A sandbox with a seed has a clock that stands still until it is moved. Raises `LabError`."""
    with reading(lab) as connection, connection.cursor() as cursor:
        now = _read(cursor)
        stands_still = lab.settings.is_sandbox and _read(cursor) == now
    return Clock(now, time.time(), stands_still)


def _read(cursor: object) -> datetime:
    cursor.execute(_QUERY)  # type: ignore[attr-defined]
    (moment,) = cursor.fetchone()  # type: ignore[attr-defined]
    return moment.replace(tzinfo=timezone.utc)  # type: ignore[no-any-return]
