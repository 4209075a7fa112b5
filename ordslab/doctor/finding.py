"""What the doctor found, and how it is shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

from ordslab.errors import NoSuchName


class Level(StrEnum):
    """How bad it is: well, working but surprising, not working, not looked at. Called, it makes a finding."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"

    def __call__(self, check: str, what: str, next_step: str = "") -> Finding:
        """What was found by a check; of one that was skipped, why."""
        return Finding(check, self, what, next_step)


ok, warning, failed, skipped = Level


@dataclass(frozen=True)
class Finding:
    """One check: its name, what was found, and where something is wrong the command or click path that mends it."""

    check: str
    level: Level
    what: str
    next_step: str = ""


@dataclass(frozen=True)
class Report:
    """All findings for a profile, in the order of the checks."""

    profile: str
    findings: tuple[Finding, ...]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __getitem__(self, check: str) -> Finding:
        found = next((each for each in self.findings if each.check == check), None)
        if found is None:
            looked = ", ".join(each.check for each in self.findings)
            raise NoSuchName(f"The doctor made no check called {check}.", f"It made: {looked}.")
        return found

    @property
    def exit_status(self) -> int:
        """For CI: 0 when nothing failed (warnings are no failures), else 1."""
        return int(any(each.level is Level.FAILED for each in self.findings))

    def json(self) -> str:
        """For programs: {"profile": ..., "exit_status": ..., "findings": [{check, level, what, next_step}, ...]}."""
        findings = [asdict(each) | {"level": each.level.value} for each in self.findings]
        return json.dumps({"profile": self.profile, "exit_status": self.exit_status, "findings": findings}, indent=2)

    def __repr__(self) -> str:
        width = max((len(each.check) for each in self.findings), default=0)
        lines = [f"The doctor looked at profile {self.profile}."]
        for each in self.findings:
            level = each.level.value.upper() if each.level is Level.FAILED else each.level.value
            lines.append(f"{level:<8} {each.check:<{width}}  {each.what}")
            if each.next_step:
                lines.append(f"{'':<8} {'':<{width}}  > {each.next_step}")
        return "\n".join([*lines, self._summary()])

    def _summary(self) -> str:
        count = Counter(each.level for each in self.findings)
        parts = [f"{count[level]} {level.value}" for level in Level if count[level]]
        return f"{len(self.findings)} checks: {', '.join(parts)}."
