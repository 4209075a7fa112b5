"""A call, what is to say about it, and what would change the answer."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ordslab.chain.dictionary import Dictionary
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
class Mend:
    """A change of the schema: its SQL, and what the dictionary is afterwards.

    `by_oauth`: the SQL where package OAUTH alone is there, "" where it is the same. `client`: who calls afterwards,
    where it registers somebody.
    """

    sql: str
    effect: Callable[[Dictionary], Dictionary] = field(repr=False, compare=False)
    by_oauth: str = ""
    client: str = ""


@dataclass(frozen=True)
class Verdict:
    """The status, a word for the cause, two sentences; the mend (None: nothing to mend in SQL); a query that shows."""

    status: int
    cause: str
    fact: str
    reason: str
    mend: Mend | None = None
    look: str = ""
