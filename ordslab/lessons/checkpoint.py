"""A goal that a learner reaches: a lesson's checkpoint or its exercise, with hints and a solution."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from ordslab.chain import Dictionary
from ordslab.text import plain
from ordslab.workbench import Workbench


class State(Enum):
    """How far a learner is."""

    PASSED = "passed"
    NOT_YET = "not yet"
    NOT_TRIED = "not tried"
    CRASHED = "crashed"


@dataclass(frozen=True)
class Outcome:
    """What a check found: why it is so, and what most likely led there ("" when nothing is to guess).

    `hint`: the first of the hints that helps from here, counted from 0.
    """

    lesson: str
    state: State
    why: str
    likely: str = ""
    hint: int = 0

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
    """Something is there, but it is not the goal: which condition fails, and the mistake that likely led there.

    `hint`: the first of the goal's hints that helps now, counted from 0.
    """

    def __init__(self, condition: str, likely: str = "", hint: int = 0) -> None:
        super().__init__(condition)
        self.likely = likely
        self.hint = hint


@dataclass(frozen=True)
class Checkpoint:
    """A lesson's goal, or an exercise's.

    `hints` lead to it step by step; `cells` solve it: what the learner would type, %%sql cells and Python ones.
    `look_into_dictionary` and `look_beyond` (at HTTP, journal or vault) raise `NotTried` or `NotYet`; `look_beyond`
    gives the text for what passed. `by_oauth`: the cells by the older package OAUTH, where they differ. `keeps`:
    clients whose credentials go into the vault. `leaves_something`: whether later lessons start from what it made.
    `elsewhere`: it is reached on another profile than the other lessons, and counts all the same.
    """

    name: str
    hints: tuple[str, ...]
    cells: tuple[str, ...]
    look_beyond: Callable[[Workbench], str]
    look_into_dictionary: Callable[[Dictionary], None] | None = None
    by_oauth: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    leaves_something: bool = False
    elsewhere: bool = False

    def cells_by(self, package: str) -> tuple[str, ...]:
        """The cells by the package that the database has: "ords_security" or "oauth"."""
        return self.by_oauth if package == "oauth" and self.by_oauth else self.cells
