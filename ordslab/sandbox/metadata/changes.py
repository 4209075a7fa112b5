"""Writing metadata: what every package subprogram needs to change a schema's ORDS$ tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.metadata import errors
from ordslab.sandbox.metadata.services import services_of
from ordslab.sandbox.metadata.snapshot import alias_of
from ordslab.sandbox.metadata.tokens import TokenStore
from ordslab.sandbox.sql.database import DATE_FORMAT

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.file_transaction import FileTransaction
    from ordslab.sandbox.sql.session import Session

Number = int | Decimal
"""A NUMBER that PL/SQL hands over."""


class Changes:
    """Changes to the metadata of one schema, inside a transaction that somebody else commits or rolls back.

    Opening one marks the metadata as changed, so that they are loaded again after the commit. `user`: who makes the
    changes, for the audit columns. `ids`: gives the next id. `object_type`: the type of an object of the schema by
    name, None where there is no such object.
    """

    def __init__(
        self,
        store: sqlite3.Connection | FileTransaction,
        schema: str,
        clock: Clock,
        entropy: Entropy,
        *,
        ids: Callable[[], int],
        user: str | None = None,
        tokens: TokenStore | None = None,
        on_commit: list[Callable[[], None]] | None = None,
        is_alias_taken: Callable[[str], bool] = lambda alias: False,
        object_type: Callable[[str], str | None] = lambda name: None,
    ) -> None:
        self.schema = schema
        self.entropy = entropy
        self.is_alias_taken = is_alias_taken
        self.object_type = object_type
        self.now = clock.now().strftime(DATE_FORMAT)
        self._store = store
        self._user = user or schema
        self._ids = ids
        self._tokens = tokens
        self._on_commit = on_commit
        store.execute('UPDATE "ORDS$STATE" SET version = version + 1')

    @classmethod
    def of(cls, session: Session, schema: str | None = None) -> Changes:
        """The changes of a session to its user's metadata, or to another schema's, in its own transaction.

        Raises ORA-01918 for an unknown schema.
        """
        database, owner = session.database, schema or session.user
        if database.user(owner) is None:
            raise errors.no_such_user(owner)
        services = services_of(database)
        refresh = services.metadata.refresher(owner)
        if refresh not in session.on_commit:
            session.on_commit.append(refresh)
        return cls(
            session.transaction.metadata_store(owner),
            owner,
            database.clock,
            database.entropy,
            ids=services.next_id,
            user=session.user,
            tokens=services.tokens,
            on_commit=session.on_commit,
            is_alias_taken=lambda alias: _is_taken_by_another(database, owner, alias),
            object_type=lambda name: _object_type(database, owner, name),
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
            "id": self._ids(),
            **values,
            "created_by": self._user,
            "created_on": self.now,
            "updated_by": self._user,
            "updated_on": self.now,
        }
        marks = ", ".join("?" * len(row))
        self._store.execute(f'INSERT INTO "{table}" ({", ".join(row)}) VALUES ({marks})', tuple(row.values()))
        return int(row["id"])

    def update(self, table: str, row_id: int, **values: Any) -> None:
        """Update a row by id, and its audit columns."""
        row = {"updated_by": self._user, "updated_on": self.now, **values}
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


def check_enabled(changes: Changes) -> None:
    """Raises ORA-20012 unless the schema is enabled (inferred for a schema that was enabled once)."""
    if not changes.rows("""SELECT 1 FROM "ORDS$SCHEMAS" WHERE status = 'ENABLED'"""):
        raise errors.not_enabled(changes.schema)


def _object_type(database: Database, schema: str, name: str) -> str | None:
    found = database.dictionary(schema).objects.get(name)
    return None if found is None else found.kind


def _is_taken_by_another(database: Database, schema: str, alias: str) -> bool:
    """Whether a committed, enabled schema other than `schema` has this alias."""
    for other in database.readable_schemas():
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
    """`value`, which must be one of `allowed`; raises ORA-20001."""
    if value is None or value not in allowed:
        raise errors.bad_value(parameter, "NULL" if value is None else value, "one of " + ", ".join(allowed))
    return value
