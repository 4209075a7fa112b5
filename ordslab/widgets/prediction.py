"""A prediction: a question with answers to choose from, by a click, by the keyboard, or in words."""

from collections.abc import Mapping

from ordslab.lessons.prediction import Prediction
from ordslab.lessons.predictor import Predictor, Settled
from ordslab.markup import Html, button, join, tag
from ordslab.widgets.panel import Panel, action, mark
from ordslab.workbench import Workbench


class PredictionPanel(Panel):
    """A panel about one prediction. Nothing in it blocks whoever runs on without an answer."""

    def __init__(self, bench: Workbench, prediction: Prediction, predictor: Predictor) -> None:
        super().__init__(bench, f"Prediction {prediction.name}")
        self.prediction, self._predictor = prediction, predictor
        self._chosen, self._said = "", ""
        self._settled: Settled | None = None
        predictor.on_settled(self._settle)
        self.redraw()

    @action
    def choose(self, letter: str) -> str:
        """Choose an answer by its letter."""
        self._said = self._predictor.choose(self.prediction, letter)
        self._chosen, self._settled = letter.strip().lower(), None
        return self._said

    def _settle(self, settled: Settled) -> None:
        if settled.prediction is self.prediction and self._chosen:
            self._settled, self._said = settled, str(settled)
            self.redraw()

    def text(self) -> str:
        lines = [f"Predict: {self.prediction.question}"]
        lines += [
            f"{'●' if letter == self._chosen else ' '} {letter}  {option}"
            for letter, option in self.prediction.lettered()
        ]
        return "\n".join([*lines, self._said or self._how()])

    def _how(self) -> str:
        return f'Click an answer, or say it: lab.predict("{self.prediction.name}", "a")'

    def draw(self) -> Mapping[str, Html]:
        question = tag("h3", "Predict: ", self.prediction.question)
        answers = [tag("li", self._answer(letter, option)) for letter, option in self.prediction.lettered()]
        return {"question": question, "answers": tag("ul", answers, class_="answers"), "outcome": self._outcome()}

    def _answer(self, letter: str, option: str) -> Html:
        """A button. The circle is filled where it is chosen; its letter is its key as well (panel.js)."""
        chosen = letter == self._chosen
        sign = tag("span", "●" if chosen else "○", aria_hidden="true")
        return button(
            join(sign, tag("b", letter), tag("span", option)),
            "choose",
            with_={"letter": letter},
            aria_pressed="true" if chosen else "false",
            aria_keyshortcuts=letter,
        )

    def _outcome(self) -> Html:
        if settled := self._settled:
            verdict = mark(settled.sign, settled.verdict, "good" if settled.right else "bad")
            return tag("p", verdict, " ", settled.words)
        how = "Click an answer, or type its letter, before you run the next cell."
        return tag("p", self._said or how, class_="note")
