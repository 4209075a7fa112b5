"""A finding: what is wrong, where, why it matters, and the SQL that mends it."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ordslab.audit.rules import LEVELS, RULES, Rule


@dataclass(frozen=True)
class Place:
    """Where a finding is, as much of it as there is.

    `method`: the handler's. `line`: of its source, or of the program's, from 1; 0 for none. `name`: what else it is
    about, with its kind: "client batch", "table EMP", "package body PAY".
    """

    module: str = ""
    template: str = ""
    method: str = ""
    line: int = 0
    name: str = ""

    def __str__(self) -> str:
        parts = [f"module {self.module}" if self.module else "", self.template, self.method, self.name]
        return ", ".join(filter(None, [*parts, f"line {self.line}" if self.line else ""]))


@dataclass(frozen=True)
class Finding:
    """Something to say about a schema. `subject` is what it is about, `mend` the SQL, "" where there is none.

    `accepted`: why it doesn't count, "" when it does. `number`: which one it is of those that look the same.
    """

    rule: Rule
    subject: str
    text: str
    place: Place = Place()
    mend: str = ""
    accepted: str = ""
    number: int = 1

    @property
    def kind(self) -> str:
        """The rule's id."""
        return self.rule.id

    @property
    def level(self) -> str:
        """Error, warning or note."""
        return self.rule.level

    @property
    def counts(self) -> bool:
        """Whether it was not accepted: neither suppressed nor in the baseline."""
        return not self.accepted

    @property
    def fingerprint(self) -> str:
        """What it is recognised by in the next audit: the line may move, and numbers in the text may change."""
        return hashlib.sha256("\0".join((*self.look, str(self.number))).encode()).hexdigest()[:16]

    @property
    def look(self) -> tuple[str, ...]:
        """What it has in common with those that only `number` tells apart."""
        return self.kind, self.subject, self.place.module, self.place.template, self.place.method, self.place.name


def finding(kind: str, subject: object, place: Place, mend: str = "", **known: object) -> Finding:
    """A finding of a kind, with what its sentence needs to know."""
    rule = RULES[kind]
    return Finding(rule, str(subject), rule.text.format(subject=subject, **known), place, mend)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The gravest first; those that look the same are numbered."""
    ordered = sorted(findings, key=lambda one: LEVELS.index(one.level))
    seen: Counter[tuple[str, ...]] = Counter()
    for at, each in enumerate(ordered):
        seen[each.look] += 1
        ordered[at] = replace(each, number=seen[each.look])
    return tuple(ordered)
