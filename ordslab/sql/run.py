"""Run one statement on an oracledb connection, and say what it did in the words of Oracle's own tools."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import oracledb

from ordslab.secrets.secret import Secret
from ordslab.sql.binds import Binds
from ordslab.sql.dbms_output import Heard
from ordslab.sql.errors import sql_error, told
from ordslab.sql.script import Statement
from ordslab.text import counted

if TYPE_CHECKING:
    import pandas as pd

_CHANGED = {"INSERT": "inserted", "UPDATE": "updated", "DELETE": "deleted", "MERGE": "merged"}
_DEFINED = {"CREATE": "created", "ALTER": "altered", "DROP": "dropped", "TRUNCATE": "truncated"}
_OBJECTS = {
    *("TABLE", "VIEW", "INDEX", "SEQUENCE", "SYNONYM", "USER", "SESSION", "ROLE"),
    *("FUNCTION", "PROCEDURE", "PACKAGE", "TRIGGER", "TYPE"),
}
_DONE = {
    "COMMIT": "Commit complete.",
    "ROLLBACK": "Rollback complete.",
    "SAVEPOINT": "Savepoint created.",
    "GRANT": "Grant succeeded.",
    "REVOKE": "Revoke succeeded.",
    "COMMENT": "Comment created.",
    "RENAME": "Table renamed.",
}
_ROWS = 1000
_LOBS = {
    oracledb.DB_TYPE_CLOB: oracledb.DB_TYPE_LONG,
    oracledb.DB_TYPE_NCLOB: oracledb.DB_TYPE_LONG_NVARCHAR,
    oracledb.DB_TYPE_BLOB: oracledb.DB_TYPE_LONG_RAW,
}


@dataclass
class Done:
    """What a statement gave: `text` to print, for a query its rows, and the secrets that it gave to bind variables."""

    text: list[str] = field(default_factory=list)
    frame: pd.DataFrame | None = None
    secrets: list[Secret] = field(default_factory=list)


def run(
    connection: oracledb.Connection,
    statement: Statement,
    variables: MutableMapping[str, Any],
    script: str = "",
    quiet: bool = False,
) -> Done:
    """Run a statement. `script` is the text that it was cut from, which errors point into. `quiet`: without its output.

    Raises `SqlError`; errors about the connection itself come as the driver's own.
    """
    with connection.cursor() as cursor:
        fetch_at_once(cursor)
        heard = Heard(cursor, statement) if statement.kind == "plsql" and not quiet else None
        lines: list[str] = []
        try:
            binds = Binds(cursor, statement, variables)
            if heard:
                lines = heard.execute(binds.values)
            else:
                cursor.execute(None, binds.values)
            if statement.kind == "query":
                from ordslab.sql.frames import frame

                return Done(frame=frame(cursor))
            secrets = binds.write_back()
        except oracledb.Error as error:
            if heard and heard.failed_to_compile(error):
                return run(connection, statement, variables, script, quiet=True)  # it fails in its own words
            ran = heard.statement if heard else statement
            raise sql_error(error, ran, script or statement.text) from None
        return Done([*lines, message(statement, cursor.rowcount, cursor.warning is not None)], secrets=secrets)


def query(connection: oracledb.Connection, text: str) -> pd.DataFrame:
    """The rows of a query as a DataFrame. Raises `SqlError`."""
    from ordslab.sql.frames import frame

    with _opened(connection, text) as cursor:
        return frame(cursor)


def rows(connection: oracledb.Connection, text: str) -> list[tuple[Any, ...]]:
    """The rows of a query. Raises `SqlError`."""
    return named_rows(connection, text)[1]


def named_rows(connection: oracledb.Connection, text: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of a query's columns, and its rows. Raises `SqlError`."""
    with _opened(connection, text) as cursor:
        return [each.name for each in cursor.description or ()], list(cursor.fetchall())


@contextmanager
def _opened(connection: oracledb.Connection, text: str) -> Iterator[oracledb.Cursor]:
    with connection.cursor() as cursor, told(Statement(text, "query", 0)):
        fetch_at_once(cursor)
        cursor.execute(text)
        yield cursor


def fetch_at_once(cursor: oracledb.Cursor) -> None:
    """Let a query's rows come in its own round trip, and LOBs with their rows: a database may be far away."""
    cursor.arraysize, cursor.prefetchrows = _ROWS, _ROWS + 1  # one more: then the end comes along as well
    before: Any = cursor.outputtypehandler

    def no_locators(of: oracledb.Cursor, column: oracledb.FetchInfo) -> oracledb.Var | None:
        if column.type_code in _LOBS:
            return of.var(_LOBS[column.type_code], arraysize=of.arraysize)
        return before(of, column) if before else None

    cursor.outputtypehandler = no_locators


def describe(connection: oracledb.Connection, name: str) -> pd.DataFrame:
    """Name, "Null?" and Type of a table's or view's columns, as DESCRIBE gives them. Raises `SqlError`."""
    import pandas as pd

    with _opened(connection, f"select * from {name} where 1 = 0") as cursor:
        columns = [(each.name, "" if each.null_ok else "NOT NULL", _type(each)) for each in cursor.description or ()]
    table: pd.DataFrame = pd.DataFrame(columns, columns=["Name", "Null?", "Type"])
    return table


def _type(column: oracledb.FetchInfo) -> str:
    name = str(column.type_code.name).removeprefix("DB_TYPE_")
    name = {"VARCHAR": "VARCHAR2", "NVARCHAR": "NVARCHAR2"}.get(name, name)
    if name in ("VARCHAR2", "NVARCHAR2", "CHAR", "NCHAR", "RAW"):
        return f"{name}({column.display_size if name != 'RAW' else column.internal_size})"
    if name == "NUMBER" and column.precision:
        return f"{name}({column.precision},{column.scale})" if column.scale else f"{name}({column.precision})"
    return name


def message(statement: Statement, rows: int, warning: bool) -> str:
    """What SQL*Plus would say: "1 row inserted.", "Table created."."""
    words = statement.words
    verb = words[0] if words else ""
    if verb in _CHANGED:
        return f"{counted(rows, 'row')} {_CHANGED[verb]}."
    if verb in _DEFINED:
        kind = next((word for word in words[1:] if word in _OBJECTS), "")
        if kind:
            name = f"{kind.capitalize()}{' body' if kind in ('PACKAGE', 'TYPE') and 'BODY' in words else ''}"
            if warning:
                return f"Warning: {name} {_DEFINED[verb]} with compilation errors. See: select * from user_errors"
            return f"{name} {_DEFINED[verb]}."
    if statement.kind == "plsql":
        return "PL/SQL procedure successfully completed."
    return _DONE.get(verb, "Statement processed.")
