"""What the four statements share: their target, their words, and RETURNING ... INTO."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.absent import unknown_table
from ordslab.sandbox.sql.calls import Bind, Statement
from ordslab.sandbox.sql.compile.environment import Compiled
from ordslab.sandbox.sql.dictionary.objects import Table, TableColumn, View
from ordslab.sandbox.sql.dml.compose import Composition, Ready
from ordslab.sandbox.sql.dml.shape import Shape
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.names import Names
from ordslab.sandbox.sql.sqlite_values import bound
from ordslab.sandbox.sql.stream import RESERVED, TokenStream
from ordslab.sandbox.sql.types import OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext

RETURNING = ("RETURNING", "RETURN", "LOG")


Span = tuple[int, int]
"""Where a piece of the statement begins and ends."""


@dataclass(frozen=True)
class Target:
    """The table that a statement changes. `written`: the table's name, `alias`: how its columns are qualified."""

    shape: Shape
    written: str
    alias: str

    @property
    def table(self) -> Table:
        """The table."""
        return self.shape.table


class ChangeContext:
    """A statement while its plan is made."""

    def __init__(self, statement: Statement, names: Names, types: tuple[OracleType, ...]) -> None:
        self.statement = statement
        self.names = names
        self.types = types
        self.stream = TokenStream(statement.text)

    def compose(self) -> Composition:
        """A new query of pieces of the statement."""
        return Composition(self.statement.text, self.names, self.types)

    def target(self, *after: str, privilege: str, alias: bool = True) -> Target:
        """The table under the finger, with its alias unless one of the words `after` stands there.

        Raises ORA-00942, ORA-01031; what is no table of one's own is refused. `alias`: may there be one?
        """
        stream = self.stream
        if stream.is_symbol("("):
            raise not_supported("changes through a subquery", stream.token.offset)
        if stream.is_word("TABLE", "THE") and stream.ahead().value == "(":
            raise not_supported("changes to nested tables, TABLE(...)", stream.token.offset)
        offset = stream.token.offset
        owner, name = stream.qualified_name()
        if stream.is_word("PARTITION", "SUBPARTITION") and stream.ahead().value in ("(", "FOR"):
            raise not_supported("changes to partitions", stream.token.offset)
        if stream.is_symbol("@"):
            raise not_supported("database links", stream.token.offset)
        table = self._table(owner, name, privilege, offset)
        called = table.name
        if alias and self._may_be_alias(after):
            called = stream.name(933, "SQL command not properly ended")
        written = f'"{table.name}"' + (f' "{called}"' if called != table.name else "")
        if self.names.schema != self.names.viewer.user:
            written = f'"{self.names.viewer.user}".{written}'
        return Target(Shape(self.names.viewer.user, table), written, f'"{called}"')

    def _may_be_alias(self, after: tuple[str, ...]) -> bool:
        token = self.stream.token
        if token.kind == "quoted":
            return True
        return token.kind == "word" and token.value not in (*after, *RETURNING, "LOG") and token.value not in RESERVED

    def _table(self, owner: str | None, name: str, privilege: str, offset: int) -> Table:
        found = self.names.find(owner, name)
        if found is None or not isinstance(found.this, Table | View):
            if self.names.relation(owner, name) is None:
                raise unknown_table(owner, name, offset)
            raise OraError(1031, message="insufficient privileges", offset=offset)
        if not self.names.may(found.schema, found.this, privilege) and not self.names.access.has(
            f"{privilege} ANY TABLE"
        ):
            raise OraError(1031, message="insufficient privileges", offset=offset)
        if isinstance(found.this, View):
            raise not_supported("changes through a view", offset)
        if found.schema != self.names.viewer.user:
            raise not_supported("changes to another schema's tables: log on as their owner", offset)
        return found.this

    def column(self, table: Table) -> TableColumn:
        """The column of the table under the finger, with or without a qualifier. Raises ORA-00904."""
        offset = self.stream.token.offset
        name = self.stream.name(904, ": invalid identifier")
        while self.stream.accept("."):
            name = self.stream.name(904, ": invalid identifier")
        found = table.column(name)
        if found is None:
            raise OraError(904, f'"{name}"', offset=offset)
        return found

    def returning(self, target: Target) -> Returning | None:
        """RETURNING expressions INTO binds, if they follow. Nothing else may follow."""
        stream = self.stream
        if stream.is_word("LOG"):
            raise not_supported("LOG ERRORS", stream.token.offset)
        if not stream.accept_word("RETURNING", "RETURN"):
            stream.finish(933, "SQL command not properly ended")
            return None
        if (
            stream.is_word("OLD", "NEW")
            and stream.ahead().kind in ("word", "quoted")
            and stream.ahead().value != "INTO"
        ):
            raise not_supported("OLD and NEW in RETURNING", stream.token.offset)
        offset = stream.token.offset
        spans = stream.comma_list(lambda: stream.expression_span("INTO", "BULK"))
        if stream.is_word("BULK"):
            raise OraError(925, message="missing INTO keyword", offset=stream.token.offset)
        stream.expect_word("INTO", 925, "missing INTO keyword")
        count = self.statement.returning
        if len(spans) != count:
            raise OraError(947 if len(spans) < count else 913, message=_COUNT[len(spans) < count], offset=offset)
        composition = self.compose().write(f"select {target.alias}.rowid", offset)
        for span in spans:
            composition.write(", ", span[0]).expression(span, (925, "missing INTO keyword"))
        composition.write(f" from {target.written}", offset)
        targets = [OracleType("ROWID"), *self.types[len(self.types) - count :]]
        try:
            return Returning(composition.compile(_wanted(targets)))
        except OraError as error:
            if error.number in (934, 937):
                raise not_supported("aggregates in RETURNING", error.offset) from None
            raise


_COUNT = {True: "not enough values", False: "too many values"}


def _wanted(targets: Sequence[OracleType]) -> list[OracleType]:
    """What RETURNING converts to: the binds' types, where they have one."""
    return [OracleType("ANY") if kind.family in ("ROWID", "NULL", "CURSOR", "BOOLEAN") else kind for kind in targets]


@dataclass(frozen=True)
class Returning:
    """What a statement gives back: a query of row ids and values over the whole table."""

    query: Ready

    def give(self, session: SessionContext, rowids: Sequence[int], binds: Sequence[Bind]) -> None:
        """Append the values of these rows, in their order, to the statement's last binds."""
        compiled = self.query.compiled
        targets = binds[len(binds) - (len(compiled.columns) - 1) :]
        names = ", ".join(f"c{number}" for number in range(len(compiled.columns)))
        values = [bound(binds[index]) for index in self.query.order]
        for rowid in rowids:
            text = f"WITH v({names}) AS ({compiled.text}) SELECT * FROM v WHERE c0 = {rowid}"
            for row in session.rows(Compiled(text, compiled.columns, compiled.functions), values):
                for bind, value in zip(targets, row[1:], strict=True):
                    bind.returned.append(value)
