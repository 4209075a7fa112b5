"""The syntax tree of PL/SQL. `at` is always a 0-based offset into the source: errors point there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ordslab.sandbox.sql.types import OracleType


@dataclass(frozen=True)
class Node:
    """Anything that was written at a place."""

    at: int


# --- expressions ---------------------------------------------------------------------------------------------------


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
    """An actual parameter; `name` when in named notation."""

    name: str | None
    value: Expression


@dataclass(frozen=True)
class Call(Expression):
    """`of(arguments)`: a call, a collection's element or a constructor; the parser cannot tell which."""

    of: Expression
    arguments: tuple[Argument, ...]


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


# --- types and declarations ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TypeName(Node):
    """A type as written: `parts` of the name, sizes in brackets, `attribute` TYPE or ROWTYPE after a percent sign."""

    parts: tuple[str, ...]
    sizes: tuple[int, ...] = ()
    attribute: str | None = None


@dataclass(frozen=True)
class FieldDeclaration(Node):
    """A field of a record type."""

    name: str
    type: TypeName
    not_null: bool
    default: Expression | None


class Declaration(Node):
    """One item of a declarative part."""


@dataclass(frozen=True)
class VariableDeclaration(Declaration):
    """A variable or constant."""

    name: str
    type: TypeName
    constant: bool
    not_null: bool
    default: Expression | None


@dataclass(frozen=True)
class RecordDeclaration(Declaration):
    """TYPE name IS RECORD (...)."""

    name: str
    fields: tuple[FieldDeclaration, ...]


@dataclass(frozen=True)
class CollectionDeclaration(Declaration):
    """TYPE name IS TABLE OF ... [INDEX BY ...] or VARRAY(limit) OF ...; `index` None: not an index-by table."""

    name: str
    element: TypeName
    index: TypeName | None
    limit: int | None


@dataclass(frozen=True)
class SubtypeDeclaration(Declaration):
    """SUBTYPE name IS type [RANGE low..high] [NOT NULL]."""

    name: str
    type: TypeName
    not_null: bool
    bounds: tuple[int, int] | None


@dataclass(frozen=True)
class RefCursorDeclaration(Declaration):
    """TYPE name IS REF CURSOR."""

    name: str


@dataclass(frozen=True)
class ExceptionDeclaration(Declaration):
    """name EXCEPTION."""

    name: str


@dataclass(frozen=True)
class ExceptionInit(Declaration):
    """PRAGMA EXCEPTION_INIT(name, number)."""

    name: str
    number: int


@dataclass(frozen=True)
class Parameter(Node):
    """A formal parameter; `mode`: IN, OUT or IN OUT."""

    name: str
    mode: str
    type: TypeName
    default: Expression | None


@dataclass(frozen=True)
class CursorDeclaration(Declaration):
    """CURSOR name [(parameters)] IS query; the query is the source from `start` to `end`."""

    name: str
    parameters: tuple[Parameter, ...]
    start: int
    end: int


@dataclass(frozen=True)
class SubprogramDeclaration(Declaration):
    """A procedure (`returns` None) or function; without `body` a forward declaration or a package's item."""

    name: str
    parameters: tuple[Parameter, ...]
    returns: TypeName | None
    body: Block | None


@dataclass(frozen=True)
class PackageSpecification(Node):
    """PACKAGE name AS items END."""

    name: str
    items: tuple[Declaration, ...]


# --- statements ----------------------------------------------------------------------------------------------------


class Statement(Node):
    """Something that is done."""


@dataclass(frozen=True)
class Handler(Node):
    """WHEN names THEN statements; `names` holds dotted names, ("OTHERS",) for all."""

    names: tuple[tuple[int, tuple[str, ...]], ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Block(Statement):
    """DECLARE ... BEGIN ... EXCEPTION ... END."""

    label: str | None
    declarations: tuple[Declaration, ...]
    statements: tuple[Statement, ...]
    handlers: tuple[Handler, ...]


@dataclass(frozen=True)
class Null(Statement):
    """NULL."""


@dataclass(frozen=True)
class Assignment(Statement):
    """target := value."""

    target: Expression
    value: Expression


@dataclass(frozen=True)
class CallStatement(Statement):
    """A procedure call."""

    call: Expression


@dataclass(frozen=True)
class If(Statement):
    """IF with its ELSIFs as `branches`."""

    branches: tuple[tuple[Expression, tuple[Statement, ...]], ...]
    otherwise: tuple[Statement, ...] | None


@dataclass(frozen=True)
class CaseStatement(Statement):
    """CASE [selector] WHEN ... THEN statements ... END CASE; without ELSE it may raise CASE_NOT_FOUND."""

    selector: Expression | None
    branches: tuple[tuple[Expression, tuple[Statement, ...]], ...]
    otherwise: tuple[Statement, ...] | None


@dataclass(frozen=True)
class Loop(Statement):
    """LOOP, or WHILE condition LOOP."""

    label: str | None
    condition: Expression | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class ForRange(Statement):
    """FOR variable IN [REVERSE] low..high LOOP."""

    label: str | None
    variable: str
    reverse: bool
    low: Expression
    high: Expression
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class ForCursor(Statement):
    """FOR variable IN cursor[(arguments)] LOOP, or over a query: the source from `start` to `end`."""

    label: str | None
    variable: str
    cursor: Expression | None
    start: int
    end: int
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Leave(Statement):
    """EXIT or CONTINUE (`again`) [label] [WHEN condition]."""

    again: bool
    label: str | None
    condition: Expression | None


@dataclass(frozen=True)
class Return(Statement):
    """RETURN [value]."""

    value: Expression | None


@dataclass(frozen=True)
class Raise(Statement):
    """RAISE [name]."""

    name: tuple[str, ...] | None


@dataclass(frozen=True)
class Sql(Statement):
    """Embedded SQL from `at` to `end` without the INTO clause (`cut`: its offsets), which lists `into`.

    `keyword`: SELECT, WITH, INSERT, UPDATE, DELETE, MERGE, COMMIT, ROLLBACK, SAVEPOINT, SET, LOCK.
    With RETURNING, `into` are its targets. `bulk`: BULK COLLECT.
    """

    end: int
    keyword: str
    into: tuple[Expression, ...] = ()
    cut: tuple[int, int] | None = None
    bulk: bool = False
    returning: bool = False


@dataclass(frozen=True)
class ForAll(Statement):
    """FORALL variable IN low..high dml."""

    variable: str
    low: Expression
    high: Expression
    statement: Sql


@dataclass(frozen=True)
class ExecuteImmediate(Statement):
    """EXECUTE IMMEDIATE text [INTO ...] [USING [IN|OUT|IN OUT] ...] [RETURNING INTO ...]."""

    text: Expression
    into: tuple[Expression, ...]
    bulk: bool
    using: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True)
class Open(Statement):
    """OPEN cursor[(arguments)]; or OPEN cursor FOR query, either embedded (`start`, `end`) or a string (`text`)."""

    cursor: Expression
    start: int = 0
    end: int = 0
    text: Expression | None = None
    using: tuple[tuple[str, Expression], ...] = ()


@dataclass(frozen=True)
class Fetch(Statement):
    """FETCH cursor [BULK COLLECT] INTO ... [LIMIT n]."""

    cursor: Expression
    into: tuple[Expression, ...]
    bulk: bool
    limit: Expression | None


@dataclass(frozen=True)
class Close(Statement):
    """CLOSE cursor."""

    cursor: Expression
