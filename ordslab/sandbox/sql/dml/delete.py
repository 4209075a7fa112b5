"""DELETE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.dml.compose import Ready
from ordslab.sandbox.sql.dml.returning import ChangeContext, Returning
from ordslab.sandbox.sql.dml.shape import Shape
from ordslab.sandbox.sql.dml.update import copy_where
from ordslab.sandbox.sql.dml.writer import Writer

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext


@dataclass(frozen=True)
class DeletePlan:
    """`query` finds row ids."""

    shape: Shape
    query: Ready
    returning: Returning | None

    def run(self, session: SessionContext, binds: Sequence[Bind]) -> Result:
        """Delete."""
        writer = Writer(session, self.shape).starts("DELETE")
        rowids = [rowid for (rowid,) in self.query.rows(session, binds)]
        if self.returning:
            self.returning.give(session, rowids, binds)
        writer.delete(rowids)
        writer.finish()
        return Result(rowcount=len(rowids), last_rowid=rowids[-1] if rowids else None)


def plan_delete(context: ChangeContext) -> DeletePlan:
    """Make the plan. Raises OraError with an offset."""
    stream = context.stream
    stream.next()
    stream.accept_word("FROM")
    target = context.target("WHERE", "FROM", "USING", privilege="DELETE")
    composition = context.compose().write(f"select {target.alias}.rowid from {target.written}", stream.token.offset)
    copy_where(context, composition)
    return DeletePlan(target.shape, composition.compile(), context.returning(target))
