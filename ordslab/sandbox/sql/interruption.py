"""Whether the call that runs in this thread must end: for what takes long or much and knows no session.

Python runs one thread at a time, and each may go on for a while: among forty loops everybody else would wait for long
at each step. So calls that take long rest, the more of them there are: together they take no more than one would.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType

from ordslab.sandbox.sql.memory import MemoryWatch

_LOOKS = 64  # looks whether the call was cancelled, between two at its memory
_FIRST = 8  # most calls look less often: a look at the memory takes longer than they do
_LARGE = 1 << 20  # bytes
_LONG = 0.01  # seconds from which on a call takes long
_SLICE = 0.005  # seconds between two rests
_LONGEST_REST = 0.25  # seconds


class Running:
    """A call, or a call within a call, in this thread: `check` asks its `check_cancelled`."""

    def __init__(self, check_cancelled: Callable[[], None]) -> None:
        self._check_cancelled = check_cancelled
        self._outer = _here.running
        self._whole: _Whole = self._outer._whole if self._outer else _Whole()

    def __enter__(self) -> None:
        _here.running = self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _here.running = self._outer
        if self._outer is None:
            self._whole.end()

    def check(self) -> None:
        self._check_cancelled()
        self._whole.look()

    def check_memory(self) -> None:
        self._whole.memory.check()


class _Whole:
    """A call with all calls within it."""

    _long = 0  # calls that take long
    _guard = threading.Lock()

    def __init__(self) -> None:
        self.memory = MemoryWatch()
        self._looks = 0
        self._rested = time.monotonic() + _LONG / (1 + _Whole._long)
        self._takes_long = False

    def look(self) -> None:
        """Now and then, look at the memory, and let others go on if this call has gone on for a while."""
        self._looks += 1
        if self._looks % _LOOKS == _FIRST:
            self.memory.check()
            if time.monotonic() >= self._rested + _SLICE:
                self._rest()

    def _rest(self) -> None:
        if not self._takes_long:
            self._takes_long = True
            self._count(1)
        others = _Whole._long - 1
        if others > 0:
            time.sleep(min(others * _SLICE, _LONGEST_REST))
        self._rested = time.monotonic()

    def end(self) -> None:
        if self._takes_long:
            self._count(-1)

    @classmethod
    def _count(cls, more: int) -> None:
        with cls._guard:
            cls._long += more


class _Thread(threading.local):
    running: Running | None = None


_here = _Thread()


def check() -> None:
    """Raises ORA-01013 when the running call was cancelled, ORA-04036 when it has taken too much memory."""
    if _here.running is not None:
        _here.running.check()


def check_memory(size: int = _LARGE) -> None:
    """Raises ORA-04036 when the running call, which has just made something of this size, has taken too much memory."""
    if size >= _LARGE and _here.running is not None:
        _here.running.check_memory()
