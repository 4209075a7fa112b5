"""The syntax tree of PL/SQL: statements."""

from __future__ import annotations

from dataclasses import dataclass

from ordslab.sandbox.plsql.tree.expressions import Expression
from ordslab.sandbox.plsql.tree.node import Declaration, Node


class Statement(Node):
    """Something that is done."""


@dataclass(frozen=True)
class ExceptionHandler(Node):
    """WHEN names THEN statements; `names` holds dotted names, ("OTHERS",) for all."""

    names: tuple[tuple[int, tuple[str, ...]], ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Block(Statement):
    """DECLARE ... BEGIN ... EXCEPTION ... END, which stands at `end`."""

    label: str | None
    declarations: tuple[Declaration, ...]
    statements: tuple[Statement, ...]
    handlers: tuple[ExceptionHandler, ...]
    end: int
    autonomous: bool = False


@dataclass(frozen=True)
class Null(Statement):
    """NULL."""


@dataclass(frozen=True)
class RefusedStatement(Statement):
    """A statement of Oracle's that the sandbox has not."""

    what: str


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
class Labelled(Statement):
    """<<label>> in front of a statement."""

    labels: tuple[str, ...]
    statement: Statement


@dataclass(frozen=True)
class Goto(Statement):
    """GOTO label."""

    label: str


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
    """FORALL variable IN low..high [SAVE EXCEPTIONS] statement, a DML statement or EXECUTE IMMEDIATE.

    Instead of bounds a collection: of which the `indices` (perhaps between bounds), or the `values`, are run through.
    """

    variable: str
    low: Expression | None
    high: Expression | None
    statement: Sql | ExecuteImmediate
    saves: bool = False
    indices: Expression | None = None
    values: Expression | None = None


@dataclass(frozen=True)
class ExecuteImmediate(Statement):
    """EXECUTE IMMEDIATE text [INTO ...] [USING [IN|OUT|IN OUT] ...] [RETURNING INTO ...]."""

    text: Expression
    into: tuple[Expression, ...]
    bulk: bool
    using: tuple[tuple[str, Expression], ...]
    returning: tuple[Expression, ...] = ()
    bulk_returning: bool = False


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
