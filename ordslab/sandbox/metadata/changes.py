"""Writing metadata: what every package subprogram needs to change a schema's ORDS$ tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.metadata import errors
from ordslab.sandbox.metadata.services import services_of
from ordslab.sandbox.metadata.snapshot import alias_of
from ordslab.sandbox.metadata.tokens import TokenStore

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.session import Session

DATE_FORMAT = "%Y-%m-%d %H:%M:%S"


class Changes:
    """Changes to the metadata of one schema, inside a transaction that somebody else commits or rolls back.

    Opening one marks the metadata as changed, so that readers load it again after the commit.
    """

    def __init__(
        self,
        store: sqlite3.Connection,
        schema: str,
        clock: Clock,
        entropy: Entropy,
        *,
        tokens: TokenStore | None = None,
        on_commit: list[Callable[[], None]] | None = None,
        is_alias_taken: Callable[[str], bool] = lambda alias: False,
    ) -> None:
        self.schema = schema
        self.entropy = entropy
        self.is_alias_taken = is_alias_taken
        self.now = clock.now().strftime(DATE_FORMAT)
        self._store = store
        self._tokens = tokens
        self._on_commit = on_commit
        store.execute('UPDATE "ORDS$STATE" SET version = version + 1')

    @classmethod
    def of(cls, session: Session) -> Changes:
        """The changes of a session, in its own transaction: begun here when none is open."""
        session.begin_write()
        database = session.database
        return cls(
            session.store,
            session.user,
            database.clock,
            database.entropy,
            tokens=services_of(database).tokens,
            on_commit=session.on_commit,
            is_alias_taken=lambda alias: _is_taken_by_another(database, session.user, alias),
        )

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a native query."""
        return self._store.execute(query, values).fetchall()

    def find(self, table: str, **key: Any) -> int | None:
        """The id of the one row with these column values."""
        where = " AND ".join(f"{column} = ?" for column in key)
        rows = self.rows(f'SELECT id FROM "{table}" WHERE {where}', *key.values())
        return rows[0][0] if rows else None

    def get(self, table: str, **key: Any) -> int:
        """The same; raises ORA-01403 when there is none."""
        found = self.find(table, **key)
        if found is None:
            raise errors.no_such()
        return found

    def insert(self, table: str, **values: Any) -> int:
        """Insert a row, with its id from the sequence and its audit columns."""
        row = {
            "id": self._next_id(),
            **values,
            "created_by": self.schema,
            "created_on": self.now,
            "updated_by": self.schema,
            "updated_on": self.now,
        }
        marks = ", ".join("?" * len(row))
        self._store.execute(f'INSERT INTO "{table}" ({", ".join(row)}) VALUES ({marks})', tuple(row.values()))
        return int(row["id"])

    def update(self, table: str, row_id: int, **values: Any) -> None:
        """Update a row by id, and its audit columns."""
        row = {**values, "updated_by": self.schema, "updated_on": self.now}
        columns = ", ".join(f"{column} = ?" for column in row)
        self._store.execute(f'UPDATE "{table}" SET {columns} WHERE id = ?', (*row.values(), row_id))

    def delete(self, table: str, **key: Any) -> int:
        """Delete the rows with these column values (all of them without any); returns how many there were."""
        where = " AND ".join(f"{column} = ?" for column in key) or "1"
        return self._store.execute(f'DELETE FROM "{table}" WHERE {where}', tuple(key.values())).rowcount

    def end_sessions(self, client: int) -> None:
        """End the client's tokens once the transaction is committed."""
        tokens = self._tokens
        if tokens is not None and self._on_commit is not None:
            schema = self.schema
            self._on_commit.append(lambda: tokens.revoke_client(schema, client))

    def _next_id(self) -> int:
        self._store.execute('UPDATE "ORDS$STATE" SET next_id = next_id + 1')
        return int(self.rows('SELECT next_id - 1 FROM "ORDS$STATE"')[0][0])


def _is_taken_by_another(database: Database, schema: str, alias: str) -> bool:
    """Whether a committed, enabled schema other than `schema` has this alias."""
    for other in database.schemas():
        if other != schema:
            reader = database.reader(other)
            try:
                if alias_of(reader) == alias:
                    return True
            finally:
                reader.close()
    return False


def require(value: str | None, table: str, column: str) -> str:
    """`value`, which must be there: raises ORA-01400 for NULL."""
    if value is None:
        raise errors.missing(table, column)
    return value


def one_of(value: str | None, parameter: str, allowed: Sequence[str]) -> str:
    """`value`, which must be one of `allowed`; raises ORA-20012."""
    if value is None or value not in allowed:
        raise errors.bad_value(parameter, "NULL" if value is None else value, "one of " + ", ".join(allowed))
    return value
