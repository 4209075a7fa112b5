"""A connection that says when it committed what ORDS goes by: made only where ORDS's metadata cache is waited for.

Subclassed as the driver's documentation shows ("Subclassing Connections"). ORDS's metadata change by its packages, so
by blocks and calls of procedures alone; which of them a procedure calls in the end, nobody can tell from outside. So a
commit counts when a block or a call has run since the last one. Plain SQL and its commit don't.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import oracledb

_BLOCK = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/|<<\w+>>|\()*(?:begin|declare|call)\b", re.IGNORECASE | re.DOTALL)
_COMMIT = re.compile(r"\bcommit\b", re.IGNORECASE)
_ROLLBACK = re.compile(r"\s*rollback\s*(?:work\s*)?;?\s*", re.IGNORECASE)
_HARMLESS = re.compile(r"\s*(?:begin\s+)?(?:dbms_output|ordslab_sandbox)\.\w+\s*(?:\([^;]*\)\s*;\s*end;\s*)?", re.I)
"""One call that changes none of ORDS's metadata, as a block or by a procedure's name."""


class WatchedConnection(oracledb.Connection):
    """A genuine connection; `committed` is called behind each commit that may have changed ORDS's metadata."""

    committed: Callable[[], None] = staticmethod(lambda: None)
    _changed = False

    def cursor(self, *args: Any, **options: Any) -> oracledb.Cursor:
        """A cursor that is watched."""
        return WatchedCursor(self, *args, **options)

    def commit(self) -> None:
        """As the base."""
        super().commit()
        self._look("commit")

    def rollback(self) -> None:
        """As the base."""
        super().rollback()
        self._changed = False

    @contextmanager
    def watching(self, statement: Callable[[], str]) -> Iterator[None]:
        """What is done within runs a statement: its text is asked for afterwards."""
        try:
            yield
        except oracledb.Error:
            text = statement()  # what a block committed before its error stays
            if _BLOCK.match(text) and _COMMIT.search(text):
                self.committed()
            raise
        self._look(statement())

    def _look(self, text: str) -> None:
        if _ROLLBACK.fullmatch(text):
            self._changed = False
        is_block = bool(_BLOCK.match(text)) and not _HARMLESS.fullmatch(text)
        self._changed |= is_block
        if self._changed and not self.transaction_in_progress:
            self._changed = False
        elif not (is_block and _COMMIT.search(text)):
            return
        self.committed()


class WatchedCursor(oracledb.Cursor):
    """A genuine cursor of a connection that is watched."""

    connection: WatchedConnection

    def execute(self, statement: str | None, parameters: Any = None, **binds: Any) -> Any:
        """As the base."""
        with self.connection.watching(lambda: statement or self.statement or ""):
            return super().execute(statement, parameters, **binds)

    def executemany(self, statement: str | None, parameters: Any, *args: Any, **options: Any) -> None:
        """As the base."""
        with self.connection.watching(lambda: statement or self.statement or ""):
            super().executemany(statement, parameters, *args, **options)

    def callproc(self, name: str, *args: Any, **options: Any) -> Any:
        """As the base."""
        with self.connection.watching(lambda: "" if _HARMLESS.fullmatch(name) else f"call {name}"):
            return super().callproc(name, *args, **options)

    def callfunc(self, name: str, *args: Any, **options: Any) -> Any:
        """As the base."""
        with self.connection.watching(lambda: f"call {name}"):
            return super().callfunc(name, *args, **options)
