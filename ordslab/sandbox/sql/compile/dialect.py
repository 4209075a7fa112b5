"""Oracle's SQL as a tree."""

from __future__ import annotations

from ordslab.sandbox.sql.compile.grammar.queries import Queries
from ordslab.sandbox.sql.compile.nodes import Query
from ordslab.sandbox.sql.errors import not_supported


def parse(text: str) -> Query:
    """The tree of one query, without a semicolon.

    Bind variables are Placeholders that hold the number of their occurrence, from 0; names without quotes are in
    upper case. `locks` among the tree's args: the query is one FOR UPDATE.
    Raises OraError (ORA-00900, 00907, 00923, 00933, 00936 ...) with the offset in `text`.
    """
    try:
        return Queries(text).read()
    except RecursionError:
        raise not_supported("statements that are nested so deeply") from None
