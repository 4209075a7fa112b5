"""Aggregates: COUNT, SUM, MIN, LISTAGG, KEEP, percentiles."""

from __future__ import annotations

from ordslab.sandbox.sql.compile import nodes, number_order, values
from ordslab.sandbox.sql.compile.compiler import Base
from ordslab.sandbox.sql.compile.nodes import Call, offset_of
from ordslab.sandbox.sql.compile.pieces import Piece
from ordslab.sandbox.sql.compile.scope import Scope
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.types import NUMBER

_COUNT_DIGITS = 12
_NATIVE_SUM_DIGITS = 9


class Aggregates(Base):
    """The methods for aggregates over the group. `filter`: which rows they take, ' filter (where ...)' or nothing."""

    filter = ""

    def aggregate(self, node: Call) -> Piece:
        """COUNT, SUM, MIN, LISTAGG ... over the group. ORA-00934, ORA-00935, ORA-00978."""
        scope = self.aggregate_scope(node)
        mark = len(scope.ungrouped)
        scope.in_aggregate = True
        try:
            return self.aggregated(node)
        finally:
            scope.in_aggregate = False
            del scope.ungrouped[mark:]

    def operand(self, node: nodes.Node) -> Piece:
        """An argument of an aggregate; of an aggregate over groups, a column of the derived table that holds them."""
        scope = self.scope
        if scope.nested is None:
            return self.expression(node)
        carrier, scope.nested, scope.in_aggregate = scope.nested, None, False
        try:
            piece = self.expression(node)
        finally:
            scope.nested, scope.in_aggregate = carrier, True
        return Piece(carrier.carry(piece.text), piece.type, piece.nullable, piece.digits)

    def aggregate_scope(self, node: nodes.Node) -> Scope:
        """The scope, if it lets an aggregate in here."""
        scope = self.scope
        if scope.in_aggregate:
            number = 935 if scope.has_group_by else 978
            message = (
                "group function is nested too deeply" if number == 935 else "nested group function without GROUP BY"
            )
            raise OraError(number, message=message, offset=offset_of(node))
        if not scope.aggregates_allowed:
            raise OraError(934, message="group function is not allowed here", offset=offset_of(node))
        return scope

    def aggregated(self, node: Call) -> Piece:
        name: str = node.this
        distinct = "distinct " if node.args.get("kind") == "DISTINCT" else ""
        if node.args.get("star"):
            if name != "COUNT":
                raise OraError(936, message="missing expression", offset=offset_of(node))
            return Piece(f"count(*){self.filter}", NUMBER, nullable=False, digits=_COUNT_DIGITS)
        arguments = [self.operand(argument) for argument in node.expressions]
        if name == "COUNT" and len(arguments) != 1:
            raise OraError(909, message="invalid number of arguments", offset=offset_of(node))
        if node.args.get("keep") is not None:
            return self._kept(node, arguments)
        if name in ("LISTAGG", "XMLAGG", "JSON_ARRAYAGG"):
            return self._listagg(node, arguments)
        if node.args.get("within") is not None:
            return self._within_group(node, arguments)
        types = [piece.type for piece in arguments]
        overload = registry.resolve(name, types)
        texts = self.converted_arguments(overload, arguments)
        kind = overload.result_type(types)
        native = self.native_aggregate(name, arguments, texts, distinct)
        if native is not None:
            return Piece(native, kind, name != "COUNT", _COUNT_DIGITS if name == "COUNT" else None)
        if distinct and len(texts) > 1:
            raise OraError(30482, message="DISTINCT option not allowed for this function", offset=offset_of(node))
        self.context.functions.add(overload.sqlite_name)
        return Piece(f"{overload.sqlite_name}({distinct}{', '.join(texts)}){self.filter}", kind)

    def native_aggregate(self, name: str, arguments: list[Piece], texts: list[str], distinct: str) -> str | None:
        """SQLite's own aggregate where it gives what Oracle gives."""
        if len(arguments) != 1:
            return None
        kind = arguments[0].type
        compared = values.key(texts[0], kind, self.context)
        if name == "COUNT":
            if distinct:
                values.not_a_key(kind)
                return f"count(distinct {compared}){self.filter}"
            return f"count({texts[0]}){self.filter}"
        if name in ("MIN", "MAX"):
            values.not_a_key(kind)
            if number_order.may_be_wide(arguments[0]):
                return number_order.extreme(name, texts[0], self.context, self.filter)
            if compared == texts[0]:
                return f"{name.lower()}({texts[0]}){self.filter}"
            flag = "'A'" if name == "MIN" else "'D'"
            return self.use("ORA_EXTREME", flag, texts[0], compared) + self.filter
        digits = arguments[0].digits
        if name == "SUM" and digits is not None and digits <= _NATIVE_SUM_DIGITS:
            return f"sum({distinct}{texts[0]}){self.filter}"
        return None

    def ordering(self, order: nodes.Node) -> tuple[str, list[str]]:
        """The keys of an ORDER BY for our own sorting aggregates: a letter for each, and the texts.

        'A' ascending with NULLs last, 'D' descending with NULLs first, 'a' and 'd' the other way round with NULLs.
        """
        letters, texts = "", []
        for item in order.expressions:
            piece = self.operand(item.this)
            values.not_a_key(piece.type, offset_of(item.this))
            descending, first = bool(item.args.get("desc")), item.args.get("nulls_first")
            usual = first is None or first == descending
            letters += ("D" if descending else "A") if usual else ("d" if descending else "a")
            texts.append(values.sort_key(piece, self.context))
        return letters, texts

    def _listagg(self, node: Call, arguments: list[Piece]) -> Piece:
        if not 1 <= len(arguments) <= 2:
            raise OraError(938 if not arguments else 939, message="not enough arguments for function")
        types = [piece.type for piece in arguments]
        overload = registry.resolve(node.this, types)
        texts = self.converted_arguments(overload, arguments)
        separator = texts[1] if len(texts) > 1 else "NULL"
        within = node.args.get("within")
        letters, keys = self.ordering(within) if within is not None else ("", [])
        options = "d" if node.args.get("kind") == "DISTINCT" else ""
        overflow = node.args.get("overflow")
        filler = "NULL"
        if overflow is not None:
            filler = values.quoted(overflow[0])
            options += "c" if overflow[1] else "t"
        text = self.use("ORA_LISTAGG_ORDERED", texts[0], separator, f"'{options}'", filler, f"'{letters}'", *keys)
        return Piece(text + self.filter, overload.result_type(types))

    def _kept(self, node: Call, arguments: list[Piece]) -> Piece:
        """aggregate KEEP (DENSE_RANK FIRST|LAST ORDER BY ...)."""
        types = [piece.type for piece in arguments]
        overload = registry.resolve(node.this, types)
        texts = self.converted_arguments(overload, arguments)
        letters, keys = self.ordering(node.args["keep"])
        if len(texts) != 1 or node.args.get("kind") == "DISTINCT":
            raise not_supported("this form of KEEP", offset_of(node))
        end = "L" if node.args.get("keep_last") else "F"
        text = self.use("ORA_KEEP", values.quoted(node.this), f"'{end}'", f"'{letters}'", texts[0], *keys)
        return Piece(text + self.filter, overload.result_type(types))

    def _within_group(self, node: Call, arguments: list[Piece]) -> Piece:
        """PERCENTILE_CONT and PERCENTILE_DISC."""
        if node.this not in ("PERCENTILE_CONT", "PERCENTILE_DISC"):
            raise not_supported(f"{node.this} ... WITHIN GROUP", offset_of(node))
        letters, keys = self.ordering(node.args["within"])
        if len(keys) != 1 or len(arguments) != 1:
            raise OraError(909, message="invalid number of arguments", offset=offset_of(node))
        ordered = self.operand(node.args["within"].expressions[0].this)
        fraction = values.converted(arguments[0], "NUMBER", self.context)
        continuous = node.this == "PERCENTILE_CONT"
        value = values.converted(ordered, "NUMBER", self.context) if continuous else ordered.text
        text = self.use(f"ORA_{node.this}", fraction, value, f"'{letters}'")
        return Piece(text + self.filter, NUMBER if continuous else ordered.type)
