"""The fidelity page is what the tests and the ledger say, and the ledger knows everything public."""

from __future__ import annotations

import json

import fidelity
import pytest
from ledger import MARKS, PACKAGES, STATUSES, VIEWS
from limits import LIMITS
from sources import SOURCES


def test_the_page_is_fresh():
    """Promise: nobody reads a stale page. To renew it: python tests/conformance/fidelity.py"""
    assert fidelity.PAGE.read_text(encoding="utf-8") == fidelity.page()


def test_every_package_has_a_section():
    assert set(fidelity.packages()) == set(PACKAGES)


@pytest.mark.parametrize("name", PACKAGES)
def test_every_public_name_has_a_row_and_every_row_a_name(name):
    assert set(fidelity.public_names(fidelity.packages()[name])) == set(PACKAGES[name])


def test_every_view_has_a_row_and_every_row_a_view():
    assert {view.name.removeprefix("USER_ORDS_") for view in fidelity.DECLARED_VIEWS} == set(VIEWS)


def test_what_has_no_body_is_absent_and_nothing_else():
    """Promise: what the page calls absent is refused, and what it does not call so has something behind it."""
    for name, package in fidelity.packages().items():
        for public in fidelity.public_names(package):
            is_subprogram = any(
                getattr(item, "name", None) == public and hasattr(item, "parameters")
                for item in package.specification.items
            )
            bodies = [package.body_of(public, n + 1) for n in range(fidelity.overloads(package, public))]
            absent = is_subprogram and any(body is None for body in bodies)
            assert (PACKAGES[name][public].status == "absent") == absent, (name, public)


def test_every_conformance_test_promises_something():
    assert fidelity.unmarked() == []


def test_marks_statuses_and_sources_are_known():
    """Promise: a source is a key with an entry, or described in words."""
    rows = [row for names in PACKAGES.values() for row in names.values()] + [*VIEWS.values()]
    assert {row.status for row in rows} <= set(STATUSES)
    promises = fidelity.behaviours()
    marks = {row.mark for row in rows} | {promise.mark for promise in promises}
    marks |= {column.mark for view in fidelity.DECLARED_VIEWS for column in view.view_columns}
    assert marks <= set(MARKS)
    limits = [limit.source for limits in LIMITS.values() for limit in limits if limit.source]
    for source in [row.source for row in rows] + [promise.source for promise in promises] + limits:
        for part in source.split(", "):
            assert part in SOURCES or " " in part, part


def test_sentences_are_sentences():
    sentences = [promise.sentence for promise in fidelity.behaviours()]
    assert len(set(sentences)) == len(sentences)
    assert all(sentence.endswith(".") for sentence in sentences)


def test_committed_reports_are_shown_and_a_sandbox_verifies_nothing(tmp_path):
    """Promise: "last verified" names the newest report of Oracle's own ORDS; without one the page says so."""
    report = {"ords": "25.2.0", "database": "23.9", "date": "2026-01-02", "agrees": 9, "differs": []}
    report["could_not_be_run"] = {"OAUTH absent": ["clients::test_x"]}
    (tmp_path / "sandbox.json").write_text(json.dumps(report | {"ords": "26.3.0.ordslab"}))
    assert "Not yet verified" in "\n".join(fidelity._verified(tmp_path))
    (tmp_path / "cloud.json").write_text(json.dumps(report))
    lines = list(fidelity._verified(tmp_path))
    assert "Last verified against ORDS 25.2.0 on 2026-01-02." in lines
    assert "| 25.2.0 | 23.9 | 2026-01-02 | 9 | 0 | 1 |" in lines
