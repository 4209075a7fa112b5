"""Look whether a goal is reached, and give the hint that helps from where the learner is."""

from collections.abc import Callable

from ordslab.chain import Dictionary, read
from ordslab.errors import LabError
from ordslab.lessons.checkpoint import NotTried, NotYet, Outcome, State
from ordslab.lessons.registry import find
from ordslab.settings.connection_errors import explained
from ordslab.text import plain
from ordslab.workbench import Workbench

_LAST = 1_000
"""More than any goal has hints: the last one helps."""


def check(lab: Workbench, goal: str) -> Outcome:
    """Look whether a lesson's or an exercise's goal is reached. An error on the way is an outcome too: crashed."""
    checkpoint = find(goal)
    try:
        with explained(lab.settings):
            if checkpoint.look_into_dictionary:
                _look_into_dictionary(lab, checkpoint.look_into_dictionary)
            return Outcome(goal, State.PASSED, checkpoint.look_beyond(lab))
    except NotTried as reason:
        return Outcome(goal, State.NOT_TRIED, str(reason))
    except NotYet as reason:
        return Outcome(goal, State.NOT_YET, str(reason), reason.likely, reason.hint)
    except LabError as error:
        return Outcome(goal, State.CRASHED, str(error))
    except Exception as error:
        return Outcome(goal, State.CRASHED, f"The check itself failed: {type(error).__name__}: {error}")


def _look_into_dictionary(lab: Workbench, look: Callable[[Dictionary], None]) -> None:
    """Ask what is committed, as ORDS does; what is not, only the learner's own session can see."""
    committed, mine = read(lab)
    try:
        look(committed)
    except (NotTried, NotYet) as reason:
        try:
            look(mine)
        except NotTried:
            raise reason from None
        raise NotYet(
            "It is in your session only, and ORDS sees what is committed. Run: commit;",
            "the block has no commit, and no cell after it.",
            hint=_LAST,
        ) from None


class Hints:
    """Hands out a goal's hints, one after another, from the first that helps now."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def next(self, outcome: Outcome) -> str:
        """What is missing now, and the next hint, with a word of how many there are."""
        hints = find(outcome.lesson).hints
        at = max(self._next.get(outcome.lesson, 0), min(outcome.hint, len(hints) - 1))
        self._next[outcome.lesson] = at + 1
        if outcome.passed:
            return f"{outcome.lesson}: passed. There is nothing to hint at."
        hint = (
            f"Hint {at + 1} of {len(hints)}: {hints[at]}"
            if at < len(hints)
            else (
                f'There are no more hints. The solution: lab.solution("{outcome.lesson}"), '
                f'or lab.solve("{outcome.lesson}") does it.'
            )
        )
        return plain(f"{outcome.why}\n{hint}")
