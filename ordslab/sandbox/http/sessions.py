"""Database sessions for requests, and the threads that they are used in.

A request takes an idle session of its schema, or a new one; afterwards it is rolled back, its packages' state is
forgotten, and the next request has it. Marks. Documented: a statement may take as long as ORDS's setting
jdbc.statementTimeout says, 900 seconds. Inferred: a request whose client has left is stopped, 503 where no session can
be had.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from ordslab.sandbox.http.asgi import Receive
from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.relay import Relay
from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    from ordslab.sandbox.sql.instance import Instance
    from ordslab.sandbox.sql.session import Session

SESSIONS = 12
"""How many requests may run at once, as long as they are quick."""
SLOW_SESSIONS = 48
"""How many may take longer beside them, without anybody's waiting for them."""
STATEMENT_SECONDS = 900
_WAIT = 30.0  # seconds that a request waits for its turn
_IDLE = 4 * SESSIONS  # sessions that are kept, of all schemas together: one takes some milliseconds to open
_PATIENCE = 0.25  # seconds between two attempts to cancel
_SOON = 0.02  # the same at the end of all

_T = TypeVar("_T")


class SessionPool:
    """Idle sessions by schema. Any thread may call."""

    def __init__(self, database: Instance) -> None:
        self._database = database
        self._idle: defaultdict[str, list[Session]] = defaultdict(list)
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def session(self, schema: str) -> Iterator[Session]:
        """A session of a schema; what it has not committed at the end is rolled back. Raises `Problem` 503."""
        with self._lock:
            if self._closed:
                raise Problem(503)
            idle = self._idle[schema]
            session = idle.pop() if idle else None
        if session is None:
            session = self._open(schema)
        try:
            yield session
        finally:
            self._put_back(schema, session)

    def _open(self, schema: str) -> Session:
        try:
            session = self._database.open_session(schema)
        except OraError:
            raise Problem(503) from None
        session.puts_off = True  # one branch of a handler that needs what is not here does not lose the others
        return session

    def _put_back(self, schema: str, session: Session) -> None:
        try:
            session.renew()
        except BaseException:
            session.close()
            raise
        with self._lock:
            if not self._closed and sum(map(len, self._idle.values())) < _IDLE:
                self._idle[schema].append(session)
                return
        session.close()

    def forget(self, schema: str) -> None:
        """Close the idle sessions of a schema."""
        with self._lock:
            idle = self._idle.pop(schema, [])
        for session in idle:
            session.close()

    def close(self) -> None:
        """Close what is idle now, and what is in use when it comes back."""
        with self._lock:
            self._closed = True
            idle = [session for sessions in self._idle.values() for session in sessions]
            self._idle.clear()
        for session in idle:
            session.close()


class Workers:
    """Runs blocking work on sessions of `pool` in the threads of a relay, for the event loop."""

    def __init__(self, database: Instance, relay: Relay) -> None:
        self.pool = SessionPool(database)
        self._relay = relay
        self._slots = asyncio.Semaphore(SESSIONS)
        self._slow = 0
        self._asked = 0
        self._running: set[Session] = set()

    async def run(self, schema: str, work: Callable[[Session], _T], receive: Receive) -> _T:
        """The result of `work`, given a session of the schema. It is cancelled when the client leaves or time is up."""
        held: list[Session] = []

        def job() -> _T:
            with self.pool.session(schema) as session:
                held.append(session)
                self._running.add(session)
                try:
                    return work(session)
                finally:
                    self._running.discard(session)
                    held.clear()

        self._asked += 1
        try:
            async with self._place() as slow_down:
                return await self._relay.run(
                    job, lambda future: self._watch(future, held, receive, slow_down), first=True
                )
        finally:
            self._asked -= 1

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[Callable[[], None]]:
        """A place among those that run; calling what it gives makes it one of the slow ones. Raises `Problem` 503."""
        if self._slots.locked():
            try:
                await asyncio.wait_for(self._slots.acquire(), _WAIT)
            except TimeoutError:
                raise Problem(503) from None
        else:
            await self._slots.acquire()
        is_slow = False

        def slow_down() -> None:
            nonlocal is_slow
            if not is_slow and self._slow < SLOW_SESSIONS:
                is_slow = True
                self._slow += 1
                self._slots.release()

        try:
            yield slow_down
        finally:
            if is_slow:
                self._slow -= 1
            else:
                self._slots.release()

    async def _watch(
        self, future: asyncio.Future[Any], held: list[Session], receive: Receive, slow_down: Callable[[], None]
    ) -> None:
        slow_down()
        gone: asyncio.Future[Any] = asyncio.ensure_future(_client_gone(receive))
        try:
            await asyncio.wait({future, gone}, timeout=STATEMENT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
        await _cancel_until(future, held)

    async def close(self) -> None:
        """Cancel what runs, wait for it, close all sessions. What has not begun gets 503."""
        self.pool.close()
        while self._asked:
            for session in list(self._running):
                session.cancel()
            await asyncio.sleep(_SOON)


async def _cancel_until(future: asyncio.Future[Any], sessions: Collection[Session]) -> None:
    """Again and again: a cancellation between two statements is forgotten by the next one."""
    while not future.done():
        for session in list(sessions):
            session.cancel()
        await asyncio.wait({future}, timeout=_PATIENCE)


async def _client_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
