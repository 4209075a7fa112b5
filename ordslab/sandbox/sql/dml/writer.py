"""Writing rows: values coerced, constraints kept, with Oracle's errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.compile.environment import Compiled
from ordslab.sandbox.sql.dictionary.objects import Constraint, Table, TableColumn
from ordslab.sandbox.sql.dml import constraint_checks
from ordslab.sandbox.sql.dml.checks import chunks
from ordslab.sandbox.sql.dml.keys import Keys
from ordslab.sandbox.sql.dml.row_values import DEFAULT, Place, RowValues
from ordslab.sandbox.sql.dml.shape import Shape
from ordslab.sandbox.sql.dml.unique_expressions import claims_of, has_twins
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.locks import Claim
from ordslab.sandbox.sql.programs import Firing, Row
from ordslab.sandbox.sql.sqlite_errors import translated
from ordslab.sandbox.sql.types import INTEGER, Column

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext


class Writer:
    """Writes rows of one table for one statement; `finish` checks what can be judged only at its end.

    `starts` fires the triggers that are to run before the statement, `finish` those behind it.
    """

    def __init__(self, session: SessionContext, shape: Shape) -> None:
        self._session = session
        self._shape = shape
        self._table = shape.table
        self._keys = Keys(session, shape)
        self._values = RowValues(session, shape)
        self._touched: list[int] = []
        self._changed: set[str] = set()
        self._firings: dict[str, Firing | None] = {}

    def starts(self, event: str, columns: Sequence[TableColumn] = ()) -> Writer:
        """An INSERT, UPDATE (of `columns`) or DELETE begins."""
        firing = self._session.programs.firing(self._shape.schema, self._table, event, [each.name for each in columns])
        self._firings[event] = firing
        if firing is not None:
            firing.statement("BEFORE")
        return self

    def _row_triggers(self, event: str) -> Firing | None:
        firing = self._firings.get(event)
        return firing if firing is not None and firing.for_rows else None

    # rows

    def insert(
        self, columns: Sequence[TableColumn], rows: Sequence[Sequence[Any]], *, single: bool = False
    ) -> list[int]:
        """Insert rows of values for these columns; the other columns get their defaults. Returns their row ids.

        `single`: it is one row of VALUES.
        """
        for position, column in enumerate(columns):
            if column.identity == "ALWAYS" or column.virtual:
                if all(row[position] is DEFAULT for row in rows):
                    continue
                if column.virtual:
                    raise OraError(54013, message="INSERT operation disallowed on virtual columns")
                raise OraError(32795, message="cannot insert into a generated always identity column")
        if not rows:
            return []
        self._check_quota()
        self._begin([])
        place = {column.name: position for position, column in enumerate(columns)}
        order = [(column, place.get(column.name)) for column in self._shape.stored]
        names = [column.name for column, _ in order]
        firing = self._row_triggers("INSERT")
        if firing is None:
            rowids = self._insert_together(order, rows)
        else:
            rowids = [self._insert_firing(firing, order, row, single=single) for row in rows]
        self._touched += rowids
        self._changed.update(names)
        return rowids

    def _insert_firing(self, firing: Firing, order: Sequence[Place], row: Sequence[Any], *, single: bool) -> int:
        """Insert a row between its triggers."""
        given = [DEFAULT if position is None else row[position] for _, position in order]
        new = {c.name: self._values.given(c, v, inserts=True) for (c, _), v in zip(order, given, strict=True)}
        firing.row("BEFORE", None, new, single=single)
        values = [self._values.kept(c, value, inserts=True) for (c, _), value in zip(order, new.values(), strict=True)]
        stored = {column.name: value for (column, _), value in zip(order, values, strict=True)}
        self._keys.claim(self._shape.unique, stored)
        rowid = self._session.transaction.next_rowid(self._table.name)
        self._execute(self._shape.insertion, [rowid, *values])
        firing.row("AFTER", None, stored)
        return rowid

    def _insert_together(self, order: Sequence[Place], rows: Sequence[Sequence[Any]]) -> list[int]:
        """Insert rows that no trigger looks at. What is wrong with a row shows when those before it are written."""
        ready, wrong = self._values.ready(order, rows)
        transaction = self._session.transaction
        if self._shape.unique:
            names = [column.name for column, _ in order]
            self._keys.claim(self._shape.unique, *[dict(zip(names, values, strict=True)) for values in ready])
        rowids = [transaction.next_rowid(self._table.name) for _ in ready]
        self._insert_values([(rowid, *values) for rowid, values in zip(rowids, ready, strict=True)])
        if wrong is not None:
            raise wrong
        return rowids

    def update(self, columns: Sequence[TableColumn], rows: Sequence[tuple[int, Sequence[Any]]]) -> None:
        """Give rows, by row id, new values in these columns."""
        for column in columns:
            if column.identity == "ALWAYS":
                raise OraError(32796, message="cannot update a generated always identity column")
            if column.virtual:
                raise OraError(54017, message="UPDATE operation disallowed on virtual columns")
        if not rows:
            return
        self._begin([rowid for rowid, _ in rows])
        firing = self._row_triggers("UPDATE")
        before: dict[int, Row] = {}
        if firing is not None:
            before = self._stored([rowid for rowid, _ in rows])
            rows = [(rowid, self._triggered(firing, columns, values, before[rowid])) for rowid, values in rows]
            columns = self._shape.stored
        names = [column.name for column in columns]
        new = {
            rowid: dict(
                zip(
                    names,
                    [self._values.kept(c, value, inserts=False) for c, value in zip(columns, values, strict=True)],
                    strict=True,
                )
            )
            for rowid, values in rows
        }
        moved = self._claim_moves(set(names), new)
        if len(rows) > 1 and moved:
            # keys that change places would collide on the way: SQLite compares row by row, Oracle at the end
            blank = ", ".join(f'"{name}" = NULL' for name in names)
            for part in chunks(list(new)):
                self._execute(f'UPDATE "{self._table.name}" SET {blank} WHERE rowid IN ({part})', ())
        assignments = ", ".join(f'"{name}" = ?' for name in names)
        text = f'UPDATE "{self._table.name}" SET {assignments} WHERE rowid = ?'
        for rowid, values in new.items():
            self._execute(text, [*values.values(), rowid])
            if firing is not None:
                firing.row("AFTER", before[rowid], dict(values))
        self._touched += new
        self._changed.update(names)
        for child, key in self._keys.children() if moved else ():
            if set(self._keys.referred(key)) & set(names):
                self._keys.refuse_orphans(child, key, self._keys.values(key, moved))

    def _triggered(self, firing: Firing, columns: Sequence[TableColumn], values: Sequence[Any], old: Row) -> list[Any]:
        """The whole new row, after the triggers that may change it."""
        given = {c.name: self._values.given(c, value, inserts=False) for c, value in zip(columns, values, strict=True)}
        new = {**old, **given}
        firing.row("BEFORE", old, new)
        return list(new.values())

    def _stored(self, rowids: Sequence[int]) -> dict[int, Row]:
        """The stored columns of rows."""
        names = [column.name for column in self._shape.stored]
        columns = (Column("ROWID", INTEGER), *(Column(each.name, each.written) for each in self._shape.stored))
        listed = ", ".join(f'"{name}"' for name in names)
        found: dict[int, Row] = {}
        for part in chunks(rowids):
            text = f'SELECT rowid, {listed} FROM "{self._table.name}" WHERE rowid IN ({part})'
            for rowid, *values in self._session.rows(Compiled(text, columns)):
                found[rowid] = dict(zip(names, values, strict=True))
        return found

    def _claim_moves(self, names: set[str], new: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
        """Claim the keys that rows give up and take; the old key columns of those whose keys change."""
        indexes = self._shape.touched(names)
        if not indexes:
            return []
        moved = []
        for rowid, old in self._keys.read(list(new)).items():
            row = {**old, **{name: value for name, value in new[rowid].items() if name in old}}
            changed = [index for index in indexes if any(row[name] != old[name] for name in index.columns)]
            if changed:
                self._keys.claim(changed, old, row)
                moved.append(dict(old))
        return moved

    def delete(self, rowids: Sequence[int]) -> None:
        """Delete rows; what ON DELETE says happens to their children."""
        if not rowids:
            return
        self._begin(rowids)
        rows = list(self._keys.read(rowids).values())
        self._keys.claim(self._shape.unique, *rows)
        firing = self._row_triggers("DELETE")
        before = self._stored(rowids) if firing is not None else {}
        for rowid in before:
            assert firing is not None
            firing.row("BEFORE", before[rowid], None)
        for part in chunks(rowids):
            self._execute(f'DELETE FROM "{self._table.name}" WHERE rowid IN ({part})', ())
        for rowid in before:
            assert firing is not None
            firing.row("AFTER", before[rowid], None)
        for child, key in self._keys.children():
            self._orphaned(child, key, self._keys.values(key, rows))

    def _orphaned(self, child: Table, key: Constraint, keys: Sequence[tuple[Any, ...]]) -> None:
        if key.delete_rule == "NO ACTION":
            self._keys.refuse_orphans(child, key, keys)
            return
        rowids = [rowid for values in keys for rowid in self._keys.children_of(child, key, values)]
        if not rowids:
            return
        writer = Writer(self._session, Shape(self._shape.schema, child))
        if key.delete_rule == "CASCADE":
            writer.starts("DELETE").delete(rowids)
        else:
            columns = [column for column in child.columns if column.name in key.columns]
            writer.starts("UPDATE", columns).update(columns, [(rowid, [None] * len(columns)) for rowid in rowids])
        writer.finish()

    def finish(self) -> None:
        """Check the constraints that speak of what was written. Raises ORA-02290, ORA-02291."""
        if self._touched:
            self._check_constraints()
        for firing in self._firings.values():
            if firing is not None:
                firing.statement("AFTER")

    def _check_constraints(self) -> None:
        if self._shape.unique_expressions and self._changed:
            self._check_expressions()
        for constraint in self._table.constraints:
            if not constraint.enabled or not constraint_checks.is_checked(constraint, self._changed):
                continue
            if constraint.kind == "R":
                self._keys.claim_parents(constraint, self._touched)
            try:
                constraint_checks.check(self._session, self._shape, constraint, self._touched)
            except OraError as error:
                if error.number not in constraint_checks.BROKEN or not self._session.transaction.deferred.note(
                    self._table, constraint
                ):
                    raise

    def _check_expressions(self) -> None:
        """Raises ORA-00001 where a row has the key of another by a unique index on expressions."""
        session, shape = self._session, self._shape
        for index, keys in zip(shape.unique_expressions, shape.keys, strict=True):
            if not self._table.temporary:
                session.transaction.claim(claims_of(session, self._table, index, keys, self._touched))
            if has_twins(session, keys, self._touched):
                raise OraError(1, f"{shape.schema}.{index.name}")

    # help

    def _begin(self, rowids: Sequence[int]) -> None:
        """Claim the table, together with all who change it, and rows of it."""
        name, transaction = self._table.name, self._session.transaction
        transaction.claim([("table", name)], shared=True)
        if self._table.temporary:
            self._session.temporary.open_for(self._table, self._session.transaction.execute)
        elif rowids:
            claims: list[Claim] = [("row", name, rowid) for rowid in rowids]
            transaction.claim(claims)

    def _check_quota(self) -> None:
        """Raises ORA-01950 for a user who may not take up space."""
        session = self._session
        user = session.database.user(session.user)
        if user is not None and not user.quota and not session.access.has("UNLIMITED TABLESPACE"):
            raise OraError(1950, message=f"no privileges on tablespace '{user.tablespace}'")

    def _execute(self, text: str, values: Sequence[Any]) -> None:
        try:
            self._session.transaction.execute(text, values)
        except sqlite3.Error as error:
            raise self._failed(error) from None

    def _insert_values(self, rows: Sequence[Sequence[Any]]) -> None:
        try:
            self._session.transaction.execute_many(self._shape.insertion, rows)
        except sqlite3.Error as error:
            raise self._failed(error) from None

    def _failed(self, error: sqlite3.Error) -> OraError:
        if isinstance(error, sqlite3.IntegrityError):
            return OraError(1, f"{self._shape.schema}.{self._broken_index(str(error))}")
        return translated(error, self._session.pending_error)

    def _broken_index(self, text: str) -> str:
        """The name of the unique index that SQLite's message speaks of."""
        if "index '" in text:
            return text.partition("index 'ORA$I:")[2].rstrip("'")
        names = tuple(part.rpartition(".")[2] for part in text.partition(": ")[2].split(", "))
        return next((each.constraint or each.name for each in self._shape.unique if each.columns == names), "?")
