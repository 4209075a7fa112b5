"""DELETE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.dictionary.objects import Table
from ordslab.sandbox.sql.dml.compose import Ready
from ordslab.sandbox.sql.dml.returning import Context, Returning
from ordslab.sandbox.sql.dml.update import copy_where
from ordslab.sandbox.sql.dml.writer import Writer

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session


@dataclass(frozen=True)
class DeletePlan:
    """`query` finds row ids."""

    schema: str
    table: Table
    query: Ready
    returning: Returning | None

    def run(self, session: Session, binds: Sequence[Bind]) -> Result:
        """Delete."""
        rowids = [rowid for (rowid,) in self.query.rows(session, binds)]
        if self.returning:
            self.returning.give(session, rowids, binds)
        Writer(session, self.schema, self.table).delete(rowids)
        return Result(rowcount=len(rowids), last_rowid=rowids[-1] if rowids else None)


def plan_delete(context: Context) -> DeletePlan:
    """Make the plan. Raises OraError with an offset."""
    stream = context.stream
    stream.next()
    stream.accept_word("FROM")
    target = context.target("WHERE")
    composition = context.compose().write(f"select {target.alias}.rowid from {target.written}", stream.token.offset)
    copy_where(context, composition)
    query = composition.compile()
    return DeletePlan(context.names.schema, target.table, query, context.returning(target))
