"""Warnings and notes."""

from __future__ import annotations

from ..dictionary_fakes import FakeConnection, fake_lab, rows
from ..schemas import kinds


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
        ("role_reads_and_deletes", "r0"),
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


def test_a_schema_that_is_not_enabled_is_a_finding(tmp_path):
    """Promise: no endpoints are made up where ORDS serves none."""
    found = fake_lab(tmp_path, FakeConnection(rows(schema=[]))).audit()
    assert found.endpoints == () and ("schema_not_enabled", "schema") in kinds(found.warnings)
    assert "not REST-enabled" in repr(found) and found.schema == "PAGE"
