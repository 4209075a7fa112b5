"""Plans of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ordslab.sandbox.sql.compile.dialect import parse
from ordslab.sandbox.sql.compile.environment import Compiled
from ordslab.sandbox.sql.compile.query import compile_query
from ordslab.sandbox.sql.names import Names
from ordslab.sandbox.sql.row_locks import RowLocks, add_row_ids
from ordslab.sandbox.sql.types import Column, OracleType


@dataclass(frozen=True)
class QueryPlan:
    """A query that is ready to run. `locks`: those of one FOR UPDATE, whose rows end in row ids."""

    compiled: Compiled
    columns: tuple[Column, ...]
    locks: RowLocks | None = None


def plan_query(text: str, names: Names, types: Sequence[OracleType], *, assuming: bool = False) -> QueryPlan:
    """Compile a query. Raises OraError with an offset. `assuming`: see `compile_query`."""
    tree = parse(text)
    locks = add_row_ids(tree, names) if tree.args.get("locks") else None
    hidden = 0 if locks is None else len(locks.tables)
    compiled = compile_query(
        tree, names, types, for_caller=True, hidden=hidden, cursors=locks is None, assuming=assuming
    )
    columns = compiled.columns if locks is None else compiled.columns[: -len(locks.tables)]
    return QueryPlan(compiled, columns, locks)
