"""One step of a learner: the state of a lesson, an exercise or a prediction, with its counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ordslab import text
from ordslab.lessons.checkpoint import State

NOT_TRIED, PASSED = State.NOT_TRIED.value, State.PASSED.value
RIGHT, WRONG = "right", "wrong"
STATES = (NOT_TRIED, State.NOT_YET.value, PASSED, RIGHT, WRONG)


@dataclass(frozen=True)
class Step:
    """One lesson, exercise or prediction: its `state` ("passed" stays passed), how often it was checked and a hint
    taken, whether it was solved by `lab.solve`."""

    state: str = NOT_TRIED
    checks: int = 0
    hints: int = 0
    solved: bool = False

    @property
    def remark(self) -> str:
        """The counts in words."""
        words = [text.counted(self.checks, "check")] if self.checks else []
        words += [text.counted(self.hints, "hint")] if self.hints else []
        return ", ".join([*words, "done by lab.solve"] if self.solved else words)


def counted(steps: Mapping[str, Step], names: Iterable[str], state: str) -> tuple[int, int]:
    """How many of these are in that state, and how many there are."""
    all_of_them = [steps.get(name, Step()).state for name in names]
    return all_of_them.count(state), len(all_of_them)
