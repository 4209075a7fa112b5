"""Unique indexes on expressions: looked at when a statement has written its rows, for SQLite knows nothing of them.

A key that another transaction has just given up counts as taken (ORA-00001), where Oracle would wait for its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.compile.dialect import parse
from ordslab.sandbox.sql.compile.environment import Compiled, Relation
from ordslab.sandbox.sql.compile.query import compile_query
from ordslab.sandbox.sql.dictionary.objects import Index, Table
from ordslab.sandbox.sql.dml.checks import chunks
from ordslab.sandbox.sql.locks import Claim
from ordslab.sandbox.sql.virtual import OneTable, with_virtual_columns

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext


def compiled_keys(schema: str, table: Table, index: Index) -> Compiled:
    """A query for the row ids and keys of all rows. Raises what is wrong in an expression."""
    pairs = zip(index.columns, index.expressions, strict=True)
    items = ", ".join(f"({text})" if text else f'"{name}"' for name, text in pairs)
    plain = Relation(schema, table.name, "TABLE", table.described, f'"{table.name}"', has_rowid=True)
    return compile_query(
        parse(f'select rowid, {items} from "{table.name}"'), OneTable(with_virtual_columns(plain, table)), ()
    )


def claims_of(
    session: SessionContext, table: Table, index: Index, keys: Compiled, rowids: Sequence[int]
) -> list[Claim]:
    """The keys that these rows have: one of NULLs is none."""
    found: list[Claim] = []
    for part in chunks(rowids):
        text = f"SELECT * FROM ({keys.text}) WHERE c1 IN ({part})"
        for _, *values in session.rows(Compiled(text, keys.columns, keys.functions)):
            if any(value is not None for value in values):
                found.append(("key", table.name, index.name, tuple(values)))
    return found


def has_twins(session: SessionContext, keys: Compiled, rowids: Sequence[int] | None = None) -> bool:
    """Do two rows have the same key, one of them among these?"""
    names = [f"c{number}" for number in range(2, len(keys.columns) + 1)]
    same = " AND ".join(f"x.{name} IS y.{name}" for name in names)
    is_key = " OR ".join(f"x.{name} IS NOT NULL" for name in names)
    for mine in [""] if rowids is None else [f"x.c1 IN ({part}) AND " for part in chunks(rowids)]:
        text = (
            f"WITH v AS MATERIALIZED ({keys.text}) SELECT 1 FROM v AS x, v AS y"
            f" WHERE {mine}x.c1 <> y.c1 AND {same} AND ({is_key}) LIMIT 1"
        )
        if session.rows(Compiled(text, (), keys.functions)):
            return True
    return False
