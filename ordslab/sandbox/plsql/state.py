"""What a package keeps for a session: its variables and cursors, set up when the session first uses the package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.runtime import Frame, Step
from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session


@dataclass
class _Instance:
    """A package in a session. `edition`: of the source that it was set up by; `varies`: it had variables."""

    edition: int
    varies: bool
    variables: dict[str, Any] = field(default_factory=dict)


class PackageState:
    """How sessions keep a package. `name`: OWNER.NAME.

    `prepare`: called before the first use, so that the package's body has its say too. `steps`: what sets it up.
    `varies`: it has variables or cursors, not constants alone.
    """

    def __init__(self, name: str, edition: int = 0, prepare: Callable[[Session], None] | None = None) -> None:
        self.name = name
        self.edition = edition
        self.varies = False
        self.steps: list[Step] = []
        self._key = f"package {name}"
        self._prepare = prepare

    def variables(self, frame: Frame) -> dict[str, Any]:
        """The session's variables by name. Raises ORA-04068 once when the package has been replaced meanwhile."""
        session = frame.execution.session
        found: _Instance | None = session.package_state.get(self._key)
        if found is not None and found.edition == self.edition:
            return found.variables
        if self._prepare is not None:
            self._prepare(session)
        if found is not None:
            del session.package_state[self._key]
            if found.varies:
                raise self._discarded()
        found = session.package_state[self._key] = _Instance(self.edition, self.varies)
        try:
            for step in self.steps:
                step(Frame(0, None, frame.execution))
        except BaseException:
            session.package_state.pop(self._key, None)
            raise
        return found.variables

    def _discarded(self) -> OraError:
        lines = [
            "existing state of packages has been discarded",
            f'ORA-04061: existing state of package body "{self.name}" has been invalidated',
            f'ORA-04065: not executed, altered or dropped package body "{self.name}"',
            f'ORA-06508: PL/SQL: could not find program unit being called: "{self.name}"',
        ]
        return OraError(4068, message="\n".join(lines))
