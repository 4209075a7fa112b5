"""The derived tables between FROM and the rest of a block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ordslab.sandbox.sql.compile.code import joined
from ordslab.sandbox.sql.compile.rownum import RownumConditions
from ordslab.sandbox.sql.compile.scope import Carrier

ROW_NUMBER = "row_number() over ()"


@dataclass
class Layer:
    """`wrap` makes ' from (...) alias' of ' from ... where ...'; `where`: conditions over it."""

    wrap: Callable[[str], str]
    where: list[str] = field(default_factory=list)

    def over(self, source: str) -> str:
        """The layer over `source`."""
        text = self.wrap(source)
        return f"{text} where {joined(self.where, 'and')}" if self.where else text


def numbering(carrier: Carrier, conditions: RownumConditions | None) -> Layer:
    """Rows numbered, and let through by their number, before the rest of the block works on them."""

    def wrap(source: str) -> str:
        if conditions is None or not conditions.general:
            limit = f" limit {conditions.limit}" if conditions is not None and conditions.limit is not None else ""
            return f" from (select {carrier.select_list()}{source}{limit}) {carrier.alias}"
        number = carrier.items.setdefault(ROW_NUMBER, f"x{len(carrier.items) + 1}")
        base = f"(select *, {number} as rn from (select {carrier.select_list()}{source}))"
        return f" from {conditions.filtered(base)} {carrier.alias}"

    return Layer(wrap)
