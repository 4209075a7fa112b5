"""INSERT ALL and INSERT FIRST: each row of one query goes into several tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.dictionary.objects import TableColumn
from ordslab.sandbox.sql.dml.compose import Ready
from ordslab.sandbox.sql.dml.insert import COMMA, check_count, parse_columns, parse_values, query_span
from ordslab.sandbox.sql.dml.returning import ChangeContext, Span
from ordslab.sandbox.sql.dml.row_values import DEFAULT
from ordslab.sandbox.sql.dml.shape import Shape
from ordslab.sandbox.sql.dml.writer import Writer
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext

_ANY = OracleType("ANY")


@dataclass
class _Into:
    """INTO table (columns) VALUES (values). `values`: None for the columns of the query, one after the other."""

    shape: Shape
    columns: tuple[TableColumn, ...]
    values: list[Span | None] | None
    offset: int


@dataclass
class _Branch:
    """WHEN condition THEN INTO ...; without a condition: always, or ELSE."""

    condition: Span | None
    intos: list[_Into]


@dataclass(frozen=True)
class Destination:
    """Where a row goes. `branch`: which WHEN it belongs to. `places`: which columns of the row; None for DEFAULT."""

    branch: int
    shape: Shape
    columns: tuple[TableColumn, ...]
    places: tuple[int | None, ...]


@dataclass(frozen=True)
class InsertAllPlan:
    """`query` finds, for each row, which branches it takes (1 or NULL), then all values.

    `has_else`: the last branch is ELSE; `first`: a row takes one branch only.
    """

    query: Ready
    branches: int
    has_else: bool
    first: bool
    destinations: tuple[Destination, ...]

    def run(self, session: SessionContext, binds: Sequence[Bind]) -> Result:
        """Insert."""
        rows: list[list[list[Any]]] = [[] for _ in self.destinations]
        for row in self.query.rows(session, binds):
            taken = self._taken(row)
            for destination, into in zip(self.destinations, rows, strict=True):
                if destination.branch in taken:
                    into.append([DEFAULT if place is None else row[place] for place in destination.places])
        writers = []
        for destination, into in zip(self.destinations, rows, strict=True):
            writer = Writer(session, destination.shape).starts("INSERT")
            writer.insert(destination.columns, into)
            writers.append(writer)
        for writer in writers:
            writer.finish()
        return Result(rowcount=sum(map(len, rows)))

    def _taken(self, row: Sequence[Any]) -> list[int]:
        last = self.branches - 1 if self.has_else else self.branches
        taken = [number for number in range(last) if row[number]]
        if not taken and self.has_else:
            return [last]
        return taken[:1] if self.first else taken


def plan_insert_all(context: ChangeContext) -> InsertAllPlan:
    """Make the plan. Raises OraError with an offset."""
    stream = context.stream
    stream.next()
    first = stream.next().value == "FIRST"
    branches: list[_Branch] = []
    has_else = False
    if first or stream.is_word("WHEN"):
        while stream.accept_word("WHEN"):
            condition = stream.expression_span("THEN")
            stream.expect_word("THEN", 905, "missing keyword")
            branches.append(_Branch(condition, _intos(context)))
        if not branches:
            raise stream.error(905, "missing keyword")
        if stream.accept_word("ELSE"):
            has_else = True
            branches.append(_Branch(None, _intos(context)))
    else:
        branches.append(_Branch(None, _intos(context)))
    if not stream.is_word("SELECT", "WITH") and not stream.is_symbol("("):
        raise stream.error(928, "missing SELECT keyword")
    span = query_span(context)
    if stream.is_word("RETURNING", "LOG"):
        raise stream.error(933, "SQL command not properly ended")
    source = context.compose().copy(span).compile()
    names = [f'"{column.name}"' for column in source.compiled.columns]
    composition = context.compose().write("select ", span[0])
    for number, branch in enumerate(branches):
        composition.write(", " if number else "", span[0])
        if branch.condition is None:
            composition.write("1")
        else:
            composition.write("case when ", branch.condition[0]).expression(
                branch.condition, (905, "missing keyword")
            ).write(" then 1 end")
    wanted = [_ANY] * len(branches)
    destinations: list[Destination] = []
    for number, branch in enumerate(branches):
        for into in branch.intos:
            interruption.check()
            places: list[int | None] = []
            values: Sequence[Span | str | None] = names if into.values is None else into.values
            check_count(len(values), len(into.columns), into.offset)
            for column, value in zip(into.columns, values, strict=True):
                places.append(None if value is None else len(wanted))
                if value is None:
                    continue
                composition.write(", ", into.offset)
                if isinstance(value, str):
                    composition.write(value, into.offset)
                else:
                    composition.expression(value, COMMA)
                wanted.append(column.written)
            destinations.append(Destination(number, into.shape, into.columns, tuple(places)))
    composition.write(" from (", span[0]).copy(span).write(")", span[1])
    return InsertAllPlan(composition.compile(wanted), len(branches), has_else, first, tuple(destinations))


def _intos(context: ChangeContext) -> list[_Into]:
    stream = context.stream
    found: list[_Into] = []
    while stream.accept_word("INTO"):
        target = context.target(privilege="INSERT", alias=False)
        columns = parse_columns(context, target.table)
        offset = stream.token.offset
        values = parse_values(context, len(columns)) if stream.accept_word("VALUES") else None
        found.append(_Into(target.shape, columns, values, offset))
    if not found:
        raise OraError(925, message="missing INTO keyword", offset=stream.token.offset)
    return found
