"""Running anonymous blocks and CALL statements in a session."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ordslab.sandbox.plsql.catalog import catalog_of
from ordslab.sandbox.plsql.compiler.statements import StatementCompiler
from ordslab.sandbox.plsql.errors import Diagnostic, compile_error, pls
from ordslab.sandbox.plsql.parser import parse_block, parse_call
from ordslab.sandbox.plsql.runtime import Execution, Frame, Returned, Step
from ordslab.sandbox.plsql.scope import Routine, Scope
from ordslab.sandbox.plsql.tree import BindReference
from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.errors import OraError, not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

# A tree of expressions and calls within calls needs a deeper stack than Python's 1000.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 8000))

_SAVEPOINT = "ordslab$block"


def run_block(session: Session, statement: Statement, binds: Sequence[Bind]) -> Result:
    """Run an anonymous block or CALL. Raises ORA-06550 before anything ran when it is wrong.

    A block that fails takes back its own changes, and only those.
    """
    named = dict(zip(statement.binds, binds, strict=False))
    if len(named) < len(statement.binds):
        raise OraError(1008)
    word = statement.text.split(None, 1)[0].upper() if statement.text.strip() else ""
    if word in ("CREATE", "ALTER"):
        raise not_supported("stored procedures, functions and packages of your own")
    compiled = _compiled_call if word == "CALL" else _compiled
    try:
        step, size = compiled(session, statement, named)
    except RecursionError:
        raise compile_error(statement.text, [pls(0, 123, "program too large (Diana nodes)")]) from None
    execution = Execution(session, named)
    _run_whole(session, step, Frame(size, None, execution))
    return Result()


def check_block(session: Session, statement: Statement, binds: Sequence[Bind] = ()) -> None:
    """Compile a block without running it. Raises ORA-06550 where it is wrong."""
    _compiled(session, statement, dict(zip(statement.binds, binds, strict=False)))


def _compiled(session: Session, statement: Statement, binds: Mapping[str, Bind]) -> tuple[Step, int]:
    block = parse_block(statement.text)
    compiler = StatementCompiler(statement.text, catalog_of(session.database).seen_by(session), session, binds)
    routine = Routine(0, is_block=True)
    compiler.scope = Scope(routine)
    step = compiler.block(block)
    if compiler.diagnostics:
        raise compile_error(statement.text, compiler.diagnostics)
    return step, routine.size


def _compiled_call(session: Session, statement: Statement, binds: Mapping[str, Bind]) -> tuple[Step, int]:
    call, target = parse_call(statement.text)
    compiler = StatementCompiler(statement.text, catalog_of(session.database).seen_by(session), session, binds)
    compiler.scope = Scope(Routine(0, is_block=True))
    try:
        if target is None:
            return compiler.procedure_call(call.call), 0
        assert isinstance(target, BindReference)
        place = compiler.target(target)
        value = compiler.into(call.call, place.type)
    except Diagnostic as diagnostic:
        if diagnostic.text.startswith(("PLS-00201", "PLS-00302", "PLS-00221", "PLS-00222")):
            raise OraError(6576, message="not a valid function or procedure name", offset=diagnostic.at) from None
        text = diagnostic.text.replace("PLS-00", "PLS-")
        raise OraError(6553, message=text, offset=diagnostic.at) from None
    assign = place.assign
    assert assign is not None
    return lambda frame: assign(frame, value(frame)), 0


def _run_whole(session: Session, step: Step, frame: Frame) -> None:
    """Run all of it or nothing."""
    marked = session.in_transaction
    hooks = len(session.on_commit)
    if marked:
        session.execute(session.parse(f"savepoint {_SAVEPOINT}"))
    try:
        step(frame)
    except Returned:
        return
    except RecursionError:
        _take_back(session, marked, hooks)
        raise OraError(6500, message="PL/SQL: storage error") from None
    except OraError as error:
        _take_back(session, marked, hooks)
        text = frame.execution.raised(error).text()
        error.message = text
        error.args = (f"ORA-{error.number:05d}: {text}",)
        raise


def _take_back(session: Session, marked: bool, hooks: int) -> None:
    if not session.in_transaction:
        return
    if not marked:
        session.rollback()
        return
    try:
        session.execute(session.parse(f"rollback to savepoint {_SAVEPOINT}"))
    except OraError as error:
        if error.number != 1086:
            raise
        session.rollback()  # the block itself has committed since: what came after is its own
    del session.on_commit[hooks:]
