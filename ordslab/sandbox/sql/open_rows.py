"""The rows of a query, taken from SQLite as the client fetches them.

A cursor goes on to see what was there when it was opened (Oracle's read consistency). SQLite's open statement gives
that as long as its session does nothing else: others' commits lie beyond its snapshot. Before the session changes
something, or wants to see what others have committed since, what is left of the rows is set aside: in memory as long as
that is little, on disk beyond.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Any

from ordslab.sandbox.sql.errors import OraError

Row = tuple[Any, ...]

AT_ONCE = 1000
"""Rows that are taken from SQLite together. A result that has fewer is all there at once."""
INTERRUPTIONS = (28, 1013, 4036)
"""Errors of a call, not of a row."""
_IN_MEMORY = 1 << 23  # bytes of rows that are set aside
_ON_DISK = 1 << 31


@dataclass(frozen=True)
class Source:
    """Where rows come from: SQLite's `statement`, and `more`, which gives its next rows in the engine's form, at most
    so many, with the error that comes behind them.

    `seen`: how many transactions of the schema had ended when it was opened. `opened_at`: when that was, which is
    SYSDATE in each row.
    """

    statement: sqlite3.Cursor
    more: Callable[[int], tuple[list[Row], OraError | None]]
    seen: int
    opened_at: datetime | None


class OpenRows:
    """What is left of a query's rows: `first`, what its source gives, and then the error. For one thread at a time."""

    def __init__(self, first: Sequence[Row], source: Source | None = None, error: OraError | None = None) -> None:
        self.source = source
        self._ready = list(first)
        self._taken = 0  # of those
        self._aside: SpooledTemporaryFile[bytes] | None = None
        self._parts = 0  # that were set aside and are not taken yet
        self._error = error

    @property
    def is_open(self) -> bool:
        """Does SQLite still hold a snapshot for them?"""
        return self.source is not None

    @property
    def is_at_end(self) -> bool:
        """Is there no further row? Tells the truth behind `make_ready` for one more than were taken."""
        return self._at_hand == 0 and self._is_all

    def has_ready(self, count: int) -> bool:
        """Can so many be taken, or all that are left, without a look into SQLite or a file?"""
        return self._at_hand >= count or self._is_all

    def make_ready(self, count: int) -> None:
        """Have at least so many rows at hand, or all that are left. Raises OraError where its turn has come."""
        if not self.has_ready(count):
            del self._ready[: self._taken]
            self._taken = 0
        while not self.has_ready(count):
            if self._error is not None and not self._parts:
                if self._ready:
                    return
                raise self._error
            self._ready += self._next_part()

    def take(self, count: int) -> list[Row]:
        """The next rows, of those at hand."""
        taken = self._ready[self._taken : self._taken + count]
        self._taken += len(taken)
        return taken

    @property
    def _at_hand(self) -> int:
        return len(self._ready) - self._taken

    @property
    def _is_all(self) -> bool:
        return not self.is_open and not self._parts and self._error is None

    def _next_part(self) -> list[Row]:
        if self._parts and self._aside is not None:
            self._parts -= 1
            found: list[Row] = pickle.load(self._aside)  # noqa: S301  what this process wrote a moment ago
            return found
        assert self.source is not None
        try:
            part, self._error = self.source.more(AT_ONCE)
        except OraError:
            self._lose()
            raise
        if len(part) < AT_ONCE:
            self._let_go()
        return part

    def set_aside(self) -> None:
        """Take all that is left out of SQLite. Raises OraError, ORA-01652 where it would fill the disk; then the rows
        are lost, and whoever fetches them gets ORA-01555."""
        if not self.is_open:
            return
        aside: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  closed with the rows
        parts = 0
        try:
            while self.is_open:
                pickle.dump(self._next_part(), aside, pickle.HIGHEST_PROTOCOL)
                parts += 1
                if aside.tell() > _ON_DISK:
                    raise OraError(1652, message="unable to extend temp segment by 128 in tablespace TEMP")
            aside.seek(0)
        except BaseException:
            self._lose()
            aside.close()
            raise
        self._aside, self._parts = aside, parts

    def close(self) -> None:
        """Let go of everything."""
        self._ready, self._taken, self._parts, self._error = [], 0, 0, None
        self._let_go()
        if self._aside is not None:
            self._aside.close()

    def _lose(self) -> None:
        self._error = OraError(1555, message="snapshot too old: the rest of this query's rows could not be kept")
        self._let_go()

    def _let_go(self) -> None:
        if self.source is not None:
            self.source.statement.close()
        self.source = None
