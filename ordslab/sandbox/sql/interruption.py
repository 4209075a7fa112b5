"""Whether the call that runs in this thread must end, or wait for its turn: for what knows no session."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType

from ordslab.sandbox.sql.memory import MemoryWatch
from ordslab.sandbox.turns import SLICE, Turn, gives_way

_LOOKS = 64  # looks whether the call was cancelled, between two at its memory
_FIRST = 8  # most calls look less often: a look at the memory takes longer than they do
_TIMES = 8  # between two at the time
_LARGE = 1 << 20  # bytes
_LONG = 0.005  # seconds of the processor's time from which on a call takes long


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
    """A call with all calls within it. `turn`: of one that takes long."""

    def __init__(self) -> None:
        self.memory = MemoryWatch()
        self._looks = 0
        self._turn: Turn | None = None
        self._until = time.thread_time() + _LONG

    def look(self) -> None:
        """Now and then, look at the memory, and wait for the next turn if this call has gone on for a while."""
        self._looks += 1
        if self._looks % _LOOKS == _FIRST:
            self.memory.check()
        if self._looks % _TIMES == 0 and (time.thread_time() >= self._until or gives_way()):
            if self._turn is None:
                self._turn = Turn()
            self._turn.next()
            self._until = time.thread_time() + SLICE

    def end(self) -> None:
        if self._turn is not None:
            self._turn.end()


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
