"""A name in a block's SQL is a column where one of that name is visible, else the block's variable."""

from __future__ import annotations

import pytest

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
