"""Who may write to a schema's file, and which rows belong to whom until their transaction ends.

SQLite lets one connection write at a time; Oracle locks rows. So the file belongs to one session at a time (the holder),
who gives way while it is idle: its transaction is parked (see `transaction`) and goes on before its next call. What a
transaction has touched stays claimed meanwhile, so that two sessions meet only where they would in Oracle: at a row.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

PATIENCE = 3.0
"""Seconds that a session waits for another's row. Oracle waits for ever; a learner is told for whom."""
_STEP = 0.02  # how often a waiting session looks whether it was cancelled

Claim = tuple[Hashable, ...]
"""("row", table, rowid), ("key", index, values): exclusive. ("parent", table, values): shared by children."""


class RowBusy(Exception):  # noqa: N818 - a signal: the statement has to wait and start again
    """Another transaction has claimed what a statement wants."""

    def __init__(self, holder: Session) -> None:
        super().__init__()
        self.holder = holder


class SchemaLocks:
    """The locks of one schema."""

    def __init__(self, schema: str) -> None:
        self._schema = schema
        self._changed = threading.Condition()
        self._holder: Session | None = None
        self._exclusive: dict[Claim, Session] = {}
        self._shared: defaultdict[Claim, set[Session]] = defaultdict(set)
        self._claims: defaultdict[Session, set[Claim]] = defaultdict(set)
        self._waiting: dict[Session, Session] = {}
        self._since: dict[Session, float] = {}
        self._next_rowids: dict[str, int] = {}

    # the file

    def acquire(self, session: Session) -> None:
        """Take the file, from an idle holder or when a busy one has finished its call. Raises ORA-00054, ORA-01013."""
        deadline = time.monotonic() + PATIENCE
        with self._changed:
            while self._holder not in (None, session):
                assert self._holder is not None
                if self._holder.transaction.park():
                    self._holder = None
                    break
                if time.monotonic() >= deadline:
                    raise self._busy(self._holder)
                self._changed.wait(_STEP)
                session.check_cancelled()
            self._holder = session
            self._since.setdefault(session, time.monotonic())

    def release(self, session: Session) -> None:
        """Give the file back; claims stay."""
        with self._changed:
            if self._holder is session:
                self._holder = None
                self._changed.notify_all()

    def ended(self, session: Session) -> None:
        """The transaction has ended: the file and all claims are free."""
        with self._changed:
            for claim in self._claims.pop(session, ()):
                if self._exclusive.get(claim) is session:
                    del self._exclusive[claim]
                if claim in self._shared:
                    self._shared[claim].discard(session)
                    if not self._shared[claim]:
                        del self._shared[claim]
            self._since.pop(session, None)
            if self._holder is session:
                self._holder = None
            self._changed.notify_all()

    # rows

    def claim(self, session: Session, claims: Iterable[Claim], *, shared: bool = False) -> None:
        """Claim rows and keys for a transaction. Raises `RowBusy` when one of them is another's."""
        with self._changed:
            wanted = list(claims)
            for claim in wanted:
                owner = self._exclusive.get(claim)
                if owner is not None and owner is not session:
                    raise RowBusy(owner)
                if not shared:
                    other = next((each for each in self._shared.get(claim, ()) if each is not session), None)
                    if other is not None:
                        raise RowBusy(other)
            for claim in wanted:
                if shared:
                    self._shared[claim].add(session)
                else:
                    self._exclusive[claim] = session
            self._claims[session].update(wanted)

    def wait_for(self, session: Session, holder: Session) -> None:
        """Wait until the holder's transaction has ended. Raises ORA-00054, ORA-00060 in a circle, ORA-01013."""
        deadline = time.monotonic() + PATIENCE
        with self._changed:
            other: Session | None = holder
            while other is not None:
                if other is session:
                    raise OraError(60, message="deadlock detected while waiting for resource")
                other = self._waiting.get(other)
            self._waiting[session] = holder
            try:
                while self._claims.get(holder):
                    if time.monotonic() >= deadline:
                        raise self._busy(holder)
                    self._changed.wait(_STEP)
                    session.check_cancelled()
            finally:
                del self._waiting[session]

    def check_table(self, session: Session, table: str) -> None:
        """Raises ORA-00054 when another's transaction has touched the table: DDL does not wait."""
        with self._changed:
            for other, claims in self._claims.items():
                if other is not session and any(claim[:2] == ("row", table) for claim in claims):
                    raise self._busy(other)

    def next_rowid(self, session: Session, table: str) -> int:
        """A row id that no open transaction uses."""
        with self._changed:
            ((highest,),) = session.store.execute(f'SELECT coalesce(max(rowid), 0) FROM "{table}"').fetchall()
            number = max(self._next_rowids.get(table, 1), highest + 1)
            self._next_rowids[table] = number + 1
        return number

    def _busy(self, holder: Session) -> OraError:
        who = f"session {holder.id} of {holder.user}"
        if holder.module:
            who += f" ({holder.module})"
        held = time.monotonic() - self._since.get(holder, time.monotonic())
        return OraError(
            54,
            message=f"resource busy: {who} has held uncommitted changes in schema {self._schema} for {held:.0f} s; "
            "commit or roll back there",
        )
