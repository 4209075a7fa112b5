"""INSERT ... VALUES and INSERT ... SELECT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.dictionary.objects import Table, TableColumn
from ordslab.sandbox.sql.dml.compose import Ready
from ordslab.sandbox.sql.dml.returning import ChangeContext, Returning, Span
from ordslab.sandbox.sql.dml.row_values import DEFAULT
from ordslab.sandbox.sql.dml.shape import Shape
from ordslab.sandbox.sql.dml.writer import Writer
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions.decimals import from_storage
from ordslab.sandbox.sql.sqlite_values import bound
from ordslab.sandbox.sql.types import NUMERIC

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext


COMMA = (917, "missing comma")
"""The error for what stands behind an expression among others."""


@dataclass(frozen=True)
class Values:
    """One row of VALUES: a query of its values, and which columns say DEFAULT instead."""

    query: Ready | None
    defaults: tuple[bool, ...]

    def row(self, session: SessionContext, binds: Sequence[Bind]) -> list[Any]:
        """The values, DEFAULT among them."""
        query = self.query
        if query is None:
            return [DEFAULT] * len(self.defaults)
        given = [_value(binds[index]) for index in query.order] if query.is_plain else query.rows(session, binds)[0]
        if not any(self.defaults):
            return list(given)
        found = iter(given)
        return [DEFAULT if default else next(found) for default in self.defaults]


def _value(bind: Bind) -> Any:
    """A bind's value as a query of it gives it."""
    value = bound(bind)
    return from_storage(value) if type(value) is bytes and bind.type.family in NUMERIC else value


@dataclass(frozen=True)
class InsertPlan:
    """`sources`: rows of values, or one query."""

    shape: Shape
    columns: tuple[TableColumn, ...]
    sources: tuple[Values, ...] | Ready
    returning: Returning | None

    def takes_many(self, session: SessionContext) -> bool:
        """Do many executions at once differ in nothing from one after the other, but for their errors?"""
        if isinstance(self.sources, Ready) or len(self.sources) != 1 or self.returning:
            return False
        query, table = self.sources[0].query, self.shape.table
        return not (
            (query is not None and "ORA$CALL" in query.compiled.text)
            or any(constraint.parent == table.name for constraint in table.constraints)
            or session.programs.firing(self.shape.schema, self.shape.table, "INSERT", []) is not None
        )

    def run_many(self, session: SessionContext, rows: Sequence[Sequence[Bind]]) -> Result:
        """Insert one row for each row of binds."""
        assert not isinstance(self.sources, Ready)
        (source,) = self.sources
        writer = Writer(session, self.shape)
        rowids = writer.insert(self.columns, [source.row(session, binds) for binds in rows])
        writer.finish()
        return Result(rowcount=len(rowids), last_rowid=rowids[-1])

    def run(self, session: SessionContext, binds: Sequence[Bind]) -> Result:
        """Insert."""
        writer = Writer(session, self.shape).starts("INSERT")
        if isinstance(self.sources, Ready):
            rows: list[Sequence[Any]] = list(self.sources.rows(session, binds))
        else:
            rows = [source.row(session, binds) for source in self.sources]
        rowids = writer.insert(self.columns, rows, single=len(rows) == 1 and not isinstance(self.sources, Ready))
        writer.finish()
        if self.returning:
            self.returning.give(session, rowids, binds)
        return Result(rowcount=len(rowids), last_rowid=rowids[-1] if rowids else None)


def plan_insert(context: ChangeContext) -> InsertPlan:
    """Make the plan. Raises OraError with an offset."""
    stream = context.stream
    stream.next()
    stream.expect_word("INTO", 925, "missing INTO keyword")
    target = context.target(privilege="INSERT")
    columns = parse_columns(context, target.table)
    if stream.accept_word("VALUES"):
        sources: tuple[Values, ...] | Ready = tuple(stream.comma_list(lambda: _values(context, columns)))
    elif stream.is_word("SELECT", "WITH") or stream.is_symbol("("):
        sources = _query(context, columns)
    else:
        if stream.is_word("SET", "BY"):
            raise not_supported("INSERT with SET or BY NAME", stream.token.offset)
        raise stream.error(926, "missing VALUES keyword")
    return InsertPlan(target.shape, columns, sources, context.returning(target))


def parse_columns(context: ChangeContext, table: Table) -> tuple[TableColumn, ...]:
    """(columns), if they follow; else all of the table's. Raises ORA-00957."""
    stream = context.stream
    if not stream.is_symbol("(") or _is_query(context):
        return table.columns
    stream.next()
    columns = tuple(stream.comma_list(lambda: context.column(table)))
    stream.expect(")")
    if len({column.name for column in columns}) < len(columns):
        raise stream.error(957, "duplicate column name")
    return columns


def _is_query(context: ChangeContext) -> bool:
    """Does a query in parentheses follow, and no list of columns?"""
    position = 0
    while context.stream.ahead(position).value == "(":
        position += 1
    return context.stream.ahead(position).value in ("SELECT", "WITH")


def parse_values(context: ChangeContext, count: int) -> list[Span | None]:
    """(values) behind VALUES, None for DEFAULT. Raises ORA-00947, ORA-00913."""
    stream = context.stream
    offset = stream.token.offset
    stream.expect("(")
    spans = stream.comma_list(stream.expression_span)
    stream.expect(")")
    check_count(len(spans), count, offset)
    text = context.statement.text
    return [None if text[start:end].upper() == "DEFAULT" else (start, end) for start, end in spans]


def _values(context: ChangeContext, columns: Sequence[TableColumn]) -> Values:
    offset = context.stream.token.offset
    spans = parse_values(context, len(columns))
    defaults = tuple(span is None for span in spans)
    wanted = [column.written for column, span in zip(columns, spans, strict=True) if span is not None]
    if not wanted:
        return Values(None, defaults)
    composition = context.compose().write("select ", offset)
    for number, span in enumerate(span for span in spans if span is not None):
        composition.write(", " if number else "", span[0]).expression(span, COMMA)
    try:
        return Values(composition.write(" from dual", offset).compile(wanted), defaults)
    except OraError as error:
        if error.number == 904:
            raise OraError(984, message="column not allowed here", offset=error.offset) from None
        raise


def _query(context: ChangeContext, columns: Sequence[TableColumn]) -> Ready:
    start, end = query_span(context)
    composition = context.compose().copy((start, end))
    plain = composition.compile()
    check_count(len(plain.compiled.columns), len(columns), start)
    return composition.compile([column.written for column in columns])


def query_span(context: ChangeContext) -> Span:
    """Where the query begins and ends that stands at a statement's end, before RETURNING."""
    stream = context.stream
    start, depth = stream.token.offset, 0
    end = start
    while not stream.at_end and not (depth == 0 and stream.is_word("RETURNING", "LOG")):
        token = stream.next()
        if token.kind == "symbol":
            depth += (token.value == "(") - (token.value == ")")
        end = token.end
    return start, end


def check_count(given: int, wanted: int, offset: int) -> None:
    """Raises ORA-00947 or ORA-00913 when there are not as many values as columns."""
    if given < wanted:
        raise OraError(947, message="not enough values", offset=offset)
    if given > wanted:
        raise OraError(913, message="too many values", offset=offset)
