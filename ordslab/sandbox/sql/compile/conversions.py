"""Conversions that may fail: DEFAULT ... ON CONVERSION ERROR, VALIDATE_CONVERSION, and CAST."""

from __future__ import annotations

from ordslab.sandbox.sql.compile import nodes, values
from ordslab.sandbox.sql.compile.compiler import Base
from ordslab.sandbox.sql.compile.nodes import Call, CastTo, offset_of
from ordslab.sandbox.sql.compile.pieces import Piece
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.functions.overload import group
from ordslab.sandbox.sql.types import NUMBER, VARCHAR2, OracleType

_CONVERTERS = {
    "NUMBER": "TO_NUMBER",
    "BINARY_DOUBLE": "TO_BINARY_DOUBLE",
    "BINARY_FLOAT": "TO_BINARY_DOUBLE",
    "DATE": "TO_DATE",
    "TIMESTAMP": "TO_TIMESTAMP",
    "TIMESTAMP_TZ": "TO_TIMESTAMP_TZ",
    "INTERVAL_DS": "TO_DSINTERVAL",
    "INTERVAL_YM": "TO_YMINTERVAL",
}
_WITH_DEFAULT = frozenset({*_CONVERTERS.values(), "TO_BINARY_FLOAT"})
_MOST_DIGITS = 6


class Conversions(Base):
    """The methods for CAST and for conversions with a default."""

    def _cast(self, node: CastTo) -> Piece:
        piece, target, models = self.expression(node.this), node.args["to"], node.args["models"]
        if node.args.get("asked"):
            if target.family not in _CONVERTERS:
                raise not_supported(f"VALIDATE_CONVERSION AS {target.family}", offset_of(node))
            text = self._tried("ORA_CONVERTIBLE", _CONVERTERS[target.family], piece, models)
            return Piece(text, NUMBER, nullable=False, digits=1)
        default = node.args.get("default")
        if default is None and not models:
            return self.cast(piece, target)
        if target.family not in _CONVERTERS or group(piece.type.family) not in ("TEXT", "NULL"):
            raise not_supported("this form of CAST", offset_of(node))
        name = _CONVERTERS[target.family]
        if default is None:
            found = self.function(name, [piece, *(self.expression(model) for model in models)])
        else:
            text = self._tried("ORA_CONVERT_OR", name, piece, models, self.expression(default))
            found = Piece(text, OracleType(target.family))
        return self.cast(found, target)

    def function(self, name: str, arguments: list[Piece]) -> Piece:
        """The call of a built-in function."""
        raise NotImplementedError

    def _tried(
        self, helper: str, name: str, piece: Piece, models: list[nodes.Node], default: Piece | None = None
    ) -> str:
        """A conversion inside a function of ours that catches its error."""
        pieces = [piece, *(self.expression(model) for model in models)]
        families = ",".join(each.type.family for each in pieces)
        texts = [values.quoted(name), f"'{families}'"]
        if default is not None:
            texts += ["'TEXT'" if group(default.type.family) == "TEXT" else "'VALUE'", default.text]
        return self.use(helper, *texts, *(each.text for each in pieces))

    def converted_or_default(self, node: Call) -> Piece:
        """TO_NUMBER(x DEFAULT y ON CONVERSION ERROR, format) and the like. ORA-43907 and others for what has none."""
        if node.this not in _WITH_DEFAULT:
            raise OraError(907, message="missing right parenthesis", offset=offset_of(node.args["default"]))
        first, *models = node.expressions
        piece = self.expression(first)
        kind = registry.resolve(node.this, [piece.type, *(self.expression(model).type for model in models)])
        default = self.expression(node.args["default"])
        text = self._tried("ORA_CONVERT_OR", node.this, piece, models, default)
        return Piece(text, kind.result_type([piece.type]))

    def cast(self, piece: Piece, target: OracleType) -> Piece:
        """CAST(piece AS target)."""
        if piece.type.family == "JSON" and group(target.family) == "TEXT":
            piece = Piece(self.use("ORA_JSON_SERIALIZE", piece.text, "'{}'"), VARCHAR2, piece.nullable)
        text = values.converted(piece, target.family, self.context)
        family = target.family
        if family == "NUMBER" and piece.type.family in ("BINARY_DOUBLE", "BINARY_FLOAT"):
            text = self.use("ORA_FROM_DOUBLE", text)
        if family == "NUMBER" and target.precision is not None:
            text = self.use("ORA_CAST_NUMBER", text, str(target.precision), str(target.scale or 0))
        elif family in ("VARCHAR2", "CHAR"):
            fixed = group(piece.type.family) != "TEXT"
            text = self.use("ORA_CAST_TEXT", text, str(target.size), str(int(fixed)))
            if family == "CHAR":
                text = self.use("ORA_CAST_CHAR", text, str(target.size))
        elif family in ("TIMESTAMP", "TIMESTAMP_TZ") and (target.scale or 0) < _MOST_DIGITS:
            text = self.use("ORA_CAST_TIMESTAMP", text, str(target.scale or 0))
        elif family == "RAW":
            text = self.use("ORA_CAST_RAW", text, str(target.size))
        digits = target.precision if family == "NUMBER" and target.scale == 0 else None
        return Piece(text, target, piece.nullable, digits)
