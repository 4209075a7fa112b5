"""A name in a block's SQL is a column where one of that name is visible, else the block's variable."""

from __future__ import annotations

import pytest

from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.types import varchar2

TITLES = """'[{"title": "a"}, {"title": "b"}]'"""
CASES = {
    "a variable in a subquery": (
        "declare x number := 2; n number; begin select count(*) into n from (select id from t where id = x);"
        " dbms_output.put_line(n); end;",
        ["1"],
    ),
    "a subquery's column hides a variable": (
        "declare total number := 7; n number; begin select max(total) into n from (select count(*) total from t);"
        " dbms_output.put_line(n); end;",
        ["3"],
    ),
    "JSON_TABLE's column hides a variable": (
        f"declare title varchar2(9); doc varchar2(50) := {TITLES}; begin select max(title) into title"
        " from json_table(doc, '$[*]' columns (title varchar2(9) path '$.title')); dbms_output.put_line(title); end;",
        ["b"],
    ),
    "a variable beside a named subquery": (
        "declare n number := 1; r number; begin with q as (select id, id * 2 d from t) select sum(d) into r from q"
        " where id > n; dbms_output.put_line(r); end;",
        ["10"],
    ),
    "a variable counts rows": (
        "declare lim number := 2; skip number := 1; n number; begin select sum(id) into n from"
        " (select id from t order by id offset skip rows fetch next lim rows only); dbms_output.put_line(n); end;",
        ["5"],
    ),
    "DELETE without FROM": (
        "declare l_id number := 2; begin delete t where id = l_id; dbms_output.put_line(sql%rowcount); end;",
        ["1"],
    ),
    "a variable in a joined subquery of a cursor": (
        "declare v number := 1; begin for r in (select a.id from t a join (select id from t where id > v) b"
        " on a.id = b.id order by 1) loop dbms_output.put_line(r.id); end loop; end;",
        ["2", "3"],
    ),
}


@pytest.mark.parametrize(("block", "lines"), CASES.values(), ids=CASES)
def test_a_name_is_a_column_first_and_a_variable_else(bench, block, lines):
    bench.sql("create table t (id number primary key)")
    bench.sql("insert into t select level from dual connect by level <= 3")
    assert bench.run(block) == lines


BEHIND_WORDS_OF_FUNCTIONS = {
    "value": ("json_object('a' value v)", '{"a":4}'),
    "value of a second": ("json_object('a' value 1, 'b' value v)", '{"a":1,"b":4}'),
    "key": ("json_object(key t value 1)", '{"x":1}'),
    "colon": ("json_object('a' : v)", '{"a":4}'),
    "array": ("json_array(v, t)", '[4,"x"]'),
    "both": ("trim(both t from 'xyx')", "y"),
    "leading": ("trim(leading t from 'xyx')", "yx"),
    "trailing": ("trim(trailing t from 'xyx')", "xy"),
    "default": ("to_char(to_number('q' default v on conversion error))", "4"),
    "case": ("case when v = 4 then t else 'n' end", "x"),
    "between": ("case when 5 between v and v + 1 then t end", "x"),
}


@pytest.mark.parametrize("where", ["query", "insert", "update"])
@pytest.mark.parametrize("what", BEHIND_WORDS_OF_FUNCTIONS)
def test_a_variable_behind_the_words_that_only_functions_have(sql_bench, what, where):
    """VALUE, DEFAULT, BOTH and others: what follows them is no alias."""
    text, expected = BEHIND_WORDS_OF_FUNCTIONS[what]
    sql_bench.sql("create table said (id number, s varchar2(50))")
    sql_bench.sql("insert into said values (1, null)")
    statement = {
        "query": f"select {text} into y from dual;",
        "insert": f"insert into said values (2, {text}); select s into y from said where id = 2;",
        "update": f"update said set s = {text}; select s into y from said;",
    }[where]
    declared = "declare v number := 4; t varchar2(5) := 'x'; y varchar2(99);"
    assert sql_bench.run(f"{declared} begin {statement} dbms_output.put_line(y); end;") == [expected]


ORDERED = {
    "an alias": ("select n * 2 total from nums order by total desc", ["6", "4", "2"]),
    "with AS": ("select n * 2 as total from nums order by total desc", ["6", "4", "2"]),
    "a union": ("select n total from nums union all select n + 10 from nums order by total desc", ["13", "12", "11"]),
    "no alias": ("select n from nums order by n * total", ["3", "2", "1"]),
    "in a subquery": ("select * from (select n * 2 total from nums order by total desc)", ["6", "4", "2"]),
}


@pytest.mark.parametrize("what", ORDERED)
def test_in_order_by_an_alias_comes_before_a_variable(sql_bench, what):
    text, expected = ORDERED[what]
    sql_bench.sql("create table nums (n number)")
    for number in (1, 2, 3):
        sql_bench.sql(f"insert into nums values ({number})")
    column = "n" if what == "no alias" else "total"
    block = f"declare total number := -1; begin for r in ({text}) loop dbms_output.put_line(r.{column}); end loop; end;"
    assert sql_bench.run(block)[:3] == expected


def test_a_blank_behind_the_colon_of_a_bind(sql_bench):
    """Oracle and the drivers take it; in JSON, what stands behind 'key' : is no bind."""
    assert sql_bench.session.parse("select : a, :\n b from dual").binds == ("A", "B")
    assert sql_bench.session.parse("select json_object('k' : a, 'l' :b) from t").binds == ()
    assert sql_bench.run(
        "begin :x := : y || 'z'; dbms_output.put_line(: x); end;", x=Bind(varchar2(9)), y=Bind(varchar2(9), "y")
    ) == ["yz"]
