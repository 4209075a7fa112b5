"""Who may write to a schema: one session at a time, and who waits is told for whom."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

PATIENCE = 3.0
"""Seconds that a session waits for another's transaction. Oracle waits for ever where two change the same row."""
_STEP = 0.05  # how often a waiting session looks whether it was cancelled


class SchemaLock:
    """The right to change a schema's file. Above SQLite's own lock, which does not say who holds it."""

    def __init__(self, schema: str) -> None:
        self._schema = schema
        self._changed = threading.Condition()
        self._holder: Session | None = None
        self._since = 0.0

    def acquire(self, session: Session, patience: float = PATIENCE) -> None:
        """Take it, or wait a while for the holder. Raises ORA-00054 that names the holder, ORA-01013."""
        deadline = time.monotonic() + patience
        with self._changed:
            while self._holder not in (None, session):
                if time.monotonic() >= deadline:
                    raise self._busy()
                self._changed.wait(_STEP)
                session.check_cancelled()
            if self._holder is None:
                self._holder, self._since = session, time.monotonic()

    def release(self, session: Session) -> None:
        """Give it back."""
        with self._changed:
            if self._holder is session:
                self._holder = None
                self._changed.notify_all()

    def _busy(self) -> OraError:
        holder = self._holder
        assert holder is not None
        who = f"session {holder.id} of {holder.user}"
        if holder.module:
            who += f" ({holder.module})"
        held = time.monotonic() - self._since
        return OraError(
            54,
            message=f"resource busy: {who} has held uncommitted changes in schema {self._schema} for {held:.0f} s; "
            "commit or roll back there",
        )
