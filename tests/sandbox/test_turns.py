"""Turns: what is short goes first; what takes long goes on one after the other."""

from __future__ import annotations

import threading
import time
from collections import deque

import pytest

from ordslab.sandbox import turns
from ordslab.sandbox.turns import Short, Turn, gives_way


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch):
    """What other tests' threads have left."""
    for name, value in {"short": 0, "waiting": deque(), "holder": None, "taken": time.monotonic()}.items():
        monkeypatch.setattr(turns._State, name, value)


@pytest.fixture
def no_patience(monkeypatch):
    """Nobody who takes long goes on because it has waited for too long."""
    monkeypatch.setattr("ordslab.sandbox.turns._LONGEST_WAIT", 60)


def in_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def a_turn_taken():
    """A turn that somebody has, in this thread."""
    turn, other = Turn(), Short(lambda: None)
    taken = in_thread(turn.next)  # waits, for there is other work
    other.end()
    taken.join(10)
    assert not taken.is_alive()
    return turn


def test_alone_it_goes_on_at_once(no_patience):
    turn = Turn()
    for _ in range(3):
        turn.next()
    turn.end()


def test_what_takes_long_goes_on_one_after_the_other(no_patience):
    """Promise: never two at once, each in its order, whatever their number."""
    first = a_turn_taken()
    order, at_once, running = [], [], 0

    def work(number):
        nonlocal running
        turn = Turn()
        for _ in range(3):
            turn.next()
            running += 1
            at_once.append(running)
            order.append(number)
            running -= 1
        turn.end()

    threads = [in_thread(lambda n=n: work(n)) for n in range(16)]
    first.end()
    for thread in threads:
        thread.join(10)
    assert set(at_once) == {1} and sorted(order) == sorted([*range(16)] * 3)


def test_it_waits_while_something_short_is_to_be_done(no_patience):
    first, short = a_turn_taken(), Short(lambda: None)
    waiting = in_thread(Turn().next)
    first.end()
    waiting.join(0.1)
    assert waiting.is_alive()
    short.end()
    waiting.join(10)
    assert not waiting.is_alive()


def test_it_goes_on_now_and_then_all_the_same():
    """Promise: a stream of short work stops nobody, and neither does who has the turn and is silent."""
    a_turn_taken()  # and never given back
    short = Short(lambda: None)
    waiting = [in_thread(Turn().next) for _ in range(3)]
    for thread in waiting:
        thread.join(10)
        assert not thread.is_alive()
    short.end()


def test_short_work_that_takes_long_gives_way_and_says_so(no_patience):
    told, went_on = threading.Event(), threading.Event()
    mine, other = Short(told.set), Short(lambda: None)

    def work():
        mine.begin()
        assert not gives_way()
        Turn().next()
        assert not gives_way()
        went_on.set()

    thread = in_thread(work)
    assert told.wait(10) and not mine.counts and not went_on.is_set()
    other.end()
    thread.join(10)
    assert went_on.is_set()


def test_work_that_was_found_to_take_long_gives_way():
    mine = Short(lambda: None)
    mine.begin()
    mine.end()
    try:
        assert gives_way()
        Turn().next()
    finally:
        Short(lambda: None).end()
    assert not gives_way()
