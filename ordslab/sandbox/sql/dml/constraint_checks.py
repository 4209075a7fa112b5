"""Constraints that are looked at when a statement has written its rows, or when the transaction ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.dictionary.objects import Constraint, Table
from ordslab.sandbox.sql.dml.checks import chunks, foreign_key_orphans, violated_check
from ordslab.sandbox.sql.dml.shape import Shape
from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext


BROKEN = (1, 2290, 2291)
"""The errors of `check`."""


def is_checked(constraint: Constraint, changed: AbstractSet[str]) -> bool:
    """Is it looked at behind a statement that changed these columns? SQLite sees to NOT NULL and to plain keys."""
    if constraint.kind == "C":
        return not constraint.not_null
    return (constraint.kind == "R" or constraint.deferrable is not None) and not changed.isdisjoint(constraint.columns)


def check(session: SessionContext, shape: Shape, constraint: Constraint, rowids: Sequence[int] | None = None) -> None:
    """Raises ORA-00001, ORA-02290 or ORA-02291 where a row (of these) breaks it."""
    name = f"{shape.schema}.{constraint.name}"
    if constraint.kind == "C":
        if violated_check(session, shape.check(constraint), rowids):
            raise OraError(2290, message=f"check constraint ({name}) violated")
    elif constraint.kind == "R":
        if foreign_key_orphans(session, shape.table, constraint, rowids):
            raise OraError(2291, message=f"integrity constraint ({name}) violated - parent key not found")
    elif _is_twice(session, shape.table, constraint, rowids):
        raise OraError(1, name)


def _is_twice(session: SessionContext, table: Table, constraint: Constraint, rowids: Sequence[int] | None) -> bool:
    """Do two rows have the same key, one of them among these? A key of NULLs is none."""
    same = " AND ".join(f'x."{name}" IS y."{name}"' for name in constraint.columns)
    is_key = " OR ".join(f'x."{name}" IS NOT NULL' for name in constraint.columns)
    text = f'SELECT 1 FROM "{table.name}" x JOIN "{table.name}" y ON {same} AND x.rowid <> y.rowid WHERE ({is_key})'
    if rowids is None:
        return bool(session.native(f"{text} LIMIT 1"))
    return any(session.native(f"{text} AND x.rowid IN ({part}) LIMIT 1") for part in chunks(rowids))


def check_pending(session: SessionContext, names: Iterable[str] | None = None) -> None:
    """Look at the constraints that have waited, all or these. Raises what `check` does, and ORA-02292."""
    pending, wanted = session.transaction.deferred.pending, None if names is None else set(names)
    dictionary = session.database.dictionary(session.user)
    for (table_name, name), parents in list(pending.items()):
        if wanted is not None and name not in wanted:
            continue
        table = dictionary.table(table_name)
        constraint = None if table is None else table.constraint(name)
        if table is not None and constraint is not None and constraint.enabled:
            try:
                check(session, Shape(session.user, table), constraint)
            except OraError as error:
                if parents and error.number == 2291:
                    message = f"integrity constraint ({session.user}.{name}) violated - child record found"
                    raise OraError(2292, message=message) from None
                raise
        del pending[table_name, name]
