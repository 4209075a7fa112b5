"""FROM: tables, views, inline views, queries of WITH, and their joins, old and new."""

from __future__ import annotations

from collections.abc import Sequence

from ordslab.sandbox import oracle_names
from ordslab.sandbox.sql.absent import unknown_table
from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.environment import Relation
from ordslab.sandbox.sql.compile.expressions import ExpressionCompiler
from ordslab.sandbox.sql.compile.inline_views import hand_up_row_ids
from ordslab.sandbox.sql.compile.nodes import Joined, JsonTable, Pivoted, Unpivoted, offset_of
from ordslab.sandbox.sql.compile.pieces import Context
from ordslab.sandbox.sql.compile.scope import Known, Scope, Source
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.types import Column, varchar2

_DUAL = Relation("SYS", "DUAL", "TABLE", (Column("DUMMY", varchar2(1)),), "(select 'X' as \"DUMMY\")")
_OUTER = {"LEFT": "left join", "RIGHT": "right join", "FULL": "full join"}


class FromClause:
    """Fills a scope with the sources of FROM and gives SQLite's text; '' for DUAL alone."""

    def __init__(self, context: Context, scope: Scope) -> None:
        self._context = context
        self._scope = scope

    def compile(self, items: Sequence[nodes.Node], marked: Sequence[nodes.Node]) -> str:
        """The text behind FROM. `marked`: the conditions of WHERE with (+), which become LEFT JOINs."""
        if len(items) == 1 and self._is_dual(items[0]):
            name = items[0].args["alias"].this.this if items[0].args.get("alias") else "DUAL"
            self._scope.sources.append(Source(name, "", [Known("DUMMY", varchar2(1), True, "'X'")], owner="SYS"))
            return ""
        texts: list[tuple[str, list[Source]]] = []
        for item in items:
            first = len(self._scope.sources)
            text = self._item(item)
            texts.append((text, self._scope.sources[first:]))
        if marked:
            return OuterMarks(self._context, self._scope).arrange(texts, marked)
        return " join ".join(text for text, _ in texts)

    def _is_dual(self, item: nodes.Node) -> bool:
        if not isinstance(item, nodes.Table) or item.this.this != "DUAL" or self._context.common_table("DUAL"):
            return False
        return item.args.get("db") is None or item.args["db"].this == "SYS"

    def _item(self, item: nodes.Node) -> str:
        if isinstance(item, Joined):
            return self._joined(item)
        source, text = self._source(item)
        self._scope.sources.append(source)
        return text

    def _source(self, item: nodes.Node) -> tuple[Source, str]:
        name = item.args["alias"].this.this if item.args.get("alias") else None
        alias = self._context.fresh("t")
        if isinstance(item, nodes.Table):
            return self._table(item, name, alias)
        if isinstance(item, nodes.Subquery):
            from ordslab.sandbox.sql.compile.query import compile_block  # which needs this module

            with_row_ids = hand_up_row_ids(item.this, self._context)
            block = compile_block(item.this, self._context, self._scope.parent)
            source = derived(name, alias, block.columns[:-1] if with_row_ids else block.columns)
            source.rowid = f"{alias}.c{len(block.columns)}" if with_row_ids else None
            return source, f"({block.text}) {alias}"
        if isinstance(item, Pivoted | Unpivoted):
            from ordslab.sandbox.sql.compile.pivot import compile_pivot, compile_unpivot

            inner = Scope(self._scope.parent)
            text = FromClause(self._context, inner).compile([item.this], [])
            block = (
                compile_pivot(item, self._context, inner, text)
                if isinstance(item, Pivoted)
                else compile_unpivot(item, self._context, inner, text)
            )
            return derived(name, alias, block.columns), f"({block.text}) {alias}"
        if isinstance(item, JsonTable):
            from ordslab.sandbox.sql.compile.json_table import compile_json_table

            return compile_json_table(item, self._context, self._scope, name, alias)
        raise not_supported(type(item).__name__, offset_of(item))

    def _table(self, item: nodes.Table, alias_name: str | None, alias: str) -> tuple[Source, str]:
        name = item.this.this
        owner = item.args["db"].this if item.args.get("db") is not None else None
        if owner is None:
            common = self._context.common_table(name)
            if common is not None:
                self._context.expand(common.length)
                return derived(alias_name or name, alias, common.columns), f"{common.source} {alias}"
        relation = self._context.environment.relation(owner, name)
        if relation is None and name == "DUAL" and owner in (None, "SYS", "PUBLIC"):
            relation = _DUAL
        if relation is None:
            raise unknown_table(owner, name, offset_of(item))
        self._context.functions |= relation.functions
        self._context.expand(relation.length)
        columns = [
            Known(
                column.name, column.type, column.nullable, f'{alias}."{column.name}"', wide_ones=_wide(column, relation)
            )
            for column in relation.columns
        ]
        rowid = f"{alias}.rowid" if relation.has_rowid else None
        shown_owner = None if alias_name else relation.owner
        system_view = relation.name if oracle_names.is_owner(relation.owner) else None
        source = Source(alias_name or name, alias, columns, shown_owner, rowid, system_view)
        return source, f"{relation.source} {alias}"

    # --- Joins -------------------------------------------------------------------------------------------------------

    def _joined(self, node: Joined) -> str:
        scope = self._scope
        first = len(scope.sources)
        left = self._item(node.this)
        middle = len(scope.sources)
        right = self._item(node.expression)
        kind = node.args["kind"]
        lefts, rights = scope.sources[first:middle], scope.sources[middle:]
        if kind in ("LEFT", "FULL"):
            _make_nullable(rights)
        if kind in ("RIGHT", "FULL"):
            _make_nullable(lefts)
        if isinstance(node.expression, Joined):
            right = f"({right})"
        if kind == "CROSS":
            return f"{left} join {right}"
        names = [identifier.this for identifier in node.args.get("using") or []]
        if node.args.get("natural"):
            names = [name for name in _names(lefts) if any(source.find(name) for source in rights)]
        if node.args.get("on") is not None:
            condition = self._on(node.args["on"], lefts + rights)
        elif names:
            condition = " and ".join(self._merge(name, lefts, rights, kind, offset_of(node)) for name in names)
        else:
            return f"{left} join {right}"
        if kind == "RIGHT":  # older SQLite has no RIGHT JOIN
            left = f"({left})" if isinstance(node.this, Joined) else left
            return f"{right} left join {left} on {condition}"
        return f"{left} {_OUTER.get(kind, 'join')} {right} on {condition}"

    def _on(self, node: nodes.Node, visible: list[Source]) -> str:
        """ON sees what it joins, and what is around the block."""
        inner = Scope(self._scope.parent)
        inner.sources = visible
        inner.merged = self._scope.merged
        inner.rownum = None
        return ExpressionCompiler(self._context, inner).condition(node)

    def _merge(self, name: str, lefts: list[Source], rights: list[Source], kind: str, offset: int | None) -> str:
        """USING (name): the condition; the two columns become one. ORA-00904, ORA-00918."""
        left, right = self._one(name, lefts, offset), self._one(name, rights, offset)
        compiler = ExpressionCompiler(self._context, Scope())
        condition = compiler.compare("=", left.piece(), right.piece())
        text = left.text
        if kind == "RIGHT":
            text = right.text
        elif kind == "FULL":
            text = f"coalesce({left.text}, {right.text})"
        merged = self._scope.merged.get(name)
        hidden = (merged.hidden if merged is not None else ()) + (left.text, right.text)
        nullable = left.nullable if kind != "RIGHT" else right.nullable
        self._scope.merged.pop(name, None)
        self._scope.merged[name] = Known(name, left.type, nullable or kind == "FULL", text, hidden)
        return condition

    def _one(self, name: str, sources: list[Source], offset: int | None) -> Known:
        merged = self._scope.merged.get(name)
        if merged is not None and any(
            column.text in merged.hidden for source in sources for column in source.columns if column.name == name
        ):
            return merged
        found = [column for source in sources if (column := source.find(name)) is not None]
        if not found:
            raise OraError(904, f'"{name}"', offset=offset)
        if len(found) > 1:
            raise OraError(918, message=f"{name}: column ambiguously specified", offset=offset)
        return found[0]


def _wide(column: Column, relation: Relation) -> str | None:
    """The query for a column's wide numbers, where an index has them."""
    if column.name not in relation.sorted or column.type.family != "NUMBER":
        return None
    return f"select 1 from {relation.source} where \"{column.name}\" >= x'' limit 1"


def derived(name: str | None, alias: str, columns: Sequence[Column]) -> Source:
    """A source whose columns are called c1, c2 ... in SQLite."""
    known = [
        Known(column.name, column.type, column.nullable, f"{alias}.c{number}")
        for number, column in enumerate(columns, 1)
    ]
    return Source(name, alias, known)


def _make_nullable(sources: list[Source]) -> None:
    for source in sources:
        for column in source.columns:
            column.nullable = True


def _names(sources: list[Source]) -> list[str]:
    """The names of the columns, each once."""
    return list(dict.fromkeys(column.name for source in sources for column in source.columns))


class OuterMarks:
    """Conditions with (+): each marked table is joined to what stands on the other side."""

    def __init__(self, context: Context, scope: Scope) -> None:
        self._scope = scope
        self._compiler = ExpressionCompiler(context, scope)

    def arrange(self, texts: list[tuple[str, list[Source]]], marked: Sequence[nodes.Node]) -> str:
        """The text behind FROM. ORA-01417, ORA-01468, ORA-01416."""
        conditions: dict[int, list[nodes.Node]] = {}
        needs: dict[int, set[int]] = {}
        for node in marked:
            outer, others = self._tables(node, texts)
            conditions.setdefault(outer, []).append(node)
            needs.setdefault(outer, set()).update(others)
        for outer in conditions:
            _make_nullable(texts[outer][1])
        done = [index for index in range(len(texts)) if index not in conditions]
        result = " join ".join(texts[index][0] for index in done)
        waiting = [index for index in range(len(texts)) if index in conditions]
        while waiting:
            ready = next((index for index in waiting if needs[index] <= set(done)), None)
            if ready is None or not result:
                raise OraError(1416, message="two tables cannot be outer-joined to each other")
            on = " and ".join(self._compiler.condition(node) for node in conditions[ready])
            result += f" left join {texts[ready][0]} on {on}"
            waiting.remove(ready)
            done.append(ready)
        return result

    def _tables(self, node: nodes.Node, texts: list[tuple[str, list[Source]]]) -> tuple[int, set[int]]:
        outer: set[int] = set()
        others: set[int] = set()
        for column in node.find_all(nodes.Column):
            index = self._item_of(column, texts)
            if index is not None:
                (outer if column.args.get("join_mark") else others).add(index)
        if len(outer) != 1 or outer & others:
            raise OraError(
                1468, message="a predicate may reference only one outer-joined table", offset=offset_of(node)
            )
        return outer.pop(), others

    def _item_of(self, column: nodes.Column, texts: list[tuple[str, list[Source]]]) -> int | None:
        name = column.this.this
        table = column.args.get("table")
        for index, (_, sources) in enumerate(texts):
            for source in sources:
                if table is not None and source.name != table.this:
                    continue
                if source.find(name) is not None:
                    return index
        return None
