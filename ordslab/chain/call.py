"""A call, and what is to say about it."""

from __future__ import annotations

from dataclasses import dataclass

from ordslab.chain.routes import Address


@dataclass(frozen=True)
class Call:
    """A call to explain. `client`: whose valid token goes with it; None: no token."""

    method: str
    address: Address
    client: str | None = None

    @property
    def path(self) -> str:
        """What follows the alias."""
        return self.address.path

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Verdict:
    """The status, a word for the cause, two sentences, and the SQL that mends it ("": nothing to mend in SQL)."""

    status: int
    cause: str
    fact: str
    reason: str
    sql: str = ""
