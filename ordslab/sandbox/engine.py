"""Where the engine is put together: SQL, then PL/SQL on it, then ORDS's metadata on both."""

from __future__ import annotations

from pathlib import Path

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.metadata import install as metadata
from ordslab.sandbox.plsql import install as plsql
from ordslab.sandbox.sql.database import Database


def open_engine(home: Path, clock: Clock, entropy: Entropy, strict: bool = False) -> Database:
    """The database in `home`, created when it is not there yet, with everything installed; `strict`: see `guise`."""
    database = Database(home, clock, entropy)
    plsql.install(database)
    metadata.install(database, strict)
    return database
