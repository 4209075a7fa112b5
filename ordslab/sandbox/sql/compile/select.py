"""One SELECT block."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlglot import exp

from ordslab.sandbox.sql.compile import values
from ordslab.sandbox.sql.compile.expressions import ExpressionCompiler
from ordslab.sandbox.sql.compile.limits import limit_clause, limited
from ordslab.sandbox.sql.compile.nodes import offset_of
from ordslab.sandbox.sql.compile.ordering import order_term
from ordslab.sandbox.sql.compile.pieces import Block, Context, Piece
from ordslab.sandbox.sql.compile.rownum import RownumConditions
from ordslab.sandbox.sql.compile.scope import Carrier, Known, Scope, Source
from ordslab.sandbox.sql.compile.sources import FromClause
from ordslab.sandbox.sql.compile.walk import (
    conjuncts,
    is_aggregate,
    is_marked,
    is_window,
    mentions_rownum,
    own_nodes,
)
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import Column

_CONSTANT = re.compile(r"[\d\s().+-]+|NULL|\(?'(?:[^']|'')*'\)?")


@dataclass(frozen=True)
class Item:
    """An item of the select list, stars replaced: a node, or the column that a star stands for."""

    name: str
    node: exp.Expression | None = None
    column: Known | None = None
    alias: str | None = None


class SelectCompiler:
    """Compiles a Select node."""

    def __init__(self, node: exp.Select, context: Context, parent: Scope | None, *, outermost: bool) -> None:
        self.node = node
        self.context = context
        self.scope = Scope(parent)
        self.outermost = outermost
        self.compiler = ExpressionCompiler(context, self.scope)
        self.order: list[exp.Expression] = node.args["order"].expressions if node.args.get("order") else []
        self.group: list[exp.Expression] = node.args["group"].expressions if node.args.get("group") else []
        self.having: exp.Expression | None = node.args["having"].this if node.args.get("having") else None
        self.distinct = bool(node.args.get("distinct"))
        self.from_text = ""
        self.where: list[str] = []
        self.rownum: RownumConditions | None = None

    # --- The block ---------------------------------------------------------------------------------------------------

    def compile(self) -> Block:
        """SQLite's text of the block."""
        self._from_and_where()
        items = self._items()
        looked_at = [item.node for item in items] + list(self.order)
        windows = any(is_window(each) for node in looked_at for each in own_nodes(node))
        grouped = bool(self.group or self.having) or any(
            is_aggregate(each) for node in looked_at for each in own_nodes(node)
        )
        if grouped and self.node.args.get("locks"):
            raise self._not_lockable()
        self._number_rows(looked_at, grouped=grouped, windows=windows)
        groups = self._groups(items) if grouped else []
        self._open(grouped=grouped)
        having = None
        if self.having is not None:
            self.scope.windows_allowed = False
            having = self.compiler.condition(self.having)
            self._check_grouped()
            self.scope.windows_allowed = True
        pieces = [self._piece(item) for item in items]
        columns = tuple(
            Column(item.name, piece.type, piece.nullable if self._is_column(item) else True)
            for item, piece in zip(items, pieces, strict=True)
        )
        terms = self._terms(items, pieces)
        return self._assembled(pieces, columns, terms, groups, having)

    def _from_and_where(self) -> None:
        scope, node = self.scope, self.node
        conditions = conjuncts(node.args["where"].this) if node.args.get("where") else []
        marked = [each for each in conditions if is_marked(each)]
        counting = [each for each in conditions if mentions_rownum(each)]
        scope.rownum = None
        if node.args.get("from_") is not None:
            self.from_text = FromClause(self.context, scope).compile(node.args["from_"].expressions, marked)
        elif marked:
            raise OraError(904, '"(+)"', offset=offset_of(marked[0]))
        self.where = [
            self.compiler.condition(each) for each in conditions if each not in marked and each not in counting
        ]
        scope.rownum = "row_number() over ()"
        if counting:
            self.rownum = RownumConditions(self.context, scope.parent, counting)
            scope.rownum = "row_number() over ()"

    def _number_rows(self, nodes: list[exp.Expression | None], *, grouped: bool, windows: bool) -> None:
        """Put a derived table under the rest of the block where rows have to be numbered before it works on them."""
        used = mentions_rownum(*nodes, self.having, *self.group)
        later = grouped or windows or self.distinct or bool(self.order) or self.node.args.get("limit") is not None
        limits = self.rownum is not None
        if not ((limits and (later or self.rownum.general)) or (used and (grouped or windows))):  # type: ignore[union-attr]
            return
        self.scope.carrier = Carrier(self.context.fresh("t"))
        self.scope.rownum = self.scope.carrier.carry("row_number() over ()")

    def _source_text(self) -> str:
        """FROM ... WHERE ..., or the derived table around them."""
        scope = self.scope
        text = f" from {self.from_text}" if self.from_text else ""
        if self.where:
            text += f" where {' and '.join(self.where)}"
        limit = f" limit {self.rownum.limit}" if self.rownum is not None and self.rownum.limit is not None else ""
        if scope.carrier is None:
            return text
        if self.rownum is not None and self.rownum.general:
            scope.carrier.items.setdefault("row_number() over ()", "x1")
            number = scope.carrier.items["row_number() over ()"]
            base = f"(select *, {number} as rn from (select {scope.carrier.select_list()}{text}))"
            return f" from {self.rownum.filtered(base)} {scope.carrier.alias}"
        return f" from (select {scope.carrier.select_list()}{text}{limit}) {scope.carrier.alias}"

    # --- Groups ------------------------------------------------------------------------------------------------------

    def _groups(self, items: list[Item]) -> list[str]:
        """The texts of GROUP BY. From then on the scope knows what may stand outside of aggregates."""
        scope = self.scope
        keys = []
        for node in self.group:
            piece = self._group_key(node, items)
            values.not_a_key(piece.type, offset_of(node))
            scope.groups.add(piece.text)
            text = values.key(piece.text, piece.type, self.context)
            keys.append(f"ifnull({text}, null)" if _CONSTANT.fullmatch(text) else text)
        scope.has_group_by = bool(self.group)
        return keys

    def _group_key(self, node: exp.Expression, items: list[Item]) -> Piece:
        """An expression, or an alias of the select list where no column has that name."""
        try:
            return self.compiler.expression(node)
        except OraError as error:
            if error.number != 904 or not isinstance(node, exp.Column) or node.args.get("table") is not None:
                raise
            for item in items:
                if item.alias == node.this.this and item.node is not None:
                    return self.compiler.expression(item.node)
            raise

    def _open(self, *, grouped: bool) -> None:
        """From here on aggregates and analytic functions may be used."""
        self.scope.grouped = grouped
        self.scope.aggregates_allowed = grouped
        self.scope.windows_allowed = True

    def _check_grouped(self) -> None:
        """ORA-00979, or ORA-00937 without GROUP BY."""
        if not self.scope.ungrouped:
            return
        offset = self.scope.ungrouped[0]
        if self.scope.has_group_by:
            raise OraError(979, message="not a GROUP BY expression", offset=offset)
        raise OraError(937, message="not a single-group group function", offset=offset)

    # --- The select list ---------------------------------------------------------------------------------------------

    def _items(self) -> list[Item]:
        nodes = self.node.expressions
        items: list[Item] = []
        for position, node in enumerate(nodes):
            if isinstance(node, exp.Star):
                if len(nodes) > 1:
                    offset = offset_of(node) or 0
                    if position:
                        raise OraError(936, message="missing expression", offset=offset)
                    raise OraError(923, message="FROM keyword not found where expected", offset=offset + 1)
                items += self._star(node)
            elif isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
                items += self._qualified_star(node)
            elif isinstance(node, exp.Alias):
                name = node.args["alias"].this
                items.append(Item(name, node.this, alias=name))
            else:
                items.append(Item(node.this.this if isinstance(node, exp.Column) else node.meta["name"], node))
        return items

    def _star(self, node: exp.Expression) -> list[Item]:
        if not self.scope.sources:
            raise OraError(923, message="FROM keyword not found where expected", offset=offset_of(node))
        merged = self.scope.merged
        hidden = {text for column in merged.values() for text in column.hidden}
        items = [Item(name, column=column) for name, column in merged.items()]
        for source in self.scope.sources:
            items += self._columns(source, hidden, offset_of(node))
        return items

    def _qualified_star(self, node: exp.Column) -> list[Item]:
        table, owner = node.args["table"].this, node.args.get("db")
        source = self.scope.source(None if owner is None else owner.this, table)
        if source is None:
            name = f'"{table}"' if owner is None else f'"{owner.this}"."{table}"'
            raise OraError(904, name, offset=offset_of(node))
        return self._columns(source, set(), offset_of(node))

    @staticmethod
    def _columns(source: Source, hidden: set[str], offset: int | None) -> list[Item]:
        names = [column.name for column in source.columns]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise OraError(918, message=f"{twice}: column ambiguously specified", offset=offset)
        return [Item(column.name, column=column) for column in source.columns if column.text not in hidden]

    def _piece(self, item: Item) -> Piece:
        if item.column is not None:
            piece = self.scope.reference(item.column, offset_of(self.node.expressions[0]))
        else:
            assert item.node is not None
            self.scope.sequences_allowed = self.outermost and not (self.distinct or self.scope.grouped or self.order)
            piece = self.compiler.expression(item.node)
            self.scope.sequences_allowed = False
        self._check_grouped()
        if self.distinct:
            values.not_a_key(piece.type, offset_of(item.node))
        return piece

    @staticmethod
    def _is_column(item: Item) -> bool:
        return item.column is not None or isinstance(item.node, exp.Column)

    # --- ORDER BY ----------------------------------------------------------------------------------------------------

    def _terms(self, items: list[Item], pieces: list[Piece]) -> list[str]:
        if not self.order:
            return []
        scope = self.scope
        scope.aliases = {item.alias: piece for item, piece in zip(items, pieces, strict=True) if item.alias is not None}
        terms = []
        texts = [piece.text for piece in pieces]
        for ordered in self.order:
            piece = self._ordered_piece(ordered.this, pieces)
            self._check_grouped()
            offset = offset_of(ordered.this)
            values.not_a_key(piece.type, offset)
            if _CONSTANT.fullmatch(piece.text):
                continue
            if self.distinct and piece.text not in texts:
                raise OraError(1791, message="not a SELECTed expression", offset=offset)
            text = values.key(piece.text, piece.type, self.context)
            if text in texts and not piece.text.startswith(("t", '"')):
                text = f"c{texts.index(text) + 1}"
            terms.append(order_term(text, ordered, nullable=piece.nullable))
        scope.aliases = {}
        return terms

    def _ordered_piece(self, node: exp.Expression, pieces: list[Piece]) -> Piece:
        if isinstance(node, exp.Literal) and not node.args["is_string"] and node.this.isdigit():
            number = int(node.this)
            if not 1 <= number <= len(pieces):
                message = "ORDER BY item must be the number of a SELECT-list expression"
                raise OraError(1785, message=message, offset=offset_of(node))
            return pieces[number - 1]
        return self.compiler.expression(node)

    # --- Assembly ----------------------------------------------------------------------------------------------------

    def _assembled(
        self,
        pieces: list[Piece],
        columns: tuple[Column, ...],
        terms: list[str],
        groups: list[str],
        having: str | None,
    ) -> Block:
        fetch, offset = self.node.args.get("limit"), self.node.args.get("offset")
        plain = limit_clause(fetch, offset, self.context) if fetch is not None or offset is not None else ""
        items = [f"{piece.text} as c{number}" for number, piece in enumerate(pieces, 1)]
        if plain is None:
            items += [f"{_bare(term)} as o{number}" for number, term in enumerate(terms, 1)]
        text = f"select {'distinct ' if self.distinct else ''}{', '.join(items)}{self._source_text()}"
        if groups:
            text += f" group by {', '.join(groups)}"
        if having is not None:
            text += f" having {having}"
        if plain is None:
            return self._with_ties(text, columns, terms)
        if terms:
            text += f" order by {', '.join(terms)}"
        if self.scope.carrier is None and self.rownum is not None and self.rownum.limit is not None:
            plain = f" limit {self.rownum.limit}"
        return Block(text + plain, columns, self._is_single(groups, plain))

    def _with_ties(self, text: str, columns: tuple[Column, ...], terms: list[str]) -> Block:
        names = ", ".join(f"c{number}" for number in range(1, len(columns) + 1))
        outer_terms = [f"o{number}{term[len(_bare(term)) :]}" for number, term in enumerate(terms, 1)]
        clauses = (self.node.args["limit"], self.node.args.get("offset"), self.context)
        return limited(f"select {names}", f"({text})", outer_terms, columns, clauses)

    def _is_single(self, groups: list[str], limit: str) -> bool:
        if limit == " limit 1" or (not self.from_text and not groups):
            return True
        return self.scope.grouped and not groups

    def _not_lockable(self) -> OraError:
        return OraError(2014, message="cannot select FOR UPDATE from view with DISTINCT, GROUP BY, etc.")


def _bare(term: str) -> str:
    """A term of ORDER BY without its direction."""
    for suffix in (" nulls first", " nulls last"):
        term = term.removesuffix(suffix)
    return term.removesuffix(" desc")
