"""Conditions: comparisons, IN, BETWEEN, LIKE, IS NULL, EXISTS, ANY and ALL. UNKNOWN is NULL, as in SQLite."""

from __future__ import annotations

from contextlib import nullcontext

from ordslab.sandbox import oracle_names
from ordslab.sandbox.sql.compile import nodes, number_order, values
from ordslab.sandbox.sql.compile.calls import CONDITION_FUNCTIONS
from ordslab.sandbox.sql.compile.code import check_length, joined, native
from ordslab.sandbox.sql.compile.compiler import Base
from ordslab.sandbox.sql.compile.float_literals import INFINITY, NAN
from ordslab.sandbox.sql.compile.nodes import Call, IsJson, JsonCall, offset_of
from ordslab.sandbox.sql.compile.pieces import Piece
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.types import BOOLEAN, Column

_OPERATORS = {nodes.EQ: "=", nodes.NEQ: "<>", nodes.LT: "<", nodes.GT: ">", nodes.LTE: "<=", nodes.GTE: ">="}
_MAY_BE_BOOLEAN = frozenset({nodes.Column, nodes.Placeholder, nodes.Case, nodes.CastTo, nodes.Subquery})


class Conditions(Base):
    """The methods for conditions. Each returns a text that is safe as an operand."""

    def condition(self, node: nodes.Node) -> str:
        """SQLite's text of a condition. ORA-00920 for what is none."""
        text = self._condition(node)
        check_length(len(text))
        return text

    def _condition(self, node: nodes.Node) -> str:
        kind = type(node)
        try:
            if kind in (nodes.And, nodes.Or):
                word = "and" if kind is nodes.And else "or"
                return joined([self.condition(each) for each in node.expressions], word)
            if kind is nodes.Not:
                condition = self.condition(node.this)
                return native(f"(not {condition})", condition)
            if kind is nodes.Paren:
                return self.condition(node.this)
            if kind in _OPERATORS:
                return self._comparison(node, _OPERATORS[kind])
            if kind is nodes.Is:
                text = self.expression(node.this).text
                return native(f"({text} is null)", text)
            if kind is nodes.IsTruth:
                return self._is_truth(node)
            if kind is nodes.IsFloat:
                return self._is_float(node)
            if kind is nodes.In:
                return self._in(node)
            if kind is nodes.Between:
                return self._between(node)
            if kind is nodes.Like:
                return self._like(node, node.args["escape"])
            if kind is nodes.Exists:
                return f"exists ({self.subquery(node.this).text})"
            if kind is IsJson or (kind is JsonCall and node.this == "JSON_EXISTS"):
                return self.json_condition(node)
            if kind is Call and node.this in CONDITION_FUNCTIONS:
                return self.condition_call(node)
        except OraError as error:
            if error.offset is None:
                error.offset = offset_of(node)
            raise
        if kind in _MAY_BE_BOOLEAN or (kind is Call and registry.overloads(node.this)):
            piece = self.expression(node)
            if piece.type.family == "BOOLEAN":
                return piece.text
        elif kind is nodes.Literal and not node.args["is_string"]:
            # Source: SQL Language Reference 23ai, "BOOLEAN Data Type": a number is true unless it is 0
            return values.converted(self.expression(node), "BOOLEAN", self.context)
        if kind is Call and oracle_names.is_function(node.this):
            raise not_supported(f"function {node.this} as a condition", offset_of(node))
        raise OraError(920, message="invalid relational operator", offset=offset_of(node))

    def json_condition(self, node: nodes.Node) -> str:
        """x IS JSON and JSON_EXISTS."""
        raise NotImplementedError

    def condition_call(self, node: nodes.Node) -> str:
        """REGEXP_LIKE(...)."""
        raise NotImplementedError

    # --- Comparisons -------------------------------------------------------------------------------------------------

    def compare(self, operator: str, left: Piece, right: Piece) -> str:
        """left operator right, by Oracle's rules of implicit conversion."""
        return values.compare(operator, left, right, self.context)

    def _comparison(self, node: nodes.Node, operator: str) -> str:
        left, right = node.this, node.expression
        if isinstance(right, nodes.AnyOf | nodes.AllOf):
            return self._quantified(node, operator, right)
        if _is_row(left):
            return self._row_comparison(left, right, operator)
        if isinstance(left, nodes.Tuple) or isinstance(right, nodes.Tuple):
            raise OraError(920, message="invalid relational operator")
        return self.compare(operator, self.expression(left), self.expression(right))

    def _row_comparison(self, left: nodes.Node, right: nodes.Node, operator: str) -> str:
        """(a, b) = (query) or (a, b) = (c, d)."""
        if operator not in ("=", "<>"):
            raise OraError(920, message="invalid relational operator")
        row = self._row(left)
        if isinstance(right, nodes.Subquery):
            alias = self.context.fresh("s")
            block = self.subquery(right)
            texts = self._row_sides(row, block.columns, alias, offset_of(right))
            query = f"select {', '.join(two for _, two in texts)} from ({block.text}) {alias}"
            mine = ", ".join(one for one, _ in texts)
            return f"(({mine}) {operator} ({query}))"
        if isinstance(right, nodes.Paren) and isinstance(right.this, nodes.Tuple):
            right = right.this
        if not isinstance(right, nodes.Tuple):
            raise OraError(920, message="invalid relational operator")
        others = self._row(right)
        _same_width(len(row), len(others), offset_of(right))
        parts = [self.compare("=", one, two) for one, two in zip(row, others, strict=True)]
        both = joined(parts, "and")
        return both if operator == "=" else f"(not {both})"

    def _row(self, node: nodes.Node) -> list[Piece]:
        return [self.expression(each) for each in node.expressions]

    def _row_sides(
        self, row: list[Piece], columns: tuple[Column, ...], alias: str, offset: int | None
    ) -> list[tuple[str, str]]:
        """Both sides for each of a row's values and a query's columns. ORA-00947, ORA-00913."""
        _same_width(len(row), len(columns), offset)
        pieces = [Piece(f"{alias}.c{number}", column.type) for number, column in enumerate(columns, 1)]
        return [values.sides(mine, other, self.context) for mine, other in zip(row, pieces, strict=True)]

    def _between(self, node: nodes.Node) -> str:
        this = self.expression(node.this)
        low, high = self.expression(node.args["low"]), self.expression(node.args["high"])
        pairs = [values.sides(this, other, self.context) for other in (low, high)]
        if pairs[0][0] == pairs[1][0] and not any(map(number_order.may_be_wide, (this, low, high))):
            return f"({pairs[0][0]} between {pairs[0][1]} and {pairs[1][1]})"
        numbers = {piece.type.family for piece in (this, low, high)} == {"NUMBER"}
        wide = [number_order.may_be_wide(piece) for piece in (this, low, high)]
        if numbers and wide == [True, False, False] and not number_order.is_computed(this.text):
            return number_order.between(this.text, low.text, high.text, self.context)
        return f"({self.compare('>=', this, low)} and {self.compare('<=', this, high)})"

    def _is_truth(self, node: nodes.Node) -> str:
        """x IS TRUE and x IS FALSE, never unknown. ORA-00932 for what is no BOOLEAN (inferred)."""
        piece = self.expression(node.this)
        if piece.type.family not in ("BOOLEAN", "NULL"):
            raise values.mismatch(BOOLEAN, piece.type, offset_of(node.this))
        return native(f"({piece.text} is {int(node.args['kind'] == 'TRUE')})", piece.text)

    def _is_float(self, node: nodes.Node) -> str:
        """x IS NAN and x IS INFINITE, unknown of NULL. Source: SQL Language Reference, "Floating-Point Conditions"."""
        text = values.converted(self.expression(node.this), "BINARY_DOUBLE", self.context)
        what = NAN if node.args["kind"] == "NAN" else f"{INFINITY}, -{INFINITY}"
        return native(f"({text} in ({what}))", text)

    # --- IN, ANY, ALL ------------------------------------------------------------------------------------------------

    def _in(self, node: nodes.Node) -> str:
        query = node.args.get("query")
        if query is not None:
            return self._in_query(node.this, query)
        items = node.expressions
        if _is_row(node.this):
            row = self._row(node.this)
            return self._in_rows(row, items)
        this = self.expression(node.this)
        listed = self.context.plain_constants() if _is_list(items) else nullcontext()
        with listed:
            pairs = [values.sides(this, self.expression(item), self.context) for item in items]
        lists: dict[str, list[str]] = {}  # for each way to write what is looked for, what it may be
        for one, two in pairs:
            lists.setdefault(one, []).append(two)
        return joined([f"{one} in ({', '.join(these)})" for one, these in lists.items()], "or")

    def _in_rows(self, row: list[Piece], items: list[nodes.Node]) -> str:
        parts = []
        for item in items:
            if not isinstance(item, nodes.Tuple):
                raise OraError(920, message="invalid relational operator", offset=offset_of(item))
            others = self._row(item)
            _same_width(len(row), len(others), offset_of(item))
            parts.append(joined([self.compare("=", a, b) for a, b in zip(row, others, strict=True)], "and"))
        return joined(parts, "or")

    def _in_query(self, left: nodes.Node, query: nodes.Node) -> str:
        row = self._row(left) if _is_row(left) else [self.expression(left)]
        block = self.subquery(query)
        alias = self.context.fresh("s")
        texts = self._row_sides(row, block.columns, alias, offset_of(query))
        plain = all(two == f"{alias}.c{number}" for number, (_, two) in enumerate(texts, 1))
        inner = block.text if plain else f"select {', '.join(two for _, two in texts)} from ({block.text}) {alias}"
        mine = ", ".join(one for one, _ in texts)
        return f"(({mine}) in ({inner}))" if len(row) > 1 else f"({mine} in ({inner}))"

    def _quantified(self, node: nodes.Node, operator: str, quantifier: nodes.AnyOf | nodes.AllOf) -> str:
        """x > ANY (...), x <> ALL (...)."""
        every = isinstance(quantifier, nodes.AllOf)
        right = quantifier.this
        if isinstance(right, nodes.Subquery):
            if (operator, every) == ("=", False):
                return self._in_query(node.this, right)
            if (operator, every) == ("<>", True):
                return f"(not {self._in_query(node.this, right)})"
            return self._quantified_query(node.this, operator, right, every=every)
        this = self.expression(node.this)
        parts = [self.compare(operator, this, self.expression(item)) for item in right.expressions]
        return joined(parts, "and" if every else "or")

    def _quantified_query(self, left: nodes.Node, operator: str, query: nodes.Node, *, every: bool) -> str:
        this = self.expression(left)
        block = self.subquery(query)
        _same_width(1, len(block.columns), offset_of(query))
        alias = self.context.fresh("s")
        test = self.compare(operator, this, Piece(f"{alias}.c1", block.columns[0].type))
        decided = f"not {test}" if every else test
        source = f"select 1 from ({block.text}) {alias} where"
        found, otherwise = (0, 1) if every else (1, 0)
        return (
            f"(case when exists ({source} {decided}) then {found} "
            f"when exists ({source} {test} is null) then null else {otherwise} end)"
        )

    # --- LIKE --------------------------------------------------------------------------------------------------------

    def _like(self, node: nodes.Node, escape: nodes.Node | None) -> str:
        this, pattern = self.expression(node.this), self.expression(node.expression)
        text = values.converted(this, "VARCHAR2", self.context)
        mark = None if escape is None else self.expression(escape)
        is_short = this.type.family != "CLOB"  # GLOB can't be cancelled
        if is_short and pattern.literal and (mark is None or (mark.literal is not None and len(mark.literal) == 1)):
            glob = _glob(pattern.literal, None if mark is None else mark.literal)
            if glob is not None:
                return f"({text} glob {values.quoted(glob)})"
        arguments = [text, values.converted(pattern, "VARCHAR2", self.context)]
        if mark is not None:
            arguments.append(values.converted(mark, "VARCHAR2", self.context))
        return self.use("ORA_LIKE", *arguments)


def _is_row(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Tuple) and len(node.expressions) > 1


def _is_list(items: list[nodes.Node]) -> bool:
    """Does SQLite make a table of these items of IN? Of one or two it makes comparisons."""
    return len(items) > 2 and all(isinstance(item, nodes.Literal | nodes.Placeholder) for item in items)


def _same_width(mine: int, theirs: int, offset: int | None) -> None:
    if theirs < mine:
        raise OraError(947, message="not enough values", offset=offset)
    if theirs > mine:
        raise OraError(913, message="too many values", offset=offset)


def _glob(pattern: str, escape: str | None) -> str | None:
    """A LIKE pattern as GLOB, which is as fast as SQLite gets; None where our own function has to raise an error."""
    result = ""
    characters = iter(pattern)
    for character in characters:
        escaped = character == escape
        mark = next(characters, "") if escaped else character
        if escaped and (not mark or mark not in ("%", "_", escape)):
            return None  # ORA-01424
        if mark in "%_" and not escaped:
            result += "*" if mark == "%" else "?"
        else:
            result += f"[{mark}]" if mark in "*?[" else mark
    return result
