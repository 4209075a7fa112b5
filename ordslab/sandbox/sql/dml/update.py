"""UPDATE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.dictionary.objects import Table, TableColumn
from ordslab.sandbox.sql.dml.compose import Composition, Ready
from ordslab.sandbox.sql.dml.returning import RETURNING, Context, Returning
from ordslab.sandbox.sql.dml.writer import DEFAULT, Writer
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.types import OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

Span = tuple[int, int]


@dataclass(frozen=True)
class Assignments:
    """SET's columns with their expressions; None stands for DEFAULT."""

    columns: tuple[TableColumn, ...]
    spans: tuple[Span | None, ...]

    def select(self, composition: Composition, rowid: str, offset: int) -> None:
        """Write SELECT rowid, expressions."""
        composition.write(f"select {rowid}", offset)
        for span in self.spans:
            if span is not None:
                composition.write(", ", span[0]).copy(span)

    @property
    def wanted(self) -> list[OracleType]:
        """The types for the columns of that SELECT."""
        pairs = zip(self.columns, self.spans, strict=True)
        return [OracleType("ANY"), *(column.type for column, span in pairs if span is not None)]

    def rows(self, found: Sequence[tuple[Any, ...]]) -> list[tuple[int, list[Any]]]:
        """What the query found, as row ids and new values."""
        changes = []
        for rowid, *values in found:
            given = iter(values)
            changes.append((rowid, [DEFAULT if span is None else next(given) for span in self.spans]))
        return changes


@dataclass(frozen=True)
class UpdatePlan:
    """`query` finds row ids and new values."""

    schema: str
    table: Table
    assignments: Assignments
    query: Ready
    returning: Returning | None

    def run(self, session: Session, binds: Sequence[Bind]) -> Result:
        """Update."""
        rows = self.assignments.rows(self.query.rows(session, binds))
        writer = Writer(session, self.schema, self.table)
        writer.update(self.assignments.columns, rows)
        writer.finish()
        if self.returning:
            self.returning.give(session, [rowid for rowid, _ in rows], binds)
        return Result(rowcount=len(rows), last_rowid=rows[-1][0] if rows else None)


def plan_update(context: Context) -> UpdatePlan:
    """Make the plan. Raises OraError with an offset."""
    stream = context.stream
    stream.next()
    target = context.target("SET")
    offset = stream.token.offset
    stream.expect_word("SET", 971, "missing SET keyword")
    assignments = parse_assignments(context, target.table, "WHERE", *RETURNING)
    composition = context.compose()
    assignments.select(composition, f"{target.alias}.rowid", offset)
    composition.write(f" from {target.written}", offset)
    copy_where(context, composition)
    query = composition.compile(assignments.wanted)
    return UpdatePlan(context.names.schema, target.table, assignments, query, context.returning(target))


def copy_where(context: Context, composition: Composition) -> None:
    """WHERE and its condition, if they follow."""
    stream = context.stream
    offset = stream.token.offset
    if stream.accept_word("WHERE"):
        composition.write(" where ", offset).copy(stream.expression_span(*RETURNING))
        if stream.is_symbol(",", ")"):
            raise stream.error(933, "SQL command not properly ended")


def parse_assignments(context: Context, table: Table, *stops: str) -> Assignments:
    """column = expression, (columns) = (query), ... Raises ORA-00927, ORA-00957."""
    stream = context.stream
    columns: list[TableColumn] = []
    spans: list[Span | None] = []
    while True:
        if stream.is_symbol("("):
            raise not_supported("SET (columns) = (query)", stream.token.offset)
        offset = stream.token.offset
        column = context.column(table)
        if column in columns:
            raise OraError(957, message="duplicate column name", offset=offset)
        if not stream.accept("="):
            raise stream.error(927, "missing equal sign")
        span = stream.expression_span(*stops)
        columns.append(column)
        is_default = context.statement.text[span[0] : span[1]].upper() == "DEFAULT"
        spans.append(None if is_default else span)
        if not stream.accept(","):
            return Assignments(tuple(columns), tuple(spans))
