"""The syntax tree of PL/SQL: expressions. `at` is always a 0-based offset into the source: errors point there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ordslab.sandbox.plsql.tree.node import Node
from ordslab.sandbox.sql.types import OracleType


@dataclass(frozen=True)
class TypeName(Node):
    """A type as written: `parts` of the name, sizes in brackets, `attribute` TYPE or ROWTYPE after a percent sign.

    `in_characters`: the size is one of CHARs, not of bytes.
    """

    parts: tuple[str, ...]
    sizes: tuple[int, ...] = ()
    attribute: str | None = None
    in_characters: bool = False


class Expression(Node):
    """Something with a value."""


@dataclass(frozen=True)
class Literal(Expression):
    """A number, string, TRUE, FALSE, NULL, DATE '...' or TIMESTAMP '...'. `value` is in the engine's form."""

    value: Any
    type: OracleType


@dataclass(frozen=True)
class Name(Expression):
    """A simple name, in upper case unless it was quoted."""

    name: str


@dataclass(frozen=True)
class Member(Expression):
    """`of.name`: a record's field, a package's member, a collection's method."""

    of: Expression
    name: str


@dataclass(frozen=True)
class Argument(Node):
    """An actual parameter; `name` when in named notation; `key`: what else stands before => (an index)."""

    name: str | None
    value: Expression
    key: Expression | None = None


@dataclass(frozen=True)
class Call(Expression):
    """`of(arguments)`: a call, a collection's element or a constructor; the parser cannot tell which."""

    of: Expression
    arguments: tuple[Argument, ...]


@dataclass(frozen=True)
class Treat(Expression):
    """TREAT(operand AS type)."""

    operand: Expression
    type: TypeName


@dataclass(frozen=True)
class MultisetOperation(Expression):
    """MULTISET UNION, INTERSECT or EXCEPT of two nested tables, with or without DISTINCT."""

    operator: str
    distinct: bool
    left: Expression
    right: Expression


@dataclass(frozen=True)
class CollectionTest(Expression):
    """MEMBER OF, SUBMULTISET OF (with `collection`), IS EMPTY, IS A SET."""

    test: str
    operand: Expression
    collection: Expression | None
    negated: bool


@dataclass(frozen=True)
class CursorAttribute(Expression):
    """`of%NAME`: FOUND, NOTFOUND, ISOPEN, ROWCOUNT."""

    of: Expression
    name: str


@dataclass(frozen=True)
class BindReference(Expression):
    """A bind variable of the block, `:name`."""

    name: str


@dataclass(frozen=True)
class Unary(Expression):
    """NOT, + or - before an operand."""

    operator: str
    operand: Expression


@dataclass(frozen=True)
class Binary(Expression):
    """Two operands: arithmetic, ||, comparison, AND, OR."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class IsNull(Expression):
    """IS [NOT] NULL."""

    operand: Expression
    negated: bool


@dataclass(frozen=True)
class IsJson(Expression):
    """IS [NOT] JSON [OBJECT | ARRAY | SCALAR]."""

    operand: Expression
    kind: str | None
    negated: bool


@dataclass(frozen=True)
class Between(Expression):
    """[NOT] BETWEEN low AND high."""

    operand: Expression
    low: Expression
    high: Expression
    negated: bool


@dataclass(frozen=True)
class InList(Expression):
    """[NOT] IN (...)."""

    operand: Expression
    choices: tuple[Expression, ...]
    negated: bool


@dataclass(frozen=True)
class Like(Expression):
    """[NOT] LIKE pattern [ESCAPE character]."""

    operand: Expression
    pattern: Expression
    escape: Expression | None
    negated: bool


@dataclass(frozen=True)
class CaseExpression(Expression):
    """CASE [selector] WHEN ... THEN ... [ELSE ...] END."""

    selector: Expression | None
    branches: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression | None


@dataclass(frozen=True)
class SqlExpression(Expression):
    """A function whose arguments have a syntax of their own (CAST, EXTRACT, TRIM ... FROM): SQL evaluates its text."""

    end: int
