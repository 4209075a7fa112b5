"""A lesson of the series: its place, its file, and what it asks of the learner."""

from dataclasses import dataclass

from ordslab.lessons.checkpoint import Checkpoint
from ordslab.lessons.prediction import Prediction


@dataclass(frozen=True)
class Lesson:
    """One notebook. `does`: what the learner does in it, in one line; `minutes`: how long that takes.

    `exercises` are named exercise-N, by the lesson's number. `predictions`: in the order of the notebook.
    `starts_with`: what its first cell makes besides what the lessons before it leave.
    `sandbox_only`: why the lesson needs the sandbox, "" where it does not.
    """

    number: int
    does: str
    minutes: int
    checkpoint: Checkpoint
    exercises: tuple[Checkpoint, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    starts_with: Checkpoint | None = None
    sandbox_only: str = ""

    @property
    def name(self) -> str:
        """The word that the lab knows it by: "privilege"."""
        return self.checkpoint.name

    @property
    def title(self) -> str:
        """Its name in words: "When it fails"."""
        return self.name.replace("-", " ").capitalize()

    @property
    def file(self) -> str:
        """The notebook's name: 08-when-it-fails.ipynb."""
        return f"{self.number:02}-{self.name}.ipynb"
