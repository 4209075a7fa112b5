"""Expressions: columns and pseudocolumns, literals, operators, CASE, CAST, subqueries."""

from __future__ import annotations

from typing import ClassVar

from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.absent import unknown_column
from ordslab.sandbox.sql.compile import chains, nodes, values
from ordslab.sandbox.sql.compile.code import case, native
from ordslab.sandbox.sql.compile.conditions import Conditions
from ordslab.sandbox.sql.compile.conversions import Conversions
from ordslab.sandbox.sql.compile.float_literals import FLOAT_LITERALS
from ordslab.sandbox.sql.compile.grammar.refused import PSEUDOCOLUMNS
from ordslab.sandbox.sql.compile.jsons import Jsons
from ordslab.sandbox.sql.compile.literals import Literals
from ordslab.sandbox.sql.compile.nodes import (
    Call,
    CastTo,
    IntervalLiteral,
    JsonCall,
    RootOf,
    TypedLiteral,
    offset_of,
)
from ordslab.sandbox.sql.compile.pieces import Piece
from ordslab.sandbox.sql.compile.scope import ROWID
from ordslab.sandbox.sql.compile.windows import Windows
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.nested_cursors import packed
from ordslab.sandbox.sql.types import BOOLEAN, NUMBER, NestedCursor

_MOST_DIGITS = 18
_COUNT_DIGITS = 12
_WITHOUT_PARENTHESES = frozenset(
    {
        *("SYSDATE", "SYSTIMESTAMP", "CURRENT_DATE", "CURRENT_TIMESTAMP", "LOCALTIMESTAMP"),
        *("USER", "UID", "DBTIMEZONE", "SESSIONTIMEZONE"),
    }
)

_BOOLEANS = {"TRUE": Piece("1", BOOLEAN, nullable=False), "FALSE": Piece("0", BOOLEAN, nullable=False)}


class ExpressionCompiler(Windows, Jsons, Conversions, Conditions, Literals):
    """Compiles the expressions and conditions of one scope. The functions they need are in `context.functions`."""

    METHODS: ClassVar[dict[type, str]] = {
        nodes.Literal: "_literal",
        nodes.Null: "_null",
        nodes.Placeholder: "_bind",
        nodes.Column: "_column",
        nodes.Paren: "_paren",
        nodes.Chain: "_chain",
        nodes.Neg: "_negative",
        nodes.Case: "_case",
        nodes.Subquery: "_scalar",
        nodes.CursorOf: "_cursor_of",
        nodes.AtTimeZone: "_at_time_zone",
        nodes.Prior: "_prior",
        RootOf: "_root",
        TypedLiteral: "_typed_literal",
        IntervalLiteral: "_interval_literal",
        CastTo: "_cast",
        Call: "_call",
        nodes.Dots: "_dots",
        JsonCall: "_json_call",
    }

    # --- Names -------------------------------------------------------------------------------------------------------

    def _column(self, node: nodes.Column) -> Piece:
        offset = offset_of(node)
        identifier = node.this
        if isinstance(identifier, nodes.Star):
            raise OraError(936, message="missing expression", offset=offset)
        name, plain = identifier.this, not identifier.args["quoted"]
        table, owner = node.args.get("table"), node.args.get("db")
        qualifier = None if table is None else (None if owner is None else owner.this, table.this)
        if plain:
            pseudo = self._pseudocolumn(qualifier, name, offset)
            if pseudo is not None:
                return pseudo
        found = None if node.args.get("catalog") else self.scope.column(qualifier, name, offset)
        if found is not None:
            return found
        if qualifier is None and name in self.scope.select_list:
            return self.expression(self.scope.select_list[name])
        called = self._call_without_parentheses(node)
        if called is not None:
            return called
        within = self.dots(node.args["dots"], "", offset) if node.args.get("dots") else None
        if within is not None:
            return within
        if qualifier is None and name in _BOOLEANS:
            return _BOOLEANS[name]
        if qualifier is None and plain and name in FLOAT_LITERALS:
            return FLOAT_LITERALS[name]
        raise self._unknown(node, offset)

    def _unknown(self, node: nodes.Column, offset: int | None) -> OraError:
        parts = [part.this for part in (node.args.get("db"), node.args.get("table"), node.this) if part is not None]
        if len(parts) == 1 and parts[0] in PSEUDOCOLUMNS:
            return not_supported(f"pseudocolumn {parts[0]}", offset)
        return unknown_column(parts, self.scope.system_views(*parts[-2:-1]), offset)

    def _pseudocolumn(self, qualifier: tuple[str | None, str] | None, name: str, offset: int | None) -> Piece | None:
        if name == "ROWID":
            text = self.scope.rowid(qualifier, offset)
            if text is None:
                raise OraError(904, '"ROWID"', offset=offset)
            return Piece(text, ROWID, nullable=False)
        if name in ("NEXTVAL", "CURRVAL") and qualifier is not None:
            return self._sequence(*qualifier, name, offset)
        if qualifier is not None:
            return None
        if name == "ROWNUM":
            if self.scope.rownum is None:
                raise OraError(976, message="Specified pseudocolumn or operator not allowed here.", offset=offset)
            text = self.scope.rownum
            if self.scope.grouped and not self.scope.in_aggregate:
                self.scope.ungrouped.append(offset)
            return Piece(text, NUMBER, nullable=False, digits=_COUNT_DIGITS)
        if name in _WITHOUT_PARENTHESES and name in ("SYSDATE", "USER", "UID"):
            return self.function(name, [])
        if name == "LEVEL" or name.startswith("CONNECT_BY_"):
            return self._level(name, offset)
        return None

    def _level(self, name: str, offset: int | None) -> Piece | None:
        for scope in self.scope.chain():
            if scope.hierarchy is not None:
                return scope.hierarchy.pseudocolumn(name, offset)
        if name == "LEVEL" or name in ("CONNECT_BY_ISLEAF", "CONNECT_BY_ISCYCLE"):
            raise OraError(1788, message="CONNECT BY clause required in this query block", offset=offset)
        return None

    def _sequence(self, owner: str | None, name: str, what: str, offset: int | None) -> Piece:
        full = self.context.environment.sequence(owner, name)
        if full is None:
            raise OraError(2289, message="sequence does not exist", offset=offset)
        if self.scope.parent is not None or self.scope.grouped or not self.scope.sequences_allowed:
            raise OraError(2287, message="sequence number not allowed here", offset=offset)
        what = "NEXTVAL" if name in self.scope.next_values else what
        return Piece(self.scope.carried(f'"ORA${what}"({values.quoted(full)})'), NUMBER, nullable=False)

    def _call_without_parentheses(self, node: nodes.Column) -> Piece | None:
        """SYSTIMESTAMP, DBMS_RANDOM.VALUE, or a function of the user's without arguments."""
        parts = [part.this for part in (node.args.get("db"), node.args.get("table"), node.this) if part is not None]
        name = ".".join(parts).removeprefix("SYS.")
        if name in _WITHOUT_PARENTHESES or (len(parts) > 1 and registry.overloads(name)):
            return self.function(name, [])
        if len(parts) == 1 and registry.overloads(name):
            return None
        kind = self.context.environment.function_type(name, ())
        return None if kind is None else self.user_function(name, [], kind)

    def _prior(self, node: nodes.Prior) -> Piece:
        if self.scope.hierarchy is None:
            raise OraError(976, message="Specified pseudocolumn or operator not allowed here.")
        return self.scope.hierarchy.prior(node.this)

    def _root(self, node: RootOf) -> Piece:
        if self.scope.hierarchy is None:
            raise OraError(976, message="Specified pseudocolumn or operator not allowed here.")
        return self.scope.hierarchy.root(node.this)

    def _dots(self, node: nodes.Dots) -> Piece:
        """t.document.names[0].first: a JSON document and what is in it."""
        names, offset = node.args["names"], offset_of(node)
        found = self.dots(names, node.args["tail"], offset)
        if found is None:
            raise unknown_column([name for name, _ in names], [], offset)
        return found

    # --- Operators ---------------------------------------------------------------------------------------------------

    def _chain(self, node: nodes.Chain) -> Piece:
        """Operands with + - and ||, or * and /, between them. ORA-00932, ORA-00975."""
        scope, mark = self.scope, len(self.scope.ungrouped)
        pieces, marks = [], []
        for operand in node.expressions:
            pieces.append(self.expression(operand))
            marks.append(len(scope.ungrouped))
        signs = node.args["signs"]
        whole = chains.combined(pieces, signs, self.context)
        if not (scope.grouped and scope.groups) or whole.text in scope.groups:
            return whole
        count, first = self._grouped_start(pieces, signs)
        if first is None:
            return whole
        del scope.ungrouped[mark : marks[count - 1]]
        return chains.combined([first, *pieces[count:]], signs[count - 1 :], self.context)

    def _grouped_start(self, pieces: list[Piece], signs: list[str]) -> tuple[int, Piece | None]:
        """How many of the first operands are together what is grouped by, and what they are."""
        found: tuple[int, Piece | None] = (0, None)
        longest = max(map(len, self.scope.groups))
        for count in range(2, len(pieces)):
            interruption.check()
            piece = chains.combined(pieces[:count], signs[: count - 1], self.context)
            if len(piece.text) > longest:
                break
            if piece.text in self.scope.groups:
                absent = piece.text in self.scope.absent and not self.scope.in_aggregate
                found = count, Piece("NULL", piece.type) if absent else piece
        return found

    def _negative(self, node: nodes.Neg) -> Piece:
        piece = self.expression(node.this)
        if piece.digits and piece.digits <= _MOST_DIGITS:
            text = self.context.same(native(f"(- {piece.text})", piece.text), "ORA_NEGATE", [piece.text])
            return Piece(text, NUMBER, piece.nullable, piece.digits)
        return self.function("-", [piece])

    def _at_time_zone(self, node: nodes.AtTimeZone) -> Piece:
        zone = node.args["zone"]
        wanted = self.function("SESSIONTIMEZONE", []) if isinstance(zone, nodes.Null) else self.expression(zone)
        return self.function("AT_TIME_ZONE", [self.expression(node.this), wanted])

    # --- CASE --------------------------------------------------------------------------------------------------------

    def _case(self, node: nodes.Case) -> Piece:
        subject = None if node.this is None else self.expression(node.this)
        conditions: list[str] = []
        results: list[tuple[nodes.Node, Piece]] = []
        for branch in node.args["ifs"]:
            if subject is None:
                conditions.append(self.condition(branch.this))
            else:
                conditions.append(self.compare("=", subject, self.expression(branch.this)))
            results.append((branch.args["true"], self.expression(branch.args["true"])))
        if node.args.get("default") is not None:
            results.append((node.args["default"], self.expression(node.args["default"])))
        kind = values.common([(piece, offset_of(each)) for each, piece in results])
        texts = [values.converted(piece, kind.family, self.context) for _, piece in results]
        default = texts[-1] if len(texts) > len(conditions) else None
        nullable = default is None or any(piece.nullable for _, piece in results)
        return Piece(case(list(zip(conditions, texts, strict=False)), default), kind, nullable)

    # --- Subqueries --------------------------------------------------------------------------------------------------

    def _cursor_of(self, node: nodes.CursorOf) -> Piece:
        """CURSOR (query), which stands in the list of what a whole statement gives, and nowhere else (ORA-22902)."""
        if not self.scope.cursors_allowed:
            raise OraError(22902, message="CURSOR expression not allowed")
        from ordslab.sandbox.sql.compile.query import compile_nested  # which needs this module

        block = compile_nested(node.this, self.context, self.scope)
        return Piece(packed(block.text, block.columns), NestedCursor("CURSOR", columns=block.columns))

    def _scalar(self, node: nodes.Subquery) -> Piece:
        block = self.subquery(node)
        if len(block.columns) > 1:
            raise OraError(913, message="too many values")
        kind = block.columns[0].type
        if block.single:
            return Piece(f"({block.text})", kind)
        return Piece(f"(select {self.use('ORA_SINGLE', 'c1')} from ({block.text}))", kind)
