"""Threads that work off requests of HTTP and calls to the database, one after the other.

Python runs one thread at a time: a second one beside quick work would only take the lock from the first. So one thread
is on duty. When its work takes long it is relieved: another one goes on, and it leaves when it has done.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from ordslab.sandbox.stack import start_thread
from ordslab.sandbox.turns import Short

_SLOW = 0.05  # seconds after which work is slow
_CROWDED = 0.3  # of it, where others wait
_SHORTEST = 0.002  # seconds
_IN_A_ROW = 100  # requests that go before a call to the database: they are short, and somebody looks at a page
_LONGEST_WAIT = 0.05  # seconds that it waits for them; then every other turn is a call's
_IDLE = 5.0  # seconds after which a thread without work ends

_T = TypeVar("_T")
Watch = Callable[["asyncio.Future[_T]"], Coroutine[Any, Any, None]]


class _Job(Generic[_T]):
    """A piece of work. `timer`: looks whether it is slow; `watcher`: runs beside it from then on.

    `takes_long`: called in its thread when it takes so long that it gives way to other work.
    """

    def __init__(
        self, work: Callable[[], _T], loop: asyncio.AbstractEventLoop, takes_long: Callable[[_Job[_T]], None]
    ) -> None:
        self.result: asyncio.Future[_T] = loop.create_future()
        self.relieved = False
        self.short = Short(lambda: takes_long(self))
        self.timer: asyncio.TimerHandle
        self.watcher: asyncio.Task[None] | None = None
        self.asked = time.monotonic()
        self._started: float | None = None
        self._work = work
        self.loop = loop

    def has_run(self, seconds: float) -> bool:
        """Has it been running for so long?"""
        return self._started is not None and time.monotonic() - self._started >= seconds

    def perform(self) -> None:
        """Do it, in a thread."""
        self._started = time.monotonic()
        self.short.begin()
        try:
            value = self._work()
        except BaseException as error:
            self._tell(self.result.set_exception, error)
        else:
            self._tell(self.result.set_result, value)
        finally:
            self.short.end()

    def _tell(self, settle: Callable[[Any], None], what: Any) -> None:
        def tell() -> None:
            if not self.result.done():
                settle(what)

        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
            self.loop.call_soon_threadsafe(tell)


class Relay:
    """Works off what one event loop hands over."""

    def __init__(self) -> None:
        self._first: deque[_Job[Any]] = deque()
        self._others: deque[_Job[Any]] = deque()
        self._waiting: SimpleQueue[None] = SimpleQueue()  # an entry for each job in the two above
        self._on_duty = 0
        self._performed: _Job[Any] | None = None  # by the thread on duty
        self._relieved = 0  # jobs that go on
        self._in_a_row = 0
        self._lock = threading.Lock()

    async def run(self, work: Callable[[], _T], watch: Watch[_T] | None = None, *, first: bool = False) -> _T:
        """The result of `work`. When it is slow, `watch` is called with its future and runs until it has ended.

        `first`: it goes before work that is not, though not always.
        """
        loop = asyncio.get_running_loop()
        job = _Job(work, loop, lambda job: self._takes_long(job, watch))
        with self._lock:
            (self._first if first else self._others).append(job)
            if not self._on_duty:
                self._on_duty = 1
                self._start_thread()
        self._waiting.put(None)
        job.timer = loop.call_later(self._patience(), self._look_after, job, watch)
        try:
            return await job.result
        finally:
            job.timer.cancel()
            if job.watcher is not None:
                job.watcher.cancel()

    def _look_after(self, job: _Job[_T], watch: Watch[_T] | None) -> None:
        """Relieve the thread on duty when it has worked long at one job, at this one or while this one waits."""
        loop, patience = asyncio.get_running_loop(), self._patience()
        with self._lock:
            here = self._performed
            if here is not None and here.has_run(patience):
                self._relieve(here)
        if not job.relieved:
            job.timer = loop.call_later(patience, self._look_after, job, watch)
        else:
            self._watch(job, watch)

    def _relieve(self, job: _Job[Any]) -> None:
        """Let another thread go on with what waits. With the lock."""
        if not job.relieved:
            job.relieved = True
            job.short.end()
            self._relieved += 1
            self._start_thread()

    def _takes_long(self, job: _Job[_T], watch: Watch[_T] | None) -> None:
        with self._lock:
            self._relieve(job)
        with contextlib.suppress(RuntimeError):  # the loop is closed
            job.loop.call_soon_threadsafe(self._watch, job, watch)

    def _watch(self, job: _Job[_T], watch: Watch[_T] | None) -> None:
        """Begin to watch a job that has been relieved, if it goes on."""
        if watch is not None and job.watcher is None and not job.result.done():
            job.watcher = job.loop.create_task(watch(job.result))

    def _patience(self) -> float:
        """Seconds after which a job is slow: the more wait and the more are slow, the sooner."""
        patience = _SLOW * (_CROWDED if self._first or self._others else 1) / (1 + self._relieved)
        return max(patience, _SHORTEST)

    def _start_thread(self) -> None:
        start_thread(self._serve, "relay")

    def _serve(self) -> None:
        while (job := self._next()) is not None:
            job.perform()
            with self._lock:
                if job.relieved:
                    self._relieved -= 1
                    return
                self._performed = None
            del job  # and with it the request, while this thread waits for the next

    def _next(self) -> _Job[Any] | None:
        """The next job; None when there was none for a while, and this thread is no longer on duty."""
        while True:
            try:
                self._waiting.get(timeout=_IDLE)
            except Empty:
                with self._lock:
                    if not self._first and not self._others:
                        self._on_duty -= 1
                        return None
                continue
            with self._lock:
                if self._first and not (self._others and self._is_turn_of_others()):
                    self._in_a_row += 1
                    self._performed = self._first.popleft()
                else:
                    self._in_a_row = 0
                    self._performed = self._others.popleft()
                return self._performed

    def _is_turn_of_others(self) -> bool:
        """Has the first of the other jobs waited for long enough?"""
        waited = time.monotonic() - self._others[0].asked
        return self._in_a_row >= (1 if waited > _LONGEST_WAIT else _IN_A_ROW)
