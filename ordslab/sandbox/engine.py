"""Where the engine is put together: SQL, then PL/SQL on it, then ORDS's metadata on both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.metadata.services import add_services
from ordslab.sandbox.sql.instance import Instance


def open_engine(home: Path, clock: Clock, entropy: Entropy, strict: bool = False, *, durable: bool = False) -> Instance:
    """The database in `home`, created when it is not there yet, with everything installed; `strict`: see `guise`.

    `durable`: what was committed survives a power failure too.

    PL/SQL and the packages are loaded before the first session: half of what a start would take.
    """

    def install(database: Instance) -> None:
        from ordslab.sandbox.metadata import install as metadata
        from ordslab.sandbox.plsql import install as plsql

        plsql.install(database)
        metadata.install(database, strict)

    database = Instance(home, clock, entropy, durable=durable)
    database.late_setup.append(install)
    add_services(database)
    return database


def warm_up(database: Instance, is_wanted: Callable[[], bool]) -> None:
    """Load what a first query and a first block need, as long as it is wanted.

    The session is nobody's: session ids go on as if it had not been.
    """
    database.complete()
    if not is_wanted():
        return
    with database.owner_session(database.schemas()[0]) as session:
        for text in ("select dummy from dual where 1 = 1", "begin null; end;"):
            session.execute(session.parse(text))
