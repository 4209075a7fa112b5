"""Many executions of one INSERT: written together, they leave what one after the other leaves, errors included."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordslab.sandbox.oracle_net import values
from ordslab.sandbox.oracle_net.binds import BindType
from ordslab.sandbox.oracle_net.execution import execute
from ordslab.sandbox.sql.errors import OraError

NUMBER, TEXT = BindType(values.NUMBER), BindType(values.VARCHAR, 80)
INSERTS = (
    "insert into t values (:1, :2, :3)",
    "insert into t (n, p, v) values (:1, :2, upper(:3))",
    "insert into t (v, n) values (:3, :1 + 0 * nvl(:2, 0))",
)
ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(-3, 20), st.sampled_from([2**70, 0.25, 1000])),
        st.one_of(st.none(), st.integers(1, 3)),
        st.one_of(st.none(), st.sampled_from(["", "a", "abcdef", "abcdefg", "é"])),
    ),
    max_size=12,
)


@pytest.fixture
def tables(open_bench):
    """P with the keys 1 and 2; T whose rows refer to it, with all kinds of constraints."""
    bench = open_bench()
    bench.run("create table p (id number primary key)")
    bench.run("insert into p values (1)")
    bench.run("insert into p values (2)")
    bench.run(
        "create table t (n number(5,1) primary key check (n <> 7), p number references p (id),"
        " v varchar2(6) default 'none' not null unique)"
    )
    return bench


def one_by_one(session, statement, types, rows, batch_errors):
    """What `execute` does with a session that takes one execution a row."""

    class Alone:
        def __getattr__(self, name):
            return getattr(session, name)

        def execute_many(self, statement, rows):
            return None

    return execute(
        Alone(), statement, types, rows, batch_errors=batch_errors, commits=False, is_cancelled=lambda: False
    )


def shown(executed):
    errors = [(index, str(error)) for index, error in executed.batch_errors]
    return executed.rowcounts, errors, str(executed.error), executed.result.rowcount


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, text=st.sampled_from(INSERTS), batch_errors=st.booleans())
def test_together_is_as_one_after_the_other(tables, rows, text, batch_errors):
    session, outcomes = tables.session, []
    statement = session.parse(text)
    order = [int(name) - 1 for name in statement.binds]
    given = [[row[index] for index in order] for row in rows]
    types = [TEXT if index == 2 else NUMBER for index in order]
    for way in (one_by_one, lambda s, st_, t, r, b: execute(
        s, st_, t, r, batch_errors=b, commits=False, is_cancelled=lambda: False
    )):  # fmt: skip
        executed = way(session, statement, types, given, batch_errors)
        outcomes.append((shown(executed), tables.rows("select n, p, v from t order by n, v")))
        session.rollback()
    assert outcomes[0] == outcomes[1]


def together(bench, text, *rows):
    """Run it for these rows of a number and a text; whether that went together."""
    statement = bench.session.parse(text)
    types = [NUMBER if isinstance(value, int) else TEXT for value in rows[0]]
    calls = []

    class Watched:
        def __getattr__(self, name):
            return getattr(bench.session, name)

        def execute(self, *arguments, **options):
            calls.append(arguments)
            return bench.session.execute(*arguments, **options)

    executed = execute(
        Watched(), statement, types, list(rows), batch_errors=False, commits=False, is_cancelled=lambda: False
    )
    assert executed.error is None
    return not calls


def test_rows_that_refer_to_their_own_table_wait_for_their_parents(bench):
    bench.run("create table t (id number primary key, boss number references t (id))")
    session = bench.session
    executed = execute(
        session,
        session.parse("insert into t values (:1, :2)"),
        [NUMBER, NUMBER],
        [[1, 2], [2, None]],
        batch_errors=False,
        commits=False,
        is_cancelled=lambda: False,
    )
    assert str(executed.error).startswith("ORA-02291") and executed.rowcounts == []


def test_plain_rows_go_together_and_those_that_cannot_do_not(bench):
    bench.run("create table t (id number, name varchar2(10))")
    assert together(bench, "insert into t values (:1, :2)", [1, "a"], [2, "b"])
    assert together(bench, "insert into t (name, id) values (upper(:2), :1)", ["a", 1], ["b", 2])
    assert not together(bench, "insert into t select :1, :2 from dual", [3, "c"], [4, "d"])
    assert not together(bench, "update t set name = :2 where id = :1", ["z", 1], ["y", 2])
    assert bench.rows("select * from t order by id, name") == [
        (1, "z"), (1, "z"), (2, "y"), (2, "y"), (3, "c"), (4, "d")
    ]  # fmt: skip


def test_a_savepoint_and_another_session_leave_them_whole(bench, open_bench):
    bench.run("create table t (id number primary key, name varchar2(10))")
    bench.run("insert into t values (0, 'x')")
    bench.run("savepoint here")
    assert together(bench, "insert into t values (:1, :2)", [1, "a"], [2, "b"])
    other = open_bench()
    other.run("insert into t values (9, 'z')")  # the first session's work is parked meanwhile
    assert other.fails("insert into t values (2, 'mine')").startswith("ORA-00054")
    assert bench.value("select count(*) from t") == 3
    bench.run("rollback to here")
    other.run("insert into t values (2, 'mine')")
    other.run("commit")
    bench.run("commit")
    assert bench.rows("select id from t order by id") == [(0,), (2,), (9,)]


def test_an_insert_of_a_query_tells_the_first_thing_that_is_wrong(bench):
    bench.run("create table t (id number primary key, name varchar2(3))")
    text = "insert into t select {} , {} from dual connect by level <= 4"
    twice, long = "case level when 2 then 1 else level end", "case level when 3 then 'long' else 'x' end"
    with pytest.raises(OraError, match="ORA-00001"):
        bench.run(text.format(twice, long))
    with pytest.raises(OraError, match="ORA-12899"):
        bench.run(text.format("case level when 4 then 1 else level end", long))
    assert bench.value("select count(*) from t") == 0
