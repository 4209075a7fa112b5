"""JSON in SQL."""

from __future__ import annotations

from sqlglot import exp

from ordslab.sandbox.sql.compile.conditions import Conditions
from ordslab.sandbox.sql.compile.nodes import JsonCall, offset_of
from ordslab.sandbox.sql.compile.pieces import Piece
from ordslab.sandbox.sql.errors import not_supported


class Jsons(Conditions):
    """The methods for JSON."""

    def json_condition(self, node: exp.Expr) -> str:
        """x IS JSON and JSON_EXISTS."""
        raise not_supported("JSON", offset_of(node))

    def _json_call(self, node: JsonCall) -> Piece:
        raise not_supported("JSON", offset_of(node))
