"""What a report says."""

from __future__ import annotations

from ordslab.doctor import Level


def failures(report):
    """The checks that failed; each of them says what to do."""
    found = [each for each in report if each.level is Level.FAILED]
    assert all(each.next_step for each in found) and report.exit_status == bool(found)
    return [each.check for each in found]
