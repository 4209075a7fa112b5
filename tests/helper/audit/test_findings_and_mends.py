"""Each fault put into a clean schema is found, alone, and its SQL mends it."""

from __future__ import annotations

import datetime

import pytest

import ordslab
import ordslab.sandbox
from ordslab.audit import RULES, accept
from ordslab.audit.acceptance import Suppression
from ordslab.sql.run import rows, run
from ordslab.sql.script import split

from .made_schemas import CALM, CLEAN, EMPTY, FAULTS, HARMLESS, Fault, handler_of, module_of, privilege_of


def execute(lab, script):
    for statement in split(script):
        run(lab.connection, statement, {"client_secret": ""}, script)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab on a sandbox of this file's own, which its tests empty."""
    home = tmp_path_factory.mktemp("audit") / "home"
    ordslab.sandbox.start(home=home, http_port=0, db_port=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORDSLAB_HOME", str(home))
        patch.delenv("ORDSLAB_PROFILE", raising=False)
        with ordslab.open_lab() as lab:
            yield lab
    ordslab.sandbox.stop(home=home)


@pytest.fixture
def clean(lab):
    lab.connection.rollback()
    execute(lab, EMPTY + CLEAN)
    return lab


def found(lab):
    return [each.kind for each in lab.audit().findings]


def test_a_clean_schema_has_no_finding(clean):
    """Promise: neither warning nor note where nothing is wrong."""
    assert clean.audit().findings == ()


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_found_and_its_sql_mends_it(clean, fault):
    """Promise: the audit finds exactly what was made wrong, and where; where it gives SQL, that makes an end of it."""
    execute(clean, fault.whole)
    findings = clean.audit().findings
    assert {each.kind for each in findings} == {fault.kind}, [each.text for each in findings]
    assert str(findings[0].place)
    assert all(bool(each.mend) is fault.mended for each in findings)
    for each in findings:
        if each.mend:
            execute(clean, each.mend)
    if fault.mended:
        assert set(found(clean)) <= fault.leaves


def test_several_faults_at_once_are_mended_one_after_another(clean):
    """Promise: the SQL of all findings, in their order, leaves none that has SQL; nothing is public then, and who was
    let in before gets in still."""
    wanted = [each for each in FAULTS if each.mended and each.kind != "schema_not_enabled"]
    for each in {each.kind: each for each in reversed(wanted)}.values():
        execute(clean, each.whole)
    assert len({each.kind for each in clean.audit().findings}) > 12
    for _ in range(4):  # what one mend leaves is found by the next audit
        for each in clean.audit().findings:
            execute(clean, each.mend)
    after = clean.audit()
    assert [each for each in after.findings if each.mend] == []
    assert not [row for row in after.endpoints if row.is_public]
    assert "shop_app" in next(row.clients for row in after.endpoints if str(row.endpoint) == "GET /shop/orders/")


def test_findings_that_look_the_same_are_told_apart(clean):
    """Promise: two faults on one handler are two in baseline and SARIF, also once some are suppressed."""
    twice = "begin execute immediate :a; execute immediate :b; end;"
    execute(clean, Fault("", handler_of(twice)).whole)
    audit = clean.audit()
    suppressed = Suppression("any_origin", "*", "None is there.", datetime.date.max)
    for each in (audit, accept(audit, [suppressed], frozenset(), datetime.date.min)):
        injections = [one.fingerprint for one in each.findings if one.kind == "sql_injection"]
        assert len(set(injections)) == 2
        assert injections == [one.fingerprint for one in audit.findings if one.kind == "sql_injection"]


def test_a_prefix_changes_neither_what_is_found_nor_what_mends(clean, monkeypatch):
    """Promise: where many share a schema, the audit speaks the lessons' names, and its SQL means one's own things."""
    monkeypatch.setenv("ORDSLAB_PREFIX", "anna_")
    with ordslab.open_lab() as mine:
        execute(mine, "create table customers (id number primary key, password varchar2(40));")
        handler = module_of("customers", [("all", "GET", "json/query", "select * from customers")])
        guard = privilege_of("license_priv", modules=["customers"])
        execute(mine, Fault("", handler + guard).whole)
        (found,) = mine.audit().findings
        assert (found.kind, found.place.module) == ("secret_column", "customers")
        execute(mine, found.mend)
        assert mine.audit().findings == ()
    assert "anna_customers" in [row[0] for row in rows(clean.connection, "select name from user_ords_modules")]


@pytest.mark.parametrize("source", HARMLESS.values(), ids=list(HARMLESS))
def test_what_is_harmless_is_not_found(clean, source):
    """Promise: no warning of an injection where the caller's text stays a value."""
    execute(clean, CALM + Fault("", handler_of(source)).whole)
    assert found(clean) == []


def test_every_kind_has_a_schema_that_shows_it():
    """Promise: what the table names can be found: here, or by what other tests give."""
    elsewhere = {
        *("open_address", "no_tls", "probe_differs", "meant_to_be_public", "not_committed", "never_called"),
        *("built_in_address", "not_looked_at", "suppression_expired", "suppression_unused"),
    }
    assert {each.kind for each in FAULTS} | elsewhere == set(RULES)
