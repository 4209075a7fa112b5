"""How far a learner is in the series: `progress-PROFILE.json` in the lab's home, for its owner alone.

It holds the names of lessons, exercises and predictions, states and counts: no code, no output, no secret. A damaged
file counts as none, and one that can't be written is no error: progress is a convenience, and stands in nobody's way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ordslab import files
from ordslab.lessons.checkpoint import State
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.registry import SERIES

NOT_TRIED, PASSED = State.NOT_TRIED.value, State.PASSED.value
RIGHT, WRONG = "right", "wrong"
_STATES = (NOT_TRIED, State.NOT_YET.value, PASSED, RIGHT, WRONG)


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
        words = [_count(self.checks, "check")] if self.checks else []
        words += [_count(self.hints, "hint")] if self.hints else []
        return ", ".join([*words, "done by lab.solve"] if self.solved else words)


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
        from ordslab.lessons import overview

        return overview.of_lesson(self, self.lesson) if self.lesson else overview.text(self)

    def _repr_html_(self) -> str | None:
        from ordslab.lessons import overview

        return None if self.lesson else str(overview.html(self))

    def steps(self) -> dict[str, Step]:
        """All steps by name. What is reached on another profile (lesson 10) counts from that one's file."""
        mine = _read(self.path)
        elsewhere = [each.name for each in self.series if each.checkpoint.elsewhere]
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


def counted(steps: dict[str, Step], names: Iterable[str], state: str) -> tuple[int, int]:
    """How many of these are in that state, and how many there are."""
    all_of_them = [steps.get(name, Step()).state for name in names]
    return all_of_them.count(state), len(all_of_them)


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
    if known.get("state") not in _STATES:
        known.pop("state", None)
    return replace(fresh, **known)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
