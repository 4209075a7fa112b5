"""Constraints, looked at in the file: which rows break a check, which have no parent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.compile.dialect import parse
from ordslab.sandbox.sql.compile.environment import Compiled, Relation
from ordslab.sandbox.sql.compile.query import compile_query
from ordslab.sandbox.sql.dictionary.objects import Constraint, Table, TableColumn
from ordslab.sandbox.sql.dml.defaults import compile_default
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.lexer import tokenize
from ordslab.sandbox.sql.virtual import IMPURE, OneTable, with_virtual_columns

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext

_AT_ONCE = 400  # rows that one query looks at


def compiled_check(schema: str, table: Table, constraint: Constraint) -> Compiled:
    """A query for the row ids of rows that break a check. NULL does not. Raises what is wrong in its condition."""
    text = f'select rowid from "{table.name}" where not ({constraint.condition})'
    if any(token.kind == "word" and token.value in IMPURE for token in tokenize(constraint.condition or "")):
        raise OraError(2436, message="date or system variable wrongly specified in CHECK constraint")
    plain = Relation(schema, table.name, "TABLE", table.described, f'"{table.name}"', has_rowid=True)
    try:
        return compile_query(parse(text), OneTable(with_virtual_columns(plain, table)), ())
    except OraError as error:
        if error.number in (942, 2287, 976):
            raise OraError(2438, message="Column check constraint cannot reference other columns") from None
        raise


def violated_check(session: SessionContext, compiled: Compiled, rowids: Sequence[int] | None = None) -> bool:
    """Does a row (of these) break the check?"""
    if rowids is None:
        return bool(session.rows(compiled))
    for part in chunks(rowids):
        text = f"WITH v(r) AS ({compiled.text}) SELECT 1 FROM v WHERE r IN ({part}) LIMIT 1"
        if session.rows(Compiled(text, (), compiled.functions)):
            return True
    return False


def foreign_key_orphans(
    session: SessionContext, table: Table, constraint: Constraint, rowids: Sequence[int] | None = None
) -> bool:
    """Has a row (of these) a key that its parent does not have? A key with a NULL is none."""
    dictionary = session.database.dictionary(session.user)
    parent = table if constraint.parent == table.name else dictionary.table(constraint.parent or "")
    assert parent is not None
    key = parent.constraint(constraint.parent_constraint or "")
    assert key is not None
    pairs = list(zip(constraint.columns, key.columns, strict=True))
    has_key = " AND ".join(f'c."{mine}" IS NOT NULL' for mine, _ in pairs)
    same = " AND ".join(f'p."{theirs}" = c."{mine}"' for mine, theirs in pairs)
    text = (
        f'SELECT 1 FROM "{table.name}" AS c WHERE {has_key} '
        f'AND NOT EXISTS (SELECT 1 FROM "{parent.name}" AS p WHERE {same})'
    )
    if rowids is None:
        return bool(session.native(text + " LIMIT 1"))
    return any(session.native(f"{text} AND c.rowid IN ({part}) LIMIT 1") for part in chunks(rowids))


def chunks(rowids: Sequence[int]) -> Iterator[str]:
    """Row ids in lists that SQLite takes."""
    for start in range(0, len(rowids), _AT_ONCE):
        yield ",".join(map(str, rowids[start : start + _AT_ONCE]))


def check_default(session: SessionContext, text: str, column: TableColumn, offset: int) -> None:
    """Raises what is wrong in a default, where it stands in the statement."""
    try:
        compile_default(session, text, column)
    except OraError as error:
        if error.number == 904:
            error = OraError(984, message="column not allowed here")
        error.offset = offset + (error.offset or 0)
        raise error from None
