"""Parsing blocks and statements."""

from __future__ import annotations

from dataclasses import replace

from ordslab.sandbox.plsql.errors import CompileError, pls
from ordslab.sandbox.plsql.parser.control import ControlParser
from ordslab.sandbox.plsql.tree import (
    Assignment,
    Block,
    CallStatement,
    Close,
    Declaration,
    ExceptionHandler,
    ExecuteImmediate,
    Expression,
    Fetch,
    ForAll,
    Goto,
    Labelled,
    Member,
    Name,
    Null,
    Open,
    Raise,
    RefusedStatement,
    Return,
    Sql,
    Statement,
)

_SQL_STARTS = frozenset(
    {"SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE", "COMMIT", "ROLLBACK", "SAVEPOINT", "SET", "LOCK"}
)
_STATEMENT_STARTS = (
    "( begin case declare exit for goto if loop mod null pragma raise return select update while with <an identifier>"
    " <a double-quoted delimited-identifier> <a bind variable> << continue close current delete fetch lock insert open"
    " rollback savepoint set sql execute commit forall merge pipe purge"
)


class StatementParser(ControlParser):
    """Blocks and statements."""

    def block(self, label: str | None = None, *, nested: bool = False) -> Block:
        """[DECLARE ...] BEGIN ... END, without the semicolon."""
        at = self.at
        outer, self._autonomous = self._autonomous, False
        declarations = self.declarations() if self.accept_word("DECLARE") else ()
        autonomous, self._autonomous = self._autonomous, outer
        if autonomous and nested:
            raise CompileError(self.source, [pls(at, 710, "Pragma AUTONOMOUS_TRANSACTION cannot be declared here")])
        return replace(self.block_from_begin(at, label, declarations), autonomous=autonomous)

    def body(self) -> Block:
        """A subprogram's body: declarations without DECLARE."""
        at = self.at
        return self.block_from_begin(at, None, self.declarations())

    def block_from_begin(self, at: int, label: str | None, declarations: tuple[Declaration, ...]) -> Block:
        """BEGIN statements [EXCEPTION handlers] END."""
        self.expect_word("BEGIN")
        statements = self.statements("END", "EXCEPTION")
        handlers: list[ExceptionHandler] = []
        if self.accept_word("EXCEPTION"):
            while self.is_word("WHEN"):
                handlers.append(self._handler())
            if not handlers:
                raise self.unexpected("pragma", "when")
        end = self.expect_word("END").offset
        if label is not None:
            self.end_name(label, at)
        return Block(at, label, declarations, statements, tuple(handlers), end)

    def _handler(self) -> ExceptionHandler:
        at = self.next().offset
        names = [self._exception_name()]
        while self.accept_word("OR"):
            names.append(self._exception_name())
        self.expect_word("THEN", "or", ".")
        return ExceptionHandler(at, tuple(names), self.statements("WHEN", "END"))

    def _exception_name(self) -> tuple[int, tuple[str, ...]]:
        return self.at, self.dotted_name()

    def dotted_name(self) -> tuple[str, ...]:
        """NAME or NAME.NAME..."""
        parts = [self.identifier()]
        while self.accept("."):
            parts.append(self.identifier())
        return tuple(parts)

    def statements(self, *stops: str) -> tuple[Statement, ...]:
        """One or more statements up to one of the words `stops`."""
        found: list[Statement] = []
        while not (self.is_word(*stops) and found):
            if self.token.kind == "end" or self.is_word(*stops):
                raise self.unexpected(_STATEMENT_STARTS)
            if self.accept_word("PRAGMA"):
                self.skip_to_semicolon()
                self.next()
                continue
            found.append(self.statement())
        return tuple(found)

    def statement(self) -> Statement:
        """One statement with its semicolon."""
        labels = []
        while self.accept("<<"):
            labels.append(self.identifier())
            self.expect(">>")
        found = self._unterminated(labels[-1] if labels else None)
        self.expect(";", *_after(found))
        return Labelled(found.at, tuple(labels), found) if labels else found

    def _unterminated(self, label: str | None) -> Statement:
        at, token = self.at, self.token
        word = token.value if token.kind == "word" else ""
        following = self.ahead()
        # These words are no reserved words: a variable or procedure may bear their names.
        is_name = following.kind == "symbol" and following.value in (":=", "(", ".", "%")
        if word in ("BEGIN", "DECLARE"):
            return self.block(label, nested=True)
        if word in ("IF", "CASE", "LOOP", "WHILE", "FOR") or (word in ("EXIT", "CONTINUE") and not is_name):
            return self.control(label)
        if word in _SQL_STARTS and not (is_name and word not in ("SELECT", "WITH")):
            return self._sql(at)
        if word == "NULL":
            self.next()
            return Null(at)
        if word == "RETURN":
            self.next()
            return Return(at, None if self.is_symbol(";") else self.expression())
        if word == "RAISE":
            self.next()
            return Raise(at, None if self.is_symbol(";") else self.dotted_name())
        if word == "GOTO":
            self.next()
            return Goto(at, self.identifier())
        if not is_name and word in ("EXECUTE", "OPEN", "FETCH", "CLOSE", "FORALL", "PIPE"):
            return self._cursor_or_dynamic(at, word)
        if not (self.is_identifier() or token.kind == "bind"):
            raise self.unexpected(_STATEMENT_STARTS)
        reference = self.reference()
        if self.accept(":="):
            return Assignment(at, reference, self.expression())
        return CallStatement(at, reference)

    def _cursor_or_dynamic(self, at: int, word: str) -> Statement:
        self.next()
        if word == "EXECUTE":
            self.expect_word("IMMEDIATE")
            return self._execute_immediate(at)
        if word == "OPEN":
            return self._open(at)
        if word == "FETCH":
            return self._fetch(at)
        if word == "CLOSE":
            return Close(at, self.reference())
        if word == "PIPE":
            self.expect_word("ROW")
            self.skip_brackets()
            return RefusedStatement(at, "PIPE ROW")
        return self._forall(at)

    def _forall(self, at: int) -> Statement:
        variable = self.identifier()
        self.expect_word("IN")
        low: Expression | None = None
        high: Expression | None = None
        indices: Expression | None = None
        values: Expression | None = None
        following = self.ahead().value
        if self.is_word("INDICES", "VALUES") and following == "OF":
            which = self.next().value
            self.next()
            collection = self.reference()
            indices, values = (collection, None) if which == "INDICES" else (None, collection)
            if which == "INDICES" and self.accept_word("BETWEEN"):
                low = self.sum()
                self.expect_word("AND")
                high = self.sum()
        else:
            low = self.expression()
            self.expect("..")
            high = self.expression()
        saves = self.accept_word("SAVE")
        if saves:
            self.expect_word("EXCEPTIONS")
        return ForAll(at, variable, low, high, self._repeated(), saves, indices, values)

    def _repeated(self) -> Sql | ExecuteImmediate:
        at = self.at
        if self.accept_word("EXECUTE"):
            self.expect_word("IMMEDIATE")
            return self._execute_immediate(at)
        if not self.is_word("INSERT", "UPDATE", "DELETE", "MERGE"):
            raise self.unexpected(
                ". ( * @ % & - + / at mod remainder rem select update with delete insert execute merge"
            )
        return self._sql(at)

    def _targets(self) -> tuple[Expression, ...]:
        return self.comma_list(self.reference)

    def _execute_immediate(self, at: int) -> ExecuteImmediate:
        text = self.expression()
        into: tuple[Expression, ...] = ()
        bulk = self._bulk_collect()
        if self.accept_word("INTO"):
            into = self._targets()
        using = self._using()
        returning: tuple[Expression, ...] = ()
        bulk_returning = False
        if self.accept_word("RETURNING", "RETURN"):
            bulk_returning = self._bulk_collect()
            self.expect_word("INTO")
            returning = self._targets()
        return ExecuteImmediate(at, text, into, bulk, using, returning, bulk_returning)

    def _using(self) -> tuple[tuple[str, Expression], ...]:
        return self.comma_list(self._using_item) if self.accept_word("USING") else ()

    def _using_item(self) -> tuple[str, Expression]:
        mode = "IN"
        if self.accept_word("IN"):
            mode = "IN OUT" if self.accept_word("OUT") else "IN"
        elif self.accept_word("OUT"):
            mode = "OUT"
        return mode, self.expression()

    def _is_bulk_collect(self) -> bool:
        return self.token.value == "BULK" and self.ahead().value == "COLLECT"

    def _bulk_collect(self) -> bool:
        if self.accept_word("BULK"):
            self.expect_word("COLLECT")
            return True
        return False

    def _open(self, at: int) -> Statement:
        cursor = self.reference()
        if not self.accept_word("FOR"):
            return Open(at, cursor)
        if self.is_word("SELECT", "WITH"):
            start = self.at
            return Open(at, cursor, start, self.skip_to_semicolon())
        text = self.expression()
        return Open(at, cursor, text=text, using=self._using())

    def _fetch(self, at: int) -> Statement:
        cursor = self.reference()
        bulk = self._bulk_collect()
        self.expect_word("INTO", "bulk")
        into = self._targets()
        limit = self.expression() if bulk and self.accept_word("LIMIT") else None
        return Fetch(at, cursor, into, bulk, limit)

    def _sql(self, at: int) -> Sql:
        """Embedded SQL up to its semicolon, its INTO clause cut out."""
        keyword = self.token.value
        depth = 0
        into: tuple[Expression, ...] = ()
        cut: tuple[int, int] | None = None
        bulk = returning = False
        while not self.is_symbol(";"):
            token = self.token
            if token.kind == "end":
                raise self.unexpected(";")
            if token.kind == "symbol":
                depth += (token.value == "(") - (token.value == ")")
            if depth == 0 and token.kind == "word" and cut is None:
                if token.value in ("RETURNING", "RETURN"):
                    returning = True
                takes_into = returning or keyword in ("SELECT", "WITH")
                if takes_into and (token.value == "INTO" or self._is_bulk_collect()):
                    start = self.at
                    bulk = self._bulk_collect()
                    self.expect_word("INTO")
                    into = self._targets()
                    cut = (start, self.previous_end)
                    continue
            self.next()
        return Sql(at, self.previous_end, keyword, into, cut, bulk, returning)


def _after(statement: Statement) -> tuple[str, ...]:
    if isinstance(statement, CallStatement):
        return (":=", ".", "(", "@", "%") if isinstance(statement.call, Name | Member) else (":=", ".", "(", "%")
    return ()
