"""Bind variables of %%sql: `:name` is the Python variable of that name.

In PL/SQL every variable is IN OUT: what the block assigns is written back. A variable that the block itself sets
(`:name := ...`, `into :name`) need not exist before: it becomes text, or a Secret when its name says so or a secret is
put into it.
"""

import datetime
import decimal
import re
from collections.abc import MutableMapping
from typing import Any

import oracledb

from ordslab.errors import SqlError
from ordslab.secrets.secret import Secret
from ordslab.sql.script import Statement
from ordslab.sql.secret_binds import is_secret_bind, secret_targets

_TEXT = 32_767
_SET_BY_BLOCK = r":{}\s*:=|\binto\s+(?:[:\w$#.]+\s*,\s*)*:{}\b"
_RETURNING = re.compile(r"\breturn(?:ing)?\b.*\binto\b(?P<targets>.*)", re.IGNORECASE | re.DOTALL)


class Binds:
    """The bind variables of one execution."""

    def __init__(self, cursor: oracledb.Cursor, statement: Statement, variables: MutableMapping[str, Any]) -> None:
        cursor.prepare(statement.text)
        self._text = statement.text
        self._variables = variables
        self._outgoing: dict[str, oracledb.Var] = {}
        self.values: dict[str, Any] = {}
        returning = _RETURNING.search(statement.text) if statement.kind == "sql" else None
        targets = returning["targets"].upper() if returning else ""
        for bind in dict.fromkeys(cursor.bindnames()):
            name = self._python_name(bind)
            is_target = f":{bind.upper()}" in targets
            set_by_block = statement.kind == "plsql" and re.search(
                _SET_BY_BLOCK.format(re.escape(bind), re.escape(bind)), statement.text, re.IGNORECASE
            )
            if name not in variables and not (is_target or set_by_block):
                raise SqlError(
                    f"The bind variable :{bind.lower()} has no value.",
                    f"Run the cell that makes it, or set a Python variable first: {name} = ...",
                )
            value = _plain(variables.get(name), name)
            if statement.kind == "plsql" or is_target:
                self.values[bind] = self._outgoing[name] = _variable(cursor, value, is_target)
            else:
                self.values[bind] = value

    def _python_name(self, bind: str) -> str:
        """The variable's own spelling: Oracle folds names, Python does not."""
        lower = bind.lower()
        if lower in self._variables:
            return lower
        return next((name for name in self._variables if name.lower() == lower), lower)

    def write_back(self) -> list[Secret]:
        """Give the Python variables the values that the database assigned: the secrets among them."""
        secrets: list[Secret] = []
        for name, variable in self._outgoing.items():
            value = variable.getvalue()
            if isinstance(value, list):  # RETURNING: a value for each row
                value = value[0] if value else None
            if hasattr(value, "read"):
                value = value.read()
            before = self._variables.get(name)
            hidden = isinstance(before, Secret) or is_secret_bind(name) or name.lower() in secret_targets(self._text)
            if hidden and isinstance(value, str):
                secrets.append(Secret(value))
                value = secrets[-1]
            if name not in self._variables or type(before) is not type(value) or before != value:
                self._variables[name] = value
        return secrets


def _plain(value: Any, name: str) -> Any:
    """What the driver takes. Raises `SqlError` for what no database can hold."""
    if isinstance(value, Secret):
        return value.reveal()
    if hasattr(value, "item") and callable(value.item):  # a NumPy number, as a DataFrame's cell gives it
        value = value.item()
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    known = (str, int, float, bool, bytes, decimal.Decimal, datetime.date, datetime.timedelta)
    if value is None or isinstance(value, known):
        return value
    raise SqlError(
        f"The bind variable :{name} is a Python {type(value).__name__}, which the database can't take.",
        "Use a text, a number, a date, bytes or None.",
    )


def _variable(cursor: oracledb.Cursor, value: Any, is_target: bool) -> oracledb.Var:
    if value is None or isinstance(value, (str, bytes)):
        variable = cursor.var(bytes if isinstance(value, bytes) else str, size=_TEXT)
    else:
        variable = cursor.var(type(value))
    if not is_target:
        variable.setvalue(0, value)
    return variable
