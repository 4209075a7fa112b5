"""PRAGMA AUTONOMOUS_TRANSACTION: a subprogram or a whole block in a transaction of its own, on a connection of its own.

The session's own transaction gives way meanwhile, as an idle one does for another session (see `sql.transaction`).
Within a statement, in triggers that is and in functions that a DML statement calls, it cannot: that is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ordslab.sandbox.plsql.runtime import Execution, Frame
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.session import Session

Invoke = Callable[[Frame, int, list[Any]], Any]


class _Apart(Session):
    """A session within a session: what it remembers is the outer one's, its transaction is not."""

    def __init__(self, outer: Session) -> None:
        super().__init__(outer.database, outer.user, 0, outer.new_programs)
        self._outer = outer
        self.package_state, self.sequence_values = outer.package_state, outer.sequence_values
        self.nls, self.time_zone, self.statement_time = outer.nls, outer.time_zone, outer.statement_time
        self.module, self.action = outer.module, outer.action
        self.client_info, self.client_identifier = outer.client_info, outer.client_identifier

    def check_cancelled(self) -> None:
        """Raises ORA-01013 when the outer session's call was cancelled."""
        self._outer.check_cancelled()
        super().check_cancelled()


def autonomous(invoke: Invoke) -> Invoke:
    """The subprogram in a transaction of its own. Raises ORA-06519 when it leaves that open."""

    def apart(frame: Frame, level: int, arguments: list[Any]) -> Any:
        outer = frame.execution.session
        if outer.transaction.is_nested or (outer.restriction is not None and outer.in_transaction):
            raise not_supported("autonomous transactions within a statement")
        inner = _Apart(outer)
        execution = Execution(inner, frame.execution.binds)
        execution.depth = frame.execution.depth
        try:
            with outer.database.locks(outer.user).waiting_for(outer, inner):
                result = invoke(frame.seen_by(execution), level, arguments)
            if inner.in_transaction:
                raise OraError(6519, message="active autonomous transaction detected and rolled back")
            return result
        except OraError as error:
            raise frame.execution.adopt(execution, error, frame) from None
        finally:
            inner.close()
            outer.transaction.go_on()

    return apart
