"""PRAGMA AUTONOMOUS_TRANSACTION: what a subprogram commits by itself stays."""

from __future__ import annotations

import pytest


@pytest.fixture
def log(sql_bench):
    """A table LOG, and a procedure that writes to it whatever becomes of the caller's transaction."""
    sql_bench.sql("create table log (text varchar2(100))")
    assert not sql_bench.warns(
        "create procedure note(p_text varchar2) is pragma autonomous_transaction;\n"
        "begin insert into log values (p_text); commit; end;"
    )
    return sql_bench


def logged(bench):
    return [text for (text,) in bench.sql("select text from log order by text")]


def test_a_note_outlives_the_rollback_of_its_caller(log):
    log.run("begin delete from t; note('deleted'); rollback; end;")
    assert logged(log) == ["deleted"] and len(log.sql("select * from t")) == 2


def test_the_callers_transaction_goes_on(log):
    log.sql("update t set name = 'changed' where id = 1")
    log.run("begin savepoint s; delete from t where id = 2; note('a'); rollback to s; note('b'); end;")
    assert log.session.in_transaction and logged(log) == ["a", "b"]
    log.sql("commit")
    assert log.sql("select name from t order by id") == [("changed",), ("two",)]


def test_it_sees_what_is_committed_only(log):
    log.sql("create function seen return number is pragma autonomous_transaction; n number;"
            " begin select count(*) into n from t; return n; end;")  # fmt: skip
    assert log.run("begin delete from t; dbms_output.put_line(seen); rollback; end;") == ["2"]
    assert log.sql("select seen from dual") == [(2,)]


def test_it_must_end_its_transaction(log):
    log.sql("create procedure forgets is pragma autonomous_transaction; begin insert into log values ('x'); end;")
    assert log.fails("begin forgets; end;").startswith(
        "ORA-06519: active autonomous transaction detected and rolled back\n"
    )
    assert logged(log) == []


def test_an_error_comes_out_of_it_with_its_places(log):
    log.sql("create procedure fails is\n  pragma autonomous_transaction;\nbegin\n  raise no_data_found;\nend;")
    assert log.fails("begin\n  fails;\nend;") == (
        'ORA-01403: no data found\nORA-06512: at "PAGE.FAILS", line 4\nORA-06512: at line 2'
    )


def test_a_row_of_its_caller_is_a_deadlock(log):
    log.sql("create procedure again is pragma autonomous_transaction; begin update t set name = 'x'; commit; end;")
    text = log.fails("begin update t set name = 'y' where id = 1; again; end;")
    assert text.startswith("ORA-00060: deadlock detected while waiting for resource")


def test_packages_keep_one_state_for_both(log):
    log.sql("create package p as n number := 1; procedure inc; end;")
    log.sql("create package body p as procedure inc is pragma autonomous_transaction;"
            " begin n := n + 1; dbms_output.put_line('in ' || n); rollback; end; end;")  # fmt: skip
    assert log.run("begin p.inc; dbms_output.put_line('out ' || p.n); end;") == ["in 2", "out 2"]


def test_within_a_statement_it_is_refused(log):
    log.sql("create trigger t_note before insert on t begin note('x'); end;")
    assert log.fails("insert into t values (3, 'x')").startswith("ORA-03001")
    assert "ORA-03001" in log.fails(
        "create trigger t_apart before delete on t declare pragma autonomous_transaction; begin commit; end;"
    )


def test_a_block_can_have_a_transaction_of_its_own(log):
    """SQL Developer wraps ORDS.ENABLE_OBJECT so (seen in public ORDS scripts)."""
    log.sql("update t set name = 'changed' where id = 1")
    assert log.run("""declare pragma autonomous_transaction; n number; begin
        insert into log values ('block'); commit; select count(*) into n from t where name = 'changed';
        dbms_output.put_line(n); if n = 0 then return; end if; end;""") == ["0"]  # fmt: skip
    assert log.session.in_transaction
    log.sql("rollback")
    assert logged(log) == ["block"] and log.sql("select name from t where id = 1") == [("one",)]


def test_a_block_must_end_its_transaction_too(log):
    text = log.fails("declare pragma autonomous_transaction; begin insert into log values ('x'); end;")
    assert text.startswith("ORA-06519") and logged(log) == []
    assert log.fails("declare pragma autonomous_transaction; begin insert into log values ('x'); return; end;")[:9] == (
        "ORA-06519"
    )


def test_an_inner_block_cannot_be_autonomous(log):
    text = log.fails("begin declare pragma autonomous_transaction; begin commit; end; end;")
    assert "PLS-00710: Pragma AUTONOMOUS_TRANSACTION cannot be declared here" in text
