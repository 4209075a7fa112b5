"""A stored program that needs what the sandbox has not is there all the same: that part is refused when it is reached.

On Oracle such a program works as a whole; here it works but for the part, so that the rest of it is not lost.
"""

from __future__ import annotations

import pytest

NO_UTIL = "ORA-03001: unimplemented feature: the ordslab sandbox has no package APEX_UTIL"
NO_TYPE = "ORA-03001: unimplemented feature: the ordslab sandbox has no type APEX_T_VARCHAR2"
NO_VIEW = "ORA-03001: unimplemented feature: the ordslab sandbox has no view V$SQL"
ABSENT = {
    "apex_util.set_session_state('A', 'b');": NO_UTIL,
    "n := length(apex_util.get_session_state('A'));": NO_UTIL,
    "if apex_util.x then null; end if;": NO_UTIL,
    "for i in 1 .. apex_util.x loop null; end loop;": NO_UTIL,
    "select count(*) into n from v$sql;": NO_VIEW,
    "for r in (select * from v$sql) loop null; end loop;": NO_VIEW,
    "insert into t (id) select count(*) from v$sql;": NO_VIEW,
    "declare a apex_t_varchar2; begin a := null; end;": NO_TYPE,
    "htp.anchor('/', 'x');": "ORA-03001: unimplemented feature: the ordslab sandbox has no HTP.ANCHOR",
    "return; raise apex_util.e_no;": None,
}


@pytest.fixture
def shop(sql_bench):
    """Package SHOP with procedures p1, p2 ..., the body of one of them given; returns what creates it."""

    def create(body, count=2, at=1):
        numbers = range(1, count + 1)
        sql_bench.sql("create or replace package shop as " + "".join(f"procedure p{n};" for n in numbers) + "end;")
        bodies = "".join(
            f"procedure p{n} is n number; begin dbms_output.put_line('{n}');\n {body if n == at else ''} end;"
            for n in numbers
        )
        assert not sql_bench.warns(f"create or replace package body shop as {bodies} end;")
        return sql_bench

    return create


@pytest.mark.parametrize(("body", "error"), ABSENT.items())
def test_the_other_procedures_of_a_body_run(shop, body, error):
    bench = shop(body)
    assert bench.run("begin shop.p2; end;") == ["2"]
    if error is None:
        assert bench.run("begin shop.p1; end;") == ["1"]
    else:
        assert bench.fails("begin shop.p1; end;") == (
            f'{error}\nORA-06512: at "PAGE.SHOP", line 2\nORA-06512: at line 1'
        )
    assert bench.sql("select object_type, status from user_objects where object_name = 'SHOP' order by 1") == [
        ("PACKAGE", "VALID"),
        ("PACKAGE BODY", "VALID"),
    ]
    assert bench.sql("select count(*) from user_errors") == [(0,)]


@pytest.mark.parametrize("count", [1, 16, 200])
def test_however_many_there_are_and_wherever_it_stands(shop, count):
    for at in {1, count // 2 + 1, count}:
        bench = shop("apex_util.x;", count, at)
        for number in {1, count // 2 + 1, count} - {at}:
            assert bench.run(f"begin shop.p{number}; end;") == [str(number)]
        assert bench.fails(f"begin shop.p{at}; end;").startswith(NO_UTIL)
        bench.run("begin dbms_output.disable; dbms_output.enable; end;")


def test_a_branch_that_is_not_taken_is_not_refused(shop):
    bench = shop("if n is not null then apex_util.x; else dbms_output.put_line('else'); end if;")
    assert bench.run("begin shop.p1; end;") == ["1", "else"]


def test_each_call_is_refused_alike_and_can_be_handled(shop):
    bench = shop("apex_util.x;")
    handled = "begin shop.p1; exception when others then dbms_output.put_line(sqlcode); end;"
    assert bench.run(f"begin for i in 1 .. 3 loop {handled} end loop; end;") == ["1", "-3001"] * 3
    assert len({bench.fails("begin shop.p1; end;") for _ in range(3)}) == 1


def test_what_is_declared_with_it_is_refused_where_it_is_used(sql_bench):
    sql_bench.sql("create package lib as t_x apex_t_varchar2; function f(a apex_t_varchar2) return number;"
                  " function g return number; end;")  # fmt: skip
    assert not sql_bench.warns("""create package body lib as
      cursor c is select * from v$sql;
      v apex_t_varchar2;
      w varchar2(10) := apex_util.get_session_state('X');
      procedure own(a apex_t_varchar2) is begin null; end;
      function f(a apex_t_varchar2) return number is begin return 1; end;
      function g return number is begin return 7; end;
      procedure work is begin open c; own(v); end;
      end;""")
    assert sql_bench.value("lib.g") == "7"
    assert sql_bench.sql("select lib.g from dual") == [(7,)]
    assert sql_bench.fails("begin dbms_output.put_line(lib.f(null)); end;") == NO_TYPE
    assert sql_bench.fails("select lib.f(1) from dual") == NO_TYPE
    assert sql_bench.fails("begin lib.t_x := null; end;") == NO_TYPE


def test_an_overload_that_could_not_be_declared(sql_bench):
    sql_bench.sql("create package lib as procedure f(a number); procedure f(a apex_t_varchar2, b date); end;")
    assert not sql_bench.warns("""create package body lib as
      procedure f(a number) is begin dbms_output.put_line(a); end;
      procedure f(a apex_t_varchar2, b date) is begin null; end;
      end;""")
    assert sql_bench.run("begin lib.f(7); end;") == ["7"]
    assert sql_bench.fails("begin lib.f(null, sysdate); end;") == NO_TYPE


def test_a_handler_of_an_exception_that_nobody_raises(sql_bench):
    assert not sql_bench.warns("create procedure p is n number; begin n := 1 / 0;"
                               " exception when dbms_lob.invalid_argval then null;"
                               " when zero_divide then dbms_output.put_line('zero'); end;")  # fmt: skip
    assert sql_bench.run("begin p; end;") == ["zero"]


def test_procedures_functions_and_triggers_too(sql_bench):
    assert not sql_bench.warns("create procedure p(n number) is begin if n > 1 then apex_util.x; end if; end;")
    assert sql_bench.run("begin p(1); end;") == []
    assert sql_bench.fails("begin p(2); end;").startswith(NO_UTIL)
    assert not sql_bench.warns(
        "create trigger tr before insert on t for each row begin if :new.id > 5 then apex_util.x; end if; end;"
    )
    sql_bench.sql("insert into t values (3, 'x')")
    assert sql_bench.fails("insert into t values (6, 'x')").startswith(NO_UTIL)
    assert sql_bench.sql("select count(*) from t") == [(3,)]


REFUSED = {
    "function f return sys.odcinumberlist pipelined is begin pipe row (1); return; end;": "PIPELINED functions",
    "function f return sys.odcinumberlist pipelined row polymorphic using lib_t;": "PIPELINED functions",
    "function f(a number) return number aggregate using lib_t;": "AGGREGATE functions",
    "function f return varchar2 sql_macro(table) is begin return 'select 1 from dual'; end;": "SQL_MACRO functions",
    "function f return number as language java name 'Lib.f() return int';": "subprograms in other languages",
}


@pytest.mark.parametrize(("function", "what"), REFUSED.items())
def test_a_kind_of_function_that_is_not_here(sql_bench, function, what):
    heading = function.partition(" is ")[0].partition(" as ")[0].rstrip(";").replace(" sql_macro(table)", "")
    sql_bench.sql(f"create package lib as {heading}; function g return number; end;")
    body = f"create package body lib as {function} function g return number is begin return 7; end; end;"
    assert not sql_bench.warns(body)
    assert sql_bench.value("lib.g") == "7"
    error = f"ORA-03001: unimplemented feature: the ordslab sandbox has no {what}"
    call = "lib.f(1)" if "(a number)" in function else "lib.f"
    kind = "sys.odcinumberlist" if "odcinumberlist" in function else "varchar2(100)"
    assert sql_bench.fails(f"declare x {kind}; begin x := {call}; end;").startswith(error)
    assert sql_bench.fails(f"create {function}").startswith(error)
    assert sql_bench.fails(f"declare {function} begin null; end;").startswith(error)


def test_a_view_is_refused_when_it_is_read(sql_bench):
    sql_bench.sql("create view v as select id, apex_util.x(name) y from t")
    for _ in range(2):
        assert sql_bench.fails("select id from v") == NO_UTIL
    assert sql_bench.sql("select view_name from user_views") == [("V",)]
    sql_bench.sql("create or replace view v as select id from t")
    assert sql_bench.sql("select count(*) from v") == [(2,)]


def test_what_is_misspelt_still_makes_the_whole_invalid(sql_bench):
    sql_bench.sql("create package shop as procedure p1; procedure p2; end;")
    assert sql_bench.warns("create package body shop as procedure p1 is begin null; end;"
                           " procedure p2 is begin apex_utl.x; end; end;")  # fmt: skip
    assert "ORA-04063" in sql_bench.fails("begin shop.p1; end;")


def test_a_block_is_refused_before_any_of_it_runs(sql_bench):
    text = sql_bench.fails("begin insert into t values (9, 'nine'); commit; apex_util.x; end;")
    assert text == NO_UTIL
    assert sql_bench.sql("select count(*) from t") == [(2,)]
