"""Stored procedures, functions and packages: created, wrong, invalid, replaced, called from blocks and from SQL.

Messages are Oracle's (Error Messages manual); USER_ERRORS as SHOW ERRORS lists it in public transcripts (observed).
"""

from __future__ import annotations

import pytest

from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import VARCHAR2, OracleType

COUNTER = """
    create or replace package counter as
      step constant number := 10;
      total number := 1;
      too_much exception;
      procedure add(n number default step);
      function shown return varchar2;
      function shown(p_before varchar2) return varchar2;
    end counter;"""
COUNTER_BODY = """
    create or replace package body counter as
      calls number := 0;
      function plus(n number) return number is begin return total + n; end;
      procedure add(n number default step) is
      begin
        calls := calls + 1;
        if n > 1000 then raise too_much; end if;
        total := plus(n);
      end;
      function shown return varchar2 is begin return total || '/' || calls; end;
      function shown(p_before varchar2) return varchar2 is begin return p_before || shown; end;
    begin
      total := 100;
    end counter;"""


@pytest.fixture
def counter(bench):
    assert not bench.warns(COUNTER) and not bench.warns(COUNTER_BODY)
    return bench


def status(bench, name):
    return [
        row[0]
        for row in bench.sql(f"select status from user_objects where object_name = '{name}' order by object_type")
    ]


def test_a_procedure_is_created_and_called(sql_bench):
    assert not sql_bench.warns(
        "create procedure name_of(p_id number, p_name out varchar2) is\nbegin\n"
        "  select name into p_name from t where id = p_id;\nexception when no_data_found then p_name := 'nobody';\nend;"
    )
    name = Bind(VARCHAR2)
    sql_bench.run("begin name_of(2, :n); end;", n=name)
    assert name.value == "two"
    sql_bench.run("begin page.name_of(p_name => :n, p_id => 9); end;", n=name)
    assert name.value == "nobody"


def test_what_exists_is_replaced_only_when_asked(bench):
    bench.sql("create procedure p is begin null; end;")
    assert bench.fails("create procedure p is begin null; end;").startswith("ORA-00955: name is already used")
    assert bench.fails("create or replace function p return number is begin return 1; end;").startswith("ORA-00955")
    bench.sql("create procedure if not exists p is begin null; end;")
    bench.sql("create or replace procedure p is begin dbms_output.put_line('new'); end;")
    assert bench.run("begin p; end;") == ["new"]


def test_a_table_and_a_program_share_one_name_space(sql_bench):
    assert sql_bench.fails("create or replace procedure t is begin null; end;").startswith("ORA-00955")
    sql_bench.sql("create procedure p is begin null; end;")
    assert sql_bench.fails("create table p (x number)").startswith("ORA-00955")


def test_a_wrong_program_is_created_with_a_warning_and_its_errors(bench):
    assert bench.warns("create or replace procedure p is\n  n number;\nbegin\n  foo(1);\n  n := nn;\nend;")
    assert bench.sql("select line, position, text, attribute, message_number from user_errors order by sequence") == [
        (4, 3, "PLS-00201: identifier 'FOO' must be declared", "ERROR", 201),
        (4, 3, "PL/SQL: Statement ignored", "ERROR", 0),
        (5, 8, "PLS-00201: identifier 'NN' must be declared", "ERROR", 201),
        (5, 3, "PL/SQL: Statement ignored", "ERROR", 0),
    ]
    assert status(bench, "P") == ["INVALID"]
    assert bench.fails("begin p; end;") == (
        "ORA-06550: line 1, column 7:\nPLS-00905: object PAGE.P is invalid\n"
        "ORA-06550: line 1, column 7:\nPL/SQL: Statement ignored"
    )
    assert bench.fails("call p()").startswith("ORA-06575: Package or function P is in an invalid state")


def test_a_syntax_error_is_in_user_errors_too(bench):
    assert bench.warns("create procedure p\nbegin null; end;")
    ((line, position, text),) = bench.sql("select line, position, text from user_errors")
    assert (line, position) == (2, 1) and text.startswith('PLS-00103: Encountered the symbol "BEGIN"')


def test_a_heading_that_is_wrong_ends_the_analysis(bench):
    assert bench.warns("create procedure p(x foo) is begin null; end;")
    assert bench.sql("select line, position, text from user_errors order by sequence") == [
        (0, 0, "PL/SQL: Compilation unit analysis terminated"),
        (1, 15, "PLS-00201: identifier 'FOO' must be declared"),
    ]


def test_a_corrected_program_has_no_errors(bench):
    bench.warns("create or replace procedure p is begin foo; end;")
    assert not bench.warns("create or replace procedure p is begin null; end;")
    assert bench.sql("select * from user_errors") == [] and status(bench, "P") == ["VALID"]


def test_functions_are_called_in_sql(sql_bench):
    sql_bench.sql("create function twice(n number) return number is begin return 2 * n; end;")
    sql_bench.sql("create function greeting return varchar2 is begin return 'hello'; end;")
    assert sql_bench.sql("select twice(id), greeting, page.twice(4) from t where twice(id) > 2") == [(4, "hello", 8)]
    assert sql_bench.fails("select twice(1, 2) from dual").startswith("ORA-06553: PLS-306")


def test_an_error_in_a_function_that_sql_calls_tells_its_place(bench):
    bench.sql("create function f(n number) return number is\nbegin\n  return 1 / n;\nend;")
    with pytest.raises(OraError) as caught:
        bench.sql("select f(0) from dual")
    assert str(caught.value) == 'ORA-01476: divisor is equal to zero\nORA-06512: at "PAGE.F", line 3'


def test_a_function_changes_nothing_in_a_query(sql_bench):
    sql_bench.sql("create function f return number is begin delete from t; return 1; end;")
    sql_bench.sql("create function g return number is begin commit; return 1; end;")
    assert sql_bench.fails("select f from dual").startswith("ORA-14551: cannot perform a DML operation inside a query")
    assert sql_bench.fails("select g from dual").startswith("ORA-14552: cannot perform a DDL, commit or rollback")
    assert sql_bench.run("begin dbms_output.put_line(f); rollback; end;") == ["1"]


def test_sql_that_calls_itself_by_way_of_a_function_is_stopped(bench):
    bench.sql(
        "create function f(n number) return number is r number; begin select f(n + 1) into r from dual; return r; end;"
    )
    assert bench.fails("select f(1) from dual").startswith(
        "ORA-00036: maximum number of recursive SQL levels (50) exceeded"
    )


def test_errors_tell_the_way_through_stored_programs(bench):
    bench.sql("create procedure inner_p is\nbegin\n  raise_application_error(-20001, 'no');\nend;")
    bench.sql("create procedure outer_p is\nbegin\n\n  inner_p;\nend;")
    assert bench.fails("begin\n  outer_p;\nend;") == (
        'ORA-20001: no\nORA-06512: at "PAGE.INNER_P", line 3\nORA-06512: at "PAGE.OUTER_P", line 4\n'
        "ORA-06512: at line 2"
    )


def test_what_uses_a_dropped_table_is_invalid_until_the_table_is_back(sql_bench):
    sql_bench.sql("create procedure p is begin delete from t; end;")
    sql_bench.sql("create procedure q is begin p; end;")
    sql_bench.sql("drop table t")
    assert status(sql_bench, "P") == status(sql_bench, "Q") == ["INVALID"]
    assert "PLS-00905: object PAGE.Q is invalid" in sql_bench.fails("begin q; end;")
    sql_bench.sql("create table t (id number)")
    sql_bench.run("begin q; end;")
    assert status(sql_bench, "P") == status(sql_bench, "Q") == ["VALID"]


def test_a_new_column_leaves_what_uses_the_table_valid(sql_bench):
    sql_bench.sql("create procedure p is n t.id%type; begin select max(id) into n from t; end;")
    sql_bench.sql("alter table t add more number")
    assert status(sql_bench, "P") == ["VALID"]
    sql_bench.sql("alter table t rename column id to number_")
    assert status(sql_bench, "P") == ["INVALID"]


def test_alter_compile_says_what_is_still_wrong(bench):
    bench.warns("create procedure p is begin delete from later; end;")
    assert bench.warns("alter procedure p compile")
    bench.sql("create table later (x number)")
    assert not bench.warns("alter procedure p compile")
    assert status(bench, "P") == ["VALID"]
    assert bench.fails("alter procedure nobody compile").startswith("ORA-04043")


def test_the_source_is_kept_from_the_word_that_says_what_it_is(bench):
    bench.sql("create or replace\n  procedure page.p is\nbegin\n  null;\nend;")
    assert bench.sql("select line, text from user_source where name = 'P' and type = 'PROCEDURE' order by line") == [
        (1, "procedure      p is\n"),
        (2, "begin\n"),
        (3, "  null;\n"),
        (4, "end;"),
    ]


def test_drop_forgets_a_program(bench):
    bench.sql("create procedure p is begin null; end;")
    bench.sql("drop procedure p")
    assert "PLS-00201: identifier 'P' must be declared" in bench.fails("begin p; end;")
    assert bench.fails("drop procedure p").startswith("ORA-04043")
    assert bench.fails("drop function p").startswith("ORA-04043")
    bench.sql("drop procedure if exists p")


# packages


def test_a_package_keeps_its_variables_for_the_session(counter, database):
    counter.run("begin counter.add; counter.add(5); end;")
    assert counter.value("counter.shown('>') || ' ' || counter.total") == ">115/2 115"
    other = database.open_session("PAGE")
    assert other.execute(other.parse("select counter.shown from dual")).rows == [("100/0",)]
    other.close()


def test_private_items_of_a_package_are_not_seen_from_outside(counter):
    assert "PLS-00302: component 'CALLS' must be declared" in counter.fails("begin counter.calls := 1; end;")
    assert "PLS-00302: component 'PLUS' must be declared" in counter.fails(
        "begin counter.total := counter.plus(1); end;"
    )


def test_a_packages_exception_is_caught_by_its_name(counter):
    block = "begin counter.add(2000); exception when counter.too_much then dbms_output.put_line('much'); end;"
    assert counter.run(block) == ["much"]


def test_a_public_function_is_used_in_sql_within_its_package(bench):
    bench.sql("create package p as function f(n number) return number; function g return number; end;")
    assert not bench.warns(
        "create package body p as\n  function f(n number) return number is begin return n + 1; end;\n"
        "  function g return number is r number; begin select f(1) into r from dual; return r; end;\nend;"
    )
    assert bench.value("p.g") == "2"


def test_a_private_function_is_not_used_in_sql(bench):
    bench.sql("create package p as function g return number; end;")
    assert bench.warns(
        "create package body p as\n  function f return number is begin return 1; end;\n"
        "  function g return number is r number; begin select f() into r from dual; return r; end;\nend;"
    )
    assert "PLS-00231: function 'F' may not be used in SQL" in bench.sql("select text from user_errors")[0][0]


def test_a_replaced_body_discards_the_state_once(counter):
    counter.run("begin counter.add(5); end;")
    counter.sql(COUNTER_BODY.replace(":= 100", ":= 500"))
    text = counter.fails("begin counter.add(5); end;")
    assert text.startswith(
        "ORA-04068: existing state of packages has been discarded\n"
        'ORA-04061: existing state of package body "PAGE.COUNTER" has been invalidated\n'
    )
    assert counter.value("counter.shown") == "500/0"


def test_a_package_of_constants_has_no_state_to_lose(bench):
    bench.sql("create package k as c constant number := 1; end;")
    assert bench.value("k.c") == "1"
    bench.sql("create or replace package k as c constant number := 2; end;")
    assert bench.value("k.c") == "2"


def test_a_package_without_its_body(bench):
    bench.sql("create package p as procedure q; end;")
    assert bench.fails("begin p.q; end;") == (
        'ORA-04067: not executed, package body "PAGE.P" does not exist\n'
        'ORA-06508: PL/SQL: could not find program unit being called: "PAGE.P"\nORA-06512: at line 1'
    )


def test_a_body_that_does_not_compile_fails_at_each_call(bench):
    bench.sql("create package p as procedure q; end;")
    assert bench.warns("create package body p as procedure q is begin foo; end; end;")
    for _ in range(2):
        assert bench.fails("begin p.q; end;").startswith('ORA-04063: package body "PAGE.P" has errors\nORA-06508')


def test_a_body_defines_all_that_its_package_declares(bench):
    bench.sql("create package p as\n  procedure q;\n  procedure r;\nend;")
    assert bench.warns("create package body p as procedure q is begin null; end; end;")
    assert bench.sql("select line, position, text from user_errors") == [
        (
            3,
            13,
            "PLS-00323: subprogram or cursor 'R' is declared in a package specification and must be defined in the "
            "package body",
        )
    ]


def test_a_body_without_its_package(bench):
    assert bench.warns("create package body p as procedure q is begin null; end; end;")
    texts = [text for (text,) in bench.sql("select text from user_errors order by sequence")]
    assert texts[-1] == "PLS-00304: cannot compile body of 'P' without its specification"


def test_a_package_with_a_cursor_and_types(sql_bench):
    sql_bench.sql(
        "create package p as type names is table of varchar2(100) index by pls_integer;"
        " cursor c(p_from number) is select * from t where id >= p_from order by id; function list return names; end;"
    )
    assert not sql_bench.warns(
        "create package body p as function list return names is r names;"
        " begin for x in c(1) loop r(x.id) := x.name; end loop; return r; end; end;"
    )
    block = "declare n p.names; r p.c%rowtype; begin n := p.list; open p.c(2); fetch p.c into r; close p.c; "
    assert sql_bench.run(block + "dbms_output.put_line(n(1) || r.name); end;") == ["onetwo"]


def test_drop_package_drops_its_body_too(counter):
    counter.sql("drop package counter")
    assert counter.sql("select * from user_objects") == []


def test_the_dictionary_describes_subprograms(counter):
    assert counter.sql(
        "select procedure_name, subprogram_id, overload from user_procedures where object_name = 'COUNTER' order by 2"
    ) == [(None, 0, None), ("ADD", 1, None), ("SHOWN", 2, "1"), ("SHOWN", 3, "2")]
    assert counter.sql(
        "select argument_name, position, data_type, in_out, defaulted from user_arguments"
        " where package_name = 'COUNTER' and object_name = 'ADD'"
    ) == [("N", 1, "NUMBER", "IN", "Y")]
    assert counter.sql("select object_type from user_objects order by 1") == [("PACKAGE",), ("PACKAGE BODY",)]


def test_a_cursor_comes_out_of_a_procedure(sql_bench):
    sql_bench.sql("create procedure list(p_from number, p out sys_refcursor) is begin open p for"
                  " select id, name from t where id >= p_from order by id; end;")  # fmt: skip
    cursor = Bind(OracleType("CURSOR"))
    sql_bench.run("begin list(2, :c); end;", c=cursor)
    assert isinstance(cursor.value, Result) and cursor.written
    assert [column.name for column in cursor.value.columns] == ["ID", "NAME"]
    assert list(cursor.value.rows) == [(2, "two")]


def test_programs_outlive_the_database(tmp_path):
    from ordslab.sandbox.clock import Clock
    from ordslab.sandbox.entropy import Entropy
    from ordslab.sandbox.plsql.install import install
    from ordslab.sandbox.sql.instance import Instance

    for create in (True, False):
        database = Instance(tmp_path, Clock(), Entropy(1))
        install(database)
        if create:
            database.create_schema("PAGE", "Secret#1")
        session = database.open_session("PAGE")
        if create:
            session.execute(session.parse("create function f return number is begin return 7; end;"))
        assert session.execute(session.parse("select f from dual")).rows == [(7,)]
        database.close()


def test_types_in_the_schema_are_refused(bench):
    assert "ORA-03001" in bench.fails("create type names as table of varchar2(10)")


def test_a_subprograms_name_qualifies_its_parameters(sql_bench):
    sql_bench.sql(
        "create procedure rename_row(id number, name varchar2) is begin"
        " update t set name = rename_row.name where t.id = rename_row.id;"
        " dbms_output.put_line(sql%rowcount || rename_row.name); end;"
    )
    assert sql_bench.run("begin rename_row(2, 'deux'); end;") == ["1deux"]
    assert sql_bench.sql("select name from t where id = 2") == [("deux",)]


def test_deep_recursion_is_no_runaway(bench):
    total = (
        "function total(n number) return number is begin if n = 0 then return 0; end if; return n + total(n - 1); end;"
    )
    bench.sql(f"create {total}")
    assert bench.sql("select total(900) from dual") == [(405450,)]
    assert bench.run(f"declare {total} begin dbms_output.put_line(total(900)); end;") == ["405450"]


def test_a_subprogram_may_be_called_delete(bench):
    """Documented: DELETE is a keyword of PL/SQL, not a reserved word (PL/SQL Language Reference, appendix D)."""
    bench.sql("create package shop as procedure delete(n number); end;")
    assert not bench.warns(
        "create package body shop as procedure delete(n number) is begin dbms_output.put_line('gone ' || n); end; end;"
    )
    assert bench.run("begin shop.delete(7); end;") == ["gone 7"]


def test_sql_calls_functions_with_arguments_by_name(bench):
    """Documented: since 11.1 (SQL Language Reference, Function Expressions)."""
    bench.sql("create function shown(a varchar2, b varchar2 default 'b', c number default 3) return varchar2 is"
              " begin return a || b || c; end;")  # fmt: skip
    assert bench.sql("select shown(c => 1, a => 'x'), shown('y', c => 2), shown(a => 'z') from dual") == [
        ("xb1", "yb2", "zb3")
    ]
    assert bench.sql("select shown(a => dummy || count(*)) from dual group by dummy") == [("X1b3",)]
    for wrong in ("shown(a => 'x', d => 1)", "shown(b => 'x')", "shown('x', a => 'y')"):
        assert bench.fails(f"select {wrong} from dual") == (
            "ORA-06553: PLS-306: wrong number or types of arguments in call to 'SHOWN'"
        )
    assert bench.fails("select shown(a => 'x', 'y') from dual").startswith("ORA-06553: PLS-312")
