"""What the compiler makes of a node, and what all parts of one statement share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ordslab.sandbox.sql.compile.code import Writer
from ordslab.sandbox.sql.compile.environment import Environment
from ordslab.sandbox.sql.compile.nodes import Node
from ordslab.sandbox.sql.types import Column, OracleType


@dataclass(frozen=True)
class Piece:
    """SQLite's text of an expression (safe as an operand) and its Oracle type.

    `nullable`: it can be NULL. `digits`: it is a whole number of at most so many digits, so that SQLite's own integer
    arithmetic cannot overflow. `literal`: the value of a text literal. `wide_ones`: of a column that has an index, the
    query for the numbers in it that SQLite sorts wrong.
    """

    text: str
    type: OracleType
    nullable: bool = True
    digits: int | None = None
    literal: str | None = None
    wide_ones: str | None = None


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
    """What all parts of one statement share. `cursors`: the rows go to somebody who can fetch from CURSOR (query).

    `assumes`: of which columns it is taken for granted that no number in them is wide, as queries that would find one;
    None where nothing may be.
    """

    def __init__(
        self, environment: Environment, binds: Sequence[OracleType], *, cursors: bool = False, assuming: bool = False
    ) -> None:
        super().__init__()
        self.environment = environment
        self.binds = binds
        self.cursors = cursors
        self.assumes: dict[str, None] | None = {} if assuming else None
        self.common_tables: list[dict[str, CommonTable]] = []
        self.whole: Node | None = None  # the statement
        self._last = 0

    def fresh(self, letter: str) -> str:
        """A name that no other part of the statement has: t1, t2 ..."""
        self._last += 1
        return f"{letter}{self._last}"

    def assume_narrow(self, piece: Piece) -> bool:
        """May it be taken for granted that no number in a column is wide?"""
        if self.assumes is None or piece.wide_ones is None:
            return False
        self.assumes[piece.wide_ones] = None
        return True

    def common_table(self, name: str) -> CommonTable | None:
        """The query of WITH that goes by this name here."""
        for names in reversed(self.common_tables):
            if name in names:
                return names[name]
        return None
