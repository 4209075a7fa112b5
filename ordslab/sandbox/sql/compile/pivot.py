"""PIVOT as a grouping with an aggregate for each value; UNPIVOT as a union with a query for each column."""

from __future__ import annotations

from collections.abc import Sequence

from ordslab.sandbox.sql.compile import nodes, values
from ordslab.sandbox.sql.compile.expressions import ExpressionCompiler
from ordslab.sandbox.sql.compile.nodes import Call, Pivoted, Unpivoted, offset_of
from ordslab.sandbox.sql.compile.pieces import Block, Context, Piece
from ordslab.sandbox.sql.compile.scope import Known, Scope
from ordslab.sandbox.sql.compile.set_operations import flat, merged_type
from ordslab.sandbox.sql.compile.walk import is_aggregate, own_nodes
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import Column, OracleType, varchar2


def compile_pivot(node: Pivoted, context: Context, scope: Scope, source: str) -> Block:
    """The columns that are neither aggregated nor pivoted by, then one for each value and aggregate.

    ORA-56902 for an aggregate that is none, ORA-56901 for a value that is no constant.
    """
    compiler = ExpressionCompiler(context, scope)
    aggregates = node.args["aggregates"]
    for each in aggregates:
        call = each.this if isinstance(each, nodes.Alias) else each
        if not (isinstance(call, Call) and is_aggregate(call)):
            message = "expect aggregate function inside pivot operation"
            raise OraError(56902, message=message, offset=offset_of(each))
    columns: list[nodes.Identifier] = node.args["columns"]
    used = {identifier.this for identifier in columns}
    used |= {column.this.this for each in aggregates for column in own_nodes(each) if isinstance(column, nodes.Column)}
    kept = [column for known in scope.sources for column in known.columns if column.name not in used]
    items = [column.text for column in kept]
    described = [Column(column.name, column.type, column.nullable) for column in kept]
    scope.aggregates_allowed = True
    keys = [_known(identifier, scope) for identifier in columns]
    for value in node.args["values"]:
        test, label = _value(value, keys, compiler)
        for each in aggregates:
            name = label
            if isinstance(each, nodes.Alias):
                name = f"{label}_{each.args['alias'].this}"
            piece = _filtered(each.this if isinstance(each, nodes.Alias) else each, test, compiler)
            items.append(piece.text)
            described.append(Column(name, piece.type))
    named = ", ".join(f"{item} as c{number}" for number, item in enumerate(items, 1))
    group = f" group by {', '.join(column.text for column in kept)}" if kept else ""
    return Block(f"select {named} from {source}{group}", tuple(described))


def _known(identifier: nodes.Identifier, scope: Scope) -> Known:
    found = scope.find(None, identifier.this, offset_of(identifier))
    if found is None:
        raise OraError(904, f'"{identifier.this}"', offset=offset_of(identifier))
    return found


def _value(node: nodes.Node, keys: Sequence[Known], compiler: ExpressionCompiler) -> tuple[str, str]:
    """The condition for a value of IN, and the name of its columns."""
    value = node.this if isinstance(node, nodes.Alias) else node
    parts = value.expressions if isinstance(value, nodes.Tuple) else [value]
    if len(parts) != len(keys):
        raise OraError(56901, message="non-constant expression is not allowed for pivot|unpivot values")
    tests = []
    for key, part in zip(keys, parts, strict=True):
        if any(isinstance(each, nodes.Column) for each in own_nodes(part)):
            message = "non-constant expression is not allowed for pivot|unpivot values"
            raise OraError(56901, message=message, offset=offset_of(part))
        if isinstance(part, nodes.Null):
            tests.append(f"{key.text} is null")
        else:
            tests.append(compiler.compare("=", key.piece(), compiler.expression(part)))
    if isinstance(node, nodes.Alias):
        name = node.args["alias"].this
    elif isinstance(value, nodes.Tuple):
        name = "_".join(_label(part) for part in parts)
    else:
        name = node.name
    return " and ".join(tests), name


def _label(node: nodes.Node) -> str:
    text = str(node.this)
    return f"'{text}'" if isinstance(node, nodes.Literal) and node.args["is_string"] else text


def _filtered(call: nodes.Node, test: str, compiler: ExpressionCompiler) -> Piece:
    """The aggregate over the rows with that value."""
    compiler.filter = f" filter (where {test})"
    try:
        return compiler.expression(call)
    finally:
        compiler.filter = ""


def compile_unpivot(node: Unpivoted, context: Context, scope: Scope, source: str) -> Block:
    """The columns that are not unpivoted, then the labels, then the measures. NULLs are left out by default."""
    measures: list[nodes.Identifier] = node.args["measures"]
    labels: list[nodes.Identifier] = node.args["labels"]
    rows: list[tuple[list[Known], list[Piece]]] = []
    compiler = ExpressionCompiler(context, scope)
    for names, given in node.args["values"]:
        known = [_known(name, scope) for name in names]
        if len(known) != len(measures) or (given is not None and len(given) != len(labels)):
            message = "unpivot column list and value list do not match"
            raise OraError(56910, message=message, offset=offset_of(names[0]))
        if given is None:
            label = "_".join(name.this for name in names)
            pieces = [Piece(values.quoted(label), varchar2(len(label)))] * len(labels)
        else:
            pieces = [compiler.expression(each) for each in given]
        rows.append((known, pieces))
    used = {column.name for known, _ in rows for column in known}
    kept = [column for each in scope.sources for column in each.columns if column.name not in used]
    label_types = [_merged([pieces[index].type for _, pieces in rows], node) for index in range(len(labels))]
    types = [_merged([known[index].type for known, _ in rows], node) for index in range(len(measures))]
    queries = []
    for known, pieces in rows:
        texts = [column.text for column in kept]
        texts += [
            values.converted(piece, kind.family, context) for piece, kind in zip(pieces, label_types, strict=True)
        ]
        shown = [
            values.converted(column.piece(), kind.family, context) for column, kind in zip(known, types, strict=True)
        ]
        items = ", ".join(f"{text} as c{number}" for number, text in enumerate([*texts, *shown], 1))
        where = "" if node.args["nulls"] else f" where not ({' and '.join(f'{each} is null' for each in shown)})"
        queries.append(f"select {items} from {source}{where}")
    columns = [Column(column.name, column.type, column.nullable) for column in kept]
    columns += [Column(label.this, kind) for label, kind in zip(labels, label_types, strict=True)]
    columns += [Column(measure.this, kind) for measure, kind in zip(measures, types, strict=True)]
    order = f" order by {', '.join(f'c{number}' for number in range(1, len(kept) + 1))}" if kept else ""
    return Block(f"select * from ({flat('union all', queries)}){order}", tuple(columns))


def _merged(kinds: Sequence[OracleType], node: nodes.Node) -> OracleType:
    kind = kinds[0]
    for each in kinds[1:]:
        kind = merged_type(kind, each, node)
    return kind
