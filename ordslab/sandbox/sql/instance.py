"""An instance: a database with the sessions on it, as Oracle calls it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.sql.database import Database
from ordslab.sandbox.sql.programs import NoPrograms, Programs

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session


class Instance(Database):
    """Opens sessions. `programs`: PL/SQL for a session; none until it is registered.

    `late_setup`: called once, before the first session; what only sessions need, so that opening a database is fast.
    """

    def __init__(self, home: Path, clock: Clock, entropy: Entropy) -> None:
        """On the database in `home`, an existing folder; created when there is none yet."""
        super().__init__(home, clock, entropy)
        self.programs: Callable[[Session], Programs] = NoPrograms
        self.late_setup: list[Callable[[Instance], None]] = []
        self._completion = threading.RLock()
        self._issued = 0

    def open_session(self, user: str) -> Session:
        """A session of a user that exists."""
        from ordslab.sandbox.sql.session import Session  # loads the compiler, which a start need not wait for

        self.complete()
        with self._guard:
            self._issued += 1
            session = Session(self, user, self._issued, self.programs)
            self._sessions[session.id] = session
        return session

    @contextmanager
    def owner_session(self, user: str) -> Iterator[Session]:
        """A session of a schema's owner for what others do there in its name; nobody sees it."""
        from ordslab.sandbox.sql.session import Session

        self.complete()
        session = Session(self, user, 0, self.programs)
        try:
            yield session
        finally:
            session.close()

    def complete(self) -> None:
        """Do what `late_setup` lists, unless it is done."""
        with self._completion:
            while self.late_setup:
                self.late_setup[0](self)
                del self.late_setup[0]
