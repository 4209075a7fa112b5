"""The doctor's report."""

from __future__ import annotations

from ordslab.doctor import Finding, Level, Report


def test_the_report_reads_without_colour():
    """Promise: each line says its level in words, the next step stands below it, and the last line counts."""
    findings = (Finding("one", Level.OK, "well"), Finding("another", Level.FAILED, "broken", "mend it"))
    assert repr(Report("work", findings)).splitlines() == [
        "The doctor looked at profile work.",
        "ok       one      well",
        "FAILED   another  broken",
        "                  > mend it",
        "2 checks: 1 ok, 1 failed.",
    ]
