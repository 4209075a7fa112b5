"""CONNECT BY, as a recursive query that goes depth first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ordslab.sandbox.sql.compile import nodes, values
from ordslab.sandbox.sql.compile.expressions import ExpressionCompiler
from ordslab.sandbox.sql.compile.nodes import Call, offset_of
from ordslab.sandbox.sql.compile.ordering import direction
from ordslab.sandbox.sql.compile.pieces import Context, Piece
from ordslab.sandbox.sql.compile.scope import Carrier, Scope
from ordslab.sandbox.sql.compile.walk import own_nodes
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import NUMBER, VARCHAR2

_T = TypeVar("_T")
_DIGITS = 12


class Hierarchy:
    """The hierarchy of a block.

    Two queries make it: the rows (`rows`, each with a number rn) and the walk over them (`walk`), whose rows hold the
    level lv, the path of row numbers pt, what the block asks of the row (x1, x2 ...) and of its ancestors (e1 ...).
    While START WITH and CONNECT BY are compiled, columns are those of the row at hand; behind PRIOR, its parent's.
    """

    def __init__(self, context: Context, scope: Scope, node: nodes.Node, siblings: Sequence[nodes.Node]) -> None:
        self._context = context
        self._scope = scope
        self._node = node
        self._compiler = ExpressionCompiler(context, scope)
        self._rows, self._walk = context.fresh("w"), context.fresh("w")
        self._row, self._parent = context.fresh("t"), context.fresh("t")
        self.carrier = Carrier(context.fresh("t"))
        self._extras: list[tuple[str, str, str]] = []
        self._computed: dict[str, str] = {}
        self._level = "1"
        self._outside = False
        scope.hierarchy = self
        self._nocycle = bool(node.args.get("nocycle"))
        self._has_prior = any(isinstance(each, nodes.Prior) for each in own_nodes(node.args["connect"]))
        start = node.args.get("start")
        self._start = None if start is None else self._at(self._row, lambda: self._compiler.condition(start))
        self._connect = self._connected(self._parent)
        self._siblings = self._at(self._row, lambda: self._sibling_keys(siblings))
        self._outside = True
        scope.carriers = [self.carrier]

    # --- Compiling at another row ------------------------------------------------------------------------------------

    def _at(self, alias: str, compile_: Callable[[], _T], rownum: str | None = None) -> _T:
        """Compile with columns that are those of `alias`."""
        before = self._scope.carriers, self._scope.grouped, self._scope.rownum
        self._scope.carriers = [Carrier(alias, self.carrier.items)]
        self._scope.grouped = False
        self._scope.rownum = rownum
        try:
            return compile_()
        finally:
            self._scope.carriers, self._scope.grouped, self._scope.rownum = before

    def _connected(self, parent: str) -> str:
        """The condition between the row at hand and its parent."""
        self._level, before = f"({parent}.lv + 1)", self._level
        outside, self._outside = self._outside, False
        usual, self._parent = self._parent, parent
        # over DUAL, ROWNUM counts as LEVEL does
        rownum = self._level if not self._scope.sources or self._scope.sources[0].alias == "" else None
        try:
            return self._at(self._row, lambda: self._compiler.condition(self._node.args["connect"]), rownum)
        finally:
            self._level, self._outside, self._parent = before, outside, usual

    def _sibling_keys(self, siblings: Sequence[nodes.Node]) -> list[tuple[str, str]]:
        """The keys, and the direction of each."""
        terms = []
        for item in siblings:
            piece = self._compiler.expression(item.this)
            values.not_a_key(piece.type, offset_of(item.this))
            key = values.sort_key(piece, self._context)
            terms.append((key, direction(item, nullable=True)))
        return terms

    # --- What the block asks for -------------------------------------------------------------------------------------

    def pseudocolumn(self, name: str, offset: int | None) -> Piece | None:
        """LEVEL, CONNECT_BY_ISLEAF, CONNECT_BY_ISCYCLE. ORA-30930."""
        if name == "LEVEL":
            text = self._scope.carried(f"{self.carrier.alias}.lv", 1) if self._outside else self._level
            return self._mentioned(Piece(text, NUMBER, nullable=False, digits=_DIGITS), offset)
        if name not in ("CONNECT_BY_ISLEAF", "CONNECT_BY_ISCYCLE"):
            return None
        if not self._outside:
            message = "Specified pseudocolumn or operator not allowed here."
            raise OraError(976, message=message, offset=offset)
        cycle = name == "CONNECT_BY_ISCYCLE"
        if cycle and not self._nocycle:
            message = "NOCYCLE keyword is required with CONNECT_BY_ISCYCLE pseudocolumn"
            raise OraError(30930, message=message, offset=offset)
        seen = f"instr({self.carrier.alias}.pt, '/' || {self._row}.rn || '/')"
        test = self._connected(self.carrier.alias)
        if cycle:
            test += f" and {seen} > 0"
        elif self._nocycle:
            test += f" and {seen} = 0"
        test = f"{'' if cycle else 'not '}exists (select 1 from {self._rows} {self._row} where {test})"
        column = self._computed.setdefault(test, f"f{len(self._computed) + 1}")
        text = self._scope.carried(f"{self.carrier.alias}.{column}", 1)
        return self._mentioned(Piece(text, NUMBER, nullable=False, digits=1), offset)

    def _mentioned(self, piece: Piece, offset: int | None) -> Piece:
        if self._scope.grouped and not self._scope.in_aggregate:
            self._scope.ungrouped.append(offset)
        return piece

    def prior(self, node: nodes.Node) -> Piece:
        """PRIOR x: x of the parent."""
        parent = self._at(self._parent, lambda: self._compiler.expression(node))
        if not self._outside:
            return parent
        return self._extra("NULL", parent.text, parent, node)

    def root(self, node: nodes.Node) -> Piece:
        """CONNECT_BY_ROOT x: x of the topmost ancestor."""
        if not self._outside:
            raise OraError(976, message="Specified pseudocolumn or operator not allowed here.", offset=offset_of(node))
        here = self._at(self._row, lambda: self._compiler.expression(node))
        return self._extra(here.text, "{own}", here, node)

    def path(self, node: Call) -> Piece:
        """SYS_CONNECT_BY_PATH(x, separator). ORA-30003, ORA-30004 for a separator that is in a value."""
        if not self._outside or len(node.expressions) != 2:
            raise OraError(30003, message="illegal parameter in SYS_CONNECT_BY_PATH function", offset=offset_of(node))
        column, mark = node.expressions
        separator = self._compiler.expression(mark)
        if not separator.literal:
            raise OraError(30003, message="illegal parameter in SYS_CONNECT_BY_PATH function", offset=offset_of(mark))
        here = self._at(self._row, lambda: self._compiler.expression(column))
        text = values.converted(here, "VARCHAR2", self._context)
        step = self._context.call("ORA_PATH_STEP", text, separator.text)
        return self._extra(step, f"{{own}} || {step}", Piece("", VARCHAR2), column)

    def _extra(self, first: str, further: str, kind: Piece, node: nodes.Node) -> Piece:
        """A column of the walk: what it is for a root, and for a row with a parent."""
        name = next((name for name, *known in self._extras if known == [first, further]), "")
        if not name:
            name = f"e{len(self._extras) + 1}"
            self._extras.append((name, first, further))
        text = self._scope.carried(f"{self.carrier.alias}.{name}", 1)
        return self._mentioned(Piece(text, kind.type), offset_of(node))

    # --- The queries -------------------------------------------------------------------------------------------------

    def wrap(self, source: str) -> str:
        """' from (...) alias' over ' from ... where ...'."""
        row, parent = self._row, self._parent
        items = self.carrier.items
        rows = (
            f"select row_number() over () as rn{''.join(f', {text} as {name}' for text, name in items.items())}{source}"
        )
        carried = "".join(f", {row}.{name}" for name in items.values())
        keys = "".join(f", {key}" for key, _ in self._siblings)
        anchors = "".join(f", {first} as {name}" for name, first, _ in self._extras)
        steps = "".join(f", {further.replace('{own}', f'{parent}.{name}')}" for name, _, further in self._extras)
        seen = f"instr({parent}.pt, '/' || {row}.rn || '/')"
        needs_path = self._nocycle or (self._has_prior and not self._always_new)
        path = f"{parent}.pt || {row}.rn || '/'" if needs_path else "'/'"
        condition = self._connect
        if self._nocycle:
            condition += f" and {seen} = 0"
        elif needs_path:
            path = f"case when {seen} then {self._context.call('ORA_LOOP')} else {path} end"
        where = f" where {self._start}" if self._start is not None else ""
        anchor = f"select 1 as lv, {row}.rn as rn, '/' || {row}.rn || '/' as pt{carried}{keys}{anchors}"
        first_key = 4 + len(items)
        order = ["1 desc"]
        order += [f"{first_key + index}{way}" for index, (_, way) in enumerate(self._siblings)]
        order.append("2")
        names = ["lv", "rn", "pt", *items.values()]
        names += [f"s{number}" for number in range(1, len(self._siblings) + 1)]
        names += [name for name, _, _ in self._extras]
        walk = (
            f"{anchor} from {self._rows} {row}{where} union all "
            f"select {parent}.lv + 1, {row}.rn, {path}{carried}{keys}{steps} "
            f"from {self._walk} {parent} join {self._rows} {row} on {condition} order by {', '.join(order)}"
        )
        computed = "".join(f", {text} as {name}" for text, name in self._computed.items())
        alias = self.carrier.alias
        return (
            f" from (with recursive {self._rows} as materialized ({rows}), "
            f"{self._walk}({', '.join(names)}) as ({walk}) "
            f"select {alias}.*{computed} from {self._walk} {alias}) {alias}"
        )

    @property
    def _always_new(self) -> bool:
        """PRIOR SYS_GUID() and the like tell Oracle that no row comes twice."""
        return any(
            isinstance(each, nodes.Prior) and any(isinstance(call, Call) for call in own_nodes(each.this))
            for each in own_nodes(self._node.args["connect"])
        )
