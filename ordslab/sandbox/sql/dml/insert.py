"""INSERT ... VALUES and INSERT ... SELECT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.dictionary.objects import Table, TableColumn
from ordslab.sandbox.sql.dml.compose import Ready
from ordslab.sandbox.sql.dml.returning import Context, Returning
from ordslab.sandbox.sql.dml.writer import DEFAULT, Writer
from ordslab.sandbox.sql.errors import OraError, not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

Span = tuple[int, int]


@dataclass(frozen=True)
class Values:
    """One row of VALUES: a query of its values, and which columns say DEFAULT instead."""

    query: Ready | None
    defaults: tuple[bool, ...]

    def row(self, session: Session, binds: Sequence[Bind]) -> list[Any]:
        """The values, DEFAULT among them."""
        found = iter(self.query.rows(session, binds)[0] if self.query else ())
        return [DEFAULT if default else next(found) for default in self.defaults]


@dataclass(frozen=True)
class InsertPlan:
    """`sources`: rows of values, or one query."""

    schema: str
    table: Table
    columns: tuple[TableColumn, ...]
    sources: tuple[Values, ...] | Ready
    returning: Returning | None

    def run(self, session: Session, binds: Sequence[Bind]) -> Result:
        """Insert."""
        if isinstance(self.sources, Ready):
            rows: list[Sequence[Any]] = list(self.sources.rows(session, binds))
        else:
            rows = [source.row(session, binds) for source in self.sources]
        writer = Writer(session, self.schema, self.table)
        rowids = writer.insert(self.columns, rows)
        writer.finish()
        if self.returning:
            self.returning.give(session, rowids, binds)
        return Result(rowcount=len(rowids), last_rowid=rowids[-1] if rowids else None)


def plan_insert(context: Context) -> InsertPlan:
    """Make the plan. Raises OraError with an offset."""
    stream = context.stream
    stream.next()
    if stream.is_word("ALL", "FIRST"):
        raise not_supported("INSERT ALL and INSERT FIRST", stream.token.offset)
    stream.expect_word("INTO", 925, "missing INTO keyword")
    target = context.target()
    columns = target.table.columns
    if stream.is_symbol("(") and not _is_query(context):
        stream.next()
        columns = tuple(stream.comma_list(lambda: context.column(target.table)))
        stream.expect(")")
        if len({column.name for column in columns}) < len(columns):
            raise stream.error(957, "duplicate column name")
    if stream.accept_word("VALUES"):
        sources: tuple[Values, ...] | Ready = tuple(stream.comma_list(lambda: _values(context, columns)))
    elif stream.is_word("SELECT", "WITH") or stream.is_symbol("("):
        sources = _query(context, columns)
    else:
        raise stream.error(926, "missing VALUES keyword")
    return InsertPlan(context.names.schema, target.table, columns, sources, context.returning(target))


def _is_query(context: Context) -> bool:
    """Does a query in parentheses follow, and no list of columns?"""
    position = 0
    while context.stream.ahead(position).value == "(":
        position += 1
    return context.stream.ahead(position).value in ("SELECT", "WITH")


def _values(context: Context, columns: Sequence[TableColumn]) -> Values:
    stream = context.stream
    offset = stream.token.offset
    stream.expect("(")
    spans = stream.comma_list(stream.expression_span)
    stream.expect(")")
    check_count(len(spans), len(columns), offset)
    text = context.statement.text
    defaults = tuple(text[start:end].upper() == "DEFAULT" for start, end in spans)
    wanted = [column.type for column, default in zip(columns, defaults, strict=True) if not default]
    composition = context.compose().write("select ", offset)
    first = True
    for span, default in zip(spans, defaults, strict=True):
        if not default:
            composition.write("" if first else ", ", span[0]).copy(span)
            first = False
    if first:
        return Values(None, defaults)
    try:
        return Values(composition.write(" from dual", offset).compile(wanted), defaults)
    except OraError as error:
        if error.number == 904:
            raise OraError(984, message="column not allowed here", offset=error.offset) from None
        raise


def _query(context: Context, columns: Sequence[TableColumn]) -> Ready:
    stream = context.stream
    start, depth = stream.token.offset, 0
    end = start
    while not stream.at_end and not (depth == 0 and stream.is_word("RETURNING", "LOG")):
        token = stream.next()
        if token.kind == "symbol":
            depth += (token.value == "(") - (token.value == ")")
        end = token.end
    composition = context.compose().copy((start, end))
    plain = composition.compile()
    check_count(len(plain.compiled.columns), len(columns), start)
    return composition.compile([column.type for column in columns])


def check_count(given: int, wanted: int, offset: int) -> None:
    """Raises ORA-00947 or ORA-00913 when there are not as many values as columns."""
    if given < wanted:
        raise OraError(947, message="not enough values", offset=offset)
    if given > wanted:
        raise OraError(913, message="too many values", offset=offset)
