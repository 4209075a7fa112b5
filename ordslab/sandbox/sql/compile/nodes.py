"""Tree nodes that sqlglot has no exact word for, and where a node stands in the text."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from sqlglot import exp

_Node = TypeVar("_Node", bound=exp.Expr)


class Call(exp.Expression, exp.Func):
    """A function call. `this`: the name as the registry knows it, with its package.

    `kind`: DISTINCT or ALL before the arguments; `star`: COUNT(*); `within`: the Order of WITHIN GROUP; `keep`: the
    Order of KEEP (DENSE_RANK ...), with `keep_last` for LAST; `ignore_nulls`; `over`: a Window; `named`: arguments
    by name, as (name, expression); `overflow`: ON OVERFLOW TRUNCATE of LISTAGG as (text, with count).
    """

    arg_types: ClassVar[dict[str, bool]] = {
        "this": True,
        "expressions": False,
        "kind": False,
        "star": False,
        "within": False,
        "keep": False,
        "keep_last": False,
        "ignore_nulls": False,
        "over": False,
        "named": False,
        "overflow": False,
    }
    is_var_len_args = True


class Window(exp.Expression):
    """What stands in OVER (...). `kind`: ROWS, RANGE or None; bounds as (direction, expression or None)."""

    arg_types: ClassVar[dict[str, bool]] = {
        "partition": False,
        "order": False,
        "kind": False,
        "start": False,
        "end": False,
    }


class TypedLiteral(exp.Expression, exp.Condition):
    """DATE '...', TIMESTAMP '...': `this` is the text, `family` DATE or TIMESTAMP."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True, "family": True}


class IntervalLiteral(exp.Expression, exp.Condition):
    """INTERVAL '...' DAY TO SECOND: `this` is the text, `unit` and `to` the fields."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True, "unit": True, "to": False}


class Joined(exp.Expression):
    """Two items of FROM joined. `kind`: INNER, LEFT, RIGHT, FULL or CROSS; `natural`; `on`; `using`: Identifiers."""

    arg_types: ClassVar[dict[str, bool]] = {
        "this": True,
        "expression": True,
        "kind": True,
        "natural": False,
        "on": False,
        "using": False,
    }


class RootOf(exp.Expression, exp.Condition):
    """CONNECT_BY_ROOT x."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True}


class CastTo(exp.Expression, exp.Condition):
    """CAST(x AS type): `to` is an OracleType. `default`: of DEFAULT ... ON CONVERSION ERROR."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True, "to": True, "default": False}


class IsJson(exp.Expression, exp.Condition):
    """x IS JSON, with `kind` VALUE, OBJECT, ARRAY, SCALAR or None, and `strict`."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True, "kind": False, "strict": False}


class JsonCall(exp.Expression, exp.Func):
    """A JSON function with its clauses. `expressions`: the document and the path, or keys and values in turn.

    `options`: what the clauses say (to, on_error, on_empty, wrapper, nulls, formats ...); `order`: of JSON_ARRAYAGG;
    `error_default`, `empty_default`: of DEFAULT ... ON ERROR and ON EMPTY.
    """

    arg_types: ClassVar[dict[str, bool]] = {
        "this": True,
        "expressions": False,
        "options": False,
        "order": False,
        "error_default": False,
        "empty_default": False,
    }


class JsonTable(exp.Expression):
    """JSON_TABLE(...) in FROM. `columns`: a list of JsonColumn."""

    arg_types: ClassVar[dict[str, bool]] = {
        "this": True,
        "path": False,
        "columns": True,
        "alias": False,
        "options": False,
    }


class JsonColumn(exp.Expression):
    """A column of JSON_TABLE. `kind`: VALUE, QUERY, EXISTS, ORDINALITY or NESTED (then `columns`)."""

    arg_types: ClassVar[dict[str, bool]] = {
        "this": False,
        "kind": True,
        "to": False,
        "path": False,
        "columns": False,
        "options": False,
        "error_default": False,
        "empty_default": False,
    }


class Pivoted(exp.Expression):
    """PIVOT behind an item of FROM. `aggregates`: Alias or Call; `columns`: Columns; `values`: (Expressions, alias)."""

    arg_types: ClassVar[dict[str, bool]] = {
        "this": True,
        "aggregates": True,
        "columns": True,
        "values": True,
        "alias": False,
    }


class Unpivoted(exp.Expression):
    """UNPIVOT. `measures` and `labels`: Identifiers; `values`: (Columns, labels or None); `nulls`: INCLUDE NULLS."""

    arg_types: ClassVar[dict[str, bool]] = {
        "this": True,
        "measures": True,
        "labels": True,
        "values": True,
        "nulls": False,
        "alias": False,
    }


def placed(node: _Node, offset: int) -> _Node:
    """`node`, remembering the offset in the text where it begins."""
    node.meta["offset"] = offset
    return node


def offset_of(node: object) -> int | None:
    """Where a node begins in the text; None if nobody knows."""
    while isinstance(node, exp.Expr):
        found = node.meta.get("offset", node.meta.get("start"))
        if found is not None:
            return int(found)
        inner = node.args.get("this")
        if not isinstance(inner, exp.Expr):
            inner = (node.args.get("expressions") or [None])[0]
        node = inner
    return None
