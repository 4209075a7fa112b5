"""Reading and changing a table or view by SQL of our own: what AutoREST is made of.

Marks. Documented: without a primary key rows are addressed by ROWID. Reported: PUT clears the columns that its body
does not have. Inferred: what of JSON each column type takes, 400 for what it does not; members that are no columns are
left out; a view is read only here.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.filters import Filter
from ordslab.sandbox.http.json_rows import Row, member_name
from ordslab.sandbox.http.paging import Page, paged
from ordslab.sandbox.http.typed_values import moment_text
from ordslab.sandbox.metadata.model import AutoRestObject
from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.dictionary.objects import Table, View
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import json_values
from ordslab.sandbox.sql.number_text import as_number, number_of
from ordslab.sandbox.sql.types import BINARY, NUMERIC, VARCHAR2, Column, OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_ROWID = Column("ROWID", VARCHAR2)


@dataclass(frozen=True)
class TableAccess:
    """A table or view of the session's schema. `key`: the columns that address a row, () where none do."""

    session: Session
    name: str
    columns: tuple[Column, ...]
    key: tuple[Column, ...]
    writable: bool

    @classmethod
    def of(cls, session: Session, enabled: AutoRestObject) -> TableAccess:
        """The access to an enabled object. Raises `Problem` 404 when it is gone or neither a table nor a view."""
        found = session.database.dictionary(session.user).objects.get(enabled.name)
        if isinstance(found, View):
            key = tuple(column for name in found.key for column in found.columns if column.name == name)
            return cls(session, found.name, found.columns, key, False)
        if not isinstance(found, Table):
            raise Problem(404)
        primary = found.primary_key
        by_name = {column.name: column for column in found.described}
        key = tuple(by_name[name] for name in primary.columns) if primary else (_ROWID,)
        return cls(session, found.name, found.described, key, True)

    def rows(self, found: Filter, page: Page) -> tuple[Result, bool]:
        """A page of rows, key first, and whether more follow."""
        result = self._run(paged(found.applied(self._select()), page), found.binds)
        if page.limit and len(result.rows) > page.limit:
            return Result(result.columns, result.rows[: page.limit]), True
        return result, False

    def row(self, key: str) -> Row | None:
        """The row with this key ("," between its parts), key first."""
        condition, binds = self._where(key)
        rows = self._run(f"{self._select()} where {condition}", binds).rows
        return rows[0] if rows else None

    def insert(self, content: Mapping[str, Any]) -> str:
        """Insert a row; returns its key. Raises `Problem` 400, OraError."""
        values = self._values(content)
        if not values:
            raise Problem(400)
        names = ", ".join(_quoted(name) for name in values)
        marks = ", ".join(f":V{number}" for number in range(len(values)))
        key = ", ".join(_selected(column) for column in self.key)
        targets = ", ".join(f":K{number}" for number in range(len(self.key)))
        binds = {f"V{number}": bind for number, bind in enumerate(values.values())}
        returned = {f"K{number}": Bind(column.type) for number, column in enumerate(self.key)}
        self._run(
            f"insert into {_quoted(self.name)} ({names}) values ({marks}) returning {key} into {targets}",
            {**binds, **returned},
        )
        return ",".join(str(bind.returned[0]) for bind in returned.values())

    def update(self, key: str, content: Mapping[str, Any]) -> bool:
        """Set all columns of a row but its key's; returns whether there is such a row. Raises `Problem` 400."""
        values = self._values(content)
        condition, binds = self._where(key)
        key_names = {column.name for column in self.key}
        changed = [column for column in self.columns if column.name not in key_names]
        if not changed:
            return self.row(key) is not None
        settings = ", ".join(f"{_quoted(column.name)} = :V{number}" for number, column in enumerate(changed))
        new = {f"V{number}": values.get(column.name) or Bind(column.type) for number, column in enumerate(changed)}
        return self._run(f"update {_quoted(self.name)} set {settings} where {condition}", {**new, **binds}).rowcount > 0

    def insert_at(self, key: str, content: Mapping[str, Any]) -> None:
        """Insert the row that an address names. Raises `Problem` 404 where rows have no key of their own."""
        if self.key == (_ROWID,):
            raise Problem(404)
        named = {member_name(column.name): part for column, part in zip(self.key, self._parts(key), strict=True)}
        keys = {column.name for column in self.key}
        rest = {name: value for name, value in content.items() if name.upper() not in keys and name not in keys}
        self.insert({**rest, **named})

    def delete(self, key: str) -> int:
        """Delete a row; returns how many there were."""
        condition, binds = self._where(key)
        return self._run(f"delete from {_quoted(self.name)} where {condition}", binds).rowcount

    def delete_where(self, found: Filter) -> int:
        """Delete the rows of a filter that has a condition; returns how many there were."""
        return self._run(f"delete from {_quoted(self.name)} where {found.condition}", found.binds).rowcount

    def _select(self) -> str:
        wanted = [*(_as_text(column) for column in self.key), *(_quoted(column.name) for column in self.columns)]
        aliased = [f'{text} "{number}"' if number < len(self.key) else text for number, text in enumerate(wanted)]
        return f"select {', '.join(aliased)} from {_quoted(self.name)}"

    def _where(self, key: str) -> tuple[str, dict[str, Bind]]:
        parts = self._parts(key)
        condition = " and ".join(f"{_selected(column)} = :K{number}" for number, column in enumerate(self.key))
        return condition, {
            f"K{number}": typed_bind(column.type, part)
            for number, (column, part) in enumerate(zip(self.key, parts, strict=True))
        }

    def _parts(self, key: str) -> list[str]:
        parts = key.split(",") if len(self.key) > 1 else [key]
        if not self.key or len(parts) != len(self.key):
            raise Problem(404)
        return parts

    def _values(self, content: Mapping[str, Any]) -> dict[str, Bind]:
        by_member = {member_name(column.name).lower(): column for column in self.columns}
        found = {}
        for name, value in content.items():
            column = by_member.get(name.lower())
            if column is not None:
                found[column.name] = typed_bind(column.type, value)
        return found

    def _run(self, text: str, binds: Mapping[str, Bind]) -> Result:
        statement = self.session.parse(text)
        return self.session.execute(statement, [binds[name] for name in statement.binds])


def typed_bind(kind: OracleType, value: Any) -> Bind:
    """A value of JSON, or a text of an address, as the column takes it. Raises `Problem` 400."""
    if value is None or (value == "" and kind.family != "JSON"):
        return Bind(kind, None)
    try:
        return Bind(kind, _converted(kind, value))
    except (ValueError, TypeError, OraError, binascii.Error):
        raise Problem(400) from None


def _converted(kind: OracleType, value: Any) -> Any:
    if kind.family == "JSON":
        return json_values.kept(value)
    if kind.family == "BOOLEAN" and isinstance(value, bool):
        return value
    if isinstance(value, (dict, list, bool)):
        raise ValueError(value)
    if kind.family in NUMERIC:
        return as_number(value) if isinstance(value, (int, Decimal)) else number_of(value.strip())
    if kind.family == "DATE":
        return moment_text(value)[:19]
    if kind.family in ("TIMESTAMP", "TIMESTAMP_TZ"):
        return moment_text(value) + (" +00:00" if kind.family == "TIMESTAMP_TZ" else "")
    if kind.family in BINARY:
        return base64.b64decode(value, validate=True)
    return str(value)


def _as_text(column: Column) -> str:
    return "rowidtochar(rowid)" if column is _ROWID else _quoted(column.name)


def _selected(column: Column) -> str:
    return "rowid" if column is _ROWID else _quoted(column.name)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', "") + '"'


def key_of(row: Row, key: Sequence[Column]) -> list[str]:
    """The parts of a row's key."""
    return [str(value) for value in row[: len(key)]]
