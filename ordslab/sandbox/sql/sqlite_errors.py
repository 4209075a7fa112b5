"""SQLite's errors as Oracle's."""

from __future__ import annotations

import sqlite3

from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.memory import too_large_lob
from ordslab.sandbox.sql.storage_errors import storage_error


class Outdated(OraError):  # noqa: N818 - a signal: the statement has to be compiled again
    """A statement met a table that is not as it was when the statement was compiled."""


_LIMITS = {
    "parser stack overflow": "statements that are nested so deeply",
    "Expression tree is too large": "statements that are nested so deeply",
    "tables in a join": "joins of so many tables",
    "too many FROM clause terms": "joins of so many tables",
    "too many columns": "queries of so many columns",
    "too many terms in": "lists of so many items",
    "too many arguments on function": "calls with so many arguments",
    "too many attached databases": "statements over so many schemas",
    "string or blob too big": "values and statements of such a size",
}
"""What SQLite says where one of its sizes is exceeded, and what Oracle has there that the sandbox has not."""


def translated(error: sqlite3.Error, pending: OraError | None) -> OraError:
    """The error that a learner sees: the one that a function of ours raised, or the nearest of Oracle's."""
    if pending is not None:
        return pending
    if (storage := storage_error(error)) is not None:
        return storage
    text = str(error)
    if "interrupted" in text:
        return OraError(1013)
    if "too many SQL variables" in text:
        return OraError(1745, message="invalid host/bind variable name")
    if "integer overflow" in text:
        return OraError(1426, message="numeric overflow")
    if "too big" in text:
        return too_large_lob()
    if "locked" in text or "busy" in text:
        return OraError(54)
    if isinstance(error, sqlite3.ProgrammingError) and "closed" in text:
        return OraError(1012, message="not logged on")
    if text.startswith("no such ") or "has no column" in text:
        return Outdated(4061, message=f"existing state of an object has been invalidated ({text})")
    for sign, what in _LIMITS.items():
        if sign in text:
            return not_supported(what)
    return not_supported(f"way to run this statement ({text})")
