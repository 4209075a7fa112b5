"""What the compiler makes of a node, and what all parts of one statement share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ordslab.sandbox.sql.compile.code import Writer, check_length, native
from ordslab.sandbox.sql.compile.environment import Environment
from ordslab.sandbox.sql.compile.nodes import Node
from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.types import Column, OracleType

_PLAIN_CONSTANTS = 500
_MOST_BINDS = 20_000  # SQLite looks for each among all before it


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
    """A query of WITH: its name in SQLite and its columns, called c1, c2 ... there.

    `length`: of the text that the name stands for, with what the names in it stand for.
    """

    source: str
    columns: tuple[Column, ...]
    length: int = 0


class Context(Writer):
    """What all parts of one statement share. `cursors`: the rows go to somebody who can fetch from CURSOR (query).

    `assumes`: of which columns it is taken for granted that no number in them is wide, as queries that would find one;
    None where nothing may be. `expanded`: characters that names of WITH and views stand for, as often as they are used.
    `windows`: how many analytic functions there are.
    """

    def __init__(
        self, environment: Environment, binds: Sequence[OracleType], *, cursors: bool = False, assuming: bool = False
    ) -> None:
        super().__init__()
        if len(binds) > _MOST_BINDS:
            raise not_supported(f"statements with more than {_MOST_BINDS:,} bind variables")
        self.environment = environment
        self.binds = binds
        self.cursors = cursors
        self.assumes: dict[str, None] | None = {} if assuming else None
        self.common_tables: list[dict[str, CommonTable]] = []
        self.whole: Node | None = None  # the statement
        self.mentions_row_ids: bool | None = None  # does the word ROWID stand in it? None until somebody asks
        self.expanded = self.windows = 0
        self._last = 0
        self._constants: dict[str, str] = {}
        self._plain = False

    def fresh(self, letter: str) -> str:
        """A name that no other part of the statement has: t1, t2 ..."""
        self._last += 1
        return f"{letter}{self._last}"

    def constant(self, text: str) -> str:
        """The text of a literal or a bind as an operand.

        SQLite looks for each constant operand among all before it. Where there are many, the further ones are queries
        to it, which it does not look for: 32,000 of them take a tenth of the time.
        """
        if self._plain or text == "NULL":
            return text
        written = self._constants.get(text)
        if written is None:
            many = len(self._constants) >= _PLAIN_CONSTANTS
            written = self._constants[text] = native(f"(select {text})", text) if many else text
        return written

    @contextmanager
    def plain_constants(self) -> Iterator[None]:
        """Where none is looked for, as in a list of IN, or SQLite takes no query, as in the frame of a window."""
        before, self._plain = self._plain, True
        try:
            yield
        finally:
            self._plain = before

    def expand(self, length: int) -> None:
        """A name is used that stands for so many characters: SQLite puts them in its place. Raises ORA-03001."""
        self.expanded += length
        check_length(self.expanded)

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
