"""What is published and never called, by an access log and the journal."""

from __future__ import annotations

import pytest

from ordslab.errors import LabError
from ordslab.http.journal import Exchange

from ..dictionary_fakes import FakeConnection, fake_lab, rows

MODULES = {
    "module": [("used", "/used/", "PUBLISHED"), ("idle", "/idle/", "PUBLISHED"), ("draft", "/draft/", "NOT_PUBLISHED")],
    "handler": [
        ("used", "items/:id", "GET", "json/item", "0"),
        ("used", "items/:id", "DELETE", "plsql/block", "0"),
        ("idle", "items/:id", "GET", "json/item", "0"),
        ("draft", "x", "GET", "json/item", "0"),
    ],
    "object": [("EMP", "emp", "TABLE", "ENABLED", "DISABLED"), ("DEPT", "dept", "TABLE", "ENABLED", "DISABLED")],
    "privilege": [("all",)],
    "privilege_role": [("all", "license_role")],
    "privilege_pattern": [("all", "/*")],
    "privilege_module": [],
}
COMMON = '10.0.0.7 - - [30/Nov/2026:10:00:00 +0000] "GET /ords/page/used/items/7?q=1 HTTP/1.1" 200 17'
COMBINED = (
    'api.example.com 10.0.0.7 - - [30/Nov/2026:10:00:00 +0000] "POST /ords/page/emp/ HTTP/2.0" 201 17 "-" "curl/8" 12'
)
REFUSED = '10.0.0.7 - - [30/Nov/2026:10:00:00 +0000] "GET /ords/page/idle/items/7 HTTP/1.1" 401 17'
ELSEWHERE = '10.0.0.7 - - [30/Nov/2026:10:00:00 +0000] "GET /ords/other/idle/items/7 HTTP/1.1" 200 17'


def never_called(tmp_path, lines, journal=()):
    lab = fake_lab(tmp_path, FakeConnection(rows(**MODULES)))
    lab.journal._exchanges.extend(journal)
    file = tmp_path / "access.log"
    file.write_text("\n".join(lines), encoding="utf-8")
    return [each for each in lab.audit(logs=[file]).findings if each.kind == "never_called"]


def test_it_names_what_no_line_of_the_log_reached(tmp_path):
    """Promise: a module of which nothing was called, as one; an endpoint; an object of AutoREST. A call that was
    refused, or of another schema, reached nothing."""
    found = never_called(tmp_path, [COMMON, COMBINED, REFUSED, ELSEWHERE, "no call"])
    assert {each.subject for each in found} == {"The module idle", "DELETE /used/items/:id", "Table DEPT"}
    assert all("in 4 calls of the log" in each.text for each in found)
    (module,) = [each for each in found if each.place.module == "idle" and not each.place.template]
    assert "'NOT_PUBLISHED'" in module.mend


def test_the_journal_counts_too(tmp_path):
    """Promise: what the lab itself called was called."""
    journal = [Exchange("DELETE", "/ords/page/used/items/1", "", "", 204, "")]
    subjects = {each.subject for each in never_called(tmp_path, [COMMON, COMBINED], journal)}
    assert "DELETE /used/items/:id" not in subjects


def test_without_a_log_nothing_is_said(tmp_path):
    """Promise: who can't know says nothing."""
    lab = fake_lab(tmp_path, FakeConnection(rows(**MODULES)))
    assert "never_called" not in {each.kind for each in lab.audit().findings}


@pytest.mark.parametrize("lines", [[], ["no call"], ['{"method": "GET", "path": "/ords/page/used/items/7"}']])
def test_a_file_that_is_no_access_log_is_refused(tmp_path, lines):
    """Promise: two lines, in place of a report that calls everything unused."""
    with pytest.raises(LabError, match="There is no call in"):
        never_called(tmp_path, lines)
