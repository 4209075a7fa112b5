"""What a running block has: frames of variables, SQL%ROWCOUNT, the exception being handled, the lines of an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.errors import ApplicationError
from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.rowids import rowid_number
from ordslab.sandbox.sql.types import Column

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_DEPTH_LIMIT = 1000
"""Calls within calls. Each takes about fifteen Python frames; before 3.11 those lie on the thread's stack."""
_NESTING_LIMIT = 50  # Oracle's
_LINES_SHOWN = 30

Place = tuple[str | None, int]
"""A stored program ("OWNER.NAME", None for an anonymous block) and a line of it."""


def told(place: Place) -> str:
    """ORA-06512."""
    unit, line = place
    return f"ORA-06512: at line {line}" if unit is None else f'ORA-06512: at "{unit}", line {line}'


@dataclass
class Handled:
    """An exception on its way: its places (ORA-06512), innermost first, and the one that was being handled before."""

    error: OraError
    places: list[Place] = field(default_factory=list)
    outer: Handled | None = None

    def text(self) -> str:
        """The error stack, without the first code: what `OraError.message` holds."""
        lines = [self.error.message, *map(told, self.places[:_LINES_SHOWN])]
        if self.outer is not None:
            lines.append(f"ORA-{self.outer.error.number:05d}: {self.outer.text()}")
        return "\n".join(lines)


def check_nesting(session: Session) -> None:
    """Raises ORA-00036 when SQL calls PL/SQL that runs SQL that calls ... without end."""
    if session.depth > _NESTING_LIMIT:
        raise OraError(36, message=f"maximum number of recursive SQL levels ({_NESTING_LIMIT}) exceeded")


@dataclass(frozen=True)
class Event:
    """What has fired a trigger: INSERT, DELETE, or UPDATE of some columns."""

    verb: str
    columns: tuple[str, ...] = ()


class Execution:
    """One run of one block or call.

    `bulk_rowcounts` and `bulk_errors` (index and error): of the last FORALL. `event`: of a trigger.
    """

    event: Event | None = None

    def __init__(self, session: Session, binds: Mapping[str, Bind]) -> None:
        self.session = session
        self.binds = binds
        self.rowcount: int | None = None
        self.bulk_rowcounts: list[int] = []
        self.bulk_errors: list[tuple[int, OraError]] = []
        self.handling: list[Handled] = []
        self.depth = 0
        self._raised: Handled | None = None
        self._raised_in: Frame | None = None

    def trace(self, error: OraError, frame: Frame, place: Place) -> None:
        """An error passes a statement: note its place, once a frame."""
        if self._raised is None or self._raised.error is not error:
            keeps = not (isinstance(error, ApplicationError) and not error.keeps)
            self._raised = Handled(error, [place], self.handling[-1] if self.handling and keeps else None)
        elif self._raised_in is not frame:
            self._raised.places.append(place)
        self._raised_in = frame

    def raised(self, error: OraError) -> Handled:
        """The error with its places so far."""
        if self._raised is None or self._raised.error is not error:
            return Handled(error)
        return self._raised

    def with_stack(self, error: OraError) -> OraError:
        """The error as the client sees it: with all the places that it came through in its message."""
        text = self.raised(error).text()
        error.message = text
        error.args = (f"ORA-{error.number:05d}: {text}",)
        return error

    def raise_again(self, handled: Handled, frame: Frame, place: Place) -> OraError:
        """RAISE without a name: the same error, seen at one more place."""
        handled.places.insert(0, place)
        self._raised, self._raised_in = handled, frame
        return handled.error

    @property
    def current(self) -> OraError | None:
        """The exception being handled."""
        return self.handling[-1].error if self.handling else None

    def adopt(self, inner: Execution, error: OraError, frame: Frame) -> OraError:
        """An error that comes out of a run within this one: its places go on here."""
        self._raised, self._raised_in = inner.raised(error), None
        return error

    def turn(self) -> None:
        """A loop turns once more. Raises ORA-01013 when the call was cancelled, ORA-04036 when memory runs out."""
        interruption.check()

    def enter(self) -> None:
        """A subprogram is called. Raises ORA-06500 when calls nest without end."""
        if self.depth >= _DEPTH_LIMIT:
            raise OraError(6500, message="PL/SQL: storage error")
        self.turn()
        self.depth += 1


class Frame:
    """The variables of one activation; `parent`: the activation that its declaration stands in."""

    __slots__ = ("execution", "level", "parent", "slots")

    def __init__(self, size: int, parent: Frame | None, execution: Execution) -> None:
        self.slots: list[Any] = [None] * size
        self.level: int = 0 if parent is None else parent.level + 1
        self.parent = parent
        self.execution = execution

    def outward(self, levels: int) -> Frame:
        """The frame so many levels further out."""
        frame = self
        for _ in range(levels):
            assert frame.parent is not None
            frame = frame.parent
        return frame

    def seen_by(self, execution: Execution) -> Frame:
        """The same variables in another execution."""
        frame = Frame(0, self.parent, execution)
        frame.slots, frame.level = self.slots, self.level
        return frame

    def at_level(self, level: int) -> Frame:
        """The frame around here (or this one) of that level."""
        return self.outward(self.level - level)


Run = Callable[[Frame], Any]
Step = Callable[[Frame], None]


class LoopLeft(Exception):  # noqa: N818 - a signal, not an error
    """EXIT (`again` False) or CONTINUE on its way to its loop."""

    def __init__(self, loop: object, again: bool) -> None:
        super().__init__()
        self.loop = loop
        self.again = again


class Jump(Exception):  # noqa: N818 - a signal, not an error
    """GOTO on its way to its label."""

    def __init__(self, label: object) -> None:
        super().__init__()
        self.label = label


class Returned(Exception):  # noqa: N818 - a signal, not an error
    """RETURN on its way out of the subprogram."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class CursorState:
    """An open cursor: its rows, already read, and how many were fetched. Cursor variables share it."""

    def __init__(
        self, rows: Sequence[tuple[Any, ...]], columns: tuple[Column, ...], rowids: Sequence[Any] = ()
    ) -> None:
        """`rowids`: of the rows, for WHERE CURRENT OF."""
        self.rows = rows
        self.rowids = rowids
        self.columns = columns
        self.fetched = 0
        self.found: bool | None = None
        self.is_open = True

    def fetch(self) -> tuple[Any, ...] | None:
        """The next row, or None behind the last one."""
        if self.fetched >= len(self.rows):
            self.found = False
            return None
        self.found = True
        self.fetched += 1
        return self.rows[self.fetched - 1]

    def rowid(self) -> Any:
        """The row id of the row that was fetched last. Raises ORA-01410 when there is none."""
        if not self.found or self.fetched > len(self.rowids):
            raise OraError(1410, message="invalid ROWID")
        return rowid_number(self.rowids[self.fetched - 1])

    def result(self) -> Result:
        """What is left to fetch, as the client of a REF CURSOR gets it."""
        return Result(columns=self.columns, rows=self.rows[self.fetched :])


def opened(state: CursorState | None) -> CursorState:
    """The state of a cursor that must be open. Raises ORA-01001."""
    if state is None or not state.is_open:
        raise OraError(1001)
    return state
