"""Oracle's SQL as a sqlglot tree."""

from __future__ import annotations

from typing import cast

from sqlglot import exp
from sqlglot.dialects.oracle import Oracle
from sqlglot.errors import ErrorLevel

from ordslab.sandbox.sql.compile.grammar.statements import Statements
from ordslab.sandbox.sql.compile.tokens import sqlglot_tokens
from ordslab.sandbox.sql.errors import not_supported

_ORACLE = Oracle()


def parse(text: str) -> exp.Expression:
    """The tree of one query, without a semicolon.

    Bind variables are Placeholders whose `this` is the number of their occurrence, from 0, as text; names without
    quotes are in upper case. `locks` among the tree's args: the query is one FOR UPDATE.
    Raises OraError (ORA-00900, 00907, 00923, 00933, 00936 ...) with the offset in `text`.
    """
    parser = Statements(error_level=ErrorLevel.IMMEDIATE, dialect=_ORACLE)
    try:
        return cast(exp.Expression, parser.read(text, sqlglot_tokens(text)))
    except RecursionError:
        raise not_supported("statements that are nested so deeply") from None
