"""Recursive queries of WITH: anchor UNION ALL branch, with SEARCH and CYCLE.

Two columns that nobody sees go along: the depth, for SEARCH, and the keys of a row's ancestors, by which a cycle is
found. Without CYCLE a cycle is ORA-32044.
"""

from __future__ import annotations

from ordslab.sandbox.sql.compile import nodes, values
from ordslab.sandbox.sql.compile.expressions import ExpressionCompiler
from ordslab.sandbox.sql.compile.nodes import Call, Identifier, offset_of
from ordslab.sandbox.sql.compile.number_order import unlimited
from ordslab.sandbox.sql.compile.ordering import direction
from ordslab.sandbox.sql.compile.pieces import Block, CommonTable, Context
from ordslab.sandbox.sql.compile.scope import Scope
from ordslab.sandbox.sql.compile.set_operations import merged_type, operand
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions.overload import text_size
from ordslab.sandbox.sql.types import NUMBER, VARCHAR2, Column, OracleType

_DEPTH, _PATH = "(depth)", "(path)"  # no name that a statement could use without quotes


class Recursion:
    """A query of WITH that refers to itself."""

    def __init__(self, cte: nodes.Node, name: str, columns: tuple[Column, ...], context: Context) -> None:
        self._cte = cte
        self._name = name
        self._context = context
        self._source = context.fresh("w")
        self._search, self._cycle = cte.args.get("search"), cte.args.get("cycle")
        self._columns = tuple(Column(each.name, unlimited(each.type), each.nullable) for each in columns)
        self._names = [column.name for column in columns]
        self._branch: nodes.Node = cte.this.expressions[-1]
        items = self._branch.expressions if isinstance(self._branch, nodes.Select) else []
        self._has_plain_items = len(items) == len(columns) and not any(_is_star(each) for each in items)
        self._keys = self._cycle_keys()

    def compile(self, anchor: Block, parent: Scope | None) -> list[str]:
        """The texts for WITH; the query is known in the context from then on. ORA-01789, ORA-01790."""
        from ordslab.sandbox.sql.compile.query import compile_block  # which needs this module

        tables = self._context.common_tables[-1]
        hidden = self._hidden()
        tables[self._name] = CommonTable(self._source, (*self._columns, *hidden))
        branch = compile_block(self._extended(), self._context, parent)
        if len(branch.columns) != len(self._columns) + len(hidden):
            message = "query block has incorrect number of result columns"
            raise OraError(1789, message=message, offset=offset_of(self._cte.this.expressions[0]))
        self._columns = tuple(
            Column(mine.name, _widened(mine.type, merged_type(mine.type, theirs.type, self._cte.this), theirs.type))
            for mine, theirs in zip(self._columns, branch.columns, strict=False)
        )
        count = len(self._columns) + len(hidden)
        names = ", ".join(f"c{number}" for number in range(1, count + 1))
        first = operand(anchor, self._columns, self._context)
        start = [f"c{number}" for number in range(1, len(self._columns) + 1)]
        start += ["1"] if self._search else []
        start += [self._path("''", [f"c{number + 1}" for number in self._keys])] if self._keys else []
        text = f"select {', '.join(start)} from ({first}) union all {branch.text}{self._order()}"
        return [f"{self._source}({names}) as ({text})", *self._outside(tables)]

    # --- The two hidden columns ---------------------------------------------------------------------------------------

    def _hidden(self) -> list[Column]:
        depth = [Column(_DEPTH, NUMBER)] if self._search else []
        return depth + ([Column(_PATH, VARCHAR2)] if self._keys else [])

    def _cycle_keys(self) -> list[int]:
        """The positions of the columns by which a cycle is known: those of CYCLE, or those that the branch compares."""
        if self._cycle:
            return [self._position(name) for name in self._cycle[0]]
        if not self._has_plain_items:
            return []
        aliases = {_alias(table) for table in self._branch.find_all(nodes.Table) if table.this.this == self._name}
        conditions = [self._branch.args.get("where")]
        conditions += [joined.args.get("on") for joined in self._branch.find_all(nodes.Joined)]
        used = {
            column.this.this
            for condition in conditions
            if condition is not None
            for column in condition.find_all(nodes.Column)
            if column.args.get("table") is None or column.args["table"].this in aliases
        }
        return [index for index, name in enumerate(self._names) if name in used]

    def _position(self, name: Identifier) -> int:
        if name.this not in self._names:
            raise OraError(904, f'"{name.this}"', offset=offset_of(name))
        return self._names.index(name.this)

    def _extended(self) -> nodes.Node:
        """The branch, with items for the hidden columns."""
        if not (self._search or self._keys):
            return self._branch
        if not self._has_plain_items:
            raise not_supported("SEARCH and CYCLE over a star or a set operation", offset_of(self._cte))
        items = list(self._branch.expressions)
        branch = nodes.Select(**self._branch.args)
        branch.offset = self._branch.offset
        extra: list[nodes.Node] = []
        if self._search:
            one = nodes.Literal(this="1", is_string=False)
            extra.append(nodes.Chain(expressions=[_column(_DEPTH), one], signs=["+"]))
        if self._keys:
            mode = nodes.Literal(this="CYCLE" if self._cycle else "ERROR", is_string=True)
            keys = [
                items[index].this if isinstance(items[index], nodes.Alias) else items[index] for index in self._keys
            ]
            extra.append(Call(this="ORA_CYCLE_PATH", expressions=[mode, _column(_PATH), *keys]))
        branch.set("expressions", [*items, *(nodes.Alias(this=each, alias=Identifier(this="(x)")) for each in extra)])
        if self._cycle:
            pattern = nodes.Literal(this="!%", is_string=True)
            going_on = nodes.Not(this=nodes.Like(this=_column(_PATH), expression=pattern, escape=None))
            where = branch.args.get("where")
            condition = going_on if where is None else nodes.And(expressions=[where.this, going_on])
            branch.set("where", nodes.Where(this=condition))
        return branch

    def _path(self, before: str, keys: list[str]) -> str:
        mode = "'CYCLE'" if self._cycle else "'ERROR'"
        return self._context.call("ORA_CYCLE_PATH", mode, before, *keys)

    # --- SEARCH and CYCLE seen from outside --------------------------------------------------------------------------

    def _order(self) -> str:
        """The order in which SQLite takes the next row to go on from."""
        if not self._search:
            return ""
        kind, order, _ = self._search
        terms = [f"{len(self._columns) + 1}{' desc' if kind == 'DEPTH' else ''}"]
        for item in order.expressions:
            if not isinstance(item.this, nodes.Column):
                raise OraError(904, '""', offset=offset_of(item.this))
            terms.append(f"{self._position(item.this.this) + 1}{direction(item, nullable=True)}")
        return f" order by {', '.join(terms)}"

    def _outside(self, tables: dict[str, CommonTable]) -> list[str]:
        """The query as the statement sees it: without the hidden columns, with those that SEARCH and CYCLE set."""
        names = [f"c{number}" for number in range(1, len(self._columns) + 1)]
        columns = list(self._columns)
        if not (self._search or self._cycle):
            tables[self._name] = CommonTable(self._source, self._columns)
            return []
        items = list(names)
        if self._search:
            items.append("row_number() over ()")
            columns.append(Column(self._search[2].this, NUMBER))
        if self._cycle:
            _, name, marked, unmarked = self._cycle
            compiler = ExpressionCompiler(self._context, Scope())
            yes, no = compiler.expression(marked), compiler.expression(unmarked)
            path = f"c{len(self._columns) + bool(self._search) + 1}"
            items.append(f"case when {path} glob '!*' then {yes.text} else {no.text} end")
            columns.append(Column(name.this, values.common([(yes, offset_of(marked)), (no, offset_of(unmarked))])))
        outside = self._context.fresh("w")
        tables[self._name] = CommonTable(outside, tuple(columns))
        listed = ", ".join(f"{item} as c{number}" for number, item in enumerate(items, 1))
        return [f"{outside} as (select {listed} from {self._source})"]


def _is_star(item: nodes.Node) -> bool:
    return isinstance(item, nodes.Star) or (isinstance(item, nodes.Column) and isinstance(item.this, nodes.Star))


def _alias(table: nodes.Table) -> str:
    alias = table.args.get("alias")
    name: str = table.this.this if alias is None else alias.this.this
    return name


def _column(name: str) -> nodes.Column:
    return nodes.Column(this=Identifier(this=name, quoted=True))


def _widened(anchor: OracleType, merged: OracleType, branch: OracleType) -> OracleType:
    """The anchor decides; a text becomes as long as the branch makes it."""
    if merged.family == "VARCHAR2":
        return OracleType("VARCHAR2", size=max(text_size(anchor), text_size(branch)), told=merged.told)
    return merged
