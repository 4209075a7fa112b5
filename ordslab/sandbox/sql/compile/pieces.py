"""What the compiler makes of a node, and what all parts of one statement share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ordslab.sandbox.sql.compile.code import Writer
from ordslab.sandbox.sql.compile.environment import Environment
from ordslab.sandbox.sql.types import Column, OracleType


@dataclass(frozen=True)
class Piece:
    """SQLite's text of an expression (safe as an operand) and its Oracle type.

    `nullable`: it can be NULL. `digits`: it is a whole number of at most so many digits, so that SQLite's own integer
    arithmetic cannot overflow. `literal`: the value of a text literal.
    """

    text: str
    type: OracleType
    nullable: bool = True
    digits: int | None = None
    literal: str | None = None


@dataclass(frozen=True)
class Block:
    """A compiled query. `text` names its columns c1, c2 ...; `single`: it never gives more than one row."""

    text: str
    columns: tuple[Column, ...]
    single: bool = False


@dataclass(frozen=True)
class CommonTable:
    """A query of WITH: its name in SQLite and its columns, called c1, c2 ... there."""

    source: str
    columns: tuple[Column, ...]


class Context(Writer):
    """What all parts of one statement share. `cursors`: the rows go to somebody who can fetch from CURSOR (query)."""

    def __init__(self, environment: Environment, binds: Sequence[OracleType], *, cursors: bool = False) -> None:
        super().__init__()
        self.environment = environment
        self.binds = binds
        self.cursors = cursors
        self.common_tables: list[dict[str, CommonTable]] = []
        self._last = 0

    def fresh(self, letter: str) -> str:
        """A name that no other part of the statement has: t1, t2 ..."""
        self._last += 1
        return f"{letter}{self._last}"

    def common_table(self, name: str) -> CommonTable | None:
        """The query of WITH that goes by this name here."""
        for names in reversed(self.common_tables):
            if name in names:
                return names[name]
        return None
