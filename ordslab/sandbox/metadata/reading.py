"""Reading metadata natively, as a session sees it: with its own uncommitted changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.metadata import errors
from ordslab.sandbox.metadata.export import Rows

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session


@contextmanager
def rows_of(session: Session, schema: str) -> Iterator[Rows]:
    """What runs native queries on a schema's file. Raises ORA-01918 for an unknown schema."""
    if session.database.user(schema) is None:
        raise errors.no_such_user(schema)
    store = session.transaction.open_store(schema)
    reader = None if store is not None else session.database.reader(schema)

    def rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
        connection = store or reader
        assert connection is not None
        return connection.execute(query, values).fetchall()

    try:
        yield rows
    finally:
        if reader is not None:
            reader.close()
