"""Who may write to a schema's file, and which rows belong to whom until their transaction ends.

SQLite lets one connection write at a time; Oracle locks rows. So the file belongs to one session at a time (the
holder), who gives way while it is idle: its transaction is parked (see `transaction`) and goes on before its next
call. What a transaction has touched stays claimed meanwhile, so that two sessions meet only where they would in
Oracle: at a row, a key, a table that one of them has locked.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    from ordslab.sandbox.sql.other_session import OtherSession

PATIENCE = 3.0
"""Seconds that a session waits for another's row. Oracle waits for ever; a learner is told for whom."""
CALL_PATIENCE = 60.0
"""Seconds that a session waits for another's running call, which ends by itself."""
_STEP = 0.02  # how often a waiting session looks whether it was cancelled

Claim = tuple[Hashable, ...]
"""("row", table, rowid): a row. ("key", table, index, values): a value of a unique key, taken or given up; children
share that of their parent. ("table", table): a table, shared by all who change its rows."""


_Held = tuple[Claim, bool]  # a claim, and whether it is shared: one can be both


class RowBusy(Exception):  # noqa: N818 - a signal: the statement has to wait and start again
    """Another transaction has claimed what a statement wants. `since`: tells it from the holder's next one."""

    def __init__(self, holder: OtherSession, since: float) -> None:
        super().__init__()
        self.holder = holder
        self.since = since


class SchemaLocks:
    """The locks of one schema."""

    def __init__(self, schema: str) -> None:
        self.ends = 0
        """How many transactions have ended: as long as it is the same, the file is."""
        self._schema = schema
        self._changed = threading.Condition()
        self._holder: OtherSession | None = None
        self._exclusive: dict[Claim, OtherSession] = {}
        self._shared: defaultdict[Claim, set[OtherSession]] = defaultdict(set)
        self._claims: defaultdict[OtherSession, dict[_Held, None]] = defaultdict(dict)  # in their order
        self._waiting: dict[OtherSession, OtherSession] = {}
        self._since: dict[OtherSession, float] = {}
        self._next_rowids: dict[str, int] = {}

    # the file

    def acquire(self, session: OtherSession) -> None:
        """Take the file, from an idle holder or when a busy one has finished its call. Raises ORA-00054, ORA-01013."""
        deadline = time.monotonic() + CALL_PATIENCE
        with self._changed:
            while self._holder not in (None, session):
                assert self._holder is not None
                if self._holder.park():
                    break
                if time.monotonic() >= deadline:
                    raise self._busy(self._holder)
                self._changed.wait(_STEP)
                session.check_cancelled()
            self._holder = session
            self._since.setdefault(session, time.monotonic())

    def try_acquire(self, session: OtherSession) -> bool:
        """The same without waiting; says whether the file was to be had."""
        with self._changed:
            if self._holder not in (None, session):
                assert self._holder is not None
                if not self._holder.park():
                    return False
            self._holder = session
            self._since.setdefault(session, time.monotonic())
            return True

    def release(self, session: OtherSession) -> None:
        """Give the file back; claims stay."""
        with self._changed:
            if self._holder is session:
                self._holder = None
                self._changed.notify_all()

    def ended(self, session: OtherSession) -> None:
        """The transaction has ended: the file and all claims are free."""
        with self._changed:
            self.ends += 1
            self._give_up(session, 0)
            self._claims.pop(session, None)
            self._since.pop(session, None)
            if self._holder is session:
                self._holder = None
            self._changed.notify_all()

    # rows, keys, tables

    def claim(self, session: OtherSession, claims: Iterable[Claim], *, shared: bool = False) -> None:
        """Claim rows and keys for a transaction. Raises `RowBusy` when one of them is another's."""
        with self._changed:
            wanted = list(claims)
            for claim in wanted:
                self._refuse(session, claim, shared=shared)
            mine = self._claims[session]
            for claim in wanted:
                mine.setdefault((claim, shared))
                if shared:
                    self._shared[claim].add(session)
                else:
                    self._exclusive[claim] = session

    def check(self, session: OtherSession, claims: Iterable[Claim]) -> None:
        """Raises `RowBusy` when one of these is another's; claims nothing."""
        with self._changed:
            for claim in claims:
                self._refuse(session, claim, shared=False)

    def check_table(self, session: OtherSession, table: str) -> None:
        """Claim a table for DDL, which does not wait. Raises ORA-00054 when another's transaction has touched it."""
        try:
            self.claim(session, [("table", table)])
        except RowBusy as busy:
            raise self._busy(busy.holder) from None

    def _refuse(self, session: OtherSession, claim: Claim, *, shared: bool) -> None:
        owner = self._owner(session, claim, shared=shared)
        if owner is not None:
            raise RowBusy(owner, self._since.get(owner, 0.0))

    def _owner(self, session: OtherSession, claim: Claim, *, shared: bool) -> OtherSession | None:
        """Who else has a claim that does not go together with this one."""
        owner = self._exclusive.get(claim)
        if owner is not None and owner is not session:
            return owner
        others = () if shared else self._shared.get(claim, ())
        return next((other for other in others if other is not session), None)

    def mark(self, session: OtherSession) -> int:
        """How many claims a session has, for `forget`."""
        with self._changed:
            return len(self._claims[session])

    def forget(self, session: OtherSession, mark: int) -> None:
        """Give up the claims since `mark`: what they were for was taken back."""
        with self._changed:
            self._give_up(session, mark)
            self._changed.notify_all()

    def _give_up(self, session: OtherSession, mark: int) -> None:
        mine = self._claims[session]
        while len(mine) > mark:
            (claim, shared), _ = mine.popitem()  # the last one: they are in their order
            if not shared:
                del self._exclusive[claim]
                continue
            sharing = self._shared[claim]
            sharing.discard(session)
            if not sharing:
                del self._shared[claim]

    def wait_for(self, session: OtherSession, busy: RowBusy, patience: float | None = None) -> None:
        """Wait until the holder's transaction has ended. Raises ORA-00054, ORA-00060 in a circle, ORA-01013."""
        holder = busy.holder
        deadline = time.monotonic() + (PATIENCE if patience is None else patience)
        with self._changed:
            other: OtherSession | None = holder
            while other is not None:
                if other is session:
                    raise OraError(60, message="deadlock detected while waiting for resource")
                other = self._waiting.get(other)
            self._waiting[session] = holder
            try:
                while self._claims.get(holder) and self._since.get(holder, 0.0) == busy.since:
                    if time.monotonic() >= deadline:
                        raise self._busy(holder)
                    self._changed.wait(_STEP)
                    session.check_cancelled()
            finally:
                del self._waiting[session]

    @contextmanager
    def waiting_for(self, session: OtherSession, other: OtherSession) -> Iterator[None]:
        """A session goes on when another has ended: if that waited for this one, neither would."""
        with self._changed:
            self._waiting[session] = other
        try:
            yield
        finally:
            with self._changed:
                self._waiting.pop(session, None)

    def next_rowid(self, store: sqlite3.Connection, table: str) -> int:
        """A row id that no open transaction uses."""
        with self._changed:
            number = self._next_rowids.get(table)
            if number is None:
                ((number,),) = store.execute(f'SELECT coalesce(max(rowid), 0) + 1 FROM "{table}"').fetchall()
            self._next_rowids[table] = number + 1
        return int(number)

    def table_changed(self, table: str) -> None:
        """DDL has made a new table of that name or given it rows."""
        with self._changed:
            self._next_rowids.pop(table, None)

    # what V$LOCK shows

    def held(self) -> dict[OtherSession, list[Claim]]:
        """What each session has claimed."""
        with self._changed:
            return {
                session: list(dict.fromkeys(claim for claim, _ in held))
                for session, held in self._claims.items()
                if held
            }

    def is_shared(self, session: OtherSession, claim: Claim) -> bool:
        """Does a session share a claim with others?"""
        with self._changed:
            return self._exclusive.get(claim) is not session

    def waiting(self) -> dict[OtherSession, OtherSession]:
        """Who waits for whom."""
        with self._changed:
            return dict(self._waiting)

    def _busy(self, holder: OtherSession) -> OraError:
        who = f"session {holder.id} of {holder.user}"
        if holder.module:
            who += f" ({holder.module})"
        held = time.monotonic() - self._since.get(holder, time.monotonic())
        return OraError(
            54,
            message=f"resource busy: {who} has held uncommitted changes in schema {self._schema} for {held:.0f} s; "
            "commit or roll back there",
        )
