"""The audit of a schema: its list, its remarks, its forms."""

from __future__ import annotations

import html
import json
import re

import pytest

from ordslab import settings
from ordslab.cli import main

from .dictionary_fakes import CASE, CLIENT, FakeConnection, fake_lab, rows

TEN_MODULES = {
    "module": [(f"m{number}", f"/m{number}/", "PUBLISHED") for number in range(8)]
    + [("draft", "/draft/", "NOT_PUBLISHED"), ("customers", "/customers/", "PUBLISHED")],
    "handler": [(f"m{number}", "items/:id", "GET", "json/item", "0") for number in range(8)]
    + [
        ("m0", "items/:id", "DELETE", "plsql/block", "0"),
        ("m2", "pending", "GET", "json/collection", "0"),
        ("draft", ".", "GET", "json/collection", "0"),
        ("customers", "validation/{id}", "GET", "json/item", "0"),
    ],
    "object": [("EMP", "emp", "TABLE", "ENABLED", "DISABLED")],
    "privilege": [(f"p{number}",) for number in range(6)] + [("idle",), ("license_priv",)],
    "privilege_role": [(f"p{number}", f"r{number}") for number in range(5)]
    + [("idle", "r0"), ("license_priv", "license_role")],
    "privilege_pattern": [
        ("p1", "/m1/*"),
        ("p2", "/m2/pending/*"),
        ("p2", "/m2/items/*"),
        ("p3", "/m3/items/7"),
        ("p4", "/ords/page/m4/*"),
        ("p5", "/m5/*"),
    ],
    "privilege_module": [("p0", "m0"), ("license_priv", "customers")],
    "client": [
        (CLIENT, "1", "CLIENT_CRED", "masked none", None),
        ("batch", "2", "CLIENT_CRED", "readable none", "86400"),
        ("nobody", "3", "CLIENT_CRED", "masked none", None),
        ("spa", "4", "IMPLICIT", "none none", None),
        ("web", "5", "AUTH_CODE", "masked none", None),
        ("lost", "6", "CLIENT_CRED", "none none", None),
    ],
    "client_role": [(CLIENT, "license_role"), ("batch", "r0"), ("batch", "r1"), ("lost", "r9")],
    "client_privilege": [("web", "p1")],
}
"""Ten modules with mixed protection, and most of what can be wrong with it."""


@pytest.fixture
def found(tmp_path):
    return fake_lab(tmp_path, FakeConnection(rows(**TEN_MODULES))).audit()


def who(audit):
    return {str(each.endpoint): each.who for each in audit.endpoints}


def kinds(findings):
    return {(each.kind, each.subject) for each in findings}


def test_it_gives_the_list_that_an_expert_would_write(found):
    """Promise: every endpoint, AutoREST and catalogs included, with who may call it."""
    assert who(found) == {
        "DELETE /m0/items/:id": "batch",
        "GET /m0/items/:id": "batch",
        "GET /m1/items/:id": "batch, users of web",
        "GET /m2/items/:id": "no client holds the role",
        "GET /m2/pending": "anyone",
        "GET /m3/items/:id": "anyone",
        "GET /m4/items/:id": "anyone",
        "GET /m5/items/:id": f"any token (batch, {CLIENT}, lost, nobody)",
        "GET /m6/items/:id": "anyone",
        "GET /m7/items/:id": "anyone",
        "GET /draft/": "nobody: its module is not published",
        "GET /customers/validation/{id}": CLIENT,
        "GET /emp/": "anyone",
        "POST /emp/": "anyone",
        "PUT /emp/": "anyone",
        "DELETE /emp/": "anyone",
        "GET /metadata-catalog/": "anyone",
        "GET /open-api-catalog/": "anyone",
    }


def test_it_warns_of_what_an_expert_would_remark_on(found):
    """Promise: each kind of warning, once for what it is about, and nothing else."""
    assert kinds(found.warnings) == {
        ("bare_path", "GET /m2/pending"),
        ("partly_guarded", "GET /m3/items/:id"),
        ("public_endpoint", "GET /m4/items/:id"),
        ("public_endpoint", "GET /m6/items/:id"),
        ("public_endpoint", "GET /m7/items/:id"),
        ("public_endpoint", "GET, POST, PUT, DELETE /emp/"),
        ("privilege_without_mapping", "idle"),
        ("privilege_without_role", "p5"),
        ("pattern_without_endpoint", "p4"),
        ("implicit_client", "spa"),
        ("client_without_role", "nobody"),
        ("secret_in_clear", "batch"),
        ("long_token_lifetime", "batch"),
    }
    assert kinds(found.notes) == {
        ("public_catalog", "GET /metadata-catalog/"),
        ("public_catalog", "GET /open-api-catalog/"),
        ("public_when_published", "GET /draft/"),
        ("client_without_secret", "lost"),
        ("role_opens_nothing", "lost"),
    }
    assert found.exit_status == 1


def test_the_complete_case_is_clean(tmp_path):
    """Promise: a guarded schema has no warnings; what ORDS brings along gives none."""
    found = fake_lab(tmp_path, FakeConnection(rows())).audit()
    assert (found.warnings, found.exit_status) == ((), 0)
    assert repr(found).splitlines()[0] == "Schema PAGE, alias page: 3 endpoints, 2 public, 0 warnings, 2 notes"


def test_what_is_meant_to_be_public_is_no_warning(tmp_path):
    """Promise: paths can be declared public, and then a build stays green."""
    lab = fake_lab(tmp_path, FakeConnection(rows(privilege_module=[], privilege_pattern=[("license_priv", "/*")])))
    assert lab.audit().warnings == ()
    lab = fake_lab(
        tmp_path, FakeConnection(rows(privilege=[], privilege_role=[], privilege_module=[], client=[], client_role=[]))
    )
    assert [each.kind for each in lab.audit().warnings] == ["public_endpoint"]
    for meant in (["/customers/*"], ["/customers/validation/{id}"], "/customers/*"):
        found = lab.audit(public=meant)
        assert (found.warnings, found.exit_status) == ((), 0)
        assert ("meant_to_be_public", "GET /customers/validation/{id}") in kinds(found.notes)


def test_it_shows_what_is_committed_and_says_so(tmp_path):
    """Promise: open work is not part of it, and a note says that it is there."""
    mine = FakeConnection(rows(), transaction_in_progress=True)
    found = fake_lab(tmp_path, mine, FakeConnection(rows(privilege_module=[]))).audit()
    assert who(found)["GET /customers/validation/{id}"] == "anyone"
    assert ("not_committed", "session") in kinds(found.notes)


def test_a_schema_that_is_not_enabled_is_a_finding(tmp_path):
    """Promise: no endpoints are made up where ORDS serves none."""
    found = fake_lab(tmp_path, FakeConnection(rows(schema=[]))).audit()
    assert found.endpoints == () and ("schema_not_enabled", "schema") in kinds(found.warnings)
    assert "not REST-enabled" in repr(found) and found.schema == "PAGE"


# Forms


def test_the_table_is_a_dataframe_too(found):
    """Promise: one row an endpoint, the columns as a program would want them."""
    table = found.frame().set_index(["method", "path"])
    assert len(table) == len(found.endpoints)
    row = table.loc[("GET", "/customers/validation/{id}")]
    assert (row["access"], row["privilege"], row["roles"], row["who"]) == (
        "guarded",
        "license_priv",
        "license_role",
        CLIENT,
    )


def test_json_says_all(found):
    """Promise: the JSON holds schema, endpoints, warnings and notes."""
    document = json.loads(found.json())
    assert document["schema"] == "PAGE" and document["probed"] is False
    assert len(document["endpoints"]) == 18 and len(document["warnings"]) == len(found.warnings)
    assert {"method", "path", "access", "privilege", "roles", "clients", "probe"} <= set(document["endpoints"][0])
    assert {"kind", "subject", "text"} == set(document["warnings"][0])


def test_the_report_stands_alone_and_escapes(tmp_path):
    """Promise: HTML from names is text, and nothing is loaded or run."""
    evil = "<img src=x onerror=alert(1)>"
    lab = fake_lab(
        tmp_path,
        FakeConnection(
            rows(client=[(evil, "x", "IMPLICIT", "none none", None)], module=[(evil, "/customers/", "PUBLISHED")])
        ),
    )
    page = lab.audit().html()
    assert page.startswith("<!doctype html>") and "<img" not in page + lab.audit()._repr_html_()
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert not re.search(r"<script|https?://|\bsrc=[\"']|<link", page)
    assert "Content-Security-Policy" in page and 'scope="col"' in page and '<html lang="en">' in page


def test_text_and_html_say_the_same(found):
    """Promise: the text twin has every fact of the HTML."""
    page = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.html())))
    for each in (*found.warnings, *found.notes):
        assert each.text in page and each.text in re.sub(r"\s+", " ", repr(found))


# The command


def command(monkeypatch, lab, *arguments):
    monkeypatch.setattr("ordslab.open_lab", lambda profile: lab)
    return main(["audit", *arguments])


def test_the_command_prints_and_tells_by_its_status(tmp_path, monkeypatch, capsys):
    """Promise: 1 with warnings, 0 without; --json for programs, --html writes a report as well."""
    lab = fake_lab(tmp_path, FakeConnection(rows(**TEN_MODULES)))
    report = tmp_path / "report.html"
    assert command(monkeypatch, lab, "--json", "--html", str(report)) == 1
    assert json.loads(capsys.readouterr().out)["alias"] == "page"
    assert report.read_text().startswith("<!doctype html>")
    assert command(monkeypatch, fake_lab(tmp_path, FakeConnection(rows()))) == 0
    assert capsys.readouterr().out.startswith("Schema PAGE, alias page: 3 endpoints")


def test_the_command_says_when_it_could_not(tmp_path, monkeypatch, capsys):
    """Promise: 2, with two lines on stderr and nothing on stdout, when there is no audit or no file for it."""
    lab = fake_lab(tmp_path, FakeConnection([], lacks={"ORA-00942": "user_ords_schemas"}))
    assert command(monkeypatch, lab, "--json") == 2
    shown = capsys.readouterr()
    assert shown.out == "" and len(shown.err.splitlines()) == 2
    lab = fake_lab(tmp_path, FakeConnection(rows()))
    assert command(monkeypatch, lab, "--html", str(tmp_path / "no" / "such" / "folder")) == 2


def test_profile_and_home_reach_the_lab(tmp_path, monkeypatch):
    """Promise: --profile and --home mean what they mean elsewhere."""
    asked = []
    monkeypatch.setattr(
        "ordslab.open_lab",
        lambda profile: asked.append((profile, settings.home())) or fake_lab(tmp_path, FakeConnection(rows())),
    )
    monkeypatch.setenv("ORDSLAB_HOME", "/elsewhere")
    main(["audit", "--profile", "work", "--home", str(tmp_path)])
    assert asked == [("work", tmp_path)]


def test_the_case_is_the_lessons():
    """Promise: the fake rows are those of the lessons' names."""
    assert CASE["client"][0][0] == CLIENT
