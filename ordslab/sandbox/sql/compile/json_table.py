"""JSON_TABLE in FROM: our function makes the rows, SQLite's json_each hands them out."""

from __future__ import annotations

from typing import Any

from ordslab.sandbox.sql.compile import values
from ordslab.sandbox.sql.compile.expressions import ExpressionCompiler
from ordslab.sandbox.sql.compile.jsons import options_text, target_options
from ordslab.sandbox.sql.compile.nodes import JsonColumn, JsonTable, offset_of
from ordslab.sandbox.sql.compile.pieces import Context
from ordslab.sandbox.sql.compile.scope import Known, Scope, Source
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import json_paths
from ordslab.sandbox.sql.functions.overload import group
from ordslab.sandbox.sql.number_text import number_of
from ordslab.sandbox.sql.types import NUMBER, OracleType


def compile_json_table(
    node: JsonTable, context: Context, scope: Scope, name: str | None, alias: str
) -> tuple[Source, str]:
    """The source and its text in FROM. The document may be a column of the tables before it."""
    inner = Scope(scope.parent)
    inner.sources = list(scope.sources)
    inner.rownum = None
    document = ExpressionCompiler(context, inner).expression(node.this)
    if group(document.type.family) not in ("TEXT", "BINARY", "JSON", "NULL"):
        raise values.mismatch(OracleType("VARCHAR2"), document.type, offset_of(node.this))
    path = node.args.get("path") or "$"
    json_paths.compiled(path)
    known: list[Known] = []
    columns = [_column(column, known, alias, context) for column in node.args["columns"]]
    on_error = node.args["options"].get("on_error") or "NULL"
    rows = context.call(
        "ORA_JSON_TABLE", document.text, values.quoted(path), options_text({"columns": columns}), f"'{on_error}'"
    )
    return Source(name, alias, known), f"json_each({rows}) {alias}"


def _column(node: JsonColumn, known: list[Known], alias: str, context: Context) -> dict[str, Any]:
    """What our function has to know of a column; the column becomes known to the scope."""
    kind, path = node.args["kind"], node.args.get("path")
    if path is not None:
        path = path if path.startswith("$") else f"$.{path}"
        json_paths.compiled(path)
    if kind == "NESTED":
        inner = [_column(column, known, alias, context) for column in node.args["columns"]]
        return {"kind": kind, "path": path, "columns": inner}
    identifier = node.this
    target: OracleType = NUMBER if kind == "ORDINALITY" else node.args["to"]
    if target.family not in ("VARCHAR2", "CHAR", "CLOB", "NUMBER", "DATE", "TIMESTAMP", "BINARY_DOUBLE"):
        raise not_supported(f"{target.family} in JSON_TABLE", offset_of(node))
    if any(column.name == identifier.this for column in known):
        raise OraError(957, message="duplicate column name", offset=offset_of(node))
    text = f"json_extract({alias}.value, '$[{len(known)}]')"
    if target.family == "NUMBER" and kind == "VALUE":
        text = context.call("ORA_FROM_JSON", text)
    known.append(Known(identifier.this, target, kind != "ORDINALITY", text))
    column = {"kind": kind, "name": identifier.this, "quoted": identifier.args["quoted"]}
    column |= {key: value for key, value in node.args["options"].items() if value}
    column |= target_options(target)
    if path is not None:
        column["path"] = path
    for key in ("error_default", "empty_default"):
        default = node.args.get(key)
        if default is not None:
            column[key] = _constant(default.this, target)
    return column


def _constant(text: Any, target: OracleType) -> Any:
    if target.family != "NUMBER":
        return text
    try:
        return str(number_of(str(text)))
    except ValueError:
        raise OraError(1722, f"'{text}'") from None
