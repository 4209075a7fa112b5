"""How far a learner is in the series: `progress-PROFILE.json` in the lab's home, for its owner alone.

It holds the names of lessons, states and counts: no code, no output, no secret. A damaged file counts as none, and one
that can't be written is no error: progress is a convenience, and stands in nobody's way.
"""

from __future__ import annotations

import html
import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

NOT_TRIED, PASSED = "not tried", "passed"


@dataclass(frozen=True)
class Step:
    """One lesson: its `state` ("passed" stays passed), how often it was checked and a hint taken, whether it was solved
    by `lab.solve`."""

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
    """The lessons of the series with the learner's steps: a mapping by lesson name, read afresh each time."""

    def __init__(self, home: Path, profile: str, lessons: Sequence[str]) -> None:
        self.path = home / f"progress-{profile}.json"
        self.lessons = tuple(lessons)

    def __getitem__(self, lesson: str) -> Step:
        return self._read().get(lesson, Step())

    def __repr__(self) -> str:
        width = max(map(len, self.lessons))
        rows = [f"{name:<{width}}  {step.state:<9}  {step.remark}".rstrip() for name, step in self._steps()]
        return "\n".join([self._title(), *rows])

    def _repr_html_(self) -> str:
        cells = [[name, step.state, step.remark] for name, step in self._steps()]
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in cells)
        head = "".join(f'<th scope="col">{name}</th>' for name in ("lesson", "state", ""))
        return f"<p>{self._title()}</p><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _steps(self) -> list[tuple[str, Step]]:
        steps = self._read()
        return [(name, steps.get(name, Step())) for name in self.lessons]

    def _title(self) -> str:
        return f"{sum(step.state == PASSED for _, step in self._steps())} of {len(self.lessons)} lessons passed"

    # Notes

    def checked(self, lesson: str, state: str) -> None:
        """Note a check. One that crashed says nothing of the learner, and changes no state."""
        step = self[lesson]
        keeps = step.state == PASSED or state == "crashed"
        self._note(lesson, replace(step, checks=step.checks + 1, state=step.state if keeps else state))

    def hinted(self, lesson: str) -> None:
        """Note a hint taken."""
        step = self[lesson]
        self._note(lesson, replace(step, hints=step.hints + 1))

    def solved(self, lesson: str) -> None:
        """Note that `lab.solve` did it."""
        self._note(lesson, replace(self[lesson], solved=True))

    # The file

    def _read(self) -> dict[str, Step]:
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            return {str(name): _step(values) for name, values in kept.items() if isinstance(values, dict)}
        except (OSError, ValueError, AttributeError):
            return {}

    def _note(self, lesson: str, step: Step) -> None:
        text = json.dumps({name: asdict(each) for name, each in (self._read() | {lesson: step}).items()}, indent=1)
        with suppress(OSError):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".progress-")  # for its owner alone
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text)
                Path(name).replace(self.path)  # nobody reads half of it
            finally:
                Path(name).unlink(missing_ok=True)


def _step(values: dict[str, Any]) -> Step:
    """A step from the file; what is not as it should be counts as not there."""
    fresh = Step()
    known = {key: values[key] for key, at in asdict(fresh).items() if type(values.get(key)) is type(at)}
    if known.get("state") not in (NOT_TRIED, "not yet", PASSED):
        known.pop("state", None)
    return replace(fresh, **known)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
