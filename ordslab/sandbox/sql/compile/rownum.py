"""ROWNUM in WHERE: a row gets the next number when it has passed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ordslab.sandbox.sql.compile.expressions import ExpressionCompiler
from ordslab.sandbox.sql.compile.nodes import offset_of
from ordslab.sandbox.sql.compile.pieces import Context
from ordslab.sandbox.sql.compile.scope import Scope
from ordslab.sandbox.sql.compile.values import row_count
from ordslab.sandbox.sql.compile.walk import is_rownum, own_nodes
from ordslab.sandbox.sql.errors import OraError, not_supported

_TURNED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
    exp.EQ: exp.EQ,
}


class RownumConditions:
    """The conditions on ROWNUM of a block: `limit` is a text for LIMIT where they come to no more than that."""

    def __init__(self, context: Context, parent: Scope | None, nodes: Sequence[exp.Expr]) -> None:
        self._context = context
        self._parent = parent
        self._nodes = nodes
        limits = [self._limit(node) for node in nodes]
        self.limit: str | None = None
        self.general = any(limit is None for limit in limits)
        texts = [limit for limit in limits if limit]
        if texts and not self.general:
            self.limit = texts[0] if len(texts) == 1 else f"min({', '.join(texts)})"

    def _limit(self, node: exp.Expr) -> str | None:
        """How many rows a condition lets through; '' for all, None where it is not that simple."""
        if isinstance(node, exp.Between) and is_rownum(node.this):
            lowest = node.args["low"]
            return self._rows(node.args["high"], "ORA_LIMIT") if _is_one(lowest) else None
        if not isinstance(node, exp.LT | exp.LTE | exp.EQ | exp.GT | exp.GTE):
            return None
        kind: type[exp.Expr] = type(node)
        left, right = node.this, node.expression
        if is_rownum(right):
            kind, left, right = _TURNED[kind], right, left
        if not is_rownum(left):
            return None
        if kind is exp.LTE or (kind is exp.EQ and _is_one(right)):
            return self._rows(right, "ORA_LIMIT")
        if kind is exp.LT:
            return self._rows(right, "ORA_LIMIT_BELOW")
        return "" if kind is exp.GTE and _is_one(right) else None

    def _rows(self, node: exp.Expr, function: str) -> str | None:
        """The number as LIMIT takes it: without columns and queries."""
        if any(isinstance(each, exp.Column) for each in own_nodes(node)) or node.find(exp.Query):
            return None
        return row_count(ExpressionCompiler(self._context, Scope()).expression(node), self._context, function)

    def filtered(self, base: str) -> str:
        """The rows of `base` (its number is `rn`) up to the first one that does not pass, with any condition."""
        scope = Scope(self._parent)
        scope.rownum = "b.rn"
        compiler = ExpressionCompiler(self._context, scope)
        try:
            test = " and ".join(compiler.condition(node) for node in self._nodes)
        except OraError as error:
            if error.number != 904:
                raise
            offset = offset_of(self._nodes[0])
            raise not_supported("ROWNUM and columns in one condition of OR", offset) from None
        passed = f"min(ifnull({test}, 0)) over (order by b.rn rows unbounded preceding) as passed"
        return f"(select * from (select b.*, {passed} from {base} b) where passed)"


def _is_one(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and node.this == "1"
