"""ROWNUM in WHERE: a row gets the next number when it has passed."""

from __future__ import annotations

from collections.abc import Sequence

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.code import joined
from ordslab.sandbox.sql.compile.expressions import ExpressionCompiler
from ordslab.sandbox.sql.compile.nodes import offset_of
from ordslab.sandbox.sql.compile.pieces import Context
from ordslab.sandbox.sql.compile.scope import Scope
from ordslab.sandbox.sql.compile.values import row_count
from ordslab.sandbox.sql.compile.walk import is_rownum, own_nodes
from ordslab.sandbox.sql.errors import OraError, not_supported

_TURNED: dict[type[nodes.Node], type[nodes.Node]] = {
    nodes.GT: nodes.LT,
    nodes.GTE: nodes.LTE,
    nodes.LT: nodes.GT,
    nodes.LTE: nodes.GTE,
    nodes.EQ: nodes.EQ,
}


class RownumConditions:
    """The conditions on ROWNUM of a block: `limit` is a text for LIMIT where they come to no more than that."""

    def __init__(self, context: Context, parent: Scope | None, conditions: Sequence[nodes.Node]) -> None:
        self._context = context
        self._parent = parent
        self._conditions = conditions
        limits = [self._limit(node) for node in conditions]
        self.limit: str | None = None
        self.general = any(limit is None for limit in limits)
        texts = [limit for limit in limits if limit]
        if texts and not self.general:
            self.limit = texts[0] if len(texts) == 1 else f"min({', '.join(texts)})"

    def _limit(self, node: nodes.Node) -> str | None:
        """How many rows a condition lets through; '' for all, None where it is not that simple."""
        if isinstance(node, nodes.Between) and is_rownum(node.this):
            lowest = node.args["low"]
            return self._rows(node.args["high"], "ORA_LIMIT") if _is_one(lowest) else None
        if not isinstance(node, nodes.LT | nodes.LTE | nodes.EQ | nodes.GT | nodes.GTE):
            return None
        kind: type[nodes.Node] = type(node)
        left, right = node.this, node.expression
        if is_rownum(right):
            kind, left, right = _TURNED[kind], right, left
        if not is_rownum(left):
            return None
        if kind is nodes.LTE or (kind is nodes.EQ and _is_one(right)):
            return self._rows(right, "ORA_LIMIT")
        if kind is nodes.LT:
            return self._rows(right, "ORA_LIMIT_BELOW")
        return "" if kind is nodes.GTE and _is_one(right) else None

    def _rows(self, node: nodes.Node, function: str) -> str | None:
        """The number as LIMIT takes it: without columns and queries."""
        if any(isinstance(each, nodes.Column) for each in own_nodes(node)) or any(node.find_all(nodes.Query)):
            return None
        return row_count(ExpressionCompiler(self._context, Scope()).expression(node), self._context, function)

    def filtered(self, base: str) -> str:
        """The rows of `base` (its number is `rn`) up to the first one that does not pass, with any condition."""
        scope = Scope(self._parent)
        scope.rownum = "b.rn"
        compiler = ExpressionCompiler(self._context, scope)
        try:
            test = joined([compiler.condition(node) for node in self._conditions], "and")
        except OraError as error:
            if error.number != 904:
                raise
            offset = offset_of(self._conditions[0])
            raise not_supported("ROWNUM and columns in one condition of OR", offset) from None
        passed = f"min(ifnull({test}, 0)) over (order by b.rn rows unbounded preceding) as passed"
        return f"(select * from (select b.*, {passed} from {base} b) where passed)"


def _is_one(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Literal) and node.this == "1"
