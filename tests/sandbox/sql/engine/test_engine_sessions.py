"""Sessions: transactions, locks, cancellation, settings."""

import threading

import pytest

from ordslab.sandbox.sql import locks
from ordslab.sandbox.sql.errors import OraError


@pytest.fixture
def impatient(monkeypatch):
    """Who meets a lock is told at once."""
    monkeypatch.setattr(locks, "PATIENCE", 0.0)


def test_others_see_what_is_committed(customers, open_bench):
    other = open_bench()
    customers.run("delete from licenses")
    assert other.value("select count(*) from licenses") == 2
    customers.run("commit")
    assert other.value("select count(*) from licenses") == 0


def test_savepoints(customers):
    customers.run("savepoint before_all")
    customers.run("insert into customers (id, name) values (3, 'c')")
    customers.run("savepoint a")
    customers.run("insert into customers (id, name) values (4, 'd')")
    customers.run("rollback to a")
    assert customers.value("select count(*) from customers") == 3
    customers.run("rollback to savepoint before_all")
    assert customers.value("select count(*) from customers") == 2
    assert customers.fails("rollback to a").startswith("ORA-01086: savepoint 'A' never established")


def test_two_sessions_change_different_rows(customers, open_bench):
    """Promise: open work in one notebook does not keep another from working, as with Oracle."""
    other = open_bench()
    customers.run("update customers set name = 'A' where id = 1")
    other.run("update customers set name = 'G' where id = 2")
    customers.run("insert into customers (id, name) values (3, 'c')")
    other.run("insert into customers (id, name) values (4, 'd')")
    assert customers.rows("select name from customers order by id") == [("A",), ("Grace",), ("c",)]
    assert other.rows("select name from customers order by id") == [("Ada",), ("G",), ("d",)]
    customers.run("rollback")
    other.run("commit")
    assert customers.rows("select name from customers order by id") == [("Ada",), ("G",), ("d",)]


def test_who_holds_a_row_is_named(customers, open_bench, impatient):
    customers.session.module = "lesson 3"
    customers.run("update customers set name = 'A' where id = 1")
    message = open_bench().fails("delete from customers where id = 1")
    assert message.startswith(f"ORA-00054: resource busy: session {customers.session.id} of PAGE (lesson 3) has held")
    customers.run("rollback")
    open_bench().run("delete from customers where id = 1")


def test_a_key_that_another_is_about_to_take_is_busy(customers, open_bench, impatient):
    customers.run("insert into customers (id, name) values (3, 'c')")
    assert open_bench().fails("insert into customers (id, name) values (3, 'x')").startswith("ORA-00054")


def test_a_parent_that_gets_a_child_cannot_go(customers, open_bench, impatient):
    customers.run("insert into licenses (customer_id, seats) values (1, 1)")
    assert open_bench().fails("delete from customers where id = 1").startswith("ORA-00054")
    assert open_bench().run("delete from customers where id = 2").rowcount == 1


def test_a_table_in_use_cannot_be_altered(customers, open_bench):
    customers.run("update customers set name = 'A' where id = 1")
    assert open_bench().fails("alter table customers add x number").startswith("ORA-00054")


def test_two_sessions_that_wait_for_each_other_are_told(customers, open_bench):
    other, outcome = open_bench(), []
    customers.run("update customers set name = 'A' where id = 1")
    other.run("update customers set name = 'B' where id = 2")

    def cross():
        try:
            other.run("update customers set name = 'B' where id = 1")
        except OraError as error:
            outcome.append(error.number)
            other.run("rollback")

    waiting = threading.Thread(target=cross)
    waiting.start()
    try:
        customers.run("update customers set name = 'A' where id = 2")
    except OraError as error:
        outcome.append(error.number)
        customers.run("rollback")
    waiting.join(10)
    assert outcome == [60]


def test_a_waiting_session_goes_on_when_the_holder_commits(customers, open_bench):
    other = open_bench()
    customers.run("update customers set name = name || '!' where id = 1")
    done = threading.Thread(target=other.run, args=("update customers set name = name || '?' where id = 1",))
    done.start()
    customers.run("commit")
    done.join(10)
    assert other.value("select name from customers where id = 1") == "Ada!?"


def test_savepoints_survive_another_sessions_work(customers, open_bench):
    customers.run("update customers set name = 'A' where id = 1")
    customers.run("savepoint s")
    customers.run("update customers set name = 'AA' where id = 1")
    open_bench().run("update customers set name = 'G' where id = 2")
    customers.run("rollback to s")
    assert customers.value("select name from customers where id = 1") == "A"


def test_readers_never_wait(customers, open_bench):
    customers.run("delete from licenses")
    assert open_bench().value("select count(*) from licenses") == 2


def test_a_session_that_ends_rolls_back(customers, open_bench):
    other = open_bench()
    other.run("delete from licenses")
    other.session.close()
    assert customers.value("select count(*) from licenses") == 2
    customers.run("delete from licenses")


def test_a_running_statement_can_be_cancelled(bench):
    bench.run("create table t (n number)")
    for _ in range(50):
        bench.run("insert into t values (1)")
    threading.Timer(0.2, bench.session.cancel).start()
    assert bench.fails("select count(*) from t a, t b, t c, t d, t e, t f").startswith("ORA-01013")
    assert bench.value("select count(*) from t") == 50


def test_date_format_belongs_to_the_session(bench, open_bench):
    bench.run("alter session set nls_date_format = 'YYYY-MM-DD'")
    assert bench.value("select to_char(date '2026-01-15') from dual") == "2026-01-15"
    assert open_bench().value("select to_char(date '2026-01-15') from dual") == "15-JAN-26"
    assert bench.fails("alter session set nls_date_format = 'NOPE'").startswith("ORA-018")
    assert bench.fails("alter session set nonsense = 1").startswith("ORA-02248")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "ORA-00900"),
        ("selct 1 from dual", "ORA-00900"),
        ("select 1 from dual;", "ORA-00933"),
        ("select 'x from dual", "ORA-01756"),
        ("commit nonsense", "ORA-02185"),
        ("alter system set x = 1", "ORA-01031"),
        ("create user bob identified by x", "ORA-01031"),
        ("explain plan for select 1 from dual", "ORA-03001"),
    ],
)
def test_what_is_no_statement_is_refused(bench, text, error):
    assert bench.fails(text).startswith(error)


def test_work_survives_the_database_being_closed(customers, database, tmp_path):
    from ordslab.sandbox.clock import Clock
    from ordslab.sandbox.entropy import Entropy
    from ordslab.sandbox.sql.instance import Instance

    customers.run("insert into customers (id, name) values (3, 'c')")
    customers.run("commit")
    customers.run("insert into customers (id, name) values (4, 'd')")
    database.close()
    again = Instance(tmp_path, Clock(frozen=True), Entropy(1))
    session = again.open_session("PAGE")
    assert list(session.execute(session.parse("select count(*) from customers")).rows) == [(3,)]
    again.close()
