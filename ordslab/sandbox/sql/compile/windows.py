"""Analytic functions: SQLite's window functions, and our aggregates over windows."""

from __future__ import annotations

from datetime import timedelta

from ordslab.sandbox.sql.compile import nodes, number_order, values
from ordslab.sandbox.sql.compile.calls import Calls
from ordslab.sandbox.sql.compile.nodes import Call, IntervalLiteral, Window, offset_of
from ordslab.sandbox.sql.compile.ordering import direction
from ordslab.sandbox.sql.compile.pieces import Piece
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import moments, registry
from ordslab.sandbox.sql.functions.overload import group
from ordslab.sandbox.sql.types import DATETIME, NUMBER

_MOST_WINDOWS = 400  # what SQLite makes of them takes time by the square of their number, and nothing ends it
_RANKING = frozenset({"ROW_NUMBER", "RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST"})
_NEED_ORDER = _RANKING | {"NTILE", "LAG", "LEAD"}
_DAY = 86_400_000_000  # microseconds
_COUNT_DIGITS = 12


class Windows(Calls):
    """The methods for calls with OVER."""

    def window_call(self, node: Call) -> Piece:
        """A call with OVER. ORA-30483 where none is allowed, ORA-30485 without its ORDER BY."""
        scope, window = self.scope, node.args["over"]
        self.context.windows += 1
        if self.context.windows > _MOST_WINDOWS:
            raise not_supported(f"statements with more than {_MOST_WINDOWS} analytic functions", offset_of(node))
        if not scope.windows_allowed or scope.in_aggregate:
            raise OraError(30483, message="window functions are not allowed here", offset=offset_of(node))
        name: str = node.this
        window = self._resolved(window)
        order = window.args.get("order")
        if (name in _NEED_ORDER or window.args.get("kind")) and order is None:
            message = "missing ORDER BY expression in the window specification"
            raise OraError(30485, message=message, offset=offset_of(node))
        scope.windows_allowed = False
        try:
            return self._over(node, name, self._window(window))
        finally:
            scope.windows_allowed = True

    def _resolved(self, window: Window) -> Window:
        """The window with what the one it names says. ORA-00904 for an unknown name."""
        name = window.args.get("name")
        if name is None:
            return window
        found = self.scope.windows.get(name.this)
        if found is None:
            raise OraError(904, f'"{name.this}"', offset=name.offset)
        own = {key: value for key, value in window.args.items() if key != "name"}
        return Window(**{**self._resolved(found).args, **own})

    def _over(self, node: Call, name: str, over: str) -> Piece:
        if name in _RANKING:
            if node.expressions:
                raise not_supported(f"{name} of a given value", offset_of(node))
            whole = name not in ("PERCENT_RANK", "CUME_DIST")
            return Piece(f"{name.lower()}() {over}", NUMBER, nullable=False, digits=_COUNT_DIGITS if whole else None)
        if name == "NTILE":
            count = values.row_count(self._arguments(node, 1, 1)[0], self.context)
            return Piece(f"ntile({count}) {over}", NUMBER, nullable=False)
        if name in ("LAG", "LEAD"):
            return self._shifted(node, name, over)
        if name in ("FIRST_VALUE", "LAST_VALUE", "NTH_VALUE"):
            return self._positional(node, name, over)
        if name == "RATIO_TO_REPORT":
            value = values.converted(self._arguments(node, 1, 1)[0], "NUMBER", self.context)
            total = f"{self.use('ORA_SUM', value)} {over}"
            return Piece(self.use("ORA_DIVIDE", value, f"nullif({total}, 0)"), NUMBER)
        choices = registry.overloads(name)
        if not choices or not choices[0].aggregate:
            message = "window function not allowed for this function" if choices else f'"{name}": invalid identifier'
            raise OraError(30484 if choices else 904, message=message, offset=offset_of(node))
        return self._aggregate_over(node, name, over)

    def _arguments(self, node: Call, least: int, most: int) -> list[Piece]:
        """The arguments. ORA-00909."""
        if not least <= len(node.expressions) <= most:
            raise OraError(909, message="invalid number of arguments", offset=offset_of(node))
        return [self.expression(argument) for argument in node.expressions]

    def _shifted(self, node: Call, name: str, over: str) -> Piece:
        if node.args.get("ignore_nulls"):
            raise not_supported(f"{name} ... IGNORE NULLS", offset_of(node))
        arguments = self._arguments(node, 1, 3)
        texts = [arguments[0].text]
        if len(arguments) > 1:
            texts.append(values.row_count(arguments[1], self.context))
        kind, digits = arguments[0].type, arguments[0].digits
        if len(arguments) > 2:
            texts.append(values.converted(arguments[2], kind.family, self.context))
            kind, digits = number_order.unlimited(kind), None
        return Piece(f"{name.lower()}({', '.join(texts)}) {over}", kind, digits=digits)

    def _positional(self, node: Call, name: str, over: str) -> Piece:
        nth = name == "NTH_VALUE"
        arguments = self._arguments(node, 1 + nth, 1 + nth)
        kind = arguments[0].type
        if node.args.get("ignore_nulls"):
            if nth:
                raise not_supported(f"{name} ... IGNORE NULLS", offset_of(node))
            return Piece(f"{self.use(f'ORA_{name[:-6]}_PRESENT', arguments[0].text)} {over}", kind)
        texts = [arguments[0].text]
        if nth:
            texts.append(values.row_count(arguments[1], self.context))
        return Piece(f"{name.lower()}({', '.join(texts)}) {over}", kind, digits=arguments[0].digits)

    def _aggregate_over(self, node: Call, name: str, over: str) -> Piece:
        distinct = node.args.get("kind") == "DISTINCT"
        if distinct and name not in ("MIN", "MAX"):
            if name != "COUNT":
                raise not_supported(f"{name}(DISTINCT ...) OVER", offset_of(node))
            piece = self._arguments(node, 1, 1)[0]
            key = values.key(piece.text, piece.type, self.context)
            return Piece(f"{self.use('ORA_COUNT_DISTINCT', key)} {over}", NUMBER, digits=_COUNT_DIGITS)
        if name in ("MIN", "MAX"):
            argument = self._arguments(node, 1, 1)[0]
            if number_order.may_be_wide(argument):
                text = number_order.extreme(name, argument.text, self.context, f" {over}")
                return Piece(text, argument.type)
        piece = self.aggregated(node)
        return Piece(f"{piece.text} {over}", piece.type, piece.nullable, piece.digits)

    # --- OVER (...) --------------------------------------------------------------------------------------------------

    def _window(self, window: Window) -> str:
        parts = []
        partition = window.args.get("partition") or []
        if partition:
            pieces = [self.expression(node) for node in partition]
            for node, piece in zip(partition, pieces, strict=True):
                values.not_a_key(piece.type, offset_of(node))
            parts.append("partition by " + ", ".join(values.key(each.text, each.type, self.context) for each in pieces))
        order = window.args.get("order")
        kind = window.args.get("kind")
        if order is not None:
            moves = kind == "RANGE" and any(
                bound is not None and bound[1] is not None
                for bound in (window.args.get("start"), window.args.get("end"))
            )
            parts.append("order by " + ", ".join(self._window_terms(order, moves=moves)))
        if kind is not None:
            parts.append(self._frame(window, kind))
        return f"over ({' '.join(parts)})"

    def _window_terms(self, order: nodes.Node, *, moves: bool) -> list[str]:
        """`moves`: the frame is so many units of the key wide, so that the key has to be a number."""
        if moves and len(order.expressions) > 1:
            message = "invalid window aggregation group in the window specification"
            raise OraError(30486, message=message, offset=offset_of(order))
        terms = []
        for item in order.expressions:
            piece = self.expression(item.this)
            values.not_a_key(piece.type, offset_of(item.this))
            way = direction(item, nullable=piece.nullable)
            if moves and piece.type.family in DATETIME:
                terms.append(self.use("ORA_MICROSECONDS", piece.text) + way)
            elif moves and number_order.may_be_wide(piece):
                terms.append(number_order.width_key(piece.text, self.context) + way)
            else:
                terms.append(values.sort_terms(piece, way, self.context))
        return terms

    def _frame(self, window: Window, kind: str) -> str:
        order = window.args["order"]
        family = self.expression(order.expressions[0].this).type.family if kind == "RANGE" else "NUMBER"
        with self.context.plain_constants():
            start = self._bound(window.args["start"], family)
            if window.args.get("end") is None:
                return f"{kind.lower()} {start}"
            return f"{kind.lower()} between {start} and {self._bound(window.args['end'], family)}"

    def _bound(self, bound: tuple[str, nodes.Node | None], family: str) -> str:
        side, node = bound
        if node is None:
            return side.lower()
        return f"{self._width(node, family)} {side.lower()}"

    def _width(self, node: nodes.Node, family: str) -> str:
        """How many rows, or how much of the key. SQLite takes literals, binds and arithmetic, but no function here."""
        piece = self.expression(node)
        kind = piece.type.family
        if kind == "INTERVAL_DS" and family in DATETIME:
            return str(self._constant_interval(node) // moments.MICROSECOND)
        if kind == "INTERVAL_YM" and family in DATETIME:
            raise not_supported("RANGE with an interval of months", offset_of(node))
        if family not in DATETIME and group(family) != "NUMBER":
            raise values.mismatch(NUMBER, piece.type, offset_of(node))
        text = values.converted(piece, "NUMBER", self.context)
        if "ORA_" in text or any(isinstance(each, nodes.Column) for each in node.walk()):
            raise not_supported("computed bounds of windows", offset_of(node))
        return f"({text} * {_DAY})" if family in DATETIME else text

    def _constant_interval(self, node: nodes.Node) -> timedelta:
        """INTERVAL '7' DAY or NUMTODSINTERVAL(7, 'DAY')."""
        if isinstance(node, Call) and node.this == "NUMTODSINTERVAL":
            pieces = [self.expression(argument) for argument in node.expressions]
            if len(pieces) == 2 and pieces[0].digits and pieces[1].literal:
                found, _ = registry.call(
                    None, node.this, [int(pieces[0].text), pieces[1].literal], [piece.type for piece in pieces]
                )
                return moments.interval(found)
        if not isinstance(node, IntervalLiteral):
            raise not_supported("computed bounds of windows", offset_of(node))
        return moments.interval(self.expression(node).text.strip("'"))
