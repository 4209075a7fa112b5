"""The learner's predictions: chosen before a surprise, and settled by the cell behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ordslab.errors import LabError
from ordslab.lessons.prediction import Prediction
from ordslab.lessons.progress import Progress

if TYPE_CHECKING:
    from ordslab.workbench import Workbench


class Predictor:
    """Holds what was chosen and not settled yet. Nothing chosen: nothing is said, and nothing is kept."""

    def __init__(self, lab: Workbench, progress: Callable[[], Progress], say: Callable[[str], object] = print) -> None:
        self._lab, self._progress, self._say = lab, progress, say
        self._open: dict[str, tuple[Prediction, int, int]] = {}
        self._settled: list[Callable[[Prediction, str], object]] = []
        self._chosen_in_this_cell = False

    def choose(self, prediction: Prediction, letter: str, in_a_cell: bool = False) -> str:
        """Note the learner's choice: a letter. Raises `LabError` for one that is not there."""
        letters = [each for each, _ in prediction.lettered()]
        if letter.strip().lower() not in letters:
            raise LabError(f"There is no answer {letter}.", f"Choose one of {', '.join(letters)}.")
        index = letters.index(letter.strip().lower())
        self._open[prediction.name] = prediction, index, len(self._lab.journal)
        self._chosen_in_this_cell = in_a_cell
        return f"You say: {prediction.options[index]}. Run the next cell."

    def after_cell(self, _result: Any = None) -> None:
        """A hook for IPython's post_run_cell: say of each open prediction whether the cell proved it."""
        if self._chosen_in_this_cell:
            self._chosen_in_this_cell = False
            return
        for name, (prediction, chosen, calls) in list(self._open.items()):
            made = list(self._lab.journal)[calls:]
            right = prediction.answered(made[-1].status if made else None)
            if right is None:
                continue
            del self._open[name]
            self._progress().predicted(name, chosen == right)
            outcome = "right" if chosen == right else f"it is: {prediction.options[right]}"
            said = f"You predicted: {prediction.options[chosen]}: {outcome}. {prediction.because}"
            self._say(said)
            for tell in self._settled:
                tell(prediction, said)

    def on_settled(self, tell: Callable[[Prediction, str], object]) -> None:
        """Call this whenever a prediction is settled."""
        self._settled.append(tell)
