"""SQL statements of a block, ready to run; what they give; and their text in the making."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.coercion import Typed
from ordslab.sandbox.plsql.datatypes import RecordType, ScalarType, row_type
from ordslab.sandbox.plsql.runtime import CursorState, Frame
from ordslab.sandbox.plsql.scope import Value
from ordslab.sandbox.plsql.values import exact
from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import VARCHAR2, Column, OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

Row = tuple[Any, ...]
_ROWID = OracleType("VARCHAR2", size=18)


@dataclass(frozen=True)
class Embedded:
    """A SQL statement of a block: ready to run, with the variables that it binds.

    `with_rowids`: what it selects begins with the row ids, which are not among `columns`. `tables`: what it names.
    """

    statement: Statement
    columns: tuple[Column, ...]
    variables: tuple[Value, ...]
    returning: tuple[OracleType, ...] = ()
    with_rowids: bool = False
    tables: frozenset[str] = frozenset()

    @cached_property
    def row(self) -> RecordType:
        """The record type of the query's rows."""
        return row_type("row", tuple((column.name, column.type) for column in self.columns))

    def execute(self, frame: Frame) -> tuple[Result, list[Bind]]:
        """Run it; the binds of RETURNING are the last ones."""
        session = frame.execution.session
        session.check_cancelled()
        check_mutating(session, self.tables)
        binds = [Bind(bind_type(value), value.run(frame)) for value in self.variables]
        binds += [Bind(kind) for kind in self.returning]
        return session.execute(self.statement, binds), binds

    def rows(self, frame: Frame) -> list[Row]:
        """Run a query and read all its rows."""
        result, _ = self.execute(frame)
        return exact_rows(result)

    def opened(self, frame: Frame) -> CursorState:
        """Run a query as a cursor."""
        result, _ = self.execute(frame)
        rows = exact_rows(result)
        if not self.with_rowids:
            return CursorState(rows, result.columns)
        return CursorState([row[1:] for row in rows], result.columns[1:], [row[0] for row in rows])


def returned_rows(binds: Sequence[Bind]) -> list[Row]:
    """What RETURNING gave: a row for each row that was touched."""
    columns = [[_returned(value, bind.type) for value in bind.returned] for bind in binds]
    return list(zip(*columns, strict=True))


def _returned(value: Any, target: OracleType) -> Any:
    """A returned value with its type: the target's, unless the value shows that it is a number or a text."""
    if value is None:
        return None
    if target.family == "ROWID":
        return Typed(value, target)
    if isinstance(value, int | float | Decimal):
        return Typed(exact(value), OracleType("NUMBER"))
    return Typed(value, VARCHAR2 if target.family == "NUMBER" else target)


def exact_rows(result: Result) -> list[Row]:
    """A query's rows with NUMBER as int or Decimal."""
    numbers = [position for position, column in enumerate(result.columns) if column.type.family == "NUMBER"]
    if not numbers:
        return list(result.rows)
    wanted = set(numbers)
    return [tuple(exact(v) if i in wanted and v is not None else v for i, v in enumerate(row)) for row in result.rows]


def typed_row(row: Row, columns: Sequence[Column]) -> Row:
    """A row whose values tell their types: the query was not known when the block was compiled."""
    return tuple(
        None if value is None else Typed(value, column.type) for value, column in zip(row, columns, strict=True)
    )


def bind_type(value: Value) -> OracleType:
    """The type with which a variable is bound."""
    assert isinstance(value.type, ScalarType)
    kind = value.type.type
    if kind.family in ("VARCHAR2", "NULL") and kind.size is None:
        return VARCHAR2
    return OracleType("NUMBER") if kind.family == "NUMBER" else kind


def check_mutating(session: Session, tables: Collection[str]) -> None:
    """Raises ORA-04091 when a table is named whose rows a statement is just changing."""
    for table in session.mutating:
        if table in tables:
            name = f"{session.user}.{table}"
            raise OraError(4091, message=f"table {name} is mutating, trigger/function may not see it")


class Draft:
    """SQL text in the making, with the variables that it binds; it remembers where each piece came from.

    A name may be a column or a variable; columns come first. `taken`: the places of those that are known to be
    variables. `doubtful`: the places of those that were left as columns, but may turn out to be none; `unseen`: of
    these, the ones that no table has, only a subquery or function may have them.
    """

    def __init__(self, taken: Collection[int] = ()) -> None:
        self.text = ""
        self.variables: list[Value] = []
        self.taken = taken
        self.doubtful: set[int] = set()
        self.unseen: set[int] = set()
        self._pieces: list[tuple[int, int]] = []

    def add(self, piece: str, origin: int) -> None:
        """Write a piece of text that comes from a place in the source."""
        self._pieces.append((len(self.text), origin))
        self.text += piece

    def bind(self, variables: Sequence[Value]) -> list[str]:
        """Bind variables; gives the names of the binds."""
        first = len(self.variables)
        self.variables += variables
        return [f":B{number}" for number in range(first, len(self.variables))]

    def origin(self, offset: int) -> int:
        """The place in the block's source of an offset in the text."""
        start, origin = max((piece for piece in self._pieces if piece[0] <= offset), default=(0, 0))
        return origin + offset - start
