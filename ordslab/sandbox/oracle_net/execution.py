"""Running calls in the engine. Everything here runs in a worker thread, never on the event loop."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from ordslab.sandbox.oracle_net.binds import BindType, engine_binds
from ordslab.sandbox.sql.calls import Bind, Result, Statement
from ordslab.sandbox.sql.errors import OraError, not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


def guarded(function: Callable[..., _T], *arguments: Any) -> _T:
    """`function(*arguments)`, from which nothing but OraError escapes.

    What is logged of another exception is its kind and where it came from, not its text: that may hold values.
    """
    try:
        return function(*arguments)
    except OraError:
        raise
    except Exception as exception:
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
    for index, row in enumerate(rows):
        try:
            if is_cancelled():
                raise OraError(1013)
            binds = engine_binds(types, row)
            _check_count(statement, binds)
            executed.result = guarded(session.execute, statement, binds)
        except OraError as error:
            if not batch_errors or error.number == 1013:
                executed.error = error
                return executed
            executed.batch_errors.append((index, error))
            executed.rowcounts.append(0)
            continue
        executed.binds.append(binds)
        executed.rowcounts.append(executed.result.rowcount)
    if commits and not executed.batch_errors and session.in_transaction:
        try:
            guarded(session.commit)
        except OraError as error:
            executed.error = error
    return executed


def _check_count(statement: Statement, binds: Sequence[Bind]) -> None:
    wanted = len(statement.binds)
    if len(binds) < wanted:
        raise OraError(1008)
    if len(binds) > wanted:
        raise OraError(1036, message="unrecognized bind variable passed to a statement")


def alter_session(session: Session, text: str) -> None:
    """Run an ALTER SESSION that a driver sends on its own. Raises OraError."""
    guarded(lambda: session.execute(session.parse(text)))
