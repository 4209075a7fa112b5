"""Default values of columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.compile.environment import Compiled
from ordslab.sandbox.sql.dictionary.objects import TableColumn
from ordslab.sandbox.sql.dml.compose import Composition
from ordslab.sandbox.sql.names import Names
from ordslab.sandbox.sql.session_functions import next_value

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext

_NEW_EACH_TIME = re.compile(r"\b(NEXTVAL|SYS_GUID|DBMS_RANDOM)\b", re.IGNORECASE)


def compile_default(session: SessionContext, text: str, column: TableColumn) -> Compiled:
    """A default as a query of one value in the column's family. Raises OraError."""

    def make(names: Names) -> Compiled:
        composition = Composition(text, names, ())
        return (
            composition.write("select ")
            .expression((0, len(text)), (907, "missing right parenthesis"))
            .write(" from dual")
            .compile([column.written])
            .compiled
        )

    return session.planned("default", (text, column.type), make)


def default_value(session: SessionContext, column: TableColumn) -> Any:
    """What the default gives now, not yet coerced; None without one."""
    if column.default is None:
        return None
    return session.rows(compile_default(session, column.default, column))[0][0]


def default_maker(session: SessionContext, schema: str, column: TableColumn) -> Callable[[], Any]:
    """Gives a column's value for one row after the other where the statement says none."""
    if column.sequence is not None:
        name = f"{schema}.{column.sequence}"
        return lambda: next_value(session, name)
    if column.default is None:
        return lambda: None
    if _NEW_EACH_TIME.search(column.default):
        return lambda: default_value(session, column)
    value = default_value(session, column)
    return lambda: value
