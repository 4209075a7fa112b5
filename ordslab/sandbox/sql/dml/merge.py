"""MERGE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.dictionary.objects import TableColumn
from ordslab.sandbox.sql.dml.compose import Composition, Ready
from ordslab.sandbox.sql.dml.insert import COMMA, parse_columns, parse_values
from ordslab.sandbox.sql.dml.returning import ChangeContext, Span, Target
from ordslab.sandbox.sql.dml.row_values import DEFAULT
from ordslab.sandbox.sql.dml.shape import Shape
from ordslab.sandbox.sql.dml.update import Assignments, parse_assignments
from ordslab.sandbox.sql.dml.writer import Writer
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.lexer import tokenize

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext


@dataclass(frozen=True)
class MergePlan:
    """What happens to matched rows, and what is inserted for the others; each may be missing."""

    shape: Shape
    assignments: Assignments | None
    matched: Ready | None
    deleted: Ready | None
    columns: tuple[TableColumn, ...]
    defaults: tuple[bool, ...]
    unmatched: Ready | None

    def run(self, session: SessionContext, binds: Sequence[Bind]) -> Result:
        """Merge. Raises ORA-30926 when a row would be changed twice."""
        writer = Writer(session, self.shape)
        if self.unmatched:
            writer.starts("INSERT")
        if self.assignments:
            writer.starts("UPDATE", self.assignments.columns)
        if self.deleted:
            writer.starts("DELETE")
        new = [self._row(row) for row in self.unmatched.rows(session, binds)] if self.unmatched else []
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

    def _row(self, found: Sequence[object]) -> list[object]:
        given = iter(found)
        return [DEFAULT if default else next(given) for default in self.defaults]


@dataclass
class _Parts:
    assignments: Assignments | None = None
    update_where: Span | None = None
    delete_where: Span | None = None
    columns: tuple[TableColumn, ...] = ()
    values: tuple[Span | None, ...] = ()
    insert_where: Span | None = None


def plan_merge(context: ChangeContext) -> MergePlan:
    """Make the plan. Raises OraError with an offset."""
    stream = context.stream
    stream.next()
    stream.expect_word("INTO", 925, "missing INTO keyword")
    target = context.target("USING", privilege="UPDATE")
    stream.expect_word("USING", 905, "missing keyword")
    source = _source(context)
    offset = stream.token.offset
    stream.expect_word("ON", 969, "missing ON keyword")
    stream.expect("(")
    on = stream.expression_span()
    stream.expect(")")
    parts = _branches(context, target)
    _check_joined_columns(context, target, on, parts)
    matched = deleted = unmatched = None

    def joined(composition: Composition) -> Composition:
        return composition.write(f" from {target.written} join ", offset).copy(source).write(" on ").expression(on)

    if parts.assignments is not None:
        composition = context.compose()
        parts.assignments.select(composition, f"{target.alias}.rowid", offset)
        joined(composition)
        if parts.update_where:
            composition.write(" where ").expression(parts.update_where)
        matched = composition.compile(parts.assignments.wanted)
    if parts.delete_where:
        composition = joined(context.compose().write(f"select {target.alias}.rowid", offset))
        deleted = composition.write(" where ").expression(parts.delete_where).compile()
    if parts.values:
        unmatched = _unmatched(context, target, source, on, parts)
    defaults = tuple(span is None for span in parts.values)
    return MergePlan(target.shape, parts.assignments, matched, deleted, parts.columns, defaults, unmatched)


def _unmatched(context: ChangeContext, target: Target, source: Span, on: Span, parts: _Parts) -> Ready:
    composition = context.compose().write("select ", on[0])
    given = [(column, span) for column, span in zip(parts.columns, parts.values, strict=True) if span is not None]
    for number, (_, span) in enumerate(given):
        composition.write(", " if number else "", span[0]).expression(span, COMMA)
    composition.write("" if given else "1").write(" from ", on[0]).copy(source)
    composition.write(f" where not exists (select 1 from {target.written} where ", on[0]).expression(on).write(")")
    if parts.insert_where:
        composition.write(" and ").expression(parts.insert_where)
    try:
        return composition.compile([column.written for column, _ in given])
    except OraError as error:
        if error.number == 904 and any(span[0] <= (error.offset or 0) < span[1] for _, span in given):
            message = f"Invalid column in the INSERT VALUES Clause: {error.message.partition(':')[0]}"
            raise OraError(38101, message=message, offset=error.offset) from None
        raise


def _check_joined_columns(context: ChangeContext, target: Target, on: Span, parts: _Parts) -> None:
    """Raises ORA-38104 where a column that ON speaks of would be updated."""
    tokens = [token for token in tokenize(context.statement.text) if on[0] <= token.offset < on[1]]
    alias = target.alias.strip('"')
    updated = {column.name for column in parts.assignments.columns} if parts.assignments else set()
    for position, token in enumerate(tokens):
        qualified = position > 1 and tokens[position - 1].value == "."
        if (
            token.kind in ("word", "quoted")
            and token.value in updated
            and (tokens[position - 2].value == alias if qualified else True)
        ):
            message = f'Columns referenced in the ON Clause cannot be updated: "{alias}"."{token.value}"'
            raise OraError(38104, message=message, offset=token.offset)


def _source(context: ChangeContext) -> Span:
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


def _branches(context: ChangeContext, target: Target) -> _Parts:
    stream, parts = context.stream, _Parts()
    while stream.accept_word("WHEN"):
        inserts = stream.accept_words("NOT", "MATCHED")
        if not inserts:
            stream.expect_word("MATCHED", 905, "missing keyword")
        if stream.is_word("AND", "BY"):
            raise stream.error(905, "missing keyword")
        stream.expect_word("THEN", 905, "missing keyword")
        if inserts:
            _insert_branch(context, target, parts)
        else:
            _update_branch(context, target, parts)
    if stream.is_word("LOG"):
        raise not_supported("LOG ERRORS", stream.token.offset)
    if stream.is_word("RETURNING", "RETURN"):
        raise not_supported(f"MERGE ... {stream.token.value}", stream.token.offset)
    stream.finish(933, "SQL command not properly ended")
    if parts.assignments is None and not parts.values:
        raise stream.error(905, "missing keyword")
    return parts


def _update_branch(context: ChangeContext, target: Target, parts: _Parts) -> None:
    stream = context.stream
    if parts.assignments is not None:
        raise stream.error(905, "missing keyword")
    stream.expect_word("UPDATE", 905, "missing keyword")
    stream.expect_word("SET", 971, "missing SET keyword")
    parts.assignments = parse_assignments(context, target.table, "WHERE", "DELETE", "WHEN", "LOG")
    if stream.accept_word("WHERE"):
        parts.update_where = stream.expression_span("DELETE", "WHEN", "LOG")
    if stream.accept_word("DELETE"):
        stream.expect_word("WHERE", 905, "missing keyword")
        parts.delete_where = stream.expression_span("WHEN", "LOG")


def _insert_branch(context: ChangeContext, target: Target, parts: _Parts) -> None:
    stream = context.stream
    if parts.values:
        raise stream.error(905, "missing keyword")
    stream.expect_word("INSERT", 905, "missing keyword")
    parts.columns = parse_columns(context, target.table)
    stream.expect_word("VALUES", 926, "missing VALUES keyword")
    parts.values = tuple(parse_values(context, len(parts.columns)))
    if stream.accept_word("WHERE"):
        parts.insert_where = stream.expression_span("WHEN", "LOG")
