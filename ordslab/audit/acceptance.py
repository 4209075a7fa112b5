"""What is known of a schema already: a baseline of findings that were there, and suppressions with a reason and a date.

A suppression stands in a TOML file, one table each:

    [[suppress]]
    id = "row_of_any_id"
    subject = "GET /customers/*"       # as the finding names it; * at the end for all that begin so
    reason = "The backend may ask for any customer."
    until = 2027-06-30                 # then it counts again
"""

import datetime
import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ordslab.audit.findings import Finding, Place, finding, in_order
from ordslab.audit.json_report import SCHEMA_VERSION
from ordslab.audit.rules import RULES
from ordslab.audit.schema_audit import Audit
from ordslab.chain.access_rule import matches
from ordslab.errors import SettingsError

_ENTRIES = {"id": str, "subject": str, "reason": str, "until": datetime.date}


@dataclass(frozen=True)
class Suppression:
    """A finding that is known to be right as it is, until a day."""

    id: str
    subject: str
    reason: str
    until: datetime.date

    def hides(self, found: Finding) -> bool:
        """Whether it is about this finding."""
        return found.kind == self.id and matches(self.subject, found.subject)


def accept(audit: Audit, suppressions: Sequence[Suppression], baseline: frozenset[str], today: datetime.date) -> Audit:
    """The audit with what is suppressed or in the baseline accepted; a note on each suppression that does nothing."""
    valid = [each for each in suppressions if each.until >= today]
    found = [_accepted(each, valid, baseline) for each in audit.findings]
    return replace(audit, findings=in_order([*found, *_idle(audit, suppressions, today)]))


def _accepted(found: Finding, suppressions: Sequence[Suppression], baseline: frozenset[str]) -> Finding:
    for each in suppressions:
        if each.hides(found):
            return replace(found, accepted=f"suppressed until {each.until}: {each.reason}")
    return replace(found, accepted="in the baseline") if found.fingerprint in baseline else found


def _idle(audit: Audit, suppressions: Sequence[Suppression], today: datetime.date) -> Iterator[Finding]:
    for each in suppressions:
        subject, place = f"{each.id} for {each.subject}", Place(name="suppressions")
        if not any(map(each.hides, audit.findings)):
            yield finding("suppression_unused", subject, place)
        elif each.until < today:
            yield finding("suppression_expired", subject, place, until=each.until)


def read_suppressions(file: Path) -> list[Suppression]:
    """The suppressions of a file. Raises `SettingsError` for what is none, `OSError` without the file."""
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SettingsError(f"{file} is no TOML: {error}", _EXAMPLE) from None
    if set(entries) - {"suppress"} or not isinstance(entries.get("suppress", []), list):
        raise SettingsError(f"{file} holds something else than [[suppress]].", _EXAMPLE)
    return [
        _suppression(entry, f"Suppression {at} of {file}") for at, entry in enumerate(entries.get("suppress", []), 1)
    ]


def _suppression(entry: Any, which: str) -> Suppression:
    if not isinstance(entry, dict) or set(entry) != set(_ENTRIES):
        raise SettingsError(f"{which} has not exactly id, subject, reason and until.", _EXAMPLE)
    for name, kind in _ENTRIES.items():
        value = entry[name]
        if not isinstance(value, kind) or isinstance(value, datetime.datetime) or not str(value).strip():
            raise SettingsError(f"{which}: {name} is no {'date' if kind is datetime.date else 'text'}.", _EXAMPLE)
    if entry["id"] not in RULES:
        raise SettingsError(f"{which}: there is no finding {entry['id']}.", "docs/AUDIT.md lists them.")
    return Suppression(**entry)


_EXAMPLE = (
    'For example: [[suppress]] and below it id = "any_origin", subject = "The module x", reason = "...",'
    " until = 2027-01-31, a line each."
)


def read_baseline(file: Path) -> frozenset[str]:
    """The fingerprints in what `baseline` gave, or in an audit's JSON. Raises `SettingsError`, `OSError`."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if found["schema_version"] != SCHEMA_VERSION:
            raise SettingsError(
                f"The baseline {file} is of another version of ordslab.", "Write it again: --write-baseline FILE"
            )
        return frozenset(each["fingerprint"] for each in found["findings"])
    except (ValueError, KeyError, TypeError):
        raise SettingsError(f"{file} is no baseline.", "Write one: ordslab audit --write-baseline FILE") from None


def baseline(audit: Audit) -> str:
    """What to keep of an audit, in order, that a change of it is read as a few lines."""
    kept = [
        {"id": each.kind, "subject": each.subject, "place": str(each.place), "fingerprint": each.fingerprint}
        for each in audit.findings
    ]
    return json.dumps({"schema_version": SCHEMA_VERSION, "findings": kept}, indent=2, ensure_ascii=False) + "\n"
