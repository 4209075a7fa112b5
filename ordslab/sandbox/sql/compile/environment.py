"""What a compiler of SQL asks of the world around it, and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ordslab.sandbox.sql.types import Column, OracleType


@dataclass(frozen=True)
class Relation:
    """Something that a query can read.

    `source` is what stands in SQLite's FROM clause: a quoted table, or a query in parentheses. Its columns have the
    names of `columns`, in any position. `functions`: SQLite names of the functions of ours that `source` calls.
    A relation with `has_rowid` is a table of SQLite's own; its `rowid` is Oracle's ROWID. `sorted`: the columns by
    which SQLite has its rows in order, in an index. `length`: of the text that a view stands for, with what the names
    in it stand for.
    """

    owner: str
    name: str
    kind: str  # TABLE | VIEW
    columns: tuple[Column, ...]
    source: str
    has_rowid: bool = False
    functions: frozenset[str] = field(default=frozenset())
    sorted: frozenset[str] = field(default=frozenset())
    length: int = 0


class Environment(Protocol):
    """What names mean for one session at one moment. Names are folded: upper case unless they were quoted."""

    def relation(self, owner: str | None, name: str) -> Relation | None:
        """The table or view of that name; None when there is none (ORA-00942 is the caller's to raise)."""

    def sequence(self, owner: str | None, name: str) -> str | None:
        """The full name "OWNER.NAME" of a sequence, by which `ORA$NEXTVAL` and `ORA$CURRVAL` know it."""

    def function_type(self, name: str, types: Sequence[OracleType], by_name: tuple[str, ...] = ()) -> OracleType | None:
        """The type that a packaged or stored function gives (FUNCTION, PACKAGE.FUNCTION, OWNER.PACKAGE.FUNCTION).

        `by_name`: the names of the last arguments. None when there is no such function. Raises ORA-06553 when the
        arguments do not fit.
        """


@dataclass(frozen=True)
class Compiled:
    """A piece of SQLite's SQL that is ready to run.

    `text` takes the bind variables as ?1, ?2 ... in the order of their occurrences. `columns` are those of a query.
    `functions`: SQLite names to give to `registry.ensure` first. `assumes`: queries that must have no row for `text` to
    sort right: they look for wide numbers where it leaves the order to an index. `length`: of `text`, with what the
    names in it stand for.
    """

    text: str
    columns: tuple[Column, ...] = ()
    functions: frozenset[str] = field(default=frozenset())
    assumes: tuple[str, ...] = ()
    length: int = 0
