"""What a running block has: frames of variables, SQL%ROWCOUNT, the exception being handled, the lines of an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.errors import ApplicationError
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_DEPTH_LIMIT = 300  # calls within calls; each takes about fifteen Python frames
_LINES_SHOWN = 30


@dataclass
class Handled:
    """An exception on its way: its lines (ORA-06512), innermost first, and the one that was being handled before."""

    error: OraError
    lines: list[int] = field(default_factory=list)
    outer: Handled | None = None

    def text(self) -> str:
        """The error stack, without the first code: what `OraError.message` holds."""
        lines = [self.error.message, *(f"ORA-06512: at line {line}" for line in self.lines[:_LINES_SHOWN])]
        if self.outer is not None:
            lines.append(f"ORA-{self.outer.error.number:05d}: {self.outer.text()}")
        return "\n".join(lines)


class Execution:
    """One run of one block or call."""

    def __init__(self, session: Session, binds: Mapping[str, Bind]) -> None:
        self.session = session
        self.binds = binds
        self.rowcount: int | None = None
        self.handling: list[Handled] = []
        self.depth = 0
        self._raised: Handled | None = None
        self._raised_in: Frame | None = None

    def trace(self, error: OraError, frame: Frame, line: int) -> None:
        """An error passes a statement: note its line, once a frame."""
        if self._raised is None or self._raised.error is not error:
            keeps = not (isinstance(error, ApplicationError) and not error.keeps)
            self._raised = Handled(error, [line], self.handling[-1] if self.handling and keeps else None)
        elif self._raised_in is not frame:
            self._raised.lines.append(line)
        self._raised_in = frame

    def raised(self, error: OraError) -> Handled:
        """The error with its lines so far."""
        if self._raised is None or self._raised.error is not error:
            return Handled(error)
        return self._raised

    def raise_again(self, handled: Handled, frame: Frame, line: int) -> OraError:
        """RAISE without a name: the same error, seen at one more line."""
        handled.lines.insert(0, line)
        self._raised, self._raised_in = handled, frame
        return handled.error

    @property
    def current(self) -> OraError | None:
        """The exception being handled."""
        return self.handling[-1].error if self.handling else None

    def enter(self) -> None:
        """A subprogram is called. Raises ORA-06500 when calls nest without end."""
        self.depth += 1
        if self.depth > _DEPTH_LIMIT:
            raise OraError(6500, message="PL/SQL: storage error")
        self.session.check_cancelled()


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


class Returned(Exception):  # noqa: N818 - a signal, not an error
    """RETURN on its way out of the subprogram."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class CursorState:
    """An open cursor: its rows, already read, and how many were fetched."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self.rows = rows
        self.fetched = 0
        self.found: bool | None = None

    def fetch(self) -> tuple[Any, ...] | None:
        """The next row, or None behind the last one."""
        if self.fetched >= len(self.rows):
            self.found = False
            return None
        self.found = True
        self.fetched += 1
        return self.rows[self.fetched - 1]
