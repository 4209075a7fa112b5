"""Other schemas' files, for a session's queries: SQLite attaches them to the connection, to be read only."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.errors import not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.temporary import Native
    from ordslab.sandbox.sql.transaction import Transaction

_MOST = 10  # SQLite's limit


class Attachments:
    """What is attached to a session's connection, the last used last."""

    def __init__(self, database: Database, user: str, transaction: Transaction, native: Native) -> None:
        self._database = database
        self._user = user
        self._transaction = transaction
        self._native = native
        self._attached: dict[str, None] = {}

    def __bool__(self) -> bool:
        return bool(self._attached)

    def ensure(self, schemas: Collection[str]) -> None:
        """Have these schemas' files at hand, as others have committed them. Refuses more than SQLite takes at once."""
        wanted = {self._database.attached_name(schema): schema for schema in schemas if schema != self._user}
        if not wanted:
            return
        if len(wanted) > _MOST:
            raise not_supported(f"queries on more than {_MOST} other schemas")
        self._transaction.before_begin()
        self._transaction.look_again()
        for name, schema in wanted.items():
            if name in self._attached:
                del self._attached[name]
            else:
                self._make_room(wanted)
                self._native(f'ATTACH ? AS "{name}"', [self._database.attachment(schema)])
            self._attached[name] = None

    def _make_room(self, wanted: Collection[str]) -> None:
        if len(self._attached) < _MOST:
            return
        oldest = next(name for name in self._attached if name not in wanted)
        with self._transaction.set_aside():  # within a transaction SQLite does not let go
            self._native(f'DETACH "{oldest}"')
        del self._attached[oldest]
