"""INSERT, UPDATE, DELETE, MERGE: which rows and values, found by queries; then rows are written one by one.

The rows are known before the first is written, so a statement never sees its own changes, every value is coerced to its
column's type in one place, and constraints are checked with Oracle's errors when the whole statement has been done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.dml.delete import plan_delete
from ordslab.sandbox.sql.dml.insert import InsertPlan, plan_insert
from ordslab.sandbox.sql.dml.insert_all import plan_insert_all
from ordslab.sandbox.sql.dml.merge import plan_merge
from ordslab.sandbox.sql.dml.returning import ChangeContext
from ordslab.sandbox.sql.dml.update import plan_update
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.names import Names
from ordslab.sandbox.sql.sqlite_values import bind_types, have_types
from ordslab.sandbox.sql.types import OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext


class ChangePlan(Protocol):
    """A statement that is ready to run."""

    def run(self, session: SessionContext, binds: Sequence[Bind]) -> Result:
        """Run it inside an open transaction. Raises OraError; the caller takes back what was done."""


_PLANNERS: dict[str, Callable[[ChangeContext], ChangePlan]] = {
    "INSERT": plan_insert,
    "UPDATE": plan_update,
    "DELETE": plan_delete,
    "MERGE": plan_merge,
}


def plan(session: SessionContext, statement: Statement, types: tuple[OracleType, ...]) -> ChangePlan:
    """The plan of a statement, from the cache if it was made before. Raises OraError with an offset."""

    def make(names: Names) -> ChangePlan:
        context = ChangeContext(statement, names, types)
        verb = context.stream.token.value
        if verb == "INSERT" and context.stream.ahead().value in ("ALL", "FIRST"):
            return plan_insert_all(context)
        return _PLANNERS[verb](context)

    return session.planned("dml", (statement.text, types), make)


_INTERRUPTED = (28, 1013)


def insert_many(session: SessionContext, statement: Statement, rows: Sequence[Sequence[Bind]]) -> Result | None:
    """INSERT for many rows of binds, as a whole.

    None, and nothing done, where that would not do the same as one execution a row, or where a row is wrong: then only
    they can tell which. Raises ORA-01013 and ORA-00028.
    """
    types = bind_types(statement, rows[0])
    if not all(have_types(row, types) for row in rows):
        return None
    try:
        found, key = plan(session, statement, types), session.names_key
        if not isinstance(found, InsertPlan) or not found.takes_many(session):
            return None
        return session.transaction.run_statement(
            lambda: found.run_many(session, rows) if key == session.names_key else None
        )
    except OraError as error:
        if error.number in _INTERRUPTED:
            raise
        return None
