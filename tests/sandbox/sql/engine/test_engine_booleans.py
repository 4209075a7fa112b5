"""Conditions are values and BOOLEANs are conditions, in queries, changes and definitions.

Sources: SQL Language Reference 23ai, "BOOLEAN Expressions": wherever an expression may stand (documented), and "Boolean
Data Type"; IS TRUE and IS FALSE are never unknown.
"""

from __future__ import annotations

import pytest

from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.types import BOOLEAN

ROWS = [(1, True, "x"), (2, False, None), (None, None, "y")]


@pytest.fixture
def table(bench):
    bench.run("create table t (a number, b boolean, s varchar2(10))")
    for a, b, s in ROWS:
        bench.run("insert into t values (:1, :2, :3)", a, Bind(BOOLEAN, b), s)
    return bench


@pytest.mark.parametrize(
    ("condition", "values"),
    [
        ("a > 1", [False, True, None]), ("a >= all (1, 2)", [False, True, None]), ("a <> 2", [True, False, None]),
        ("s is null", [False, True, False]), ("s is not null", [True, False, True]),
        ("a in (1, 3)", [True, False, None]),
        ("a not in (1, 3)", [False, True, None]), ("a between 1 and 1", [True, False, None]),
        ("s like 'x%'", [True, None, False]), ("not b", [False, True, None]), ("b and a = 1", [True, False, None]),
        ("b or a > 1", [True, True, None]), ("a = 1 or s = 'y'", [True, None, True]),
        ("b = (a = 1)", [True, True, None]),
        ("exists (select 1 from dual)", [True, True, True]), ("(a, s) = (1, 'x')", [True, False, False]),
        ("regexp_like(s, 'x')", [True, None, False]), ("lnnvl(a = 1)", [False, True, True]),
        ("s is json", [False, None, False]), ("json_exists('[1]', '$[0]')", [True, True, True]),
        ("a in (select 1 from dual)", [True, False, None]), ("b is true", [True, False, False]),
        ("b is not true", [False, True, True]), ("b is false", [False, True, False]),
        ("b is not false", [True, False, True]),
        ("(a > 1) is true", [False, True, False]), ("(a > 1 or b) is not false", [True, True, True]),
        ("(a > 1) is not true", [True, False, True]), ("nvl(a > 1, true)", [False, True, True]),
        ("to_binary_double(a) is nan", [False, False, None]),
    ],
)  # fmt: skip
def test_a_condition_is_a_value_a_filter_and_a_branch_alike(table, condition, values):
    """Promise: in the select list, in WHERE, in a view, in CASE and in a key to sort by, the same three answers."""
    result = table.run(f"select {condition} from t")
    assert [value for (value,) in result.rows] == values
    assert all(value is None or type(value) is bool for (value,) in result.rows)
    assert result.columns[0].type.family == "BOOLEAN"
    chosen = [row for row, value in zip(ROWS, values, strict=True) if value]
    assert table.rows(f"select * from (select t.*, {condition} as found from t) where found") == [
        (*row, True) for row in chosen
    ]
    assert table.rows(f"select a, b, s from t where ({condition}) is true") == chosen
    told = f"select case when {condition} then 'T' when ({condition}) is false then 'F' else 'U' end from t"
    assert [text for (text,) in table.rows(told)] == ["U" if value is None else "FT"[value] for value in values]
    table.run(f"create view v as select {condition} as c from t")
    assert [value for (value,) in table.rows("select c from v")] == values
    ordered = [value for (value,) in table.rows("select c from v order by c")]
    assert ordered == sorted(values, key=lambda value: (value is None, value or False))


@pytest.mark.parametrize("many", [1, 16, 1000])
def test_rows_are_grouped_counted_and_joined_by_conditions(bench, many):
    bench.run(f"create table n as select level as a from dual connect by level <= {many}")
    expected = [(truth, size) for truth, size in ((False, (many + 1) // 2), (True, many // 2)) if size]
    assert bench.rows("select mod(a, 2) = 0, count(*) from n group by mod(a, 2) = 0 order by 1") == expected
    assert bench.rows("select distinct mod(a, 2) = 0 as even from n order by even") == [(each,) for each, _ in expected]
    assert bench.value("select count(*) > 1 from n") is (many > 1)
    assert bench.value("select max(a > 1) from n") is (many > 1)
    assert bench.value("select count(*) from n x join n y on (x.a > 1) = (y.a > 1)") == 1 + (many - 1) ** 2


def test_changes_take_conditions_as_values(table):
    table.run("update t set b = a > 1")
    assert table.rows("select b from t") == [(False,), (True,), (None,)]
    table.run("insert into t values (9, 1 > 2, 'z')")
    table.run("merge into t using dual on (1 = 2) when not matched then insert values (10, 1 = 1, 'm')")
    assert table.rows("select b from t where a > 8 order by a") == [(False,), (True,)]
    table.run("create table c as select a > 1 as big from t")
    assert table.value("select data_type from user_tab_columns where table_name = 'C'") == "BOOLEAN"
    table.run("delete from t where b is not true")
    assert table.rows("select a from t order by a") == [(2,), (10,)]


@pytest.mark.parametrize(
    "condition",
    ["case when a = 1 then true else false end", "cast(a - 2 as boolean)", "(select a = 1 from dual)", "(a = 1)"],
)
def test_a_boolean_expression_is_a_condition(table, condition):
    assert table.rows(f"select a from t where {condition}") == [(1,)]


def test_json_takes_a_condition(table):
    assert table.value("select json_object('big' value a > 1, 'one' value a = 1) from t where a = 1") == (
        '{"big":false,"one":true}'
    )
    assert table.value("select json_array(1 = 1, 1 = 2) from dual") == "[true,false]"


@pytest.mark.parametrize("text", ["a is true", "s is not false", "sysdate is true"])
def test_only_a_boolean_is_true_or_false(table, text):
    """Mark: inferred."""
    assert table.fails(f"select 1 from t where {text}").startswith("ORA-00932")


@pytest.mark.parametrize("value", [True, False, None])
def test_a_bind_is_true_false_or_unknown(bench, value):
    found = bench.rows("select :1 is true, :2 is false, :3 is null from dual", *[Bind(BOOLEAN, value)] * 3)
    assert found == [(value is True, value is False, value is None)]
