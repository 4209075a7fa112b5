"""MERGE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.dictionary.objects import Table, TableColumn
from ordslab.sandbox.sql.dml.compose import Ready
from ordslab.sandbox.sql.dml.insert import check_count
from ordslab.sandbox.sql.dml.returning import Context, Target
from ordslab.sandbox.sql.dml.update import Assignments, Span, parse_assignments
from ordslab.sandbox.sql.dml.writer import Writer
from ordslab.sandbox.sql.errors import OraError, not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session


@dataclass(frozen=True)
class MergePlan:
    """What happens to matched rows, and what is inserted for the others; each may be missing."""

    schema: str
    table: Table
    assignments: Assignments | None
    matched: Ready | None
    deleted: Ready | None
    columns: tuple[TableColumn, ...]
    unmatched: Ready | None

    def run(self, session: Session, binds: Sequence[Bind]) -> Result:
        """Merge. Raises ORA-30926 when a row would be changed twice."""
        new = self.unmatched.rows(session, binds) if self.unmatched else []
        writer = Writer(session, self.schema, self.table)
        changed = 0
        if self.matched and self.assignments:
            rows = self.assignments.rows(self.matched.rows(session, binds))
            if len({rowid for rowid, _ in rows}) < len(rows):
                raise OraError(30926, message="unable to get a stable set of rows in the source tables")
            writer.update(self.assignments.columns, rows)
            changed = len(rows)
            if self.deleted:
                touched = {rowid for rowid, _ in rows}
                gone = [rowid for (rowid,) in self.deleted.rows(session, binds) if rowid in touched]
                writer.delete(list(dict.fromkeys(gone)))
        writer.insert(self.columns, new)
        writer.finish()
        return Result(rowcount=changed + len(new))


@dataclass
class _Parts:
    assignments: Assignments | None = None
    update_where: Span | None = None
    delete_where: Span | None = None
    columns: tuple[TableColumn, ...] = ()
    values: tuple[Span, ...] = ()
    insert_where: Span | None = None


def plan_merge(context: Context) -> MergePlan:
    """Make the plan. Raises OraError with an offset."""
    stream = context.stream
    stream.next()
    stream.expect_word("INTO", 925, "missing INTO keyword")
    target = context.target("USING")
    stream.expect_word("USING", 905, "missing keyword")
    source = _source(context)
    offset = stream.token.offset
    stream.expect_word("ON", 969, "missing ON keyword")
    stream.expect("(")
    on = stream.expression_span()
    stream.expect(")")
    parts = _branches(context, target)
    matched = deleted = unmatched = None
    if parts.assignments is not None:
        composition = context.compose()
        parts.assignments.select(composition, f"{target.alias}.rowid", offset)
        composition.write(f" from {target.written} join ", offset).copy(source).write(" on ").copy(on)
        if parts.update_where:
            composition.write(" where ").copy(parts.update_where)
        matched = composition.compile(parts.assignments.wanted)
    if parts.delete_where:
        composition = context.compose().write(f"select {target.alias}.rowid from {target.written} join ", offset)
        deleted = composition.copy(source).write(" on ").copy(on).write(" where ").copy(parts.delete_where).compile()
    if parts.values:
        composition = context.compose().write("select ", offset)
        for number, span in enumerate(parts.values):
            composition.write(", " if number else "", span[0]).copy(span)
        composition.write(" from ", offset).copy(source)
        composition.write(f" where not exists (select 1 from {target.written} where ", offset).copy(on).write(")")
        if parts.insert_where:
            composition.write(" and (").copy(parts.insert_where).write(")")
        unmatched = composition.compile([column.type for column in parts.columns])
    return MergePlan(context.names.schema, target.table, parts.assignments, matched, deleted, parts.columns, unmatched)


def _source(context: Context) -> Span:
    """The table or query behind USING, with its alias: up to ON."""
    stream = context.stream
    start, end, depth = stream.token.offset, stream.token.offset, 0
    while not stream.at_end and not (depth == 0 and stream.is_word("ON")):
        token = stream.next()
        if token.kind == "symbol":
            depth += (token.value == "(") - (token.value == ")")
        end = token.end
    if end == start:
        raise stream.error(903, "invalid table name")
    return start, end


def _branches(context: Context, target: Target) -> _Parts:
    stream, parts = context.stream, _Parts()
    while stream.accept_word("WHEN"):
        if stream.accept_words("NOT", "MATCHED"):
            stream.expect_word("THEN", 905, "missing keyword")
            stream.expect_word("INSERT", 905, "missing keyword")
            _insert_branch(context, target.table, parts)
        else:
            stream.expect_word("MATCHED", 905, "missing keyword")
            stream.expect_word("THEN", 905, "missing keyword")
            if stream.is_word("DELETE"):
                raise not_supported("MERGE ... THEN DELETE", stream.token.offset)
            stream.expect_word("UPDATE", 905, "missing keyword")
            stream.expect_word("SET", 971, "missing SET keyword")
            parts.assignments = parse_assignments(context, target.table, "WHERE", "DELETE", "WHEN")
            if stream.accept_word("WHERE"):
                parts.update_where = stream.expression_span("DELETE", "WHEN")
            if stream.accept_word("DELETE"):
                stream.expect_word("WHERE", 905, "missing keyword")
                parts.delete_where = stream.expression_span("WHEN")
    if stream.is_word("RETURNING", "RETURN", "LOG"):
        raise not_supported(f"MERGE ... {stream.token.value}", stream.token.offset)
    stream.finish(933, "SQL command not properly ended")
    if parts.assignments is None and not parts.values:
        raise stream.error(905, "missing keyword")
    return parts


def _insert_branch(context: Context, table: Table, parts: _Parts) -> None:
    stream = context.stream
    parts.columns = table.columns
    if stream.accept("("):
        parts.columns = tuple(stream.comma_list(lambda: context.column(table)))
        stream.expect(")")
    offset = stream.token.offset
    stream.expect_word("VALUES", 926, "missing VALUES keyword")
    stream.expect("(")
    parts.values = tuple(stream.comma_list(stream.expression_span))
    stream.expect(")")
    check_count(len(parts.values), len(parts.columns), offset)
    if stream.accept_word("WHERE"):
        parts.insert_where = stream.expression_span("WHEN")
