"""Terms of ORDER BY."""

from __future__ import annotations

from dataclasses import dataclass

from ordslab.sandbox.sql.compile import nodes


@dataclass(frozen=True)
class Term:
    """A term: its text, its direction, and which column of the select list (from 1) it is, if it is one."""

    text: str
    direction: str
    position: int | None = None

    def plain(self) -> str:
        """The term behind the block itself. A name of the select list saves SQLite from computing twice."""
        if self.position is not None and not self.text.startswith(("t", '"')):
            return f"c{self.position}{self.direction}"
        return self.text + self.direction


def direction(item: nodes.Node, *, nullable: bool) -> str:
    """What stands behind a term: NULLs are the largest unless said otherwise."""
    descending, nulls_first = bool(item.args.get("desc")), item.args.get("nulls_first")
    first = descending if nulls_first is None else nulls_first
    word = " desc" if descending else ""
    return f"{word} nulls {'first' if first else 'last'}" if nullable else word


def carried(terms: list[Term], *, everything: bool = False) -> tuple[list[str], list[str]]:
    """For a query around the block: further items of the select list, and the terms over them.

    `everything`: also of terms that are in the select list already.
    """
    extra: list[str] = []
    outer: list[str] = []
    for term in terms:
        if term.position is None or everything:
            extra.append(f"{term.text} as o{len(extra) + 1}")
            outer.append(f"o{len(extra)}{term.direction}")
        else:
            outer.append(f"c{term.position}{term.direction}")
    return extra, outer
