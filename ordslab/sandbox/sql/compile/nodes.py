"""The tree of a query: small nodes that know where they stand in the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

_Node = TypeVar("_Node", bound="Node")


class Node:
    """A node: its parts are in `args`; `offset` is where it begins in the text.

    `name`: what a column made of it is called when it has no alias. Most nodes have `this`; those of two sides
    `expression` too, those that list something `expressions`.
    """

    __slots__ = ("args", "name", "offset")

    def __init__(self, **args: Any) -> None:
        self.args = args
        self.offset: int | None = None
        self.name = ""

    @property
    def this(self) -> Any:
        """The part that is first or alone."""
        return self.args.get("this")

    @property
    def expression(self) -> Any:
        """The second side."""
        return self.args.get("expression")

    @property
    def expressions(self) -> list[Any]:
        """The parts of a list; [] without."""
        return self.args.get("expressions") or []

    def set(self, key: str, value: Any) -> None:
        """Give it a part."""
        self.args[key] = value

    def append(self, key: str, value: Any) -> None:
        """Add to a list of parts."""
        self.args[key].append(value)

    def walk(self) -> Iterator[Node]:
        """It, and all that is in it."""
        yield self
        for value in self.args.values():
            if isinstance(value, Node):
                yield from value.walk()
            elif isinstance(value, list | tuple):
                for each in value:
                    if isinstance(each, Node):
                        yield from each.walk()

    def find_all(self, kind: type[_Node]) -> Iterator[_Node]:
        """All nodes of a kind in it."""
        return (node for node in self.walk() if isinstance(node, kind))


# --- Queries ---------------------------------------------------------------------------------------------------------


class Query(Node):
    """What gives rows. All of them may have `with_`, `order`, `offset` (Offset), `limit` (Fetch) and `locks`."""


class Select(Query):
    """`expressions`, `distinct`, `from_` (From), `where`, `connect`, `group`, `having`, `windows` (Window by name)."""


class SetOperation(Query):
    """Two queries and more, taken together left to right. `expressions`: the queries; `operators` between them.

    An operator is a pair: "union", "except" or "intersect", and whether ALL stands behind it.
    """

    def without_last(self) -> Query:
        """What stands left of the last operator, without an ORDER BY."""
        *queries, _ = self.expressions
        if len(queries) == 1:
            first: Query = queries[0]
            return first
        return placed(SetOperation(expressions=queries, operators=self.args["operators"][:-1]), self.offset)


class Subquery(Query):
    """A query in parentheses; `alias` in FROM."""


class With(Node):
    """`expressions`: CTEs."""


class CTE(Node):
    """`this`: the query; `alias`; `search`, `cycle`."""


class From(Node):
    """`expressions`: Table, Subquery, Joined, JsonTable, Pivoted or Unpivoted."""


class Table(Node):
    """`this` and `db`: Identifiers; `alias`."""


class TableAlias(Node):
    """`this`: Identifier; `columns` of a CTE."""


class Joined(Node):
    """Two items of FROM joined. `kind`: INNER, LEFT, RIGHT, FULL or CROSS; `natural`; `on`; `using`: Identifiers."""


class JsonTable(Node):
    """JSON_TABLE(...) in FROM. `columns`: a list of JsonColumn."""


class JsonColumn(Node):
    """A column of JSON_TABLE. `kind`: VALUE, QUERY, EXISTS, ORDINALITY or NESTED (then `columns`)."""


class Pivoted(Node):
    """PIVOT behind an item of FROM. `aggregates`: Alias or Call; `columns`: Columns; `values`: (Expressions, alias)."""


class Unpivoted(Node):
    """UNPIVOT. `measures` and `labels`: Identifiers; `values`: (Columns, labels or None); `nulls`: INCLUDE NULLS."""


class Where(Node):
    """WHERE."""


class Having(Node):
    """HAVING."""


class Group(Node):
    """`expressions`: expressions, Tuples, Rollup, Cube, GroupingSets."""


class Rollup(Node):
    """ROLLUP(...)."""


class Cube(Node):
    """CUBE(...)."""


class GroupingSets(Node):
    """GROUPING SETS (...)."""


class Connect(Node):
    """`start`, `connect`, `nocycle`."""


class Order(Node):
    """`expressions`: Ordered; `siblings`."""


class Ordered(Node):
    """`this`, `desc`, `nulls_first` (None where nothing is said)."""


class Offset(Node):
    """OFFSET `expression` ROWS."""


class Fetch(Node):
    """FETCH FIRST `count` ROWS; `percent`, `with_ties`."""


class Lock(Node):
    """FOR UPDATE; `wait`: True for NOWAIT, a number of seconds, False for SKIP LOCKED, None."""


# --- Expressions -----------------------------------------------------------------------------------------------------


class Identifier(Node):
    """`this`: the name, in upper case unless `quoted`."""


class Column(Node):
    """`this`: an Identifier or Star; `table`, `db`, `catalog`: Identifiers before it; `join_mark`: (+).

    `dots`: of three names and more, see `Dots`.
    """


class Dots(Node):
    """What is in a JSON document, t.document.names[0].first.

    `names`: up to the first bracket, each folded and as it was written; `tail`: the rest, as in a path.
    """


class Star(Node):
    """*"""


class Alias(Node):
    """`this` AS `alias` (Identifier)."""


class Literal(Node):
    """`this`: the text; `is_string`."""


class TypedLiteral(Node):
    """DATE '...', TIMESTAMP '...': `this` is the text, `family` DATE or TIMESTAMP."""


class IntervalLiteral(Node):
    """INTERVAL '...' DAY TO SECOND: `this` is the text, `unit` and `to` the fields."""


class Null(Node):
    """NULL."""


class Placeholder(Node):
    """A bind variable; `this`: the number of its occurrence, from 0."""


class Paren(Node):
    """(`this`)."""


class Tuple(Node):
    """(a, b, ...)."""


class Chain(Node):
    """Operands joined by operators of one level, left to right. `signs`: + - and ||, or * and /, between them."""


class Neg(Node):
    """- x."""


class Prior(Node):
    """PRIOR x."""


class RootOf(Node):
    """CONNECT_BY_ROOT x."""


class AtTimeZone(Node):
    """`this` AT TIME ZONE `zone`; a Null for AT LOCAL."""


class Case(Node):
    """`this` or None, `ifs` (If), `default`."""


class If(Node):
    """WHEN `this` THEN `true`."""


class CastTo(Node):
    """CAST(x AS type): `to` is an OracleType.

    `default`: of DEFAULT ... ON CONVERSION ERROR; `models`: format and settings.
    `asked`: VALIDATE_CONVERSION, which tells whether it can be done.
    """


class Call(Node):
    """A function call. `this`: the name as the registry knows it, with its package.

    `kind`: DISTINCT or ALL before the arguments; `star`: COUNT(*); `within`: the Order of WITHIN GROUP; `keep`: the
    Order of KEEP (DENSE_RANK ...), with `keep_last` for LAST; `ignore_nulls`; `over`: a Window; `named`: the names of
    the last arguments, where they are given by name; `overflow`: ON OVERFLOW TRUNCATE of LISTAGG as (text, with count);
    `default`: of DEFAULT ... ON CONVERSION ERROR.
    """


class Window(Node):
    """What stands in OVER (...). `kind`: ROWS, RANGE or None; `start`, `end`: as (direction, expression or None).

    `name`: of the window of the WINDOW clause that it goes on from.
    """


class JsonCall(Node):
    """A JSON function with its clauses. `expressions`: the document and the path, or keys and values in turn.

    `options`: what the clauses say (to, on_error, on_empty, wrapper, nulls, formats ...); `order`: of JSON_ARRAYAGG;
    `error_default`, `empty_default`: of DEFAULT ... ON ERROR and ON EMPTY.
    """


# --- Conditions ------------------------------------------------------------------------------------------------------


class Condition(Node):
    """What is true, false or unknown: a BOOLEAN where it stands for a value."""


class And(Condition):
    """Two conditions and more (`expressions`), all of them."""


class Or(Condition):
    """Two conditions and more (`expressions`), any of them."""


class Not(Condition):
    """NOT."""


class Comparison(Condition):
    """`this` and `expression`, which may be AnyOf or AllOf."""


class EQ(Comparison):
    """="""


class NEQ(Comparison):
    """<>"""


class LT(Comparison):
    """<"""


class GT(Comparison):
    """>"""


class LTE(Comparison):
    """<="""


class GTE(Comparison):
    """>="""


class AnyOf(Node):
    """ANY or SOME (`this`: Subquery or Tuple)."""


class AllOf(Node):
    """ALL (`this`: Subquery or Tuple)."""


class Is(Condition):
    """`this` IS NULL."""


class IsTruth(Condition):
    """`this` IS `kind`: TRUE or FALSE."""


class IsFloat(Condition):
    """`this` IS `kind`: NAN or INFINITE."""


class In(Condition):
    """`this` IN `query` (Subquery) or `expressions`."""


class Between(Condition):
    """`this` BETWEEN `low` AND `high`."""


class Like(Condition):
    """`this` LIKE `expression`; `escape` or None."""


class CursorOf(Node):
    """CURSOR (`this`)."""


class Exists(Condition):
    """EXISTS (`this`)."""


class IsJson(Condition):
    """x IS JSON, with `kind` VALUE, OBJECT, ARRAY, SCALAR or None, and `strict`."""


# --- Offsets ---------------------------------------------------------------------------------------------------------


def placed(node: _Node, offset: int | None) -> _Node:
    """`node`, remembering the offset in the text where it begins."""
    node.offset = offset
    return node


def offset_of(node: object) -> int | None:
    """Where a node begins in the text; None if nobody knows."""
    while isinstance(node, Node):
        if node.offset is not None:
            return node.offset
        inner = node.args.get("this")
        if not isinstance(inner, Node):
            inner = next(iter(node.expressions), None)
        node = inner
    return None
