"""Time, as the database has it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ordslab.sql import clock
from ordslab.sql.clock import Clock, advance, read_clock

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


def test_a_reading_goes_on(monkeypatch):
    """Promise: the database's time is known without asking again; that of a clock that stands still stays."""
    monkeypatch.setattr(clock.time, "time", lambda: 1060.0)
    assert Clock(NOON, 1000.0).now() == NOON + timedelta(seconds=60)
    assert Clock(NOON, 1000.0, stands_still=True).now() == NOON


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, ""), (29, ""), (61, "1 min ahead of"), (-3600, "1 h behind"), (90_060, "1 d 1 h 1 min ahead of")],
)
def test_how_far_clocks_are_apart(seconds, words):
    """Promise: what differs by a minute and more is said in words, ahead or behind."""
    found = Clock(NOON, NOON.timestamp() - seconds).apart
    assert found == (f"{words} this machine's clock" if words else "")
    assert Clock(NOON, 0.0, stands_still=True).apart == ""


def test_the_sandboxs_clock_is_moved(lab):
    """Promise: time moves as far as it is told to, in a transaction of its own."""
    before = read_clock(lab.connection, True)
    with lab.connect() as connection:
        advance(connection, 3600)
    after = read_clock(lab.connection, True)
    assert not after.stands_still and 3600 <= (after.time - before.time).total_seconds() < 3700
    assert after.time - before.time - timedelta(seconds=after.read_at - before.read_at + 3600) < timedelta(seconds=1)
