"""Plans of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ordslab.sandbox.sql.compile.dialect import parse
from ordslab.sandbox.sql.compile.environment import Compiled
from ordslab.sandbox.sql.compile.query import compile_query
from ordslab.sandbox.sql.names import Names
from ordslab.sandbox.sql.types import OracleType


@dataclass(frozen=True)
class QueryPlan:
    """A query that is ready to run. `locks`: it is one FOR UPDATE."""

    compiled: Compiled
    locks: bool


def plan_query(text: str, names: Names, types: Sequence[OracleType]) -> QueryPlan:
    """Compile a query. Raises OraError with an offset."""
    tree = parse(text)
    locks = bool(tree.args.get("locks"))
    return QueryPlan(compile_query(tree, names, types), locks)
