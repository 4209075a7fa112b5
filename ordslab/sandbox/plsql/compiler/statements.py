"""Compiling statements and blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.catalog import Catalog
from ordslab.sandbox.plsql.compiler.absent import unknown_component
from ordslab.sandbox.plsql.compiler.sqlstatements import SqlStatementCompiler
from ordslab.sandbox.plsql.errors import STANDARD_EXCEPTIONS, ExceptionName, pls, runtime_error, undeclared
from ordslab.sandbox.plsql.runtime import Frame, Jump, Returned, Run, Step
from ordslab.sandbox.plsql.scope import ExceptionSymbol, PackageScope, Refused, Routine, Scope
from ordslab.sandbox.plsql.tree import (
    Assignment,
    Block,
    CallStatement,
    CaseStatement,
    Close,
    ExceptionHandler,
    ExecuteImmediate,
    Expression,
    Fetch,
    ForAll,
    ForCursor,
    ForRange,
    Goto,
    If,
    Labelled,
    Leave,
    Loop,
    Null,
    Open,
    Raise,
    RefusedStatement,
    Return,
    Sql,
    Statement,
)
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.errors import OraError, not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_SQL_NODES = (Sql, ForCursor, Open)


class StatementCompiler(SqlStatementCompiler):
    """Statements and blocks: the whole compiler."""

    def __init__(self, source: str, catalog: Catalog, session: Session | None, binds: Mapping[str, Bind]) -> None:
        super().__init__(source, catalog, session, binds)
        self._labels: list[tuple[Routine, dict[str, object]]] = []  # of the sequences around, innermost last
        self._jumped_to: set[object] = set()

    def block(self, node: Block) -> Step:
        """A block: declarations, statements, handlers."""
        with self.inside(Scope(self.scope.routine, self.scope, node.label)) as scope:
            scope.loops = list(scope.parent.loops) if scope.parent is not None else []
            declare = self.declarations(node.declarations)
            body = self.sequence(node.statements)
            handlers = [self._handler(handler) for handler in node.handlers]
        if not handlers:
            return _in_order([*declare, body]) if declare else body

        def run(frame: Frame) -> None:
            for step in declare:
                step(frame)
            try:
                body(frame)
            except OraError as error:
                for exceptions, handle in handlers:
                    if exceptions is None or any(exception.matches(error) for exception in exceptions):
                        _handle(frame, error, handle)
                        return
                raise

        return run

    def _handler(self, node: ExceptionHandler) -> tuple[list[ExceptionName] | None, Step]:
        exceptions: list[ExceptionName] | None = []
        with self.reporting(node.at, "Statement"):
            for at, name in node.names:
                if name == ("OTHERS",):
                    exceptions = None
                elif exceptions is not None:
                    try:
                        exceptions.append(self._exception(at, name))
                    except OraError as error:
                        self.check_put_off(error)  # what the sandbox has not, nobody raises
        return exceptions, self.sequence(node.statements)

    def _exception(self, at: int, name: tuple[str, ...]) -> ExceptionName:
        symbol = self.scope.find(name[0])
        if len(name) > 1:
            scope = self.scope.labelled(name[0]) or self.package(name[:-1], at)
            symbol = scope.declared(name[-1]) if scope is not None else None
            if symbol is None and isinstance(scope, PackageScope) and name[-1] not in STANDARD_EXCEPTIONS:
                raise unknown_component(at, scope, name[-1])
        if isinstance(symbol, ExceptionSymbol):
            return symbol.exception
        if symbol is None and name[-1] in STANDARD_EXCEPTIONS:
            return STANDARD_EXCEPTIONS[name[-1]]
        if symbol is None:
            raise undeclared(at, ".".join(name))
        raise pls(at, 702, f"'{name[-1]}' is not an exception")

    def sequence(self, nodes: tuple[Statement, ...]) -> Step:
        """Statements one after another. What is wrong in one is reported, and the next is looked at."""
        labels = {label: object() for node in nodes if isinstance(node, Labelled) for label in node.labels}
        steps: list[Step] = []
        places: dict[object, int] = {}
        self._labels.append((self.scope.routine, labels))
        for node in nodes:
            if isinstance(node, Labelled):
                places.update({labels[label]: len(steps) for label in node.labels})
            with self.reporting(node.at, "SQL Statement" if isinstance(node, _SQL_NODES) else "Statement"):
                steps.append(self._statement_or_refusal(node))
        self._labels.pop()
        used = {label: place for label, place in places.items() if label in self._jumped_to}
        if used:
            return _with_jumps(steps, used)
        return steps[0] if len(steps) == 1 else _in_order(steps)

    def _statement_or_refusal(self, node: Statement) -> Step:
        """A statement; or, where that may wait, one that says what of it the sandbox has not."""
        depth = len(self._labels)
        try:
            return self._traced_statement(node)
        except OraError as error:
            self.check_put_off(error)
            del self._labels[depth:]
            return self.traced(node.at, _refusing(Refused(error.message)))

    def _goto(self, node: Goto) -> Step:
        around = (labels for routine, labels in reversed(self._labels) if routine is self.scope.routine)
        label = next((labels[node.label] for labels in around if node.label in labels), None)
        if label is None:
            raise pls(node.at, 375, f"illegal GOTO statement; this GOTO cannot branch to label '{node.label}'")
        self._jumped_to.add(label)

        def jump(_: Frame) -> None:
            raise Jump(label)

        return jump

    def _traced_statement(self, node: Statement) -> Step:
        if isinstance(node, Labelled):
            return self._traced_statement(node.statement)
        step = self.statement(node)
        return step if isinstance(node, Null) else self.traced(node.at, step)

    def traced(self, at: int, step: Step) -> Step:
        """A step that notes its line when an error passes through it."""
        place = self.spot(at)

        def run(frame: Frame) -> None:
            try:
                step(frame)
            except OraError as error:
                frame.execution.trace(error, frame, place)
                raise

        return run

    def statement(self, node: Statement) -> Step:
        """One statement."""
        if isinstance(node, Assignment):
            return self._assignment(node)
        if isinstance(node, CallStatement):
            return self.procedure_call(node.call)
        if isinstance(node, Sql):
            return self.sql(node)
        if isinstance(node, If | CaseStatement):
            return self._branches(node)
        if isinstance(node, Loop | ForRange | ForCursor | ForAll | Leave):
            return self.loop(node)
        if isinstance(node, Block):
            return self.block(node)
        if isinstance(node, Return):
            return self._return(node)
        if isinstance(node, Raise):
            return self._raise(node)
        if isinstance(node, Goto):
            return self._goto(node)
        if isinstance(node, ExecuteImmediate):
            return self.execute_immediate(node)
        if isinstance(node, Open):
            return self.open(node)
        if isinstance(node, Fetch):
            return self.fetch(node)
        if isinstance(node, Close):
            return self.close(node)
        if isinstance(node, RefusedStatement):
            raise not_supported(node.what, node.at)
        return lambda _: None

    def _assignment(self, node: Assignment) -> Step:
        target = self.target(node.target)
        self.uses.written(node.target)
        value = self.into(node.value, target.type)
        assign = target.assign
        assert assign is not None
        return lambda frame: assign(frame, value(frame))

    def _branches(self, node: If | CaseStatement) -> Step:
        conditions: list[Expression] = [condition for condition, _ in node.branches]
        tests = self.tests(node.selector if isinstance(node, CaseStatement) else None, conditions)
        bodies = [self.sequence(statements) for _, statements in node.branches]
        otherwise = self.sequence(node.otherwise) if node.otherwise is not None else None
        must_match = isinstance(node, CaseStatement)

        def run(frame: Frame) -> None:
            for test, body in zip(tests, bodies, strict=True):
                if test(frame):
                    body(frame)
                    return
            if otherwise is not None:
                otherwise(frame)
            elif must_match:
                raise runtime_error(6592)

        return run

    def _return(self, node: Return) -> Step:
        routine = self.scope.routine
        if node.value is None:
            if routine.is_function:
                raise pls(node.at, 503, "RETURN <value> statement required for this return from function")

            def leave(_: Frame) -> None:
                raise Returned(None)

            return leave
        if not routine.is_function or routine.returns is None:
            raise pls(node.at, 372, "In a procedure, RETURN statement cannot contain an expression")
        value: Run = self.into(node.value, routine.returns)

        def give(frame: Frame) -> None:
            raise Returned(value(frame))

        return give

    def _raise(self, node: Raise) -> Step:
        if node.name is not None:
            exception = self._exception(node.at, node.name)

            def throw(_: Frame) -> None:
                raise exception.raised()

            return throw
        place = self.spot(node.at)

        def again(frame: Frame) -> None:
            execution = frame.execution
            if not execution.handling:
                raise runtime_error(6501)
            raise execution.raise_again(execution.handling[-1], frame, place)

        return again


def _handle(frame: Frame, error: OraError, handle: Step) -> None:
    execution = frame.execution
    execution.handling.append(execution.raised(error))
    try:
        handle(frame)
    finally:
        execution.handling.pop()


def _refusing(refused: Refused) -> Step:
    def refuse(_: Frame) -> None:
        raise refused.error()

    return refuse


def _in_order(steps: list[Any]) -> Step:
    def run(frame: Frame) -> None:
        for step in steps:
            step(frame)

    return run


def _with_jumps(steps: list[Step], places: dict[object, int]) -> Step:
    """Statements one after another, some of which GOTO can go to."""

    def run(frame: Frame) -> None:
        position = 0
        while position < len(steps):
            try:
                steps[position](frame)
                position += 1
            except Jump as jump:
                if jump.label not in places:
                    raise
                position = places[jump.label]
                frame.execution.turn()

    return run
