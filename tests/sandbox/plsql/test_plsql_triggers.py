"""Triggers on tables: when they fire, what they see and change, what they must not do. Messages are Oracle's."""

from __future__ import annotations

import pytest


@pytest.fixture
def log(sql_bench):
    """Table T with two rows, and a table LOG for what triggers say."""
    sql_bench.sql("create table log (n number generated always as identity, text varchar2(200))")
    return sql_bench


def logged(bench):
    return [text for (text,) in bench.sql("select text from log order by n")]


def test_a_row_trigger_sees_and_changes_the_new_row(sql_bench):
    sql_bench.sql(
        "create trigger t_name before insert or update on t for each row begin :new.name := upper(:new.name); end;"
    )
    sql_bench.sql("insert into t values (3, 'three')")
    sql_bench.sql("update t set name = 'uno' where id = 1")
    assert sql_bench.sql("select name from t order by id") == [("UNO",), ("two",), ("THREE",)]


def test_a_key_is_filled_before_it_is_missed(bench):
    bench.sql("create table k (id number not null primary key, name varchar2(10))")
    bench.sql("create sequence s")
    bench.sql("create trigger k_id before insert on k for each row when (new.id is null)"
              " begin :new.id := s.nextval; end;")  # fmt: skip
    bench.sql("insert into k (name) values ('a')")
    bench.sql("insert into k values (7, 'b')")
    assert bench.sql("select id from k order by id") == [(1,), (7,)]
    bench.sql("alter trigger k_id disable")
    assert bench.fails("insert into k (name) values ('c')").startswith("ORA-01400")
    bench.sql("alter trigger k_id enable")
    bench.sql("insert into k (name) values ('c')")


def test_triggers_fire_in_order_around_statement_and_rows(log):
    for timing in ("before", "after"):
        log.sql(f"create trigger {timing}_s {timing} insert or update or delete on t"
                f" begin insert into log (text) values ('{timing} statement'); end;")  # fmt: skip
        log.sql(
            f"create trigger {timing}_r {timing} insert or update or delete on t for each row"
            " declare what varchar2(10) := case when inserting then 'insert' when updating then 'update' end;"
            f" begin insert into log (text) values ('{timing} ' || what || ' ' || :old.id || '>' || :new.id); end;"
        )
    log.sql("update t set id = id + 10")
    assert logged(log) == [
        "before statement", "before update 1>11", "before update 2>12", "after update 1>11", "after update 2>12",
        "after statement",
    ]  # fmt: skip
    log.sql("delete from log")
    log.sql("insert into t (id) values (3)")
    log.sql("delete from t where id = 99")
    assert logged(log) == [
        "before statement", "before insert >3", "after insert >3", "after statement", "before statement",
        "after statement",
    ]  # fmt: skip


def test_a_trigger_for_some_columns(log):
    log.sql("create trigger t_u after update of name on t for each row begin if updating('NAME') then"
            " insert into log (text) values (:old.name || '>' || :new.name); end if; end;")  # fmt: skip
    log.sql("update t set id = 5 where id = 1")
    log.sql("update t set name = 'zwei' where id = 2")
    assert logged(log) == ["two>zwei"]


def test_an_error_in_a_trigger_takes_the_statement_back(log):
    log.sql("create trigger t_no before update on t for each row\nbegin\n  insert into log (text) values ('seen');\n"
            "  if :new.id > 11 then raise_application_error(-20001, 'too large'); end if;\nend;")  # fmt: skip
    assert log.fails("update t set id = id + 10") == (
        'ORA-20001: too large\nORA-06512: at "PAGE.T_NO", line 3\n'
        "ORA-04088: error during execution of trigger 'PAGE.T_NO'"
    )
    assert logged(log) == [] and log.sql("select id from t order by id") == [(1,), (2,)]


def test_a_row_trigger_must_not_look_at_its_table(sql_bench):
    sql_bench.sql("create trigger t_look after update on t for each row declare n number;\n"
                  "begin select count(*) into n from t; end;")  # fmt: skip
    assert sql_bench.fails("update t set id = 1").startswith(
        "ORA-04091: table PAGE.T is mutating, trigger/function may not see it\n"
    )


def test_a_row_that_is_inserted_by_itself_may_look_before(sql_bench):
    sql_bench.sql("create trigger t_next before insert on t for each row declare n number;"
                  " begin select max(id) + 1 into n from t; :new.id := n; end;")  # fmt: skip
    sql_bench.sql("insert into t (name) values ('next')")
    assert sql_bench.sql("select id from t where name = 'next'") == [(3,)]
    assert sql_bench.fails("insert into t (name) select 'x' from dual").startswith("ORA-04091")


def test_a_trigger_ends_no_transaction(sql_bench):
    sql_bench.sql("create trigger t_c before delete on t begin commit; end;")
    assert sql_bench.fails("delete from t").startswith("ORA-04092: cannot COMMIT in a trigger")


def test_what_cannot_be_a_trigger(sql_bench):
    create = "create trigger x {} begin {}; end;"
    for heading, body, error in (
        ("insert on t", "null", "ORA-04071: missing BEFORE, AFTER or INSTEAD OF keyword"),
        ("before insert on nothing", "null", "ORA-00942"),
        ("before update of nothing on t", "null", "ORA-00904"),
        ("before insert on t for each row", ":old.id := 1", "ORA-04085: cannot change the value of an OLD reference"),
        ("after insert on t for each row", ":new.id := 1", "ORA-04084: cannot change NEW values for this trigger type"),
        ("after insert on t", "dbms_output.put_line(:new.id)", "ORA-04082: NEW or OLD references not allowed"),
        ("instead of insert on t", "null", "ORA-03001"),
        ("after logon on database", "null", "ORA-03001"),
    ):
        assert sql_bench.fails(create.format(heading, body)).startswith(error)
    assert sql_bench.sql("select * from user_triggers") == []


def test_a_trigger_that_does_not_compile_stops_the_statement(sql_bench):
    assert sql_bench.warns("create trigger t_bad before insert on t for each row\nbegin\n  foo;\nend;")
    assert sql_bench.sql("select type, line, position from user_errors order by sequence")[0] == ("TRIGGER", 2, 3)
    text = sql_bench.fails("insert into t values (9, 'x')")
    assert text == "ORA-04098: trigger 'PAGE.T_BAD' is invalid and failed re-validation"
    sql_bench.sql("create or replace trigger t_bad before insert on t for each row begin null; end;")
    sql_bench.sql("insert into t values (9, 'x')")


def test_a_trigger_goes_with_its_table(sql_bench):
    sql_bench.sql("create trigger t_x before insert on t begin dbms_output.put_line('fired'); end;")
    sql_bench.sql("alter table t rename to u")
    assert sql_bench.run("begin insert into u values (3, 'x'); end;") == ["fired"]
    sql_bench.sql("drop table u")
    assert sql_bench.sql("select * from user_triggers") == []


def test_the_dictionary_describes_triggers(sql_bench):
    sql_bench.sql("create or replace trigger t_d\n  before insert or update of name on t\n  for each row\n"
                  "  when (new.id > 1)\nbegin\n  null;\nend;")  # fmt: skip
    assert sql_bench.sql(
        "select trigger_name, trigger_type, triggering_event, table_name, when_clause, status from user_triggers"
    ) == [("T_D", "BEFORE EACH ROW", "INSERT OR UPDATE", "T", "new.id > 1", "ENABLED")]
    assert sql_bench.sql("select object_type, status from user_objects where object_name = 'T_D'") == [
        ("TRIGGER", "VALID")
    ]
    sql_bench.sql("drop trigger t_d")
    assert sql_bench.fails("drop trigger t_d").startswith("ORA-04080: trigger 'T_D' does not exist")


def test_names_for_old_and_new(sql_bench):
    sql_bench.sql("create trigger t_n before update on t referencing new as n old as o for each row"
                  " when (n.id <> o.id) begin :n.name := :o.name || :n.id; end;")  # fmt: skip
    sql_bench.sql("update t set id = 8 where id = 1")
    assert sql_bench.sql("select name from t where id = 8") == [("one8",)]


def test_merge_and_cascades_fire_triggers(log):
    log.sql("create table parent (id number primary key)")
    log.sql("create table child (id number references parent on delete cascade)")
    log.sql("create trigger c_d after delete on child for each row begin"
            " insert into log (text) values ('child ' || :old.id); end;")  # fmt: skip
    log.sql("create trigger t_m before insert or update on t for each row"
            " declare what varchar2(1) := case when inserting then 'i' else 'u' end;"
            " begin insert into log (text) values (what || :new.id); end;")  # fmt: skip
    log.sql("insert into parent values (1)")
    log.sql("insert into child values (1)")
    log.sql("delete from parent")
    log.sql("merge into t using (select 1 id from dual union all select 7 from dual) s on (t.id = s.id)"
            " when matched then update set name = 'm' when not matched then insert values (s.id, 'n')")  # fmt: skip
    assert logged(log) == ["child 1", "u1", "i7"]


def test_a_trigger_sees_local_moments_in_the_sessions_zone(bench):
    bench.sql("create table m (id number, at timestamp with local time zone, was varchar2(20))")
    bench.sql(
        "create trigger m_t before insert or update on m for each row begin"
        " :new.was := to_char(:new.at, 'DD HH24:MI'); if :new.id = 2 then :new.at := :new.at + 1; end if; end;"
    )
    bench.sql("alter session set time_zone = '+02:00'")
    bench.sql("insert into m (id, at) values (1, timestamp '2026-05-01 12:00:00 +00:00')")
    bench.sql("insert into m (id, at) values (2, timestamp '2026-05-01 12:00:00')")
    bench.sql("update m set id = 3 where id = 1")
    assert bench.sql("select id, to_char(at, 'DD HH24:MI'), was from m order by id") == [
        (2, "02 12:00", "01 12:00"),
        (3, "01 14:00", "01 14:00"),
    ]
