"""What a block says through DBMS_OUTPUT, fetched in the block's own round trip where that can be."""

import re
from dataclasses import replace
from typing import Any
from weakref import WeakSet

import oracledb

from ordslab.secrets.secret import MASK
from ordslab.sql.script import Statement

_CREDENTIAL = re.compile(r"(?<![\w-])[\w-]{22}\.\.")  # the shape of ORDS's generated client ids and secrets
_MASKED = "(Client ids and secrets are masked here. To use one, assign it to a bind variable: :client_secret := ...)"
_LINES = 500
# On the first line, so that lines count as the block's own do.
_BEFORE = "begin dbms_output.enable(null); "
_AFTER = "\ndbms_output.get_lines(:ordslab_lines, :ordslab_count); end;"
_on: WeakSet[oracledb.Connection] = WeakSet()
"""Connections whose DBMS_OUTPUT was put on by a call of its own."""


class Heard:
    """A PL/SQL statement that is executed with its output.

    A plain block becomes part of a larger one that fetches its lines; any other one costs a round trip more.
    `statement` is what goes to the database.
    """

    def __init__(self, cursor: oracledb.Cursor, statement: Statement) -> None:
        self.statement = statement
        self._cursor = cursor
        self._lines, self._count = cursor.arrayvar(str, _LINES), cursor.var(int)
        self._together = statement.is_one_plain_block
        if self._together:
            text = f"{_BEFORE}{statement.text}{_AFTER}"
            self.statement = replace(statement, text=text, added=statement.added + len(_BEFORE))

    def execute(self, values: dict[str, Any]) -> list[str]:
        """Run it with these bind values: its lines. Errors are the driver's."""
        if not self._together:
            if self._cursor.connection not in _on:
                with self._cursor.connection.cursor() as other:
                    other.callproc("dbms_output.enable", [None])
                _on.add(self._cursor.connection)
            self._cursor.execute(self.statement.text, values)
            return output(self._cursor.connection)
        self._count.setvalue(0, _LINES)
        own = {"ordslab_lines": self._lines, "ordslab_count": self._count}
        self._cursor.execute(self.statement.text, values | own)
        printed, taken = _taken(self._lines, self._count)
        # As many as were asked for: there may be more. Or the block ended itself by RETURN, before they were fetched.
        return masked([*printed, *(_fetched(self._cursor.connection) if taken == _LINES else [])])

    def failed_to_compile(self, error: oracledb.Error) -> bool:
        """Whether nothing was run, and the error may be about what stands around the block."""
        text = str(error)
        return self._together and "ORA-06550" in text and "ORA-06512" not in text


def output(connection: oracledb.Connection) -> list[str]:
    """What DBMS_OUTPUT holds, credentials masked."""
    return masked(_fetched(connection))


def masked(printed: list[str]) -> list[str]:
    """The lines without credentials, and a word about it where there was one."""
    hidden = [_CREDENTIAL.sub(MASK, line) for line in printed]
    return [*hidden, _MASKED] if hidden != printed else hidden


def _fetched(connection: oracledb.Connection) -> list[str]:
    printed: list[str] = []
    with connection.cursor() as cursor:
        lines, count = cursor.arrayvar(str, _LINES), cursor.var(int)
        while True:
            count.setvalue(0, _LINES)
            cursor.callproc("dbms_output.get_lines", (lines, count))
            few, taken = _taken(lines, count)
            printed += few
            if taken < _LINES:
                return printed


def _taken(lines: oracledb.Var, count: oracledb.Var) -> tuple[list[str], int]:
    taken = int(count.getvalue() or 0)
    return [line or "" for line in lines.getvalue()[:taken]], taken
