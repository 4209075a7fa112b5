"""A connection on which the names of the lessons carry the profile's prefix. Made only where there is one.

Subclassed as the driver's documentation shows ("Subclassing Connections"). Statements are changed on their way to the
database, as are bind values that are one of the names as a whole; names are changed back in fetched rows. LOBs, OUT
binds and Arrow frames come as they are.
"""

from collections.abc import Callable
from typing import Any

import oracledb

from ordslab.names import Names
from ordslab.sql.commit_watch import WatchedConnection, WatchedCursor

_TEXTS = (oracledb.DB_TYPE_VARCHAR, oracledb.DB_TYPE_NVARCHAR, oracledb.DB_TYPE_CHAR, oracledb.DB_TYPE_NCHAR)


class PrefixedConnection(WatchedConnection):
    """A genuine connection; its cursors exchange names."""

    names = Names()

    def cursor(self, *args: Any, **options: Any) -> oracledb.Cursor:
        """A cursor that exchanges names."""
        cursor = PrefixedCursor(self, *args, **options)
        cursor.names = self.names
        cursor.outputtypehandler = self._text_as_in_lessons
        return cursor

    def _text_as_in_lessons(self, cursor: oracledb.Cursor, column: oracledb.FetchInfo) -> oracledb.Var | None:
        if column.type_code not in _TEXTS:
            return None
        size = column.internal_size or 1
        return cursor.var(column.type_code, size, cursor.arraysize, outconverter=self.names.in_lessons)


class PrefixedCursor(WatchedCursor):
    """A genuine cursor, with the database's names: statements are changed before they are prepared."""

    names = Names()

    def prepare(self, statement: str, *args: Any, **options: Any) -> None:
        super().prepare(self.names.in_database(statement), *args, **options)

    def execute(self, statement: str | None, parameters: Any = None, **binds: Any) -> Any:
        return super().execute(self._named(statement), self._values(parameters), **self._values(binds))

    def executemany(self, statement: str | None, parameters: Any, *args: Any, **options: Any) -> None:
        rows = [self._values(row) for row in parameters] if isinstance(parameters, list) else parameters
        super().executemany(self._named(statement), rows, *args, **options)

    def parse(self, statement: str) -> None:
        super().parse(self.names.in_database(statement))

    def _named(self, statement: str | None) -> str | None:
        return statement if statement is None else self.names.in_database(statement)

    def _values(self, parameters: Any) -> Any:
        """Bind values; a text that is a name as a whole is exchanged."""
        if isinstance(parameters, dict):
            return {key: self._value(value) for key, value in parameters.items()}
        return [self._value(value) for value in parameters] if isinstance(parameters, (list, tuple)) else parameters

    def _value(self, value: Any) -> Any:
        return self.names.in_database(value) if isinstance(value, str) and value.strip("~").isidentifier() else value


def connect(
    names: Names, arguments: dict[str, Any], committed: Callable[[], None] | None = None
) -> oracledb.Connection:
    """A connection: a plain one where there is no prefix and nobody wants to know when it `committed` (see
    `commit_watch`). Errors are the driver's."""
    if not names and committed is None:
        return oracledb.connect(**arguments)
    kind = PrefixedConnection if names else WatchedConnection
    connection: Any = oracledb.connect(conn_class=kind, **arguments)
    connection.names = names
    connection.committed = committed or connection.committed
    return connection  # type: ignore[no-any-return]
