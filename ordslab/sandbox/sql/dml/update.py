"""UPDATE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.compile.dialect import parse
from ordslab.sandbox.sql.dictionary.objects import Table, TableColumn
from ordslab.sandbox.sql.dml.compose import Composition, Ready
from ordslab.sandbox.sql.dml.insert import check_count
from ordslab.sandbox.sql.dml.returning import RETURNING, ChangeContext, Returning, Span
from ordslab.sandbox.sql.dml.row_values import DEFAULT
from ordslab.sandbox.sql.dml.shape import Shape
from ordslab.sandbox.sql.dml.writer import Writer
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.types import OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext


@dataclass(frozen=True)
class Assigned:
    """An expression: a slice of the statement between words of ours."""

    span: Span
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Assignments:
    """SET's columns with their expressions; None stands for DEFAULT."""

    columns: tuple[TableColumn, ...]
    expressions: tuple[Assigned | None, ...]

    def select(self, composition: Composition, rowid: str, offset: int) -> None:
        """Write SELECT rowid, expressions."""
        composition.write(f"select {rowid}", offset)
        for each in self.expressions:
            if each is not None:
                start, end = each.span
                composition.write(f", {each.before}", start)
                composition = composition.copy(each.span) if each.after else composition.expression(each.span)
                composition.write(each.after, end)

    @property
    def wanted(self) -> list[OracleType]:
        """The types for the columns of that SELECT."""
        pairs = zip(self.columns, self.expressions, strict=True)
        return [OracleType("ANY"), *(column.written for column, each in pairs if each is not None)]

    def rows(self, found: Sequence[tuple[Any, ...]]) -> list[tuple[int, list[Any]]]:
        """What the query found, as row ids and new values."""
        changes = []
        for rowid, *values in found:
            given = iter(values)
            changes.append((rowid, [DEFAULT if each is None else next(given) for each in self.expressions]))
        return changes


@dataclass(frozen=True)
class UpdatePlan:
    """`query` finds row ids and new values."""

    shape: Shape
    assignments: Assignments
    query: Ready
    returning: Returning | None

    def run(self, session: SessionContext, binds: Sequence[Bind]) -> Result:
        """Update."""
        writer = Writer(session, self.shape).starts("UPDATE", self.assignments.columns)
        rows = self.assignments.rows(self.query.rows(session, binds))
        writer.update(self.assignments.columns, rows)
        writer.finish()
        if self.returning:
            self.returning.give(session, [rowid for rowid, _ in rows], binds)
        return Result(rowcount=len(rows), last_rowid=rows[-1][0] if rows else None)


def plan_update(context: ChangeContext) -> UpdatePlan:
    """Make the plan. Raises OraError with an offset."""
    stream = context.stream
    stream.next()
    target = context.target("SET", privilege="UPDATE")
    offset = stream.token.offset
    stream.expect_word("SET", 971, "missing SET keyword")
    assignments = parse_assignments(context, target.table, "WHERE", "FROM", *RETURNING)
    composition = context.compose()
    assignments.select(composition, f"{target.alias}.rowid", offset)
    composition.write(f" from {target.written}", offset)
    copy_where(context, composition)
    query = composition.compile(assignments.wanted)
    return UpdatePlan(target.shape, assignments, query, context.returning(target))


def copy_where(context: ChangeContext, composition: Composition) -> None:
    """WHERE and its condition, if they follow."""
    stream = context.stream
    offset = stream.token.offset
    if stream.is_word("FROM", "USING"):
        raise not_supported("UPDATE and DELETE with further tables, FROM or USING", offset)
    if stream.accept_word("WHERE"):
        composition.write(" where ", offset).expression(stream.expression_span(*RETURNING))
        if stream.is_symbol(",", ")"):
            raise stream.error(933, "SQL command not properly ended")


def parse_assignments(context: ChangeContext, table: Table, *stops: str) -> Assignments:
    """column = expression, (columns) = (query), ... Raises ORA-00927, ORA-00957."""
    stream = context.stream
    columns: list[TableColumn] = []
    expressions: list[Assigned | None] = []

    def column() -> TableColumn:
        offset = stream.token.offset
        found = context.column(table)
        if found in columns:
            raise OraError(957, message="duplicate column name", offset=offset)
        columns.append(found)
        return found

    while True:
        group = stream.accept("(")
        first = len(columns)
        if group:
            stream.comma_list(column)
            stream.expect(")")
        else:
            column()
        if not stream.accept("="):
            raise stream.error(927, "missing equal sign")
        span = stream.expression_span(*stops)
        if group:
            expressions += _of_query(context, len(columns) - first, span)
        else:
            is_default = context.statement.text[span[0] : span[1]].upper() == "DEFAULT"
            expressions.append(None if is_default else Assigned(span))
        if not stream.accept(","):
            return Assignments(tuple(columns), tuple(expressions))


def _of_query(context: ChangeContext, count: int, span: Span) -> list[Assigned]:
    """The columns of a query in parentheses, each by itself. Raises ORA-00947, ORA-00913, ORA-01767."""
    text = context.statement.text[span[0] : span[1]]
    if not text.startswith("("):
        raise OraError(1767, message="UPDATE ... SET expression must be a subquery", offset=span[0])
    inner = text[1:-1]
    items = parse(inner).args.get("expressions") or ()
    if items and "*" not in inner:
        check_count(len(items), count, span[0])
    names = ", ".join(f"c{number}" for number in range(count))
    before = f"(with ora$query ({names}) as "
    return [Assigned(span, before, f" select c{number} from ora$query)") for number in range(count)]
