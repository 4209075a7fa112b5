"""The sandbox's clock and its seed, from one run to the next."""

from __future__ import annotations

from datetime import timedelta

import oracledb
import pytest

import ordslab.sandbox
from ordslab.sandbox import SandboxError
from ordslab.sandbox.clock import SEEDED_START, Clock
from ordslab.sandbox.entropy import Entropy


def start(home, **options):
    return ordslab.sandbox.start(home, **{"http_port": 0, "db_port": 0, **options})


def connect(home):
    status = ordslab.sandbox.status(home)
    return oracledb.connect(user="PAGE", password=ordslab.sandbox.password(home), dsn=status["dsn"])


def value(home, query):
    with connect(home) as connection:
        return connection.cursor().execute(query).fetchone()[0]


def advance(home, seconds):
    with connect(home) as connection:
        connection.cursor().execute("begin ordslab_sandbox.advance_clock(:1); end;", [seconds])


def test_a_moved_clock_stays_moved(sandbox_home):
    """Promise: no restart, not even after a kill, brings an expired token back to life."""
    start(sandbox_home, seed=7)
    advance(sandbox_home, 86400)
    tomorrow = (SEEDED_START + timedelta(days=1)).replace(tzinfo=None)
    ordslab.sandbox.stop(sandbox_home)
    start(sandbox_home, seed=7)
    assert value(sandbox_home, "select sysdate from dual") == tomorrow
    advance(sandbox_home, 3600)
    ordslab.sandbox.stop(sandbox_home)
    start(sandbox_home, seed=7)
    assert value(sandbox_home, "select sysdate from dual") == tomorrow + timedelta(hours=1)


def test_with_a_seed_everything_repeats(sandbox_home, tmp_path):
    """Promise: two new homes with the same seed give the same ids and the same time; another start never repeats."""
    query = "select to_char(sysdate, 'YYYY-MM-DD HH24:MI:SS') || rawtohex(sys_guid()) from dual"
    start(sandbox_home, seed=7)
    first = value(sandbox_home, query)
    start(tmp_path / "other", seed=7)
    try:
        assert value(tmp_path / "other", query) == first
    finally:
        ordslab.sandbox.stop(tmp_path / "other")
    ordslab.sandbox.stop(sandbox_home)
    start(sandbox_home, seed=7)
    again = value(sandbox_home, query)
    assert again[:19] == first[:19] == "2026-01-15 09:00:00" and again != first


def test_another_seed_than_the_running_one_is_said(sandbox_home):
    """Promise: two lines name the seed that runs; asking for none, or for that one, is fine."""
    start(sandbox_home, seed=7)
    assert start(sandbox_home)["running"] and start(sandbox_home, seed=7)["running"]
    with pytest.raises(SandboxError) as caught:
        start(sandbox_home, seed=8)
    assert caught.value.what == "The sandbox is running with seed 7, not with seed 8."
    assert "ordslab sandbox stop" in caught.value.next
    ordslab.sandbox.stop(sandbox_home)
    start(sandbox_home)
    with pytest.raises(SandboxError, match="without a seed, not with seed 0"):
        start(sandbox_home, seed=0)


# the clock alone


def test_the_clock_tells_where_it_goes_before_it_goes():
    """Promise: when the new time can't be kept, the clock does not move."""
    kept = []
    clock = Clock(frozen=True, keep=kept.append)
    clock.advance(61)
    assert kept == [timedelta(seconds=61)] and clock.now() == SEEDED_START + timedelta(seconds=61)

    def fail(_):
        raise OSError("disk full")

    clock = Clock(frozen=True, keep=fail)
    with pytest.raises(OSError, match="disk full"):
        clock.advance(61)
    assert clock.now() == SEEDED_START


@pytest.mark.parametrize("seconds", [-1, 1e12, 1e300, float("inf")])
def test_the_clock_only_goes_where_dates_are(seconds):
    """Promise: not backward, and not beyond what a date can say."""
    clock = Clock()
    with pytest.raises(ValueError, match="clock"):
        clock.advance(seconds)
    assert clock.offset == timedelta()


def test_a_later_run_never_repeats_an_earlier_one():
    """Promise: with a seed, values repeat from home to home, and never within one."""
    assert Entropy(7).token("x") == Entropy(7).token("x") == Entropy(7, run=0).token("x")
    tokens = {Entropy(seed, run).token("x") for seed in (7, 71) for run in (0, 1, 11)}
    assert len(tokens) == 6
