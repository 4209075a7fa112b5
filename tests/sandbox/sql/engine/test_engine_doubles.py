"""BINARY_DOUBLE and BINARY_FLOAT have infinities and NaN, which SQLite has not.

Sources: SQL Language Reference, "Floating-Point Numbers", "Floating-Point Conditions", "Numeric Literals"
(documented): NaN equals NaN and is greater than any other value; IS NAN of NULL is unknown.
"""

from __future__ import annotations

import math
import struct
from itertools import count

import pytest

from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.types import OracleType

NAN, INFINITY = math.nan, math.inf
FAMILIES = ["BINARY_DOUBLE", "BINARY_FLOAT"]
IN_ORDER = [-INFINITY, -1.5, 0.0, 2.25, INFINITY, NAN, None]
_names = (f"T{number}" for number in count())


def same(one, two):
    """Equal, or both NaN."""
    return one == two or (isinstance(one, float) and isinstance(two, float) and math.isnan(one) and math.isnan(two))


def alike(ones, others):
    """Lists of which each value is the same."""
    return len(ones) == len(others) and all(map(same, ones, others))


@pytest.fixture(params=FAMILIES)
def table(request, bench):
    """A table with each of IN_ORDER in column X, the last one first."""
    name = next(_names)
    bench.run(f"create table {name} (id number primary key, x {request.param})")
    for number, value in reversed(list(enumerate(IN_ORDER))):
        bench.run(f"insert into {name} values (:1, :2)", number, Bind(OracleType(request.param), value))
    return name


@pytest.mark.parametrize("family", FAMILIES)
def test_each_literal_is_what_it_says(bench, family):
    text = f"select {family}_nan, {family}_infinity, -{family}_infinity, -{family}_nan from dual"
    result = bench.run(text)
    assert alike(result.rows[0], [NAN, INFINITY, -INFINITY, NAN])
    assert {column.type.family for column in result.columns} == {family}


def test_what_is_written_is_read_again_and_nothing_of_it_is_null(bench, table):
    assert alike([value for (value,) in bench.rows(f"select x from {table} order by id")], IN_ORDER)
    assert bench.rows(f"select id from {table} where x is null") == [(6,)]


def test_rows_sort_with_nan_behind_infinity(bench, table):
    assert [number for (number,) in bench.rows(f"select id from {table} order by x")] == list(range(7))
    assert [number for (number,) in bench.rows(f"select id from {table} order by x desc")] == [6, 5, 4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("x is nan", [5]),
        ("x is not nan", [0, 1, 2, 3, 4]),
        ("x is infinite", [0, 4]),
        ("x is not infinite", [1, 2, 3, 5]),
        ("x = binary_double_nan", [5]),
        ("x <> binary_double_nan", [0, 1, 2, 3, 4]),
        ("x > 1", [3, 4, 5]),
        ("x >= binary_float_infinity", [4, 5]),
        ("x < 12345678901234567890123", [0, 1, 2, 3]),
        ("x between 0 and binary_double_infinity", [2, 3, 4]),
        ("x in (binary_double_nan, -1.5)", [1, 5]),
        ("x = 0d / 0", [5]),
        ("x = any (select y.x from {table} y where y.x is nan)", [5]),
        ("not x is nan and x is infinite", [0, 4]),
    ],
)
def test_conditions_find_the_same_rows_with_an_index_and_without(bench, table, condition, found):
    condition = condition.format(table=table)
    query = f"select id from {table} where {condition} order by id"
    assert [number for (number,) in bench.rows(query)] == found
    bench.run(f"create index i_{table} on {table} (x)")
    assert [number for (number,) in bench.rows(query)] == found


def test_nan_is_one_value_for_groups_sets_and_unique_keys(bench, table):
    bench.run(f"insert into {table} select 10 + id, x from {table}")
    groups = bench.rows(f"select x, count(*) from {table} group by x order by x")
    assert alike([value for value, _ in groups], IN_ORDER)
    assert {size for _, size in groups} == {2}
    distinct = bench.rows(f"select x from {table} union select 0d / 0 from dual order by 1")
    assert alike([value for (value,) in distinct], IN_ORDER)
    bench.run(f"delete from {table} where id >= 10")
    bench.run(f"create unique index u_{table} on {table} (x)")
    assert bench.fails(f"insert into {table} values (99, binary_float_nan)").startswith("ORA-00001")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("0d / 0", NAN), ("1d / 0", INFINITY), ("-1d / 0", -INFINITY), ("1 / 0d", INFINITY), ("0f / 0f", NAN),
        ("binary_double_infinity - binary_double_infinity", NAN), ("binary_double_nan + 1", NAN),
        ("1 / binary_double_infinity", 0.0), ("1e308d * 10", INFINITY), ("-1e308d * 10", -INFINITY),
        ("abs(-binary_double_infinity)", INFINITY), ("ceil(binary_double_nan)", NAN),
        ("round(binary_double_infinity, 2)", INFINITY), ("sign(-binary_float_infinity)", -1),
        ("sign(binary_double_nan)", 1), ("sqrt(-binary_double_infinity)", NAN), ("nanvl(binary_double_nan, 7)", 7.0),
        ("nvl(binary_double_nan, 1)", NAN), ("greatest(1d, binary_double_nan, 2d)", NAN),
        ("least(1d, binary_double_nan, -binary_double_infinity)", -INFINITY), ("to_char(binary_double_nan)", "Nan"),
        ("to_char(-binary_double_infinity)", "-Inf"), ("'<' || binary_float_infinity || '>'", "<Inf>"),
        ("to_binary_double('NaN')", NAN), ("cast('-INF' as binary_float)", -INFINITY),
        ("decode(0d / 0, binary_double_nan, 'same', 'other')", "same"), ("nullif(0d / 0, binary_double_nan)", None),
        ("case when binary_double_nan = binary_double_nan then 1 else 0 end", 1),
    ],
)  # fmt: skip
def test_expressions_go_on_with_infinity_and_nan(bench, expression, value):
    assert same(bench.value(f"select {expression} from dual"), value)


@pytest.mark.parametrize("many", [1, 16, 1000])
def test_aggregates_and_windows_count_them(bench, many):
    """Promise: however many rows, in whatever order."""
    name = next(_names)
    bench.run(f"create table {name} (id number, x binary_double)")
    bench.run(f"insert into {name} select level, level from dual connect by level <= {many}")
    query = f"select sum(x), avg(x), min(x), max(x), count(x), count(distinct x) from {name}"
    middle = many * (many + 1) / 2
    assert bench.rows(query) == [(middle, middle / many, 1.0, many, many, many)]
    bench.run(f"insert into {name} values (0, binary_double_infinity)")
    assert bench.rows(query) == [(INFINITY, INFINITY, 1.0, INFINITY, many + 1, many + 1)]
    windows = f"select sum(x) over (order by id rows between 1 preceding and current row) from {name} order by id"
    assert [value for (value,) in bench.rows(windows)][:3] == [INFINITY, INFINITY, 3.0][: many + 1]
    bench.run(f"insert into {name} values (-1, -binary_double_infinity)")
    assert alike(bench.rows(query)[0], [NAN, NAN, -INFINITY, INFINITY, many + 2, many + 2])
    bench.run(f"insert into {name} values (-2, binary_double_nan)")
    assert alike(bench.rows(query)[0], [NAN, NAN, -INFINITY, NAN, many + 3, many + 3])
    last = (
        f"select max(id) keep (dense_rank last order by x), listagg(id, ' ') within group (order by x desc) from {name}"
    )
    kept, listed = bench.rows(last)[0]
    assert kept == -2
    assert listed.startswith("-2 0 ")
    assert listed.endswith(" -1")


def test_zero_has_no_sign(bench):
    """Source: SQL Language Reference, "Floating-Point Numbers": -0 is coerced to +0 (documented)."""
    assert math.copysign(1, bench.value("select -1 / binary_double_infinity from dual")) == 1
    assert bench.value("select 1 / (-1 / binary_double_infinity) from dual") == INFINITY


def test_updates_and_copies_keep_them(bench, table):
    bench.run(f"create table c_{table} as select * from {table}")
    bench.run(f"update c_{table} set x = x * -1")
    found = [value for (value,) in bench.rows(f"select x from c_{table} order by id")]
    assert alike(found, [INFINITY, 1.5, 0.0, -2.25, -INFINITY, NAN, None])
    bench.run(f"merge into c_{table} c using {table} t on (c.id = t.id) when matched then update set c.x = t.x")
    assert alike([value for (value,) in bench.rows(f"select x from c_{table} order by id")], IN_ORDER)
    bench.run(f"update c_{table} set x = binary_float_nan where x is null")
    assert bench.value(f"select count(*) from c_{table} where x is nan") == 2


def test_returning_gives_them(bench, table):
    given = Bind(OracleType("BINARY_DOUBLE"), None)
    bench.run(f"update {table} set x = binary_double_nan where id = 3 returning x into :1", given)
    assert alike(given.returned, [NAN])


@pytest.mark.parametrize("column", ["number", "number(5,2)", "number(38)", "float", "integer"])
@pytest.mark.parametrize("value", ["binary_double_nan", "binary_double_infinity", "-binary_float_infinity", "0d / 0"])
def test_number_has_neither(bench, column, value):
    """Promise: ORA-01426 (inferred), never a NULL or other bytes."""
    name = next(_names)
    bench.run(f"create table {name} (x {column})")
    assert bench.fails(f"insert into {name} values ({value})").startswith("ORA-01426")
    assert bench.fails(f"insert into {name} select {value} from dual").startswith("ORA-01426")
    assert bench.fails(f"select to_number({value}) from dual").startswith("ORA-01426")
    assert bench.fails(f"select cast({value} as number) from dual").startswith("ORA-01426")
    assert bench.rows(f"select * from {name}") == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("power(binary_double_nan, 2)", "POWER"), ("mod(binary_double_infinity, 2)", "MOD"),
        ("bitand(binary_double_nan, 1)", "BITAND"), ("stddev(binary_double_nan)", "STDDEV"),
        ("median(binary_double_infinity)", "MEDIAN"), ("to_char(binary_double_nan, '999')", "TO_CHAR"),
        ("json_array(binary_double_nan)", "JSON"), ("json_object('a' value -binary_float_infinity)", "JSON"),
    ],
)  # fmt: skip
def test_functions_that_cannot_take_them_say_so(bench, text, what):
    error = bench.fails(f"select {text} from dual")
    assert error.startswith("ORA-03001")
    assert what in error


def test_wide_numbers_and_raws_are_neither(bench):
    """Promise: what marks NaN in storage is taken for NaN in a BINARY_DOUBLE only."""
    for number in ["1e125", "9.99e125", "12345678901234567890123.5", "-1e125"]:
        assert bench.rows(f"select 1 from dual where {number} is nan or {number} is infinite") == []
        assert bench.value(f"select case when {number} < binary_double_nan then 1 end from dual") == 1
    assert bench.value("select hextoraw('FF66') from dual") == b"\xff\x66"


def test_the_names_can_be_columns(bench):
    name = next(_names)
    bench.run(f"create table {name} (binary_double_nan number)")
    bench.run(f"insert into {name} values (3)")
    assert bench.value(f"select binary_double_nan from {name}") == 3


def test_a_float_has_four_bytes():
    """The test's own values are exact in both types."""
    for value in IN_ORDER[:-2]:
        assert struct.unpack(">f", struct.pack(">f", value)) == (value,)
