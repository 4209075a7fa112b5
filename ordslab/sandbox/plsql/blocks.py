"""Running anonymous blocks and CALL statements in a session."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from ordslab.sandbox.plsql.autonomous import autonomous
from ordslab.sandbox.plsql.compiler.statements import StatementCompiler
from ordslab.sandbox.plsql.errors import CompileError, Diagnostic, pls
from ordslab.sandbox.plsql.parser import parse_block, parse_call
from ordslab.sandbox.plsql.runtime import CursorState, Execution, Frame, Returned, Step, check_nesting
from ordslab.sandbox.plsql.scope import Routine, Scope
from ordslab.sandbox.plsql.stored.library import session_catalog
from ordslab.sandbox.plsql.tree import BindReference
from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    from ordslab.sandbox.sql.names import Names
    from ordslab.sandbox.sql.session import Session

_SAVEPOINT = "ordslab$block"
_FIRST_WORD = re.compile(r"(?:\s+|--[^\n]*\n|/\*.*?\*/)*(\w*)", re.DOTALL)

Plan = tuple[Step, int, frozenset[str]]
"""A compiled block: what it does, how many slots its frame has, and the binds that it never looks at."""


def run_block(session: Session, statement: Statement, binds: Sequence[Bind]) -> Result:
    """Run an anonymous block, a CALL, or what creates, alters or drops a stored program.

    Raises ORA-06550 before anything ran when it is wrong. A block that fails takes back its own changes, no others.
    """
    first = _FIRST_WORD.match(statement.text)
    word = first.group(1).upper() if first is not None else ""
    if word in ("CREATE", "ALTER", "DROP"):
        from ordslab.sandbox.plsql.stored.statements import run_statement

        return run_statement(session, statement.text)
    named = dict(zip(statement.binds, binds, strict=False))
    if len(named) < len(statement.binds):
        raise OraError(1008)
    check_nesting(session)
    step, size, only_out = _plan(session, statement, named, _compiled_call if word == "CALL" else _compiled)
    for name in only_out:
        named[name].only_out = True
    execution = Execution(session, named)
    _run_whole(session, step, Frame(size, None, execution))
    for bind in binds:
        if isinstance(bind.value, CursorState):
            bind.value = bind.value.result() if bind.value.is_open else None
    return Result()


def _plan(
    session: Session,
    statement: Statement,
    binds: Mapping[str, Bind],
    compiled: Callable[[Session, Names, str, Mapping[str, Bind]], Plan],
) -> Plan:
    """The compiled block, from the cache if it was compiled before with binds of these types."""
    shape = (session.puts_off, *((name, bind.type, bind.is_array) for name, bind in binds.items()))
    return session.planned(
        "block", (statement.text, shape), lambda names: compiled(session, names, statement.text, binds)
    )


def _compiled(session: Session, names: Names, text: str, binds: Mapping[str, Bind]) -> Plan:
    try:
        block = parse_block(text)
        compiler = StatementCompiler(text, session_catalog(session, names), session, binds)
        compiler.puts_off = session.puts_off
        routine = Routine(0, is_block=True)
        compiler.scope = Scope(routine)
        step = compiler.block(block)
    except RecursionError:
        raise CompileError(text, [pls(0, 123, "program too large (Diana nodes)")]) from None
    if compiler.diagnostics:
        raise CompileError(text, compiler.diagnostics)
    return _apart(step) if block.autonomous else step, routine.size, compiler.uses.only_out()


def _apart(step: Step) -> Step:
    """A block in a transaction of its own."""

    def run(frame: Frame, _level: int, _arguments: object) -> None:
        with suppress(Returned):
            step(frame)

    invoke = autonomous(run)
    return lambda frame: invoke(frame, 0, [])


def _compiled_call(session: Session, names: Names, text: str, binds: Mapping[str, Bind]) -> Plan:
    call, target = parse_call(text)
    compiler = StatementCompiler(text, session_catalog(session, names), session, binds)
    compiler.scope = Scope(Routine(0, is_block=True))
    try:
        if target is None:
            return compiler.procedure_call(call.call), 0, compiler.uses.only_out()
        assert isinstance(target, BindReference)
        place = compiler.target(target)
        compiler.uses.written(target)
        value = compiler.into(call.call, place.type)
    except Diagnostic as diagnostic:
        raise _as_error_of_call(diagnostic) from None
    assign = place.assign
    assert assign is not None
    return lambda frame: assign(frame, value(frame)), 0, compiler.uses.only_out()


def _as_error_of_call(diagnostic: Diagnostic) -> OraError:
    if diagnostic.text.startswith(("PLS-00201", "PLS-00302", "PLS-00221", "PLS-00222")):
        return OraError(6576, message="not a valid function or procedure name", offset=diagnostic.at)
    if diagnostic.text.startswith("PLS-00905"):
        name = diagnostic.text.split()[2].rpartition(".")[2]
        return OraError(6575, message=f"Package or function {name} is in an invalid state", offset=diagnostic.at)
    return OraError(6553, message=diagnostic.text.replace("PLS-00", "PLS-"), offset=diagnostic.at)


def _run_whole(session: Session, step: Step, frame: Frame) -> None:
    """Run all of it or nothing."""
    savepoint = f"{_SAVEPOINT}{session.depth}"
    marked = session.in_transaction
    hooks = len(session.on_commit)
    if marked:
        session.transaction.savepoint(savepoint)
    try:
        step(frame)
    except Returned:
        return
    except RecursionError:
        _take_back(session, savepoint if marked else None, hooks)
        raise OraError(6500, message="PL/SQL: storage error") from None
    except OraError as error:
        _take_back(session, savepoint if marked else None, hooks)
        raise frame.execution.with_stack(error) from None


def _take_back(session: Session, savepoint: str | None, hooks: int) -> None:
    if not session.in_transaction:
        return
    if savepoint is None:
        session.rollback()
        return
    try:
        session.transaction.rollback_to(savepoint)
    except OraError as error:
        if error.number != 1086:
            raise
        session.rollback()  # the block itself has committed since: what came after is its own
    del session.on_commit[hooks:]
