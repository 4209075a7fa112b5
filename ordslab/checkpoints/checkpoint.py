"""What a checkpoint is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import oracledb
    import requests

    from ordslab.lab import Lab

Query = Callable[[str], list[tuple[Any, ...]]]
"""Gives the rows of a SELECT: of what is committed, or of what the learner's session sees."""

ENDPOINT_PATH = "/customers/validation/1"


class State(Enum):
    """How far a learner is."""

    PASSED = "passed"
    NOT_YET = "not yet"
    NOT_TRIED = "not tried"
    CRASHED = "crashed"


@dataclass(frozen=True)
class Outcome:
    """What a check found, and why."""

    lesson: str
    state: State
    why: str

    @property
    def passed(self) -> bool:
        """Whether the goal is reached."""
        return self.state is State.PASSED

    def __repr__(self) -> str:
        text = f"{self.lesson}: {self.state.value}\n{self.why}"
        return f'{text}\nA hint: lab.hint("{self.lesson}")' if self.state in (State.NOT_YET, State.NOT_TRIED) else text


class NotTried(Exception):  # noqa: N818  no error: an answer
    """There is no trace of an attempt."""


class NotYet(Exception):  # noqa: N818  no error: an answer
    """Something is there, but it is not the goal. The text says what is missing."""


@dataclass(frozen=True)
class Checkpoint:
    """One lesson's goal.

    `cells` solve it: what the learner would type, %%sql cells and Python ones. `removals` undo it: where the query
    finds a row, the statement is run. `look_into_database` and `look_beyond` (at HTTP, journal or vault) raise
    `NotTried` or `NotYet`; `look_beyond` gives the text for what passed. `keeps`: clients whose credentials go into
    the vault.
    """

    name: str
    hint: str
    cells: tuple[str, ...]
    look_beyond: Callable[[Lab], str]
    look_into_database: Callable[[Query], None] = lambda _query: None
    removals: tuple[tuple[str, str], ...] = ()
    keeps: tuple[str, ...] = field(default=())

    @property
    def solution(self) -> str:
        """The cells as text."""
        return "\n\n".join(self.cells)

    def solve(self, lab: Lab) -> None:
        """Do what the cells say, without showing anything."""
        from ordslab.run import run
        from ordslab.script import split

        variables: dict[str, Any] = {"lab": lab}
        for cell in self.cells:
            script = cell.removeprefix("%%sql")
            if script == cell:
                exec(cell, variables)  # noqa: S102  the cell is ours, from this package
                continue
            for statement in split(script):
                run(lab.connection, statement, variables, script)

    def undo(self, connection: oracledb.Connection) -> None:
        """Delete what the lesson makes, as far as it is there. Not committed."""
        from ordslab.run import run
        from ordslab.script import split

        for query, statement in self.removals:
            if fetch(connection, query):
                run(connection, split(statement)[0], {})


def fetch(connection: oracledb.Connection, text: str) -> list[tuple[Any, ...]]:
    """All rows of a SELECT. Raises `SqlError`."""
    from ordslab.run import rows

    return rows(connection, text)


def get_without_token(lab: Lab) -> requests.Response:
    """GET the case's endpoint as a stranger would; the journal does not hear of it."""
    from ordslab.journal import JournalSession

    with JournalSession(lab.settings, None) as session:
        return session.get(lab.base_url + ENDPOINT_PATH)
