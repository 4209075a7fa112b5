"""Which constraints a transaction looks at only at its end, and which of these it has to look at.

Source: SQL Language Reference, "constraint" and "SET CONSTRAINT[S]"; ALTER SESSION SET CONSTRAINTS (documented).
"""

from __future__ import annotations

from collections.abc import Iterable

from ordslab.sandbox.sql.dictionary.objects import Constraint, Table


class Deferred:
    """Of one session. `pending`: the constraints, by table, that rows have broken, each with whether parents went.

    (A foreign key is broken by them, or by children that came.)
    """

    def __init__(self) -> None:
        self.pending: dict[tuple[str, str], bool] = {}
        self.in_session: bool | None = None  # ALTER SESSION SET CONSTRAINTS; None: as each was declared
        self._in_transaction: bool | None = None  # SET CONSTRAINTS ALL
        self._named: dict[str, bool] = {}  # SET CONSTRAINTS name, ...

    def waits(self, constraint: Constraint) -> bool:
        """Is it looked at when the transaction ends?"""
        if constraint.deferrable is None:
            return False
        if constraint.name in self._named:
            return self._named[constraint.name]
        for said in (self._in_transaction, self.in_session):
            if said is not None:
                return said
        return constraint.deferrable == "DEFERRED"

    def note(self, table: Table, constraint: Constraint, *, parents: bool = False) -> bool:
        """It is broken now: whether it waits, and is looked at again. `parents`: a foreign key's parents went."""
        if not self.waits(constraint):
            return False
        self.pending.setdefault((table.name, constraint.name), parents)
        return True

    def set(self, names: Iterable[str] | None, *, deferred: bool) -> None:
        """SET CONSTRAINTS, of these names or of all."""
        if names is None:
            self._in_transaction = deferred
            self._named.clear()
        else:
            self._named.update(dict.fromkeys(names, deferred))

    def ended(self) -> None:
        """The transaction has ended: nothing is pending, and each is as declared."""
        self.pending.clear()
        self._in_transaction = None
        self._named.clear()
