"""Compiling SQL inside PL/SQL: cut out as text, variables as binds, checked by the session before the block runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.compiler import sqltext
from ordslab.sandbox.plsql.compiler.embedded import Draft, Embedded, bind_type
from ordslab.sandbox.plsql.compiler.sqlnames import NO_OBJECTS, SqlNameCompiler, expanded, following
from ordslab.sandbox.plsql.datatypes import RecordType, ScalarType
from ordslab.sandbox.plsql.errors import Diagnostic
from ordslab.sandbox.plsql.runtime import Frame
from ordslab.sandbox.plsql.scope import MethodResult, Overloads, Value
from ordslab.sandbox.plsql.tree import SqlExpression
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.errors import REFUSAL, OraError
from ordslab.sandbox.sql.lexer import Token
from ordslab.sandbox.sql.types import OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_COUNT_FOLLOWS = frozenset({"FIRST", "NEXT", "OFFSET"})
_INVALID_IDENTIFIER = 904


class SqlCompiler(SqlNameCompiler):
    """Embedded SQL."""

    def embedded(
        self, start: int, end: int, cut: tuple[int, int] | None = None, returning: tuple[OracleType, ...] = ()
    ) -> Embedded:
        """The statement between two offsets, its INTO clause (`cut`) left out; with RETURNING, binds in its place."""

        def write(draft: Draft) -> None:
            # The columns of the tables behind INTO hide variables before it: the whole statement is looked at.
            self._replace(start, end, draft, cut)
            if cut is not None and returning:
                names = ", ".join(f":R{number}" for number in range(1, len(returning) + 1))
                draft.add(f" into {names}", cut[0])

        return self._statement(write, start, end, returning)

    def cursor_query(self, start: int, end: int) -> Embedded:
        """The query of a cursor; one that locks the rows of one table has their row ids too."""
        tokens = self.parser.tokens(start, end)
        table = sqltext.locked_table(tokens, sqltext.tables_in(tokens))
        if table is None:
            return self.embedded(start, end)

        def write(draft: Draft) -> None:
            draft.add(f'select {table}.rowid as "ORA$ROWID", ', start)
            rest = tokens[1].offset
            if tokens[1].value == "*":
                draft.add(f"{table}.*", rest)
                rest = tokens[1].end
            self._replace(start, end, draft, (start, rest))

        found = self._statement(write, start, end)
        return replace(found, columns=found.columns[1:], with_rowids=True)

    def locks(self, start: int, end: int) -> bool:
        """Is the query one FOR UPDATE?"""
        return sqltext.locks(self.parser.tokens(start, end))

    def sql_expression(self, node: SqlExpression) -> Value:
        """An expression that SQL evaluates: SELECT it FROM DUAL."""

        def write(draft: Draft) -> None:
            draft.add("select ", node.at)
            self._replace(node.at, node.end, draft)
            draft.add(" from dual", node.end)

        query = self._checked(write)
        return Value(ScalarType(query.columns[0].type), lambda frame: query.rows(frame)[0][0])

    def _statement(
        self, write: Callable[[Draft], None], start: int, end: int, returning: tuple[OracleType, ...] = ()
    ) -> Embedded:
        """A statement of its own: it cannot have what a JSON object's method gives, which shows when it runs."""
        found = self._checked(write, returning)
        variables = (Value(v.type, _no_object) if isinstance(v, MethodResult) else v for v in found.variables)
        tables = sqltext.plain_names(self.parser.tokens(start, end))
        return replace(found, variables=tuple(variables), tables=tables)

    def _checked(self, write: Callable[[Draft], None], returning: tuple[OracleType, ...] = ()) -> Embedded:
        """What `write` writes, checked. A name that proves to be no column is a variable."""
        taken: set[int] = set()
        first: Diagnostic | OraError | None = None
        while True:
            draft = Draft(taken)
            write(draft)
            try:
                return self._described(draft, returning)
            except OraError as error:
                origin = draft.origin(error.offset or 0)
                refused = error.number == REFUSAL
                found = OraError(REFUSAL, message=error.message) if refused else Diagnostic(origin, f"PL/SQL: {error}")
                if error.number in (_INVALID_IDENTIFIER, REFUSAL) and origin in draft.doubtful:
                    taken.add(origin)
                elif first is None and draft.unseen:  # where SQL expects a constant, it does not look for a column
                    first = found
                    taken |= draft.unseen
                else:
                    raise first or found from None

    def _described(self, draft: Draft, returning: tuple[OracleType, ...]) -> Embedded:
        session = self.the_session
        statement = session.parse(draft.text)
        binds = [Bind(bind_type(value)) for value in draft.variables] + [Bind(kind) for kind in returning]
        return Embedded(statement, session.describe(statement, binds), tuple(draft.variables), returning)

    @property
    def the_session(self) -> Session:
        """The session for which a block is compiled."""
        assert self.session is not None, "a package's specification holds no SQL"
        return self.session

    def _replace(self, start: int, end: int, draft: Draft, cut: tuple[int, int] | None = None) -> None:
        """Copy the text between two offsets without what is cut out, with binds for variables."""
        tokens = [t for t in self.parser.tokens(start, end) if cut is None or not cut[0] <= t.offset < cut[1]]
        tables = sqltext.tables_in(tokens)
        reading = sqltext.StatementNames(tokens)
        for table in tables.names:
            self.catalog.note(table)
        columns: set[str] | None = None
        values = sqltext.values_start(tokens)
        done = start
        for position, token in enumerate(tokens):
            if token.offset < done:
                continue
            special = self.special(tokens, position, tables)
            if special is not None:
                written, bound, after = special
                done = _copy(self.source, done, token.offset, draft, cut)
                draft.add(written.format(*draft.bind(bound)), done)
                done = after
                continue
            if token.kind != "bind" and not self.may_be_variable(reading, position, tables):
                continue
            symbol = self.scope.find(token.value) if token.kind != "bind" else None
            is_function = isinstance(symbol, Overloads) and following(tokens, position) != "."
            value, after = (None, token.end) if is_function else self.variable_at(tokens, position)
            if token.kind != "bind" and position < values and token.offset not in draft.taken:
                if columns is None:
                    columns = self.columns_of(tables)
                if token.value in columns or (tables.derived and self._is_unseen(tokens, position, after)):
                    draft.doubtful.add(token.offset)
                    if token.value not in columns:
                        draft.unseen.add(token.offset)
                    continue
            done = _copy(self.source, done, token.offset, draft, cut)
            if value is None:
                assert isinstance(symbol, Overloads)
                draft.add(symbol.choices[0].sql_name or "", token.offset)
            else:
                names = ", ".join(draft.bind(expanded(value, token.offset)))
                draft.add(f"({names})" if isinstance(value.type, RecordType) else names, token.offset)
            done = after
        _copy(self.source, done, end, draft, cut)

    def _is_unseen(self, tokens: list[Token], position: int, after: int) -> bool:
        """May what ends at `after` be a column of a subquery, of which we know nothing?"""
        if tokens[position].value == "SQL" or tokens[position - 1].value in _COUNT_FOLLOWS:
            return False
        return "(" not in self.source[tokens[position].offset : after]


def _copy(source: str, start: int, end: int, draft: Draft, cut: tuple[int, int] | None) -> int:
    """Copy the source between two offsets without the part that is cut out."""
    if cut is not None and start <= cut[0] < end:
        draft.add(source[start : cut[0]], start)
        start = cut[1]
    if start < end:
        draft.add(source[start:end], start)
    return end


def _no_object(_: Frame) -> Any:
    raise OraError(40573, message=NO_OBJECTS)
