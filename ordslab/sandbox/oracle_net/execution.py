"""Running calls in the engine. Everything here runs in a worker thread, never on the event loop."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from ordslab.sandbox.oracle_net.binds import BindType, engine_binds
from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.storage_errors import storage_error

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_TOGETHER = 250  # executions that may be done at once: a call is cancelled between two such parts


def guarded(function: Callable[..., _T], *arguments: Any) -> _T:
    """`function(*arguments)`, from which nothing but OraError escapes.

    What is logged of another exception is its kind and where it came from, not its text: that may hold values.
    """
    try:
        return function(*arguments)
    except OraError:
        raise
    except Exception as exception:
        if (storage := storage_error(exception)) is not None:
            _log.warning("%s", storage)
            raise storage from None
        place = "".join(traceback.format_tb(exception.__traceback__))
        _log.error("unexpected %s in a database call\n%s", type(exception).__name__, place)
        raise not_supported(f"way to do this ({type(exception).__name__}; see the sandbox's log)") from None


@dataclass
class Executed:
    """What the executions of one call gave. `binds` are those of each execution that succeeded."""

    result: Result = field(default_factory=Result)
    binds: list[list[Bind]] = field(default_factory=list)
    rowcounts: list[int] = field(default_factory=list)
    batch_errors: list[tuple[int, OraError]] = field(default_factory=list)
    error: OraError | None = None


def execute(
    session: Session,
    statement: Statement,
    types: Sequence[BindType],
    rows: Iterable[Sequence[Any]],
    *,
    batch_errors: bool,
    commits: bool,
    is_cancelled: Callable[[], bool],
) -> Executed:
    """Execute once a row; commit behind them when asked and all went well."""
    executed = Executed()
    together = statement.kind == "dml" and not statement.returning
    left = iter(rows)
    while part := list(islice(left, _TOGETHER if together else 1)):
        try:
            if len(part) > 1 and not is_cancelled() and _execute_together(session, statement, types, part, executed):
                continue
            for row in part:
                if is_cancelled():
                    raise OraError(1013)
                _execute_one(session, statement, types, row, executed, batch_errors=batch_errors)
        except OraError as error:
            executed.error = error
            return executed
    if commits and not executed.batch_errors and session.in_transaction:
        try:
            guarded(session.commit)
        except OraError as error:
            executed.error = error
    return executed


def _execute_one(
    session: Session,
    statement: Statement,
    types: Sequence[BindType],
    row: Sequence[Any],
    executed: Executed,
    *,
    batch_errors: bool,
) -> None:
    """One execution. Raises OraError unless that is a batch error, to be noted."""
    try:
        binds = engine_binds(types, row)
        _check_count(statement, binds)
        executed.result = guarded(partial(session.execute, statement, binds, opens=True))
    except OraError as error:
        if not batch_errors or error.number == 1013:
            raise
        executed.batch_errors.append((len(executed.rowcounts), error))
        executed.rowcounts.append(0)
        return
    executed.binds.append(binds)
    executed.rowcounts.append(executed.result.rowcount)


def _execute_together(
    session: Session,
    statement: Statement,
    types: Sequence[BindType],
    rows: Sequence[Sequence[Any]],
    executed: Executed,
) -> bool:
    """Many executions at once; says whether that could be done. Raises ORA-01013."""
    try:
        given = [engine_binds(types, row) for row in rows]
        for binds in given:
            _check_count(statement, binds)
    except OraError:
        return False  # the row that is wrong has its turn
    result = guarded(session.execute_many, statement, given)
    if result is None:
        return False
    executed.result = result
    executed.binds += given
    executed.rowcounts += [1] * len(given)
    return True


def _check_count(statement: Statement, binds: Sequence[Bind]) -> None:
    wanted = len(statement.binds)
    if len(binds) < wanted:
        raise OraError(1008)
    if len(binds) > wanted:
        raise OraError(1036, message="unrecognized bind variable passed to a statement")


def alter_session(session: Session, text: str) -> None:
    """Run an ALTER SESSION that a driver sends on its own. Raises OraError."""
    guarded(lambda: session.execute(session.parse(text)))
