"""Constraints, looked at in the file: which rows break a check, which have no parent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.compile.dialect import parse
from ordslab.sandbox.sql.compile.environment import Compiled, Environment, Relation
from ordslab.sandbox.sql.compile.query import compile_query
from ordslab.sandbox.sql.dictionary.objects import Constraint, Table, TableColumn
from ordslab.sandbox.sql.dml.defaults import compile_default
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_AT_ONCE = 400  # rows that one query looks at


class _OneTable(Environment):
    """Names for a CHECK: the table's columns and nothing else."""

    def __init__(self, schema: str, table: Table) -> None:
        self._relation = Relation(schema, table.name, "TABLE", table.described, f'"{table.name}"', has_rowid=True)

    def relation(self, owner: str | None, name: str) -> Relation | None:
        """The table itself."""
        del owner
        return self._relation if name == self._relation.name else None

    def sequence(self, owner: str | None, name: str) -> str | None:
        """None: a check knows no sequence."""
        del owner, name
        return None

    def function_type(self, name: str, types: Sequence[OracleType]) -> OracleType | None:
        """None: a check calls no function of a package."""
        del name, types
        return None


def _compiled_check(session: Session, table: Table, constraint: Constraint) -> Compiled:
    """A query for the row ids of rows that break a check."""
    key = ("check", session.current_schema, table, constraint.name)

    def make() -> Compiled:
        text = f'select rowid from "{table.name}" where not ({constraint.condition})'
        return compile_query(parse(text), _OneTable(session.current_schema, table), ())

    return session.database.plans.get(key, make)


def check_compiles(session: Session, table: Table, constraint: Constraint, offset: int) -> None:
    """Raises what is wrong in a check's condition, at `offset`."""
    try:
        _compiled_check(session, table, constraint)
    except OraError as error:
        if error.number in (942, 2287, 976):
            error = OraError(2438, message="Column check constraint cannot reference other columns")
        error.offset = offset
        raise error from None


def violated_check(session: Session, table: Table, constraint: Constraint, rowids: Sequence[int] | None = None) -> bool:
    """Does a row (of these) break the check? NULL does not."""
    compiled = _compiled_check(session, table, constraint)
    if rowids is None:
        return bool(session.rows(compiled))
    for part in chunks(rowids):
        text = f"WITH v(r) AS ({compiled.text}) SELECT 1 FROM v WHERE r IN ({part}) LIMIT 1"
        if session.rows(Compiled(text, (), compiled.functions)):
            return True
    return False


def foreign_key_orphans(
    session: Session, table: Table, constraint: Constraint, rowids: Sequence[int] | None = None
) -> bool:
    """Has a row (of these) a key that its parent does not have? A key with a NULL is none."""
    parent = table if constraint.parent == table.name else session.names().dictionary.table(constraint.parent or "")
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


def check_default(session: Session, text: str, column: TableColumn, offset: int) -> None:
    """Raises what is wrong in a default, where it stands in the statement."""
    try:
        compile_default(session, text, column)
    except OraError as error:
        if error.number == 904:
            error = OraError(984, message="column not allowed here")
        error.offset = offset + (error.offset or 0)
        raise error from None
