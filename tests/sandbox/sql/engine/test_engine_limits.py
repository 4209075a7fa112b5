"""What one call may take: memory, and the sizes that it names."""

from __future__ import annotations

import pytest

from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.interruption import Running
from ordslab.sandbox.sql.memory import CALL_VARIABLE, LARGEST_LOB, call_limit

CLOB = "to_clob(rpad('x', 4000, 'x'))"
ENDLESS = "from dual connect by level < 1e7"


@pytest.mark.parametrize(
    "query",
    [
        f"select level, rpad('x', 4000, 'x') {ENDLESS}",
        f"select json_arrayagg(rpad('x', 4000, 'x') returning clob) {ENDLESS}",
        f"select * from (select rpad('x', 4000, level) r {ENDLESS}) order by r",
    ],
    ids=["rows", "aggregate", "sort"],
)
def test_a_query_that_takes_all_memory_is_stopped(bench, monkeypatch, query):
    """Promise: ORA-04036 once a call has taken what it may, and the session goes on."""
    monkeypatch.setenv(CALL_VARIABLE, "24")
    assert bench.fails(query).startswith(("ORA-04036", "ORA-01652"))
    assert bench.value("select 1 from dual") == 1


@pytest.mark.parametrize(("setting", "megabytes"), [("", 256), ("12", 12), ("much", 256), ("9" * 30, 256)])
def test_what_a_call_may_take_is_an_option(monkeypatch, setting, megabytes):
    """Promise: 256 MB, or as many as the variable says; nonsense is no number of megabytes."""
    monkeypatch.setenv(CALL_VARIABLE, setting)
    assert call_limit() == megabytes << 20


@pytest.mark.parametrize("length", [1, 4000, 4001, 10**9])
def test_padding_in_sql_ends_where_varchar2_does(bench, length):
    """Documented: LPAD and RPAD give VARCHAR2, of 4000 bytes at most."""
    for function in ("lpad", "rpad"):
        assert bench.value(f"select lengthb({function}('x', {length}, 'é')) from dual") in (
            min(length * 2 - 1, 4000),
            min(length * 2 - 1, 3999),  # no half of a character
        )


@pytest.mark.parametrize(
    "text",
    [
        f"lpad({CLOB}, {LARGEST_LOB + 1})",
        f"replace(replace({CLOB}, 'x', {CLOB}), 'x', {CLOB})",
        f"regexp_replace(replace({CLOB}, 'x', {CLOB}), 'x', {CLOB})",
        " || ".join([f"replace({CLOB}, 'x', {CLOB})"] * 5),
    ],
)
def test_a_lob_that_is_too_large_is_not_made(bench, text):
    """Inferred: ORA-01652, temporary LOBs live in the temporary tablespace."""
    assert bench.fails(f"select {text} from dual").startswith("ORA-01652")


def test_a_call_that_takes_long_asks_for_its_turns(monkeypatch):
    """Promise: however many calls are within it, it is one, and its turn ends with it."""
    told = []

    class Turn:
        def next(self):
            told.append(self)

        def end(self):
            told.append("end")

    monkeypatch.setattr("ordslab.sandbox.sql.interruption._LONG", 0)
    monkeypatch.setattr("ordslab.sandbox.sql.interruption.SLICE", 0)
    monkeypatch.setattr("ordslab.sandbox.sql.interruption.Turn", Turn)

    def look(depth):
        with Running(lambda: None):
            for _ in range(64):
                interruption.check()
            if depth:
                look(depth - 1)

    look(2)
    assert told[-1] == "end" and told.count("end") == 1
    assert len(told) > 3 and len(set(told)) == 2
    look(0)
    assert told.count("end") == 2 and len(set(told)) == 3


def test_a_short_call_asks_for_none(monkeypatch):
    monkeypatch.setattr("ordslab.sandbox.sql.interruption._LONG", 60)
    monkeypatch.setattr("ordslab.sandbox.sql.interruption.Turn", None)
    with Running(lambda: None):
        for _ in range(1000):
            interruption.check()


@pytest.mark.parametrize("length", [10, 5000])
def test_a_cancel_that_comes_too_late_ends_no_later_statement(bench, length):
    """Promise: what was meant for a call that has ended just then does not end the next one, however long its text."""
    text = f"select {' ' * length}1 from dual"
    bench.run("select 1 from dual")
    bench.session.cancel()
    assert bench.session.execute(bench.session.parse(text)).rows == [(1,)]
