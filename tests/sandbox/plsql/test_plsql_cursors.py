"""Cursors, cursor variables, BULK COLLECT, FORALL, dynamic SQL, transactions within blocks."""

from __future__ import annotations

import pytest

from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.types import NUMBER, OracleType


@pytest.fixture
def rows(sql_bench):
    """A table T of five rows: (1, 'one') to (5, 'five')."""
    sql_bench.sql("insert into t select 2 + level, decode(level, 1, 'three', 2, 'four', 'five') from dual"
                  " connect by level <= 3")  # fmt: skip
    sql_bench.sql("commit")
    return sql_bench


def names(bench):
    return [name for (name,) in bench.sql("select name from t order by id")]


def test_a_cursor_knows_how_far_it_is(rows):
    block = """
      declare cursor c(p_from number, p_to number default 4) is
          select * from t where id between p_from and p_to order by id;
        r c%rowtype;
      begin
        open c(3);
        loop
          fetch c into r;
          exit when c%notfound;
          dbms_output.put_line(c%rowcount || r.name);
        end loop;
        if c%isopen then close c; end if;
        if not c%isopen then dbms_output.put_line('closed'); end if;
      end;"""
    assert rows.run(block) == ["1three", "2four", "closed"]


def test_a_cursor_is_opened_once(rows):
    block = "declare cursor c is select * from t; begin open c; open c; end;"
    assert rows.fails(block).startswith("ORA-06511: PL/SQL: cursor already open")
    assert rows.fails("declare cursor c is select * from t; r t%rowtype; begin fetch c into r; end;").startswith(
        "ORA-01001: invalid cursor"
    )


def test_cursor_variables_are_passed_around(rows):
    block = """
      declare
        type strong is ref cursor return t%rowtype;
        c strong; r t%rowtype; w sys_refcursor; s varchar2(30);
        function opened(p_from number) return strong is x strong;
        begin open x for select * from t where id >= p_from order by id; return x; end;
        procedure show(x strong) is begin fetch x into r; dbms_output.put_line(r.name); end;
      begin
        c := opened(2); show(c); show(c); close c;
        open w for select name from t where id = 5; fetch w into s; dbms_output.put_line(s); close w;
        open w for 'select count(*) from t where id < :x' using 3; fetch w into s; dbms_output.put_line(s);
      end;"""
    assert rows.run(block) == ["two", "three", "five", "2"]


def test_a_cursor_variable_that_gives_something_else(rows):
    block = "declare c sys_refcursor; n number; begin open c for select id, name from t; fetch c into n; end;"
    assert rows.fails(block).startswith("ORA-06504: PL/SQL: Return types of Result Set variables or query do not match")


def test_a_client_gets_what_is_left_of_a_cursor(rows):
    cursor = Bind(OracleType("CURSOR"))
    rows.run("declare r t%rowtype; begin open :c for select * from t order by id; fetch :c into r; end;", c=cursor)
    assert isinstance(cursor.value, Result) and [row[0] for row in cursor.value.rows] == [2, 3, 4, 5]
    rows.run("begin open :c for select 1 x from dual; close :c; end;", c=cursor)
    assert cursor.value is None


def test_the_row_of_a_cursor_is_changed(rows):
    rows.run("""
      declare cursor c is select id, name from t where id > 2 for update;
        cursor d is select * from t for update of name;
      begin
        for r in c loop
          if r.id = 4 then delete from t where current of c;
          else update t set name = upper(r.name) where current of c; end if;
        end loop;
        for r in d loop if r.id = 1 then update t set name = 'uno' where current of d; end if; end loop;
        commit;
      end;""")
    assert names(rows) == ["uno", "two", "THREE", "FIVE"]


def test_current_of_needs_a_cursor_for_update(rows):
    block = (
        "declare cursor c is select * from t; begin for r in c loop delete from t where current of c; end loop; end;"
    )
    assert "PLS-00404: cursor 'C' must be declared with FOR UPDATE to use with CURRENT OF" in rows.fails(block)


# bulk


def test_bulk_collect_with_limit(rows):
    block = """
      declare type list is table of t%rowtype; l list; cursor c is select * from t order by id;
      begin
        open c;
        loop
          fetch c bulk collect into l limit 2;
          exit when l.count = 0;
          dbms_output.put_line(l.count || l(1).name || l(l.last).name);
        end loop;
        close c;
      end;"""
    assert rows.run(block) == ["2onetwo", "2threefour", "1fivefive"]


def test_forall_tells_the_rows_of_each_statement(rows):
    block = """
      declare type ids is table of number; l ids := ids(1, 7, 3); gone ids; old sys.odcivarchar2list;
      begin
        forall i in l.first .. l.last delete from t where id <= l(i) returning id, name bulk collect into gone, old;
        dbms_output.put_line(sql%rowcount || ': ' || sql%bulk_rowcount(1) || sql%bulk_rowcount(2)
          || sql%bulk_rowcount(3));
        dbms_output.put_line(gone.count || old(5));
      end;"""
    assert rows.run(block) == ["5: 140", "5five"]


def test_forall_goes_on_behind_errors_and_lists_them(rows):
    rows.sql("alter table t add constraint t_small check (id < 100)")
    block = """
      declare type ids is table of number index by pls_integer; l ids; failed exception;
        pragma exception_init(failed, -24381);
      begin
        l(1) := 10; l(2) := 1000; l(3) := 30; l(4) := 2000;
        forall i in 1 .. 4 save exceptions insert into t values (l(i), 'n');
      exception when failed then
        dbms_output.put_line(sqlerrm);
        for i in 1 .. sql%bulk_exceptions.count loop
          dbms_output.put_line(sql%bulk_exceptions(i).error_index || ' ' || sql%bulk_exceptions(i).error_code);
        end loop;
        commit;
      end;"""
    assert rows.run(block) == ["ORA-24381: error(s) in array DML", "2 2290", "4 2290"]
    assert rows.sql("select count(*) from t where id >= 10") == [(2,)]


def test_forall_over_the_indices_and_values_of_a_collection(rows):
    block = """
      declare type ids is table of number index by pls_integer; l ids; type places is table of pls_integer; p places;
      begin
        l(3) := 1; l(8) := 2; l(20) := 3; p := places(20, 3);
        forall i in indices of l between 1 and 10 update t set name = 'a' where id = l(i);
        forall i in values of p update t set name = name || 'b' where id = l(i);
        forall i in indices of l execute immediate 'update t set name = name || ''c'' where id = :1' using l(i);
        commit;
      end;"""
    rows.run(block)
    assert names(rows) == ["abc", "ac", "threebc", "four", "five"]


def test_a_whole_record_is_written(rows):
    rows.run("declare r t%rowtype; begin r.id := 6; r.name := 'six'; insert into t values r; r.name := 'VI';"
             " update t set row = r where id = 6; commit; end;")  # fmt: skip
    assert names(rows)[-1] == "VI"


def test_returning_into_a_record(rows):
    block = """
      declare r t%rowtype;
      begin
        update t set name = 'x' where id = 2 returning id, name into r;
        dbms_output.put_line(r.id || r.name);
      end;"""
    assert rows.run(block) == ["2x"]


# dynamic SQL


def test_dynamic_statements_take_and_give_values(rows):
    block = """
      declare n number := 3; s varchar2(30); r t%rowtype; type list is table of varchar2(30); l list;
      begin
        execute immediate 'select name from t where id = :1' into s using n; dbms_output.put_line(s);
        execute immediate 'select * from t where id = 1' into r; dbms_output.put_line(r.name);
        execute immediate 'select name from t order by id' bulk collect into l; dbms_output.put_line(l.count);
        execute immediate 'update t set name = upper(name) where id > :1 returning name into :2'
          using 4 returning into s;
        dbms_output.put_line(s || sql%rowcount);
        execute immediate 'begin :x := :y * 2; end;' using out n, in 21; dbms_output.put_line(n);
        execute immediate 'delete from t where id < :1 returning name into :2' using 3 returning bulk collect into l;
        dbms_output.put_line(l(1) || l(2));
        execute immediate 'create table made (x number)';
        execute immediate 'insert into made values (:a)' using n;
      end;"""
    assert rows.run(block) == ["three", "one", "5", "FIVE1", "42", "onetwo"]
    assert rows.sql("select x from made") == [(42,)]


def test_dynamic_statements_with_wrong_binds(rows):
    assert rows.fails("begin execute immediate 'delete from t where id = :1'; end;").startswith("ORA-01008")
    assert rows.fails("begin execute immediate 'delete from t' using 1; end;").startswith("ORA-01006")
    assert rows.fails("declare n number; begin execute immediate 'select id, name from t' into n; end;").startswith(
        "ORA-01007: variable not in select list"
    )
    assert "PLS-00457" in rows.fails("begin execute immediate 'delete from t where id = :1' using null; end;")


def test_an_error_in_a_dynamic_block_tells_both_lines(rows):
    text = rows.fails("begin\n  execute immediate 'begin\n raise no_data_found; end;';\nend;")
    assert text == "ORA-01403: no data found\nORA-06512: at line 2\nORA-06512: at line 2"


# transactions


def test_a_savepoint_takes_back_a_part(rows):
    rows.run("begin insert into t values (8, 'eight'); savepoint s; delete from t; rollback to s; commit; end;")
    assert len(names(rows)) == 6


def test_a_failed_block_takes_back_its_own_changes_only(rows):
    rows.sql("update t set name = 'kept' where id = 1")
    rows.fails("begin delete from t; execute immediate 'begin delete from t; end;'; raise no_data_found; end;")
    assert names(rows)[0] == "kept" and len(names(rows)) == 5
    rows.sql("rollback")


def test_a_nested_block_that_fails_and_is_caught_keeps_what_came_before(rows):
    rows.run("""
      begin
        delete from t where id = 1;
        begin execute immediate 'begin delete from t; raise no_data_found; end;'; exception when others then null; end;
        commit;
      end;""")
    assert names(rows) == ["two", "three", "four", "five"]


def test_the_count_of_a_statement(rows):
    number = Bind(NUMBER)
    rows.run("begin update t set name = name where id > 2; :n := sql%rowcount; rollback; end;", n=number)
    assert number.value == 3
