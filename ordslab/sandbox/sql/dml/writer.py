"""Writing rows: values coerced, constraints kept, with Oracle's errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.dictionary.objects import Constraint, Table, TableColumn
from ordslab.sandbox.sql.dml.checks import chunks, foreign_key_orphans, violated_check
from ordslab.sandbox.sql.dml.coercion import Coercion
from ordslab.sandbox.sql.dml.defaults import default_maker
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.locks import Claim
from ordslab.sandbox.sql.sqlite_errors import translated

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

DEFAULT = object()
"""Stands for the keyword DEFAULT among values."""


def names_of(table: Table) -> list[str]:
    """The names of its columns, in order."""
    return [column.name for column in table.columns]


class Writer:
    """Writes rows of one table for one statement; `finish` checks what can be judged only at its end."""

    def __init__(self, session: Session, schema: str, table: Table) -> None:
        self._session = session
        self._schema = schema
        self._table = table
        self._coercions = {column.name: Coercion(session, table, column) for column in table.columns}
        self._makers: dict[str, Callable[[], Any]] = {}
        self._touched: list[int] = []
        self._changed: set[str] = set()

    # single values

    def _default(self, column: TableColumn) -> Any:
        maker = self._makers.get(column.name)
        if maker is None:
            maker = self._makers[column.name] = default_maker(self._session, self._schema, column)
        return maker()

    def _value(self, column: TableColumn, value: Any, *, inserts: bool) -> Any:
        """What is kept. Raises ORA-01400 or ORA-01407 for a NULL that must not be."""
        if value is DEFAULT or (
            value is None and inserts and (column.default_on_null or column.identity == "BY DEFAULT ON NULL")
        ):
            value = self._default(column)
        if value is None:
            if not column.nullable:
                where = f'("{self._schema}"."{self._table.name}"."{column.name}")'
                if inserts:
                    raise OraError(1400, message=f"cannot insert NULL into {where}")
                raise OraError(1407, message=f"cannot update {where} to NULL")
            return None
        return self._coercions[column.name](value)

    # rows

    def insert(self, columns: Sequence[TableColumn], rows: Sequence[Sequence[Any]]) -> list[int]:
        """Insert rows of values for these columns; the other columns get their defaults. Returns their row ids."""
        for column in columns:
            if column.identity == "ALWAYS" and any(row[columns.index(column)] is not DEFAULT for row in rows):
                raise OraError(32795, message="cannot insert into a generated always identity column")
        place = {column.name: position for position, column in enumerate(columns)}
        order = [(column, place.get(column.name)) for column in self._table.columns]
        names = ", ".join(f'"{column.name}"' for column, _ in order)
        text = f'INSERT INTO "{self._table.name}" (rowid, {names}) VALUES (?{", ?" * len(order)})'
        rowids: list[int] = []
        transaction = self._session.transaction
        for row in rows:
            values = [
                self._value(column, DEFAULT if position is None else row[position], inserts=True)
                for column, position in order
            ]
            rowid = transaction.next_rowid(self._table.name)
            transaction.claim(
                [self._row(rowid), *self._new_keys(dict(zip(names_of(self._table), values, strict=True)))]
            )
            self._execute(text, [rowid, *values])
            rowids.append(rowid)
        self._touched += rowids
        self._changed.update(column.name for column in self._table.columns)
        return rowids

    def update(self, columns: Sequence[TableColumn], rows: Sequence[tuple[int, Sequence[Any]]]) -> None:
        """Give rows, by row id, new values in these columns."""
        names = [column.name for column in columns]
        if not rows:
            return
        self._session.transaction.claim([self._row(rowid) for rowid, _ in rows])
        new = [
            (rowid, [self._value(column, value, inserts=False) for column, value in zip(columns, values, strict=True)])
            for rowid, values in rows
        ]
        parents = self._parents_left(names)
        before = {key.name: self._keys(key, [rowid for rowid, _ in rows]) for _, key in parents}
        if len(rows) > 1 and self._touches_key(names):
            # keys that change places would collide on the way: SQLite compares row by row, Oracle at the end
            blank = ", ".join(f'"{name}" = NULL' for name in names)
            for part in chunks([rowid for rowid, _ in rows]):
                self._execute(f'UPDATE "{self._table.name}" SET {blank} WHERE rowid IN ({part})', ())
        text = f'UPDATE "{self._table.name}" SET {", ".join(f"{chr(34)}{name}{chr(34)} = ?" for name in names)}'
        for rowid, values in new:
            self._session.transaction.claim(self._new_keys(dict(zip(names, values, strict=True))))
            self._execute(f"{text} WHERE rowid = ?", [*values, rowid])
        self._touched += [rowid for rowid, _ in rows]
        self._changed.update(names)
        for child, key in parents:
            self._refuse_orphans(child, key, before[key.name])

    def delete(self, rowids: Sequence[int]) -> None:
        """Delete rows; what ON DELETE says happens to their children."""
        children = self._session.names().dictionary.children(self._table.name)
        enabled = [(child, key) for child, key in children if key.enabled]
        self._session.transaction.claim([self._row(rowid) for rowid in rowids])
        keys = {key.name: self._keys(key, rowids) for _, key in enabled}
        for part in chunks(rowids):
            self._execute(f'DELETE FROM "{self._table.name}" WHERE rowid IN ({part})', ())
        for child, key in enabled:
            self._orphaned(child, key, keys[key.name])

    def finish(self) -> None:
        """Check the constraints that speak of what was written. Raises ORA-02290, ORA-02291."""
        if not self._touched:
            return
        for constraint in self._table.constraints:
            if not constraint.enabled:
                continue
            if constraint.kind == "C" and not constraint.not_null:
                if violated_check(self._session, self._table, constraint, self._touched):
                    raise self._broken(2290, "check constraint", "violated", constraint)
            elif constraint.kind == "R" and self._changed & set(constraint.columns):
                self._claim_parents(constraint)
                if foreign_key_orphans(self._session, self._table, constraint, self._touched):
                    raise self._broken(2291, "integrity constraint", "violated - parent key not found", constraint)

    # claims

    def _row(self, rowid: int) -> Claim:
        return ("row", self._table.name, rowid)

    def _new_keys(self, values: dict[str, Any]) -> list[Claim]:
        """The unique keys that a row with these values takes, as far as the values say."""
        return [
            ("key", index.name, *(values[name] for name in index.columns))
            for index in self._table.indexes
            if index.unique and all(values.get(name) is not None for name in index.columns)
        ]

    def _claim_parents(self, constraint: Constraint) -> None:
        """Parents of rows that were written must stay until the transaction ends."""
        listed = ", ".join(f'"{name}"' for name in constraint.columns)
        for part in chunks(self._touched):
            found = self._session.native(f'SELECT DISTINCT {listed} FROM "{self._table.name}" WHERE rowid IN ({part})')
            claims: list[Claim] = [
                ("parent", constraint.parent, constraint.parent_constraint, values)
                for values in found
                if None not in values
            ]
            self._session.transaction.claim(claims, shared=True)

    # keys

    def _touches_key(self, names: Sequence[str]) -> bool:
        return any(index.unique and set(names) & set(index.columns) for index in self._table.indexes)

    def _parents_left(self, names: Sequence[str]) -> list[tuple[Table, Constraint]]:
        """The foreign keys of others that refer to one of these columns."""
        found = []
        for child, key in self._session.names().dictionary.children(self._table.name):
            parent_key = self._table.constraint(key.parent_constraint or "")
            if key.enabled and parent_key is not None and set(parent_key.columns) & set(names):
                found.append((child, key))
        return found

    def _keys(self, key: Constraint, rowids: Sequence[int]) -> list[tuple[Any, ...]]:
        """The values of the key that a foreign key refers to, in these rows."""
        parent_key = self._table.constraint(key.parent_constraint or "")
        assert parent_key is not None
        listed = ", ".join(f'"{name}"' for name in parent_key.columns)
        found: list[tuple[Any, ...]] = []
        for part in chunks(rowids):
            found += self._session.native(f'SELECT {listed} FROM "{self._table.name}" WHERE rowid IN ({part})')
        keys = [values for values in found if None not in values]
        self._session.transaction.claim([("parent", self._table.name, parent_key.name, values) for values in keys])
        return keys

    def _children_of(self, child: Table, key: Constraint, values: tuple[Any, ...]) -> list[int]:
        same = " AND ".join(f'"{name}" = ?' for name in key.columns)
        return [rowid for (rowid,) in self._session.native(f'SELECT rowid FROM "{child.name}" WHERE {same}', values)]

    def _refuse_orphans(self, child: Table, key: Constraint, keys: Sequence[tuple[Any, ...]]) -> None:
        parent_key = self._table.constraint(key.parent_constraint or "")
        assert parent_key is not None
        same = " AND ".join(f'"{name}" = ?' for name in parent_key.columns)
        for values in keys:
            still = self._session.native(f'SELECT 1 FROM "{self._table.name}" WHERE {same}', values)
            if not still and self._children_of(child, key, values):
                raise self._broken(2292, "integrity constraint", "violated - child record found", key)

    def _orphaned(self, child: Table, key: Constraint, keys: Sequence[tuple[Any, ...]]) -> None:
        if key.delete_rule == "NO ACTION":
            self._refuse_orphans(child, key, keys)
            return
        rowids = [rowid for values in keys for rowid in self._children_of(child, key, values)]
        if not rowids:
            return
        writer = Writer(self._session, self._schema, child)
        if key.delete_rule == "CASCADE":
            writer.delete(rowids)
        else:
            columns = [column for column in child.columns if column.name in key.columns]
            writer.update(columns, [(rowid, [None] * len(columns)) for rowid in rowids])
        writer.finish()

    # errors

    def _broken(self, number: int, what: str, how: str, constraint: Constraint) -> OraError:
        return OraError(number, message=f"{what} ({self._schema}.{constraint.name}) {how}")

    def _execute(self, text: str, values: Sequence[Any]) -> sqlite3.Cursor:
        try:
            return self._session.transaction.execute(text, values)
        except sqlite3.IntegrityError as error:
            raise OraError(1, f"{self._schema}.{self._broken_index(str(error))}") from None
        except sqlite3.Error as error:
            raise translated(error, self._session.pending_error) from None

    def _broken_index(self, text: str) -> str:
        """The name of the unique index that SQLite's message speaks of."""
        if "index '" in text:
            return text.partition("index 'ORA$I:")[2].rstrip("'")
        names = tuple(part.rpartition(".")[2] for part in text.partition(": ")[2].split(", "))
        return next((index.name for index in self._table.indexes if index.unique and index.columns == names), "?")
