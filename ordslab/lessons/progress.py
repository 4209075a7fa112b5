"""How far a learner is in the series: `progress-PROFILE.json` in the lab's home, for its owner alone.

It holds the names of lessons, exercises and predictions, states and counts: no code, no output, no secret. A damaged
file counts as none, and one that can't be written is no error: progress is a convenience, and stands in nobody's way.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ordslab import files
from ordslab.lessons import overview
from ordslab.lessons.checkpoint import State
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.registry import SERIES
from ordslab.lessons.step import NOT_TRIED, PASSED, RIGHT, STATES, WRONG, Step


class Progress:
    """The learner's steps: a mapping by the name of a lesson or an exercise, read afresh each time.

    It shows the series as a path; `lesson`: that one alone, with its predictions and exercises.
    """

    def __init__(self, home: Path, profile: str, series: Sequence[Lesson] = SERIES, lesson: str = "") -> None:
        self.path = home / f"progress-{profile}.json"
        self.series = tuple(series)
        self.lesson = lesson

    def __getitem__(self, name: str) -> Step:
        return self.steps().get(name, Step())

    def __repr__(self) -> str:
        return (
            overview.of_lesson(self.steps(), self.lesson) if self.lesson else overview.text(self.steps(), self.series)
        )

    def _repr_html_(self) -> str | None:
        return None if self.lesson else str(overview.html(self.steps(), self.series))

    def steps(self) -> dict[str, Step]:
        """All steps by name. What is reached on another profile (lesson 10) counts from that one's file."""
        mine = _read(self.path)
        goals = (goal for each in self.series for goal in (each.checkpoint, *each.exercises))
        elsewhere = [goal.name for goal in goals if goal.elsewhere]
        for path in self.path.parent.glob("progress-*.json") if elsewhere else ():
            others = _read(path)
            for name in elsewhere:
                if name in others and mine.get(name, Step()).state != PASSED:
                    mine[name] = others[name]
        return mine

    # Notes

    def checked(self, name: str, state: str) -> None:
        """Note a check. One that crashed says nothing of the learner, and changes no state."""
        step = self[name]
        keeps = step.state == PASSED or state == State.CRASHED.value
        self._note(name, replace(step, checks=step.checks + 1, state=step.state if keeps else state))

    def hinted(self, name: str) -> None:
        """Note a hint taken."""
        step = self[name]
        self._note(name, replace(step, hints=step.hints + 1))

    def solved(self, name: str) -> None:
        """Note that `lab.solve` did it."""
        self._note(name, replace(self[name], solved=True))

    def predicted(self, name: str, right: bool) -> None:
        """Note a prediction; the first one counts."""
        step = self[name]
        state = (RIGHT if right else WRONG) if step.state == NOT_TRIED else step.state
        self._note(name, replace(step, checks=step.checks + 1, state=state))

    def _note(self, name: str, step: Step) -> None:
        known = _read(self.path) | {name: step}
        text = json.dumps({name: asdict(each) for name, each in known.items()}, indent=1)
        with suppress(OSError):
            files.write(self.path, text)


def _read(path: Path) -> dict[str, Step]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): _step(values) for name, values in kept.items() if isinstance(values, dict)}
    except (OSError, ValueError, AttributeError):
        return {}


def _step(values: dict[str, Any]) -> Step:
    """A step from the file; what is not as it should be counts as not there."""
    fresh = Step()
    known = {key: values[key] for key, at in asdict(fresh).items() if type(values.get(key)) is type(at)}
    if known.get("state") not in STATES:
        known.pop("state", None)
    return replace(fresh, **known)
