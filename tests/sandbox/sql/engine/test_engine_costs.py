"""What a statement costs follows from what it does, not from how much there is: order by an index, plans, claims."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ordslab.sandbox.sql.plans import PlanCache, Planned
from ordslab.sandbox.sql.queries import plan_query
from ordslab.sandbox.sql.recent import Recent, remembered

KEYS = {"number": "number", "number_10": "number(10)", "number_38": "number(38)", "integer": "integer"}


def query_plan(bench, text):
    """How SQLite goes about a query."""
    session = bench.session
    compiled = plan_query(text, session.names(), (), assuming=True).compiled
    explained = replace(compiled, text=f"explain query plan {compiled.text}")
    return " ".join(step for *_, step in session.stored_rows(explained))


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("way", ["", " desc"])
def test_a_page_in_the_order_of_the_primary_key_reads_no_more_than_the_page(bench, kind, way):
    bench.run(f"create table paged (id {KEYS[kind]} primary key, name varchar2(20))")
    bench.run("insert into paged select level, 'n' || level from dual connect by level <= 200")
    page = f"select * from (select * from paged order by id{way}) offset 50 rows fetch next 3 rows only"
    plan = query_plan(bench, page)
    assert "USING INDEX" in plan
    assert "TEMP B-TREE" not in plan
    ids = [number for number, _ in bench.rows(page)]
    assert ids == ([150, 149, 148] if "desc" in way else [51, 52, 53])


WIDE = ("-1e30", "99999999999999999999", "0.12345678901234567890123", "1e100", "-0.1234567890123456789")


@pytest.mark.parametrize("wide", WIDE)
def test_numbers_that_sqlite_does_not_hold_are_sorted_right_from_the_moment_they_are_there(bench, wide):
    bench.run("create table mixed (id number primary key)")
    for number in (1, -5, 3, 0):
        bench.run(f"insert into mixed values ({number})")
    query = "select id from mixed order by id"
    assert [float(number) for (number,) in bench.rows(query)] == [-5, 0, 1, 3]
    bench.run(f"insert into mixed values ({wide})")
    expected = sorted([-5.0, 0.0, 1.0, 3.0, float(wide)])
    assert [float(number) for (number,) in bench.rows(query)] == pytest.approx(expected)
    assert [float(number) for (number,) in bench.rows(f"{query} desc")] == pytest.approx(expected[::-1])
    bench.run("rollback")
    assert bench.rows(query) == []


def test_numbers_of_a_view_and_of_a_join_are_sorted_right(bench):
    bench.run("create table one (id number primary key)")
    bench.run("create table two (id number primary key)")
    bench.run("create view both_of_them as select one.id a, two.id b from one, two")
    for number in ("2", "99999999999999999999", "-99999999999999999999"):
        bench.run(f"insert into one values ({number})")
        bench.run(f"insert into two values ({number})")
    expected = sorted([2, 10**20 - 1, 1 - 10**20])
    assert [number for (number,) in bench.rows("select distinct a from both_of_them order by a")] == expected
    rows = bench.rows("select one.id, two.id from one, two order by one.id, two.id desc")
    assert rows == [(one, two) for one in expected for two in expected[::-1]]


@pytest.mark.parametrize("size", [1, 16, 1000, 20000])
def test_connect_by_level_gives_as_many_rows_as_asked_for(bench, size):
    query = f"select count(*), min(level), max(level), sum(level) from dual connect by level <= {size}"
    assert bench.rows(query) == [(size, 1, size, size * (size + 1) // 2)]


def test_plans_are_counted_in_bytes_and_those_used_lately_stay():
    plans = PlanCache()
    first = Planned("first", {})
    plans.put("first", first, "block", 1000)
    for number in range(2000):
        plans.put(number, Planned(number, {}), "block", 3000)
        assert plans.get("first") is first
    assert plans.get(0) is None
    assert plans.get(1999) is not None
    assert plans.size <= 64 * 1024 * 1024


def test_what_is_larger_than_all_may_be_is_not_kept():
    recent = Recent(1000)
    recent.put("a", 1, 400)
    recent.put("b", 2, 5000)
    assert (recent.get("a"), recent.get("b"), recent.size) == (1, None, 400)
    recent.put("a", 3, 700)
    assert (recent.get("a"), recent.size) == (3, 700)


def test_a_function_remembers_texts_of_so_many_bytes():
    asked = []

    @remembered(10_000, each=10)
    def length(text):
        asked.append(text)
        return len(text)

    assert [length("a" * 100), length("a" * 100), length("b" * 5000), length("b" * 5000)] == [100, 100, 5000, 5000]
    assert len(asked) == 3


def test_a_statement_that_fails_gives_up_its_own_claims_alone(bench, open_bench):
    bench.run("create table claimed (id number primary key)")
    bench.run("insert into claimed select level from dual connect by level <= 100")
    bench.run("commit")
    bench.run("update claimed set id = id where id <= 50")
    assert bench.fails("insert into claimed select level + 90 from dual connect by level <= 20").startswith("ORA-00001")
    other = open_bench()
    assert other.run("update claimed set id = id where id > 90").rowcount == 10
    other.run("rollback")
    assert other.fails("select id from claimed where id = 50 for update nowait").startswith("ORA-00054")
