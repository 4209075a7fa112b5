"""Whose turn it is: Python runs one thread at a time, and forty loops would let everybody else wait at each step.

Calls that take long go on one after the other, each for a slice of time, and only while nobody waits for something
short; where somebody always does, they have a slice now and then. Whoever is silent for long, in SQLite or asleep, has
lost the turn.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import ClassVar

SLICE = 0.005
"""Seconds of the processor's time that a call which takes long goes on before it asks for its next turn."""
_LONGEST_WAIT = 0.03  # seconds without a slice for anybody who takes long


class Short:
    """Work that has not taken long yet, from the moment that it is asked for.

    `takes_long`: called, in the thread that does it, when it has to give way to other work.
    """

    def __init__(self, takes_long: Callable[[], None]) -> None:
        self.takes_long = takes_long
        self._counts = True
        with _guard:
            _State.short += 1

    def begin(self) -> None:
        """It is being done, in this thread."""
        _here.short = self

    def end(self) -> None:
        """It has been done, or takes long. From any thread."""
        with _guard:
            if self._counts:
                self._counts = False
                _State.short -= 1
                _hand_over()

    @property
    def counts(self) -> bool:
        """Is it still short?"""
        return self._counts


def gives_way() -> bool:
    """Has the work in this thread been found to take long, and does not know it yet?"""
    return _here.short is not None and not _here.short.counts


class Turn:
    """A call that takes long. For the thread in which it runs."""

    def __init__(self) -> None:
        self._mine = threading.Event()

    def next(self) -> None:
        """Wait for the next slice."""
        short = _here.short
        if short is not None and not short.counts:
            short = _here.short = None
        with _guard:
            if _State.is_quiet_but_for(short) and _State.holder in (None, self) and not _State.waiting:
                return
        if short is not None:
            _here.short = None
            short.end()
            short.takes_long()
        self._mine.clear()
        with _guard:
            self._let_go()
            _State.waiting.append(self)
            _hand_over()
        while not self._mine.wait(_LONGEST_WAIT):
            with _guard:
                if _State.waiting and _State.waiting[0] is self and _State.is_overdue():
                    _take(_State.waiting.popleft())

    def end(self) -> None:
        """The call has ended."""
        with _guard:
            self._let_go()
            _hand_over()

    def _let_go(self) -> None:
        if _State.holder is self:
            _State.holder = None

    def goes_on(self) -> None:
        """What `next` waits for."""
        self._mine.set()


class _State:
    """Of the whole process. `taken`: when the holder had the turn."""

    short = 0
    waiting: ClassVar[deque[Turn]] = deque()
    holder: Turn | None = None
    taken = 0.0

    @classmethod
    def is_quiet_but_for(cls, mine: Short | None) -> bool:
        return cls.short == int(mine is not None)

    @classmethod
    def is_overdue(cls) -> bool:
        return time.monotonic() - cls.taken >= _LONGEST_WAIT


class _Thread(threading.local):
    short: Short | None = None


_guard = threading.Lock()
_here = _Thread()


def _hand_over() -> None:
    """Give the turn to the next, if nobody has it and nothing short is to be done. With `_guard`."""
    if _State.waiting and _State.holder is None and (not _State.short or _State.is_overdue()):
        _take(_State.waiting.popleft())


def _take(turn: Turn) -> None:
    _State.holder, _State.taken = turn, time.monotonic()
    turn.goes_on()
