"""JSON in SQL: the calls of our JSON functions, whose clauses go along as texts."""

from __future__ import annotations

import json
from typing import Any

from ordslab.sandbox.sql.compile import nodes, values
from ordslab.sandbox.sql.compile.calls import Calls
from ordslab.sandbox.sql.compile.nodes import Call, IsJson, JsonCall, offset_of
from ordslab.sandbox.sql.compile.pieces import Piece
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import json_documents, json_paths
from ordslab.sandbox.sql.functions.overload import group
from ordslab.sandbox.sql.types import BOOLEAN, DATE, JSON, NUMBER, TIMESTAMP, VARCHAR2, OracleType

_AGGREGATES = ("JSON_ARRAYAGG", "JSON_OBJECTAGG")
_MAKERS = ("JSON_OBJECT", "JSON_ARRAY", "JSON_ARRAYAGG", "JSON_OBJECTAGG", "JSON_QUERY", "JSON_MERGEPATCH")
_DOCUMENTS = ("TEXT", "BINARY", "JSON", "NULL")
_LONGEST = 4000

# Source: JSON Developer's Guide, "Item Methods": what JSON_VALUE and dots give with a method at the end (documented)
_METHOD_TYPES = {
    **dict.fromkeys(("string", "stringOnly", "type", "upper", "lower"), VARCHAR2),
    **dict.fromkeys(("number", "numberOnly", "size", "count", "length", "abs", "ceiling", "floor"), NUMBER),
    **dict.fromkeys(("double", "float"), OracleType("BINARY_DOUBLE")),
    **dict.fromkeys(("boolean", "booleanOnly"), BOOLEAN),
    **dict.fromkeys(("date", "dateWithTime"), DATE),
    "timestamp": TIMESTAMP,
}


def target_options(kind: OracleType) -> dict[str, Any]:
    """RETURNING as the functions take it."""
    options: dict[str, Any] = {"to": kind.family}
    if kind.family in ("VARCHAR2", "CHAR"):
        options["size"] = kind.size
    if kind.family == "NUMBER" and kind.precision is not None:
        options["precision"], options["scale"] = kind.precision, kind.scale or 0
    return options


def options_text(options: dict[str, Any]) -> str:
    """The clauses as one SQL literal."""
    plain = {key: value for key, value in options.items() if value is not None and (value or key == "scalars")}
    return values.quoted(json.dumps(plain, ensure_ascii=False))


class Jsons(Calls):
    """The methods for JSON."""

    def json_condition(self, node: nodes.Node) -> str:
        """x IS JSON and JSON_EXISTS."""
        if isinstance(node, IsJson):
            arguments = [self._document(node.this), values.quoted(node.args.get("kind") or "VALUE")]
            wanted = ("s" if node.args.get("strict") else "") + ("u" if node.args.get("unique") else "")
            if wanted:
                arguments.append(f"'{wanted}'")
            return "(" + self.use("ORA_IS_JSON", *arguments) + ")"
        return self._asked("ORA_JSON_EXISTS", node, node.args["options"])

    def _document(self, node: nodes.Node) -> str:
        return self._document_piece(node).text

    def _document_piece(self, node: nodes.Node) -> Piece:
        piece = self.expression(node)
        if group(piece.type.family) not in _DOCUMENTS:
            raise values.mismatch(VARCHAR2, piece.type, offset_of(node))
        return piece

    def _path_text(self, node: nodes.Node) -> str:
        """A path, looked at already if it is a literal. ORA-40454 for what is none."""
        if not isinstance(node, nodes.Literal):
            raise OraError(40454, message="path expression not a literal", offset=offset_of(node))
        json_paths.compiled(node.this)
        return values.quoted(node.this)

    def _asked(self, function: str, node: nodes.Node, options: dict[str, Any], *defaults: str) -> str:
        document, path, *passing = node.expressions
        texts = [self.expression(each).text for each in passing]
        return self.use(
            function, self._document(document), self._path_text(path), options_text(options), *defaults, *texts
        )

    def _json_call(self, node: JsonCall) -> Piece:
        name, options = node.this, node.args["options"]
        if name == "JSON_EXISTS":
            return self.truth(node)
        if name == "JSON_VALUE":
            return self._json_value(node, options)
        kind: OracleType = options.get("to") or VARCHAR2
        if name == "JSON":
            return self._constructor(node)
        if name == "JSON_SCALAR":
            piece = self.expression(node.expressions[0])
            arguments = [piece.text, values.quoted(piece.type.family), f"'{options.get('nulls') or ''}'"]
            return Piece(self.use("ORA_JSON_SCALAR", *arguments), JSON)
        if name == "JSON_QUERY":
            if "to" not in options and self._document_piece(node.expressions[0]).type.family == "JSON":
                kind = JSON  # SQL Language Reference: as what is asked
            asked = {**options, **target_options(kind)}
            return Piece(self._asked("ORA_JSON_QUERY", node, asked), kind)
        if name == "JSON_SERIALIZE":
            text = self.use(
                "ORA_JSON_SERIALIZE", self._document(node.expressions[0]), options_text({**options, "to": None})
            )
            return Piece(text, kind)
        return self._made(node, name, options, kind)

    def _json_value(self, node: JsonCall, options: dict[str, Any]) -> Piece:
        kind: OracleType = options.get("to") or VARCHAR2
        asked = {**options, **target_options(kind)}
        defaults = []
        for key in ("error_default", "empty_default"):
            default = node.args.get(key)
            defaults.append(
                "NULL" if default is None else values.converted(self.expression(default), kind.family, self.context)
            )
        return Piece(self._asked("ORA_JSON_VALUE", node, asked, *defaults), kind)

    def _constructor(self, node: JsonCall) -> Piece:
        """JSON(text)."""
        return self.function("JSON", [self._document_piece(node.expressions[0])])

    def dots(self, names: list[tuple[str, str]], tail: str, offset: int | None) -> Piece | None:
        """[owner.]table.document.name ...; None where these names are no document and what is in it.

        `names`: as they count, and as they were written, which is what counts in the document. `tail`: what stands
        behind them, as in a path.
        """
        folded = [name for name, _ in names]
        for at in (1, 2):
            if len(names) <= at:
                return None
            qualifier = (None if at == 1 else folded[0], folded[at - 1])
            document = self.scope.column(qualifier, folded[at], offset)
            if document is not None and (document.type.is_json or document.type.family == "JSON"):
                path = json_documents.path_of([written for _, written in names[at + 1 :]], tail)
                return self._at(document, path)
        return None

    def _at(self, document: Piece, path: str) -> Piece:
        json_paths.compiled(path)
        method = path.rpartition(".")[2].removesuffix("()") if path.endswith("()") else ""
        if method in _METHOD_TYPES:
            kind = _METHOD_TYPES[method]
            asked = {**target_options(kind), "with_time": method == "dateWithTime"}
            text = self.use("ORA_JSON_VALUE", document.text, values.quoted(path), options_text(asked), "NULL", "NULL")
            return Piece(text, kind)
        kind = JSON if document.type.family == "JSON" else VARCHAR2
        return Piece(self.use("ORA_JSON_DOTS", document.text, values.quoted(path), f"'{kind.family}'"), kind)

    # --- Documents made of values ------------------------------------------------------------------------------------

    def _made(self, node: JsonCall, name: str, options: dict[str, Any], kind: OracleType) -> Piece:
        letters = {"ABSENT": "a", "NULL": "n"}.get(options.get("nulls") or "", "")
        letters += "s" if options.get("strict") else ""
        letters += "u" if options.get("unique") else ""
        size = str(kind.size or _LONGEST) if kind.family == "VARCHAR2" else "0"
        arguments = [values.quoted(letters) if letters else "''", size]
        if name in _AGGREGATES:
            scope = self.aggregate_scope(node)
            mark = len(scope.ungrouped)
            scope.in_aggregate = True
            try:
                arguments += self._members(node, name, options)
            finally:
                scope.in_aggregate = False
                del scope.ungrouped[mark:]
        else:
            arguments += self._members(node, name, options)
        text: str = self.use(f"ORA_{name}", *arguments)
        if name in _AGGREGATES:
            text += self.filter
        if kind.family == "JSON":
            text = self.use("ORA_TO_JSON", text)
        return Piece(text, kind, name in _AGGREGATES)

    def _members(self, node: JsonCall, name: str, options: dict[str, Any]) -> list[str]:
        if options.get("star"):
            return self._all_columns(node)
        texts: list[str] = []
        formats = iter(options["formats"])
        waiting = list(node.expressions)
        while waiting:
            if name in ("JSON_OBJECT", "JSON_OBJECTAGG"):
                texts.append(values.converted(self.operand(waiting.pop(0)), "VARCHAR2", self.context))
            texts += self._member(waiting.pop(0), is_json=next(formats))
        if name == "JSON_ARRAYAGG":
            order = node.args.get("order")
            letters, keys = self.ordering(order) if order is not None else ("", [])
            texts += [f"'{letters}'", *keys]
        return texts

    def _member(self, node: nodes.Node, *, is_json: bool) -> list[str]:
        """A value and the family that tells how it is written."""
        piece = self.operand(node)
        inner = node.this if isinstance(node, nodes.Paren) else node
        makes_json = isinstance(inner, JsonCall | Call) and inner.this in _MAKERS
        family = "JSON" if is_json or makes_json else piece.type.family
        if piece.type.family == "JSON":
            family = "KEPT"
        return [piece.text, f"'{family}'"]

    def _all_columns(self, node: JsonCall) -> list[str]:
        """JSON_OBJECT(*)."""
        texts: list[str] = []
        for source in self.scope.sources:
            for column in source.columns:
                piece = self.scope.reference(column, offset_of(node))
                texts += [values.quoted(column.name), piece.text, f"'{piece.type.family}'"]
        return texts
