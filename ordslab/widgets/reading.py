"""How a panel looks into the database: it waits for some seconds, then it says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ordslab.connection_errors import explained

if TYPE_CHECKING:
    import oracledb

    from ordslab.place import Place

SECONDS = 10
"""How long a panel waits for the database or for ORDS."""


@contextmanager
def reading(lab: Place) -> Iterator[oracledb.Connection]:
    """The lab's own connection, for a look that waits `SECONDS` at most for each answer. Raises `LabError`."""
    with explained(lab.settings):
        connection = lab.connection
        before, connection.call_timeout = connection.call_timeout, SECONDS * 1000
        try:
            yield connection
        finally:
            if connection.is_healthy():  # on a lost connection the driver crashes (oracledb 26.1)
                connection.call_timeout = before
