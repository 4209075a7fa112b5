"""NUMBER is exact: beyond 64 bits and beyond 15 digits, in storage, order, groups, keys, arithmetic and JSON.

The model is Python's decimal with Oracle's precision: 20 base-100 digits, rounded half up (Database Concepts, "Internal
Numeric Format": documented).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordslab.sandbox.sql import number_bytes
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.functions.decimals import exact, storable
from ordslab.sandbox.sql.types import NUMBER

_RUNS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_names = (f"T{number}" for number in count())


def oracle(number: Decimal) -> Decimal:
    """The number as NUMBER holds it."""
    digits = 39 if number and number.adjusted() % 2 == 0 else 40
    return Context(prec=digits, rounding=ROUND_HALF_UP).plus(number)


def decimals():
    """Numbers near each other and near the borders: of 64 bits, of a float's whole numbers, of zero."""
    centres = st.sampled_from([0, 1, 2**53, 2**63, 10**20, 10**37])
    steps = st.sampled_from(["0", "1", "0.5", "0.1", "1E-16", "1E-30", "0.30000000000000004", "123.456", "1E18"])
    near = st.builds(
        lambda centre, step, sign, side: sign * (Decimal(centre) + side * Decimal(step)),
        centres, steps, st.sampled_from([1, -1]), st.sampled_from([1, -1]),
    )  # fmt: skip
    anything = st.builds(
        lambda digits, power: Decimal(digits).scaleb(power), st.integers(-(10**40), 10**40), st.integers(-60, 20)
    )
    return (near | anything).map(oracle)


lists = st.lists(decimals(), min_size=1, max_size=12)


def bind(number):
    return Bind(NUMBER, number)


def same(found, expected):
    return [None if value is None else exact(value) for value in found] == expected


def table_of(bench, numbers, declared="number"):
    name = next(_names)
    bench.run(f"create table {name} (n {declared})")
    for number in numbers:
        bench.run(f"insert into {name} values (:1)", bind(number))
    return name


# --- One form ---------------------------------------------------------------------------------------------------------


@given(decimals(), decimals())
def test_the_bytes_of_numbers_compare_as_the_numbers_do(one, two):
    assert (number_bytes.encode(one) < number_bytes.encode(two)) == (one < two)
    assert number_bytes.decode(number_bytes.encode(one)) == one


@given(decimals(), st.integers(0, 5))
def test_equal_numbers_have_one_form_in_sqlite(number, zeros):
    longer = Context(prec=60).multiply(number, Decimal(1).quantize(Decimal(1).scaleb(-zeros)))
    one, two = storable(number), storable(longer)
    assert (one, type(one)) == (two, type(two))
    assert exact(one) == number


@given(decimals())
def test_a_number_that_a_float_or_64_bits_hold_stays_native(number):
    stored = storable(number)
    if number == number.to_integral_value():
        assert isinstance(stored, int) == (-(2**63) <= number < 2**63)
    else:
        assert isinstance(stored, float) == (Decimal(repr(float(number))) == number)


# --- Storage and queries ----------------------------------------------------------------------------------------------


@_RUNS
@given(lists)
def test_numbers_come_back_as_they_were_stored(bench, numbers):
    table = table_of(bench, numbers)
    assert same([row[0] for row in bench.rows(f"select n from {table} order by rowid")], numbers)


@_RUNS
@given(lists)
def test_order_by_sorts_numbers_of_every_form(bench, numbers):
    table = table_of(bench, numbers)
    bench.run(f"create index i{table} on {table} (n)")
    bench.run(f"insert into {table} values (null)")
    ascending = [*sorted(numbers), None]
    for text, expected in [
        (f"select n from {table} order by n", ascending),
        (f"select n from {table} order by 1 desc", ascending[::-1]),
        (f"select n from {table} order by n desc nulls last", [*ascending[-2::-1], None]),
        (f"select n + 0 as m from {table} order by m", ascending),
        (f"select n from {table} order by n * 1, rowid", ascending),
        (f"select n from (select n from {table} union all select n from {table} where 1 = 0) order by n", ascending),
        (f"select n from {table} union all select n from {table} where 1 = 0 order by n", ascending),
        (f"select n from {table} order by n fetch first 3 rows only", ascending[:3]),
        (f"select n from (select n, row_number() over (order by n) as r from {table}) order by r", ascending),
    ]:
        assert same([row[0] for row in bench.rows(text)], expected), text


@_RUNS
@given(lists, decimals())
def test_comparisons_are_right_with_and_without_an_index(bench, numbers, border):
    table = table_of(bench, numbers)
    for has_index in (False, True):
        if has_index:
            bench.run(f"create index i{table} on {table} (n)")
        for operator, keep in [
            ("<", border.__gt__), ("<=", border.__ge__), (">", border.__lt__), (">=", border.__le__),
            ("=", border.__eq__), ("<>", border.__ne__),
        ]:  # fmt: skip
            expected = sorted(filter(keep, numbers))
            for right in (":1", f"{border:f}", f"({border:f} + 0)", f"to_number('{border:f}')"):
                binds = [bind(border)] if right == ":1" else []
                text = f"select n from {table} where n {operator} {right} order by n"
                assert same([row[0] for row in bench.rows(text, *binds)], expected), text
    between = sorted(number for number in numbers if -abs(border) <= number <= abs(border))
    text = f"select n from {table} where n between :1 and :2 order by n"
    assert same([row[0] for row in bench.rows(text, bind(-abs(border)), bind(abs(border)))], between)
    text = f"select a.n from {table} a join {table} b on a.n < b.n where b.n = :1 order by a.n"
    pairs = sorted(number for number in numbers for other in numbers if number < other == numbers[0])
    assert same([row[0] for row in bench.rows(text, bind(numbers[0]))], pairs)


@_RUNS
@given(lists)
def test_groups_and_extremes_are_right(bench, numbers):
    table = table_of(bench, [*numbers, numbers[0]])
    groups = bench.rows(f"select n, count(*) from {table} group by n order by n")
    assert same([row[0] for row in groups], sorted(set(numbers)))
    assert groups[sorted(set(numbers)).index(numbers[0])][1] == numbers.count(numbers[0]) + 1
    assert len(bench.rows(f"select distinct n from {table}")) == len(set(numbers))
    (row,) = bench.rows(f"select min(n), max(n), max(n + 0), count(distinct n) from {table}")
    assert same(row, [min(numbers), max(numbers), max(numbers), len(set(numbers))])
    text = f"select n, max(n) over (order by n rows unbounded preceding), rank() over (order by n desc) from {table}"
    for number, largest, place in bench.rows(text):
        assert exact(number) == exact(largest)
        assert place == 1 + sum(other > exact(number) for other in [*numbers, numbers[0]])
    (row,) = bench.rows(
        f"select greatest(n, :1, 0), least(n, 0, :2) from {table} where rownum = 1", *map(bind, numbers[:1] * 2)
    )
    assert same(row, [max(numbers[0], 0), min(numbers[0], 0)])


@_RUNS
@given(lists)
def test_a_unique_key_keeps_equal_numbers_apart_and_no_others(bench, numbers):
    table = table_of(bench, [], "number primary key")
    for number in dict.fromkeys(numbers):
        bench.run(f"insert into {table} values (:1)", bind(number))
        assert bench.fails(f"insert into {table} values (:1)", bind(number)).startswith("ORA-00001")
    assert bench.value(f"select count(*) from {table} a join {table} b on a.n = b.n") == len(set(numbers))
    assert bench.value(f"select count(*) from {table} where n in (select n + 0 from {table})") == len(set(numbers))


@_RUNS
@given(decimals(), decimals())
def test_arithmetic_rounds_once_to_oracles_digits(bench, one, two):
    wide = Context(prec=400)
    text = "select :1 + :2, :3 - :4, :5 * :6, -:7, abs(:8), sign(:9) from dual"
    (row,) = bench.rows(text, *map(bind, [one, two, one, two, one, two, one, one, one]))
    exact_results = [wide.add(one, two), wide.subtract(one, two), wide.multiply(one, two), -one, one.copy_abs()]
    expected = [oracle(value) if abs(value) >= Decimal("1E-130") else Decimal(0) for value in exact_results[:3]]
    assert same(row[:5], [*expected, one.copy_negate(), one.copy_abs()])
    assert row[5] == (one > 0) - (one < 0)
    if two:
        assert exact(bench.value("select :1 / :2 from dual", bind(one), bind(two))) == oracle(
            Context(prec=100).divide(one, two)
        )


@_RUNS
@given(lists)
def test_sums_are_exact(bench, numbers):
    table = table_of(bench, numbers)
    total = Context(prec=400).create_decimal(0)
    for number in numbers:
        total = Context(prec=400).add(total, number)
    assert exact(bench.value(f"select sum(n) from {table}")) == oracle(total)


@_RUNS
@given(decimals())
def test_json_text_and_binds_keep_every_digit(bench, number):
    assert (
        exact(bench.value("select to_number(json_value(json_object('a' value :1), '$.a')) from dual", bind(number)))
        == number
    )
    assert (
        exact(bench.value("select json_value(json_array(:1), '$[0]' returning number) from dual", bind(number)))
        == number
    )
    text = "select n from json_table(json_array(:1), '$[*]' columns (n number path '$'))"
    assert exact(bench.value(text, bind(number))) == number
    assert exact(bench.value(f"select {number:f} from dual")) == number


# --- What people write ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("power(2, 70)", str(2**70)),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3", "0." + "3" * 40),
        ("10 / 3", "3." + "3" * 38),
        ("2 / 3", "0." + "6" * 39 + "7"),
        ("137.084431017", "137.084431017"),
        ("99999999999999999999999999999999999999", "9" * 38),
        ("99999999999999999999999999999999999999 + 1", "1E38"),
        ("9223372036854775807 + 1", str(2**63)),
        ("-9223372036854775808 - 1", str(-(2**63) - 1)),
        ("mod(power(2, 70) + 1, 3)", str((2**70 + 1) % 3)),
        ("trunc(power(2, 70) / 7, 5)", "168655945816773043346.28571"),
        ("round(1 / 3, 20)", "0." + "3" * 20),
        ("sqrt(2)", "1.41421356237309504880168872420969807857"),
        ("nvl(null, power(2, 65))", str(2**65)),
        ("decode(power(2, 65), 36893488147419103232, 1, 0)", "1"),
        ("case when power(2, 65) > power(2, 64) and 1/3 < 0.3333333333333334 then 1 else 0 end", "1"),
        ("cast(power(10, 37) / 3 as number(38))", "3" * 37),
        ("1e20d + 0", "1E20"),
        ("cast(1e20d as number)", "1E20"),
    ],
)
def test_an_expression_is_exact(bench, text, expected):
    assert exact(bench.value(f"select {text} from dual")) == Decimal(expected)


def test_a_column_of_38_digits_holds_them_and_not_one_more(bench):
    bench.run("create table t (n number(38))")
    for text in ("9" * 38, "-" + "9" * 38, "1" + "0" * 37):
        bench.run(f"insert into t values ({text})")
    assert same(
        [row[0] for row in bench.rows("select n from t order by n")],
        [Decimal("-" + "9" * 38), Decimal(10**37), Decimal("9" * 38)],
    )
    assert bench.fails(f"insert into t values (1{'0' * 38})").startswith("ORA-01438")
    assert bench.fails("insert into t values (power(10, 38))").startswith("ORA-01438")


def test_a_float_column_of_old_and_a_double_meet_numbers_by_value(bench):
    bench.run("create table t (d binary_double, n number)")
    bench.run("insert into t values (0.1d, 0.1000000000000000055511151231257827)")
    bench.run("insert into t values (1e20d, 100000000000000000000)")
    assert bench.value("select count(*) from t where d = n") == 2, "NUMBER becomes BINARY_DOUBLE"
    bench.run("update t set n = d where n > 1")
    assert bench.value("select count(*) from t where n = 100000000000000000000") == 1


def test_a_table_made_of_a_query_keeps_exact_numbers(bench):
    bench.run("create table t as select 1 / 3 as third, power(2, 70) as big from dual")
    assert bench.value("select count(*) from t where third = 1 / 3 and big = 1180591620717411303424") == 1


def test_numbers_beyond_numbers_range_are_refused(bench):
    assert bench.fails("select power(10, 126) from dual").startswith("ORA-01426")
    assert bench.fails("select 9e125 * 10 from dual").startswith("ORA-01426")
    assert bench.value("select 1e-130 / 100 from dual") == 0


def test_a_random_number_is_sorted_by_what_is_shown(bench):
    rows = bench.rows("select dbms_random.value(0, power(10, 30)) / 7 as r from dual connect by level <= 50 order by r")
    assert rows == sorted(rows)
    assert len(set(rows)) == 50


def test_a_window_so_many_units_wide_refuses_what_it_cannot_count(bench):
    bench.run("create table t (n number)")
    bench.run("insert into t values (1)")
    text = "select sum(n) over (order by n range between 2 preceding and current row) from t"
    assert bench.rows(text) == [(1,)]
    bench.run("insert into t values (power(2, 70))")
    assert bench.fails(text).startswith("ORA-03001")


def test_the_index_of_a_plain_number_still_finds_a_range(bench):
    from ordslab.sandbox.sql.queries import plan_query
    from ordslab.sandbox.sql.types import SHORT_NUMBER

    bench.run("create table t (n number primary key, m number)")
    for text in ("n > :1", "n < :1", "n between :1 and 9", "n = 5", "n >= 7"):
        plan = plan_query(f"select m from t where {text}", bench.session.names(), (SHORT_NUMBER,) * text.count(":"))
        bench.session.rows(plan.compiled, (1,) * text.count(":"))
        steps = bench.session.native("explain query plan " + plan.compiled.text, (1,) * text.count(":"))
        assert all(
            "USING INDEX" in step[-1] or "MULTI-INDEX OR" in step[-1] or step[-1].startswith("INDEX") for step in steps
        ), steps
