"""Analytic functions."""

from __future__ import annotations

from ordslab.sandbox.sql.compile.calls import Calls
from ordslab.sandbox.sql.compile.nodes import Call, offset_of
from ordslab.sandbox.sql.compile.pieces import Piece
from ordslab.sandbox.sql.errors import not_supported


class Windows(Calls):
    """The methods for calls with OVER."""

    def window_call(self, node: Call) -> Piece:
        """A call with OVER."""
        raise not_supported("analytic functions", offset_of(node))
