"""A prediction: a question with answers to choose from, by a click, by the keyboard, or in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ordslab.lessons.prediction import Prediction
from ordslab.lessons.predictor import Predictor
from ordslab.markup import Html, button, join, tag
from ordslab.widgets.panel import Panel, action, heading

if TYPE_CHECKING:
    from ordslab.workbench import Workbench


class PredictionPanel(Panel):
    """A panel about one prediction. Nothing in it blocks whoever runs on without an answer."""

    def __init__(self, bench: Workbench, prediction: Prediction, predictor: Predictor) -> None:
        super().__init__(bench, f"Prediction {prediction.name}")
        self.prediction, self._predictor = prediction, predictor
        self._chosen, self._said = "", ""
        predictor.on_settled(self._settle)
        self.redraw()

    @action
    def choose(self, letter: str) -> str:
        """Choose an answer by its letter."""
        self._said = self._predictor.choose(self.prediction, letter)
        self._chosen = letter.strip().lower()
        return self._said

    def _settle(self, prediction: Prediction, said: str) -> None:
        if prediction is self.prediction and self._chosen:
            self._said = said
            self.redraw()

    def text(self) -> str:
        lines = [f"Predict: {self.prediction.question}"]
        lines += [f"  {letter}  {option}" for letter, option in self.prediction.lettered()]
        return "\n".join([*lines, self._said or self._how()])

    def _how(self) -> str:
        return f'Click an answer, or say it: lab.predict("{self.prediction.name}", "a")'

    def draw(self) -> Mapping[str, Html]:
        choices = [
            tag(
                "li",
                button(
                    join(tag("b", letter), "  ", option),
                    "choose",
                    with_={"letter": letter},
                    aria_pressed="true" if letter == self._chosen else "false",
                    class_="choice",
                ),
            )
            for letter, option in self.prediction.lettered()
        ]
        said = tag("p", self._said or "Choose before you run the next cell.", class_="note", role="status")
        title = heading("Predict", tag("span", self.prediction.question))
        return {"question": title, "choices": tag("ul", choices, class_="choices"), "said": said}
