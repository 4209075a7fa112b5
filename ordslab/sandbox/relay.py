"""Threads that work off requests, of HTTP or to the database, one after the other.

Python runs one thread at a time: a second one beside quick work would only take the lock from the first. A thread whose
work takes long is relieved, though: another one goes on with the queue.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import threading
import time
from collections.abc import Callable, Coroutine
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

_QUICK = 0.02  # seconds; what takes longer is slow

_T = TypeVar("_T")
Watch = Callable[["asyncio.Future[_T]"], Coroutine[Any, Any, None]]


class _Job(Generic[_T]):
    """A piece of work. `timer`: looks whether it is slow; `watcher`: runs beside it from then on."""

    def __init__(self, work: Callable[[], _T], loop: asyncio.AbstractEventLoop) -> None:
        self.result: asyncio.Future[_T] = loop.create_future()
        self.ended = self.relieved = False
        self._started: float | None = None
        self.timer: asyncio.TimerHandle
        self.watcher: asyncio.Task[None] | None = None
        self._work = work
        self._loop = loop

    @property
    def is_slow(self) -> bool:
        """Has it been running for long?"""
        return self._started is not None and time.monotonic() - self._started >= _QUICK

    def perform(self) -> None:
        """Do it, in a thread."""
        self._started = time.monotonic()
        try:
            value = self._work()
        except BaseException as error:
            self._tell(self.result.set_exception, error)
        else:
            self._tell(self.result.set_result, value)

    def drop(self) -> None:
        """Never do it."""
        self._tell(self.result.cancel, None)

    def _tell(self, settle: Callable[[Any], object], what: Any) -> None:
        def tell() -> None:
            if not self.result.done():
                settle(what)

        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
            self._loop.call_soon_threadsafe(tell)


class Relay:
    """Works off what the event loop hands over, in at most `limit` threads."""

    def __init__(self, limit: float = math.inf) -> None:
        self._limit = limit
        self._queue: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._threads: set[threading.Thread] = set()
        self._lock = threading.Lock()
        self._closed = False

    async def run(self, work: Callable[[], _T], watch: Watch[_T] | None = None) -> _T:
        """The result of `work`. When it is slow, `watch` is called with its future and runs until it has ended."""
        loop = asyncio.get_running_loop()
        job = _Job(work, loop)
        self._queue.put(job)
        if not self._threads and not self._closed:
            self._start_thread()
        job.timer = loop.call_later(_QUICK, self._look_after, job, watch)
        try:
            return await job.result
        finally:
            job.timer.cancel()
            if job.watcher is not None:
                job.watcher.cancel()

    def _look_after(self, job: _Job[_T], watch: Watch[_T] | None) -> None:
        loop = asyncio.get_running_loop()
        if job.is_slow:
            if watch is not None and job.watcher is None:
                job.watcher = loop.create_task(watch(job.result))
            with self._lock:
                if not job.ended and len(self._threads) < self._limit:
                    job.relieved = True
                    self._start_thread()
                    return
        job.timer = loop.call_later(_QUICK, self._look_after, job, watch)

    def _start_thread(self) -> None:
        thread = threading.Thread(target=self._serve, name="ords", daemon=True)
        self._threads.add(thread)
        thread.start()

    def _serve(self) -> None:
        relieved = False
        while not relieved:
            job = self._queue.get()
            if job is None:
                break
            job.perform()
            with self._lock:
                job.ended, relieved = True, job.relieved
            del job  # and with it the request, while this thread waits for the next
        self._threads.discard(threading.current_thread())

    def close(self) -> None:
        """Start nothing more, and wait for what runs. Blocks."""
        self._closed = True
        with contextlib.suppress(Empty):
            while (job := self._queue.get_nowait()) is not None:
                job.drop()
        threads = list(self._threads)
        for _ in threads:
            self._queue.put(None)
        for thread in threads:
            thread.join()
