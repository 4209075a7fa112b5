"""One SELECT block."""

from __future__ import annotations

import re

from ordslab.sandbox.sql.compile import nodes, values
from ordslab.sandbox.sql.compile.code import joined
from ordslab.sandbox.sql.compile.expressions import ExpressionCompiler
from ordslab.sandbox.sql.compile.grouping import grouping_sets, is_plain, plain_keys
from ordslab.sandbox.sql.compile.hierarchy import Hierarchy
from ordslab.sandbox.sql.compile.inline_views import row_id
from ordslab.sandbox.sql.compile.layers import ROW_NUMBER, Layer, numbering
from ordslab.sandbox.sql.compile.limits import limit_clause, limited
from ordslab.sandbox.sql.compile.nodes import offset_of
from ordslab.sandbox.sql.compile.number_order import may_be_wide
from ordslab.sandbox.sql.compile.ordering import Term, carried, direction
from ordslab.sandbox.sql.compile.pieces import Block, Context, Piece
from ordslab.sandbox.sql.compile.rownum import RownumConditions
from ordslab.sandbox.sql.compile.scope import Carrier, Scope
from ordslab.sandbox.sql.compile.select_list import Item, items_of
from ordslab.sandbox.sql.compile.set_operations import flat
from ordslab.sandbox.sql.compile.sources import FromClause
from ordslab.sandbox.sql.compile.walk import (
    conjuncts,
    is_aggregate,
    is_marked,
    is_nested,
    is_sequence,
    is_window,
    mentions_rownum,
    own_nodes,
)
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.number_text import whole_of
from ordslab.sandbox.sql.types import Column

_CONSTANT = re.compile(r"[\d\s().+/-]+|NULL|\(?'(?:[^']|'')*'\)?")


class SelectCompiler:
    """Compiles a Select node."""

    def __init__(self, node: nodes.Node, context: Context, parent: Scope | None, *, outermost: bool) -> None:
        self.node = node
        self.context = context
        self.scope = Scope(parent)
        self.outermost = outermost
        self.scope.windows = node.args.get("windows") or {}
        self.compiler = ExpressionCompiler(context, self.scope)
        order = node.args.get("order")
        self.siblings: list[nodes.Node] = order.expressions if order and order.args.get("siblings") else []
        self.order: list[nodes.Node] = order.expressions if order and not self.siblings else []
        self.group: list[nodes.Node] = node.args["group"].expressions if node.args.get("group") else []
        self.having: nodes.Node | None = node.args["having"].this if node.args.get("having") else None
        self.distinct = bool(node.args.get("distinct"))
        self.from_text = ""
        self.where: list[str] = []
        self.layers: list[Layer] = []
        self.rownum: RownumConditions | None = None
        self.limit_rows = ""

    # --- The block ---------------------------------------------------------------------------------------------------

    def compile(self) -> Block:
        """SQLite's text of the block."""
        self._from_and_where()
        items = items_of(self.node.expressions, self.scope)
        if self.node.args.get("row_ids"):
            items.append(Item("ROWID", row_id()))
        looked_at = [*(item.node for item in items), *self.order]
        found = [each for node in looked_at for each in own_nodes(node)]
        windows = any(is_window(each) for each in found)
        grouped = bool(self.group or self.having) or any(is_aggregate(each) for each in found)
        if self.node.args.get("locks") and (grouped or self.distinct):
            raise OraError(2014, message="cannot select FOR UPDATE from view with DISTINCT, GROUP BY, etc.")
        self._number_rows(looked_at, grouped=grouped, windows=windows)
        self._take_numbers(found)
        if grouped:
            self.scope.select_list = {item.alias: item.node for item in items if item.alias and item.node is not None}
        if grouped and not is_plain(self.group):
            return self._grouping_sets(items, windows=windows)
        if self.group and any(is_nested(each) for each in found):
            return self._nested(items)
        keys = self._keys(plain_keys(self.group)) if grouped else []
        self._open(grouped=grouped)
        select, columns, terms = self._selected(items, one_group=self.having is not None and not keys)
        return self._limited(select, columns, terms, keys)

    def _from_and_where(self) -> None:
        scope, node = self.scope, self.node
        conditions = conjuncts(node.args["where"].this) if node.args.get("where") else []
        marked = [each for each in conditions if is_marked(each)]
        counting = [each for each in conditions if mentions_rownum(each)]
        apart = set(map(id, (*marked, *counting)))
        others = [each for each in conditions if id(each) not in apart]
        if node.args.get("from_") is not None:
            self.from_text = FromClause(self.context, scope).compile(node.args["from_"].expressions, marked)
        elif marked:
            raise OraError(904, '"(+)"', offset=offset_of(marked[0]))
        connect = node.args.get("connect")
        if connect is None:
            self.where = [self.compiler.condition(each) for each in others]
        else:
            joining = [each for each in others if len(_sources_in(each, scope)) > 1]
            self.where = [self.compiler.condition(each) for each in joining]
            hierarchy = Hierarchy(self.context, scope, connect, self.siblings)
            layer = Layer(hierarchy.wrap)
            self.layers.append(layer)
            above = set(map(id, joining))
            layer.where += [self.compiler.condition(each) for each in others if id(each) not in above]
        scope.rownum = ROW_NUMBER
        if counting:
            self.rownum = RownumConditions(self.context, scope.parent, counting)

    def _number_rows(self, looked_at: list[nodes.Node | None], *, grouped: bool, windows: bool) -> None:
        """A layer where rows have to be numbered before the rest of the block works on them."""
        counted = self.rownum is not None
        later = grouped or windows or self.distinct or bool(self.order) or self.node.args.get("limit") is not None
        used = mentions_rownum(*looked_at, self.having, *self.group)
        if not (counted and (later or (self.rownum is not None and self.rownum.general))) and not (
            used and (grouped or windows)
        ):
            if self.rownum is not None and self.rownum.limit is not None:
                self.limit_rows = f" limit {self.rownum.limit}"
            return
        carrier = Carrier(self.context.fresh("t"))
        self.layers.append(numbering(carrier, self.rownum))
        self.scope.carriers.append(carrier)
        self.scope.rownum = carrier.carry(ROW_NUMBER)

    def _take_numbers(self, found: list[nodes.Node]) -> None:
        """A layer where a sequence is asked more than once in a row: it gives one number a row."""
        asked = [each for each in found if is_sequence(each)]
        if not self.outermost or len(asked) < 2:
            return
        self.scope.next_values = {each.args["table"].this for each in asked if each.this.this == "NEXTVAL"}
        carrier, rows = Carrier(self.context.fresh("t")), self.context.fresh("w")
        self.scope.carriers.append(carrier)
        self.layers.append(
            Layer(
                lambda source: (
                    f" from (with {rows} as materialized (select {carrier.select_list()}{source}) "
                    f"select * from {rows}) {carrier.alias}"
                )
            )
        )

    def _source_text(self) -> str:
        """' from ... where ...', with the layers over it."""
        text = f" from {self.from_text}" if self.from_text else ""
        if self.where:
            text += f" where {joined(self.where, 'and')}"
        for layer in self.layers:
            text = layer.over(text)
        return text

    # --- Groups ------------------------------------------------------------------------------------------------------

    def _keys(self, grouped_by: list[nodes.Node]) -> list[str]:
        """The texts of GROUP BY. From then on the scope knows what may stand outside of aggregates."""
        keys = []
        for node in grouped_by:
            piece = self.compiler.expression(node)
            values.not_a_key(piece.type, offset_of(node))
            self.scope.groups.add(piece.text)
            text = values.key(piece.text, piece.type, self.context)
            keys.append(f"ifnull({text}, null)" if _CONSTANT.fullmatch(text) else text)
        self.scope.has_group_by = bool(self.group)
        return keys

    def _nested(self, items: list[Item]) -> Block:
        """MAX(AVG(x)) and the like: aggregates over the rows of the groups."""
        if self.order:
            raise OraError(937, message="not a single-group group function", offset=offset_of(self.order[0].this))
        keys = self._keys(plain_keys(self.group))
        self._open(grouped=True)
        having = self._having()
        self.scope.groups = set()
        self.scope.nested = carrier = Carrier(self.context.fresh("t"))
        select, columns, _ = self._selected(items)
        groups = self._block_text([carrier.select_list()], self._source_text(), keys, having)
        return Block(f"select {', '.join(select)} from ({groups}) {carrier.alias}", columns, single=True)

    def _grouping_sets(self, items: list[Item], *, windows: bool) -> Block:
        """ROLLUP, CUBE, GROUPING SETS: the union of one query for each set over the same rows."""
        if windows:
            raise not_supported("analytic functions beside ROLLUP, CUBE and GROUPING SETS", offset_of(self.node))
        carrier = Carrier(self.context.fresh("t"))
        rows = self.context.fresh("w")
        rownum = self.scope.rownum
        self.scope.carriers.append(carrier)
        if rownum is not None and mentions_rownum(self.having, *self.order, *(item.node for item in items)):
            self.scope.rownum = carrier.carry(rownum)
        sets = [self._keys(each) for each in grouping_sets(self.group)]
        groups = set(self.scope.groups)
        self._open(grouped=True)
        branches: list[str] = []
        for keys in sets:
            self.scope.absent = groups - set(keys)
            select, columns, terms = self._selected(items, one_group=not keys)
            extra, outer = carried(terms, self.context, everything=not self.distinct)
            having = self._having()
            branches.append(self._block_text([*select, *extra], f" from {rows} {carrier.alias}", keys, having))
        with_ = f"with {rows} as (select {carrier.select_list()}{self._source_text()})"
        whole = f"({with_} {flat('union all', branches)})"
        source = f" from {whole}"
        self.layers.append(Layer(lambda text: text))  # more than one row, whatever else looks like it
        names = [f"c{number}" for number in range(1, len(columns) + 1)]
        fetch = self._fetch_over(whole, columns, outer)
        if fetch is not None:
            return fetch
        ordering = f" order by {', '.join(outer)}" if outer else ""
        distinct = "distinct " if self.distinct else ""
        return Block(f"select {distinct}{', '.join(names)}{source}{ordering}{self._limit_text()}", columns)

    def _open(self, *, grouped: bool) -> None:
        """From here on aggregates and analytic functions may be used."""
        self.scope.grouped = grouped
        self.scope.aggregates_allowed = grouped
        self.scope.windows_allowed = True

    def _having(self) -> str | None:
        if self.having is None:
            return None
        self.scope.windows_allowed = False
        text = self.compiler.condition(self.having)
        self._check_grouped()
        return text

    def _check_grouped(self) -> None:
        """ORA-00979, or ORA-00937 without GROUP BY."""
        if not self.scope.ungrouped:
            return
        offset = self.scope.ungrouped[0]
        if self.scope.has_group_by and self.scope.nested is None:
            raise OraError(979, message="not a GROUP BY expression", offset=offset)
        raise OraError(937, message="not a single-group group function", offset=offset)

    # --- The select list and ORDER BY --------------------------------------------------------------------------------

    def _selected(
        self, items: list[Item], *, one_group: bool = False
    ) -> tuple[list[str], tuple[Column, ...], list[Term]]:
        """The texts of the select list, the columns, the terms of ORDER BY.

        `one_group`: all rows are one group, which SQLite has to be told by an aggregate in the select list.
        """
        pieces = [self._piece(item) for item in items]
        columns = tuple(
            Column(item.name, piece.type, piece.nullable or not item.is_column)
            for item, piece in zip(items, pieces, strict=True)
        )
        terms = self._terms(items, pieces) if self.order else []
        texts = [piece.text for piece in pieces]
        if one_group:
            texts[0] = f"case when count(*) >= 0 then {texts[0]} end"
        return [f"{text} as c{number}" for number, text in enumerate(texts, 1)], columns, terms

    def _piece(self, item: Item) -> Piece:
        scope = self.scope
        if item.column is not None:
            piece = scope.reference(item.column, offset_of(self.node.expressions[0]))
        else:
            assert item.node is not None
            scope.sequences_allowed = self.outermost and not (self.distinct or scope.grouped or self.order)
            is_cursor = isinstance(item.node, nodes.CursorOf)
            scope.cursors_allowed = is_cursor and self.context.cursors and self.outermost and not self.distinct
            piece = self.compiler.expression(item.node)
            scope.sequences_allowed = scope.cursors_allowed = False
        self._check_grouped()
        if self.distinct:
            values.not_a_key(piece.type, offset_of(item.node))
        return piece

    def _terms(self, items: list[Item], pieces: list[Piece]) -> list[Term]:
        aliases = {item.alias: piece for item, piece in zip(items, pieces, strict=True) if item.alias is not None}
        self.scope.aliases = aliases
        terms = []
        texts = [piece.text for piece in pieces]
        for ordered in self.order:
            piece = self._ordered_piece(ordered.this, pieces)
            self._check_grouped()
            offset = offset_of(ordered.this)
            values.not_a_key(piece.type, offset)
            if self.distinct and piece.text not in texts and not _CONSTANT.fullmatch(piece.text):
                raise OraError(1791, message="not a SELECTed expression", offset=offset)
            text = values.key(piece.text, piece.type, self.context)
            if _CONSTANT.fullmatch(text):
                text = f"ifnull({text}, null)"
            position = texts.index(text) + 1 if text in texts else None
            way = direction(ordered, nullable=piece.nullable)
            wide = may_be_wide(piece) and not self.context.assume_narrow(piece)
            terms.append(Term(text, way, position, wide))
        self.scope.aliases = {}
        return terms

    def _ordered_piece(self, node: nodes.Node, pieces: list[Piece]) -> Piece:
        if isinstance(node, nodes.Literal) and not node.args["is_string"] and node.this.isdigit():
            number = whole_of(node.this)
            if not 1 <= number <= len(pieces):
                message = "ORDER BY item must be the number of a SELECT-list expression"
                raise OraError(1785, message=message, offset=offset_of(node))
            return pieces[number - 1]
        return self.compiler.expression(node)

    # --- Assembly ----------------------------------------------------------------------------------------------------

    def _block_text(self, select: list[str], source: str, keys: list[str], having: str | None) -> str:
        text = f"select {'distinct ' if self.distinct else ''}{', '.join(select)}{source}"
        if keys:
            text += f" group by {', '.join(keys)}"
        return text if having is None else f"{text} having {having}"

    def _materialized(self, select: list[str], source: str, keys: list[str], having: str | None) -> str:
        """The block's rows, computed once, whatever a query around it does with them."""
        rows = self.context.fresh("w")
        text = self._block_text(select, source, keys, having)
        return f"with {rows} as materialized ({text}) select * from {rows}"

    def _limit_text(self) -> str:
        """' limit ...' where that is all there is to OFFSET and FETCH."""
        fetch, offset = self.node.args.get("limit"), self.node.args.get("offset")
        if fetch is None and offset is None:
            return self.limit_rows
        return limit_clause(fetch, offset, self.context) or ""

    def _fetch_over(self, source: str, columns: tuple[Column, ...], terms: list[str]) -> Block | None:
        """FETCH with PERCENT or WITH TIES over `source`; None for other blocks."""
        fetch, offset = self.node.args.get("limit"), self.node.args.get("offset")
        if fetch is None or limit_clause(fetch, offset, self.context) is not None:
            return None
        names = ", ".join(f"c{number}" for number in range(1, len(columns) + 1))
        if self.distinct:
            source = f"(select distinct {names} from {source})"
        return limited(f"select {names}", source, terms, columns, (fetch, offset, self.context))

    def _limited(self, select: list[str], columns: tuple[Column, ...], terms: list[Term], keys: list[str]) -> Block:
        """The block with ORDER BY, OFFSET and FETCH behind it."""
        having, source = self._having(), self._source_text()
        extra, outer = carried(terms, self.context)
        text = self._block_text([*select, *extra], source, keys, having)
        fetch = self._fetch_over(f"({text})", columns, outer)
        if fetch is not None:
            return fetch
        text, limit = self._block_text(select, source, keys, having), self._limit_text()
        single = limit == " limit 1" or not (self.from_text or keys) or (self.scope.grouped and not keys)
        if any(term.needs_column for term in terms):
            text = self._materialized([*select, *extra], source, keys, having)
            names = ", ".join(f"c{number}" for number in range(1, len(columns) + 1))
            text = f"select {names} from ({text}) order by {', '.join(outer)}{limit}"
            return Block(text, columns, single and not self.layers)
        ordering = f" order by {', '.join(term.plain(self.context) for term in terms)}" if terms else ""
        return Block(text + ordering + limit, columns, single and not self.layers)


def _sources_in(node: nodes.Node, scope: Scope) -> set[str]:
    """SQLite's aliases of the block's own sources that a condition refers to."""
    found = set()
    for column in node.find_all(nodes.Column):
        if isinstance(column.this, nodes.Star):
            continue
        table = column.args.get("table")
        for source in scope.sources:
            if (table is None or source.name == table.this) and source.has(column.this.this):
                found.add(source.alias)
    return found
