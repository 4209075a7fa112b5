"""INSERT, UPDATE, DELETE, MERGE: which rows and values, found by queries; then rows are written one by one.

The rows are known before the first is written, so a statement never sees its own changes, every value is coerced to its
column's type in one place, and constraints are checked with Oracle's errors when the whole statement has been done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.dml.delete import plan_delete
from ordslab.sandbox.sql.dml.insert import plan_insert
from ordslab.sandbox.sql.dml.merge import plan_merge
from ordslab.sandbox.sql.dml.returning import Context
from ordslab.sandbox.sql.dml.update import plan_update
from ordslab.sandbox.sql.types import OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session


class ChangePlan(Protocol):
    """A statement that is ready to run."""

    def run(self, session: Session, binds: Sequence[Bind]) -> Result:
        """Run it inside an open transaction. Raises OraError; the caller takes back what was done."""


_PLANNERS: dict[str, Callable[[Context], ChangePlan]] = {
    "INSERT": plan_insert,
    "UPDATE": plan_update,
    "DELETE": plan_delete,
    "MERGE": plan_merge,
}


def plan(session: Session, statement: Statement, types: tuple[OracleType, ...]) -> ChangePlan:
    """The plan of a statement, from the cache if it was made before. Raises OraError with an offset."""
    names = session.names()
    key = ("dml", statement.text, names.key, types)
    verb = statement.text.split(None, 1)[0].upper() if statement.text[:1] not in "-/" else ""

    def make() -> ChangePlan:
        context = Context(statement, names, types)
        return _PLANNERS[verb or context.stream.token.value](context)

    return session.database.plans.get(key, make)
