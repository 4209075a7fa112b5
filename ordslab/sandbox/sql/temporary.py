"""Global temporary tables: each session has rows of its own, in a table of SQLite's that hides the empty common one.

It comes into being at the session's first change, inside its transaction, and goes with the rows: at the commit, or
with the session where they are preserved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from ordslab.sandbox.sql.dictionary.objects import Table

_INDEX = 'INDEX "ORA$'


class Native(Protocol):
    """Gives all rows of SQLite's SQL."""

    def __call__(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...


class TemporaryTables:
    """The tables in which a session has rows, and whether a commit preserves them."""

    def __init__(self, native: Native) -> None:
        self._native = native
        self._preserved: dict[str, bool] = {}

    def __contains__(self, name: object) -> bool:
        """Has it rows in the table of that name?"""
        return name in self._preserved

    def open_for(self, table: Table, execute: Callable[[str], object]) -> None:
        """Make the session's own table, unless it is there; `execute`: runs what the transaction has to know."""
        if self._is_there(table.name):
            return
        execute(f'CREATE TEMP TABLE "{table.name}" AS SELECT * FROM main."{table.name}" WHERE 0')
        indexes = self._native("SELECT sql FROM main.sqlite_master WHERE type = 'index' AND tbl_name = ?", [table.name])
        for (text,) in indexes:
            execute(text.replace(_INDEX, 'INDEX temp."ORA$', 1))
        self._preserved[table.name] = table.temporary == "PRESERVE"

    def before_commit(self, execute: Callable[[str], object]) -> None:
        """Let the rows of the transaction go, where they are not preserved."""
        for name, preserved in list(self._preserved.items()):
            if not preserved:
                execute(f'DROP TABLE IF EXISTS temp."{name}"')

    def after_end(self) -> None:
        """Find out what is left."""
        self._preserved = {name: True for name in self._preserved if self._is_there(name)}

    def truncate(self, table: Table) -> None:
        """Delete the session's rows. Nobody else's are touched."""
        self._native(f'DROP TABLE IF EXISTS temp."{table.name}"')
        self._preserved.pop(table.name, None)

    def _is_there(self, name: str) -> bool:
        return bool(self._native("SELECT 1 FROM temp.sqlite_master WHERE type = 'table' AND name = ?", [name]))
