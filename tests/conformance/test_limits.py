"""What the fidelity page says is not there is not there, and one gets what the page says."""

from __future__ import annotations

import oracledb
import pytest
from ledger import ABSENT, PACKAGES
from limits import LIMITS, ORA, refusals

SETUP = (
    "create table lab_limits (id number primary key, n varchar2(10), c clob)",
    "insert into lab_limits values (1, 'a', 'text')",
    "create view lab_limits_v as select id, upper(n) n from lab_limits",
    "create package lab_limits_p as procedure twice(a number); procedure twice(a varchar2); end;",
)


@pytest.fixture
def tried(place, target):
    """A target with something to try it on; for the sandbox alone."""
    if place.settings or "ordslab" not in target.query("select ords.installed_version from dual")[0][0]:
        pytest.skip("tells what the sandbox does not have")
    target.log_on = lambda **options: place.connect(user=place.user, **options)
    for statement in SETUP:
        target.connection.cursor().execute(statement)
    target.connection.commit()
    yield target
    target.connection.rollback()
    for name in ("table lab_limits", "view lab_limits_v", "package lab_limits_p"):
        target.connection.cursor().execute(f"drop {name}")


def met(limit, target, admin):
    """The error that one meets, with its text."""
    try:
        if callable(limit.probe):
            answer = limit.probe(target)
        elif limit.probe.startswith(("GET /", "POST /")):
            method, _, path = limit.probe.partition(" ")
            answer = target.http.request(method, target.url + path, timeout=30)
        else:
            who = admin if limit.probe.startswith("ADMIN: ") else target
            answer = who.connection.cursor().execute(limit.probe.removeprefix("ADMIN: "))
    except oracledb.DatabaseError as error:
        return error.args[0].message
    return f"{answer.status_code} {answer.text}" if hasattr(answer, "status_code") else "nothing"


@pytest.mark.parametrize("area", LIMITS)
def test_each_is_refused_with_the_error_that_the_page_names(tried, admin, area):
    """Promise: the list does not go stale; what has come is taken off it."""
    found = {limit.what: met(limit, tried, admin) for limit in LIMITS[area]}
    wrong = {limit.what: found[limit.what] for limit in LIMITS[area] if limit.error not in found[limit.what]}
    assert wrong == {}
    unnamed = [what for what, text in found.items() if ORA in text and "the ordslab sandbox has no" not in text]
    assert unnamed == []


def test_what_the_ledger_calls_absent_is_in_the_list():
    listed = " ".join(limit.what for limits in LIMITS.values() for limit in limits)
    absent = {name for names in PACKAGES.values() for name, row in names.items() if row.status == ABSENT}
    assert absent
    assert {name for name in absent if name not in listed} == set()


def test_refusals_are_found_in_every_part_of_the_sandbox():
    found = refusals()
    assert all(found.values())
    assert "materialized views" in found["SQL"]
    assert "columns of type ..." in found["SQL"]
