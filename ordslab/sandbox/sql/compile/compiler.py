"""What all parts of the expression compiler have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.compile import nodes, values
from ordslab.sandbox.sql.compile.code import check_length
from ordslab.sandbox.sql.compile.nodes import offset_of
from ordslab.sandbox.sql.compile.pieces import Block, Context, Piece
from ordslab.sandbox.sql.compile.scope import Scope
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions.overload import Overload
from ordslab.sandbox.sql.types import BOOLEAN, OracleType

Method = Callable[..., Piece]


class Base:
    """One scope, one context, and a table that says which method compiles which node."""

    METHODS: ClassVar[dict[type, str]] = {}

    def __init__(self, context: Context, scope: Scope) -> None:
        self.context = context
        self.scope = scope

    def expression(self, node: nodes.Node) -> Piece:
        """SQLite's text and the type of an expression. Raises OraError with the offset of what is wrong."""
        name = self.METHODS.get(type(node), "truth" if isinstance(node, nodes.Condition) else None)
        if name is None:
            raise self.no_expression(node)
        mark = len(self.scope.ungrouped)
        interruption.check()
        try:
            piece: Piece = getattr(self, name)(node)
            check_length(len(piece.text))
        except OraError as error:
            if error.offset is None:
                error.offset = offset_of(node)
            raise
        scope = self.scope
        if scope.grouped and piece.text in scope.groups:
            del scope.ungrouped[mark:]
            if piece.text in scope.absent and not scope.in_aggregate:
                return Piece("NULL", piece.type)
        return piece

    def condition(self, node: nodes.Node) -> str:
        """SQLite's text of a condition."""
        raise NotImplementedError

    def truth(self, node: nodes.Node) -> Piece:
        """A condition as a value. Source: SQL Language Reference 23ai, "BOOLEAN Expressions" (documented)."""
        return Piece(self.condition(node), BOOLEAN)

    def converted_or_default(self, node: nodes.Call) -> Piece:
        """A conversion with DEFAULT ... ON CONVERSION ERROR."""
        raise NotImplementedError

    def subquery(self, node: nodes.Node) -> Block:
        """A query inside this scope."""
        from ordslab.sandbox.sql.compile.query import compile_block  # which needs this module

        return compile_block(node, self.context, self.scope)

    def no_expression(self, node: nodes.Node) -> OraError:
        """The refusal of a node that is no expression here."""
        offset = offset_of(node)
        if isinstance(node, nodes.Tuple):
            return OraError(907, message="missing right parenthesis", offset=offset)
        if isinstance(node, nodes.Star):
            return OraError(936, message="missing expression", offset=offset)
        return not_supported(type(node).__name__, offset)

    def converted(self, node: nodes.Node, target: OracleType) -> str:
        """The text of an expression's value, converted to the target's family as Oracle converts by itself."""
        return values.converted(self.expression(node), target.family, self.context)

    def use(self, sqlite_name: str, *arguments: str) -> str:
        """The call of one of our functions."""
        return self.context.call(sqlite_name, *arguments)

    def converted_arguments(self, overload: Overload, arguments: list[Piece]) -> list[str]:
        """The texts of a call's arguments, each in the family that the function wants."""
        families = overload.wanted_families([piece.type for piece in arguments])
        return [
            values.converted(piece, family, self.context) for piece, family in zip(arguments, families, strict=True)
        ]
