"""Keys of rows that are written: claimed, so that no other transaction takes them; and what foreign keys say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.dictionary.objects import Constraint, Index, Table
from ordslab.sandbox.sql.dml.checks import chunks
from ordslab.sandbox.sql.dml.shape import Shape
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.locks import Claim

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext

ColumnValues = Mapping[str, Any]
"""Values by column."""


class Keys:
    """The unique keys of one table, and the foreign keys that refer to them."""

    def __init__(self, session: SessionContext, shape: Shape) -> None:
        self._session = session
        self._shape = shape
        self._table = shape.table

    def claim(self, indexes: Iterable[Index], *rows: ColumnValues) -> None:
        """Claim the keys of rows. A key of NULLs is none."""
        claims: list[Claim] = []
        for index in indexes:
            for row in rows:
                values = tuple([row[name] for name in index.columns])
                if any(value is not None for value in values):
                    claims.append(("key", self._table.name, index.constraint or index.name, values))
        if claims and not self._table.temporary:
            self._session.transaction.claim(claims)

    def read(self, rowids: Sequence[int]) -> dict[int, ColumnValues]:
        """The values of the key columns in these rows."""
        names = self._shape.key_columns
        found: dict[int, ColumnValues] = {}
        listed = ", ".join(f'"{name}"' for name in names)
        for part in chunks(rowids) if names else ():
            text = f'SELECT rowid, {listed} FROM "{self._table.name}" WHERE rowid IN ({part})'
            for rowid, *values in self._session.native(text):
                found[rowid] = dict(zip(names, values, strict=True))
        return found

    # children

    def children(self) -> list[tuple[Table, Constraint]]:
        """The foreign keys that refer to the table and are enabled."""
        found = self._session.database.dictionary(self._shape.schema).children(self._table.name)
        return [(child, key) for child, key in found if key.enabled]

    def referred(self, key: Constraint) -> tuple[str, ...]:
        """The columns that a foreign key refers to."""
        found = self._table.constraint(key.parent_constraint or "")
        assert found is not None
        return found.columns

    def values(self, key: Constraint, rows: Iterable[ColumnValues]) -> list[tuple[Any, ...]]:
        """The values that these rows have in the columns that a foreign key refers to."""
        columns = self.referred(key)
        found = [tuple(row[name] for name in columns) for row in rows]
        return [values for values in found if None not in values]

    def children_of(self, child: Table, key: Constraint, values: tuple[Any, ...]) -> list[int]:
        """The rows that refer to these values."""
        same = " AND ".join(f'"{name}" = ?' for name in key.columns)
        return [rowid for (rowid,) in self._session.native(f'SELECT rowid FROM "{child.name}" WHERE {same}', values)]

    def refuse_orphans(self, child: Table, key: Constraint, keys: Iterable[tuple[Any, ...]]) -> None:
        """Raises ORA-02292 where rows refer to one of these keys, which is gone; waits for who changes such rows."""
        same = " AND ".join(f'"{name}" = ?' for name in self.referred(key))
        for values in keys:
            if self._session.native(f'SELECT 1 FROM "{self._table.name}" WHERE {same}', values):
                continue
            rowids = self.children_of(child, key, values)
            if rowids and self._session.transaction.deferred.note(child, key, parents=True):
                return
            if rowids:
                self._session.transaction.check([("row", child.name, rowid) for rowid in rowids])
                message = f"integrity constraint ({self._shape.schema}.{key.name}) violated - child record found"
                raise OraError(2292, message=message)

    # parents

    def claim_parents(self, constraint: Constraint, rowids: Sequence[int]) -> None:
        """Parents of these rows must stay until the transaction ends."""
        listed = ", ".join(f'"{name}"' for name in constraint.columns)
        for part in chunks(rowids):
            found = self._session.native(f'SELECT DISTINCT {listed} FROM "{self._table.name}" WHERE rowid IN ({part})')
            claims: list[Claim] = [
                ("key", constraint.parent, constraint.parent_constraint, values)
                for values in found
                if None not in values
            ]
            self._session.transaction.claim(claims, shared=True)
