"""Triggers of a table, as the writer of its rows fires them."""

from __future__ import annotations

from typing import Any, Protocol

Row = dict[str, Any]
"""The stored columns of a row by name, in the engine's form."""


class Firing(Protocol):
    """The triggers that one statement fires. `for_rows`: are there any for each row?"""

    for_rows: bool

    def statement(self, timing: str) -> None:
        """BEFORE or AFTER the statement."""

    def row(self, timing: str, old: Row | None, new: Row | None, *, single: bool = False) -> None:
        """BEFORE or AFTER a row is written; BEFORE may change `new`. `single`: of an INSERT of one row of values."""
