"""The learner's predictions: chosen before a surprise, and settled by the cell behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ordslab.errors import LabError
from ordslab.http.journal import Exchange
from ordslab.lessons.prediction import Prediction
from ordslab.lessons.progress import Progress
from ordslab.workbench import Workbench


@dataclass(frozen=True)
class Choice:
    """What was chosen, and the journal's last call at that time, None without one."""

    prediction: Prediction
    index: int
    before: Exchange | None


@dataclass(frozen=True)
class Settled:
    """A prediction that a cell has proved, in words."""

    prediction: Prediction
    right: bool
    words: str

    @property
    def sign(self) -> str:
        return "✓" if self.right else "✕"

    @property
    def verdict(self) -> str:
        return "right" if self.right else "not right"

    def __str__(self) -> str:
        return f"{self.sign} {self.verdict.capitalize()}. {self.words}"


class Predictor:
    """Holds what was chosen and not settled yet. Nothing chosen: nothing is said, and nothing is kept."""

    def __init__(self, lab: Workbench, progress: Callable[[], Progress], say: Callable[[str], object] = print) -> None:
        self._lab, self._progress, self._say = lab, progress, say
        self._open: dict[str, Choice] = {}
        self._listeners: list[Callable[[Settled], object]] = []
        self._chosen_in_this_cell = False

    def choose(self, prediction: Prediction, letter: str, in_a_cell: bool = False) -> str:
        """Note the learner's choice: a letter. Raises `LabError` for one that is not there."""
        letters = [each for each, _ in prediction.lettered()]
        if letter.strip().lower() not in letters:
            raise LabError(f"There is no answer {letter}.", f"Choose one of {', '.join(letters)}.")
        index = letters.index(letter.strip().lower())
        self._open[prediction.name] = Choice(prediction, index, self._last_call())
        self._chosen_in_this_cell = in_a_cell
        return f"You say: {prediction.options[index]}. Run the next cell."

    def after_cell(self, result: Any = None) -> None:
        """A hook for IPython's post_run_cell: say of each open prediction whether the cell proved it."""
        if self._chosen_in_this_cell:
            self._chosen_in_this_cell = False
            return
        last = self._last_call()
        for name, choice in list(self._open.items()):
            made = None if last is choice.before else last
            right = choice.prediction.answered(made.status if made else None, getattr(result, "success", True))
            if right is not None:
                del self._open[name]
                self._settle(choice, right)

    def on_settled(self, tell: Callable[[Settled], object]) -> None:
        """Call this whenever a prediction is settled."""
        self._listeners.append(tell)

    def _settle(self, choice: Choice, right: int) -> None:
        prediction, hit = choice.prediction, choice.index == right
        self._progress().predicted(prediction.name, hit)
        words = [f"You predicted: {prediction.options[choice.index]}."]
        words += [] if hit else [f"It is: {prediction.options[right]}."]
        settled = Settled(prediction, hit, " ".join([*words, prediction.because]))
        self._say(str(settled))
        for tell in self._listeners:
            tell(settled)

    def _last_call(self) -> Exchange | None:
        return self._lab.journal[-1] if len(self._lab.journal) else None
