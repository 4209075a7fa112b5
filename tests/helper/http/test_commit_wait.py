"""The wait behind a commit."""

from __future__ import annotations

import pytest

from ordslab.http import commit_wait
from ordslab.http.commit_wait import CommitWait, line


class Time:
    """A monotonic clock that only waiting moves."""

    def __init__(self):
        self.now, self.slept = 50.0, []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        self.slept.append(seconds)


@pytest.fixture
def time(monkeypatch):
    time = Time()
    monkeypatch.setattr(commit_wait, "time", time)
    return time


def waiting(cache):
    wait = CommitWait(cache)
    wait.tell = lambda left, cache: None
    return wait


@pytest.mark.parametrize("cache", [1, 5, 0.25])
def test_a_commit_is_waited_for_once_and_for_the_rest_of_the_time(time, cache):
    """Promise: nothing before a commit; behind it what is left of the time since; nothing more until the next one."""
    wait = waiting(cache)
    wait.wait()
    assert time.slept == []
    wait.committed()
    time.now += cache / 4
    wait.wait()
    wait.wait()
    assert time.slept == [cache * 3 / 4]
    wait.committed()
    time.now += cache
    wait.wait()
    assert len(time.slept) == 1


def test_the_last_of_many_commits_counts(time):
    """Promise: sixteen commits are one wait."""
    wait = waiting(5)
    for _ in range(16):
        wait.committed()
        time.now += 1
    wait.wait()
    assert time.slept == [4]


def test_without_a_cache_nobody_waits(time):
    """Promise: 0 is no wait, whatever is committed."""
    wait = waiting(0)
    wait.committed()
    wait.wait()
    assert time.slept == [] and not wait.is_needed


def test_auto_measures_once_at_the_first_wait(time):
    """Promise: nothing is measured before there is something to wait for, and then once; what measuring commits itself
    is not waited for."""
    measured = []

    def measure():
        measured.append(1)
        wait.committed()
        time.now += 1
        return 2

    wait = waiting(measure)
    wait.wait()
    assert measured == []
    for _ in range(2):
        wait.committed()
        wait.wait()
        wait.wait()
    assert (len(measured), time.slept) == (1, [1, 2])


def test_a_wait_is_said_in_a_line_beside_the_output(time, capsys):
    """Promise: it says why and how long, where a program's output is not disturbed; a panel says it in its own way."""
    wait = CommitWait(5)
    wait.committed()
    time.now += 0.5
    wait.wait()
    out, err = capsys.readouterr()
    assert out == "" and err.splitlines() == [line(4.5, 5)] and "up to 5 s: waiting 4.5 s" in err
    told = []
    with wait.told_by(lambda *times: told.append(times)):
        wait.committed()
        wait.wait()
    assert told == [(5, 5)] and capsys.readouterr() == ("", "")
