"""What doesn't count: the baseline, and suppressions with a reason and a date."""

from __future__ import annotations

import datetime
import json

import pytest

from ordslab.audit import accept, baseline, read_baseline, read_suppressions
from ordslab.errors import SettingsError

from ..dictionary_fakes import FakeConnection, fake_lab, rows
from ..schemas import TEN_MODULES, kinds

TODAY = datetime.date(2026, 11, 30)


def suppressions(tmp_path, text):
    file = tmp_path / "suppressions.toml"
    file.write_text(text, encoding="utf-8")
    return read_suppressions(file)


def entry(kind="public_endpoint", subject="GET /m4/*", reason="It is a test.", until="2026-12-31"):
    return f'[[suppress]]\nid = "{kind}"\nsubject = "{subject}"\nreason = "{reason}"\nuntil = {until}\n'


def test_a_baseline_lets_only_what_is_new_count(found, tmp_path):
    """Promise: what was there counts no more, what is new does; a line that moved is not new."""
    file = tmp_path / "baseline.json"
    file.write_text(baseline(found), encoding="utf-8")
    assert accept(found, [], read_baseline(file), TODAY).exit_status == 0
    more = {**TEN_MODULES, "client": [*TEN_MODULES["client"], ("spa_2", "7", "IMPLICIT", "none none", None)]}
    audit = accept(fake_lab(tmp_path, FakeConnection(rows(**more))).audit(), [], read_baseline(file), TODAY)
    assert kinds(audit.warnings) == {("implicit_client", "spa_2")} and audit.exit_status == 1
    assert len(audit.accepted) == len(found.findings)
    assert "in the baseline" in repr(audit) and "in the baseline" in audit.html()


def test_a_baseline_is_read_as_lines(found):
    """Promise: a change of the file in git shows what came and what went, and it holds no sentence that may change."""
    document = json.loads(baseline(found))
    assert set(document["findings"][0]) == {"id", "subject", "place", "fingerprint"}
    assert len({each["fingerprint"] for each in document["findings"]}) == len(found.findings)


def test_a_suppression_hides_what_it_names_until_its_day(found, tmp_path):
    """Promise: it counts no more, with its reason told; on the day after its last it counts again, and that is said."""
    some = suppressions(tmp_path, entry())
    audit = accept(found, some, frozenset(), TODAY)
    assert ("public_endpoint", "GET /m4/items/:id") not in kinds(audit.warnings)
    assert [each.accepted for each in audit.accepted] == ["suppressed until 2026-12-31: It is a test."]
    assert "It is a test." in repr(audit)
    assert accept(found, some, frozenset(), datetime.date(2026, 12, 31)).accepted
    late = accept(found, some, frozenset(), datetime.date(2027, 1, 1))
    assert late.accepted == () and len(late.warnings) == len(found.warnings)
    assert "expired on 2026-12-31" in repr(late)


def test_a_suppression_that_hides_nothing_is_told(found, tmp_path):
    """Promise: what is mended or misspelt does not stay in the file unnoticed."""
    audit = accept(found, suppressions(tmp_path, entry(subject="GET /nowhere")), frozenset(), TODAY)
    assert ("suppression_unused", "public_endpoint for GET /nowhere") in kinds(audit.notes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[suppress]\n", "no TOML"),
        ("[suppress]\nid = 1\n", "something else"),
        ("fail_on = 'note'\n", "something else"),
        ('[[suppress]]\nid = "any_origin"\nsubject = "x"\nuntil = 2027-01-01\n', "not exactly"),
        (entry() + 'until_when = "x"\n', "not exactly"),
        (entry(reason=" "), "reason is no text"),
        (entry(until='"2027-01-01"'), "until is no date"),
        (entry(until="2027-01-01T00:00:00"), "until is no date"),
        (entry(kind="public_enpoint"), "no finding public_enpoint"),
    ],
)
def test_what_is_no_suppression_is_refused(tmp_path, text, said):
    """Promise: two lines that say which entry is wrong and how it is written; nothing is hidden by a mistake."""
    with pytest.raises(SettingsError, match=said) as refused:
        suppressions(tmp_path, text)
    assert refused.value.next_step


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema_version": 99, "findings": []}', '{"schema_version": 1}'])
def test_what_is_no_baseline_is_refused(tmp_path, text):
    """Promise: two lines, and nothing is taken as known by a mistake."""
    file = tmp_path / "baseline.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="baseline") as refused:
        read_baseline(file)
    assert "--write-baseline" in refused.value.next_step


def test_levels(found):
    """Promise: --fail-on names the least level that fails."""
    assert [found.status(level) for level in ("error", "warning", "note", "never")] == [0, 1, 1, 0]
