"""Terms of ORDER BY."""

from __future__ import annotations

from dataclasses import dataclass

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.number_order import is_computed, sort_terms
from ordslab.sandbox.sql.compile.pieces import Context


@dataclass(frozen=True)
class Term:
    """A term: its text, its direction, and which column of the select list (from 1) it is, if it is one.

    `wide`: it is a number that may be wide.
    """

    text: str
    direction: str
    position: int | None = None
    wide: bool = False

    @property
    def needs_column(self) -> bool:
        """Can it be sorted by only when it is computed, so that what is seen is what was sorted by?"""
        return self.wide and self.position is not None and is_computed(self.text)

    def plain(self, context: Context) -> str:
        """The term behind the block itself. A name of the select list saves SQLite from computing twice."""
        if self.wide:
            return sort_terms(self.text, self.direction, context)
        if self.position is not None and not self.text.startswith(("t", '"')):
            return f"c{self.position}{self.direction}"
        return self.text + self.direction

    def over(self, column: str, context: Context) -> str:
        """The term where its value is a column of a query inside."""
        return sort_terms(column, self.direction, context) if self.wide else column + self.direction


def direction(item: nodes.Node, *, nullable: bool) -> str:
    """What stands behind a term: NULLs are the largest unless said otherwise."""
    descending, nulls_first = bool(item.args.get("desc")), item.args.get("nulls_first")
    first = descending if nulls_first is None else nulls_first
    word = " desc" if descending else ""
    return f"{word} nulls {'first' if first else 'last'}" if nullable else word


def carried(terms: list[Term], context: Context, *, everything: bool = False) -> tuple[list[str], list[str]]:
    """For a query around the block: further items of the select list, and the terms over them.

    `everything`: also of terms that are in the select list already.
    """
    extra: list[str] = []
    outer: list[str] = []
    for term in terms:
        if term.position is None or everything:
            extra.append(f"{term.text} as o{len(extra) + 1}")
            outer.append(term.over(f"o{len(extra)}", context))
        else:
            outer.append(term.over(f"c{term.position}", context))
    return extra, outer
