"""What a checkpoint is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from typing import TYPE_CHECKING, Any

from ordslab.text import plain

if TYPE_CHECKING:
    import oracledb
    import requests

    from ordslab.chain import Dictionary
    from ordslab.chain.call import Verdict
    from ordslab.workbench import Workbench

ENDPOINT_PATH = "/customers/validation/1"


class State(Enum):
    """How far a learner is."""

    PASSED = "passed"
    NOT_YET = "not yet"
    NOT_TRIED = "not tried"
    CRASHED = "crashed"


@dataclass(frozen=True)
class Outcome:
    """What a check found: why it is so, and what most likely led there ("" when nothing is to guess)."""

    lesson: str
    state: State
    why: str
    likely: str = ""

    @property
    def passed(self) -> bool:
        """Whether the goal is reached."""
        return self.state is State.PASSED

    def __repr__(self) -> str:
        lines = [f"{self.lesson}: {self.state.value}", self.why]
        lines += [f"Likely: {self.likely}"] if self.likely else []
        lines += [f'A hint: lab.hint("{self.lesson}")'] if self.state in (State.NOT_YET, State.NOT_TRIED) else []
        return plain("\n".join(lines))


class NotTried(Exception):  # noqa: N818  no error: an answer
    """There is no trace of an attempt."""


class NotYet(Exception):  # noqa: N818  no error: an answer
    """Something is there, but it is not the goal: which condition fails, and the mistake that likely led there."""

    def __init__(self, condition: str, likely: str = "") -> None:
        super().__init__(condition)
        self.likely = likely


@dataclass(frozen=True)
class Checkpoint:
    """One lesson's goal.

    `hints` lead to it step by step; `cells` solve it: what the learner would type, %%sql cells and Python ones.
    `look_into_dictionary` and `look_beyond` (at HTTP, journal or vault) raise `NotTried` or `NotYet`; `look_beyond`
    gives the text for what passed. `keeps`: clients whose credentials go into the vault. `leaves_something`: whether
    later lessons start from what it made.
    """

    name: str
    hints: tuple[str, ...]
    cells: tuple[str, ...]
    look_beyond: Callable[[Workbench], str]
    look_into_dictionary: Callable[[Dictionary], None] | None = None
    keeps: tuple[str, ...] = field(default=())
    leaves_something: bool = True

    @property
    def solution(self) -> str:
        """The cells as text."""
        return "\n\n".join(self.cells)


def fetch(connection: oracledb.Connection, text: str) -> list[tuple[Any, ...]]:
    """All rows of a SELECT. Raises `SqlError`."""
    from ordslab.sql.run import rows

    return rows(connection, text)


def get_without_token(lab: Workbench) -> requests.Response:
    """GET the case's endpoint as a stranger would; the journal does not hear of it."""
    from ordslab.http.journal import JournalSession

    session = JournalSession(lab.settings, None, beside=lab.http)
    return session.get(lab.base_url + ENDPOINT_PATH, auth=lambda request: request)  # no .netrc either


def why(lab: Workbench, method: str, path: str, client: str | None = None) -> tuple[int, str]:
    """Status and reason of a call by the dictionary alone, for the likely mistake."""
    verdict = verdict_of(lab, method, path, client)
    return verdict.status, verdict.reason


def story(lab: Workbench, client: str | None = None) -> tuple[int, str]:
    """Status of the case's call by the dictionary alone, and both sentences about it."""
    verdict = verdict_of(lab, "GET", ENDPOINT_PATH, client)
    return verdict.status, f"{verdict.fact} {verdict.reason}"


def verdict_of(lab: Workbench, method: str, path: str, client: str | None = None) -> Verdict:
    """What the dictionary alone says of a call."""
    from ordslab.chain import read
    from ordslab.chain.call import Call
    from ordslab.chain.dictionary_judgement import judge
    from ordslab.chain.routes import address

    return judge(read(lab)[0], Call(method, address(path, lab.base_url), client))


def misspelt(name: str, names: Iterable[str]) -> str:
    """The name that was likely meant to be `name`, "" when none is near. Capitals and hyphens count as near."""
    others = {each.lower().replace("-", "_").replace(" ", "_"): each for each in names if each != name}
    near = get_close_matches(name, others, n=1, cutoff=0.8)
    return others[near[0]] if near else ""
