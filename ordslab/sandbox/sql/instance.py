"""An instance: a database with the sessions on it, as Oracle calls it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.sql.database import Database
from ordslab.sandbox.sql.errors import OraError, not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.sql.calls import Bind, Statement
    from ordslab.sandbox.sql.dictionary.objects import Table
    from ordslab.sandbox.sql.programs import Programs
    from ordslab.sandbox.sql.session import Session
    from ordslab.sandbox.sql.types import OracleType


class Instance(Database):
    """Opens sessions. `programs`: PL/SQL for a session; none until it is registered.

    `late_setup`: called once, before the first session; what only sessions need, so that opening a database is fast.
    """

    def __init__(self, home: Path, clock: Clock, entropy: Entropy, *, durable: bool = False) -> None:
        """On the database in `home`, an existing folder; created when there is none yet."""
        super().__init__(home, clock, entropy, durable=durable)
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


class NoPrograms:
    """Of a database without PL/SQL."""

    def __init__(self, session: object) -> None:
        """For any session."""

    def run_block(self, statement: Statement, binds: Sequence[Bind]) -> NoReturn:
        """Refuse it."""
        raise _no_plsql()

    def function_type(self, name: str, types: Sequence[OracleType], by_name: tuple[str, ...] = ()) -> None:
        """There is none."""

    def call_function(
        self, name: str, values: Sequence[Any], types: Sequence[OracleType], by_name: tuple[str, ...] = ()
    ) -> NoReturn:
        """Refuse it."""
        raise _no_plsql()

    def firing(self, schema: str, table: Table, verb: str, columns: Sequence[str]) -> None:
        """There are none."""


def _no_plsql() -> OraError:
    return not_supported("PL/SQL in this database")
