"""Statements of one part, of sixteen, of a hundred and of a thousand: each construct means the same at every size."""

from __future__ import annotations

import threading

import pytest

from ordslab.sandbox.sql.errors import OraError

SIZES = (1, 2, 16, 100, 1000)

COLUMNS = {
    "number": ("number", "7"),
    "number_4": ("number(4)", "7"),
    "number_10_2": ("number(10, 2)", "7.25"),
    "varchar2": ("varchar2(10)", "'abc'"),
    "date": ("date", "date '2026-01-31'"),
    "timestamp": ("timestamp", "timestamp '2026-01-31 10:00:00.5'"),
    "clob": ("clob", "'abc'"),
}


@pytest.fixture
def one_row(bench):
    """A table with a row that has a value of each type."""
    bench.run(f"create table sizes ({', '.join(f'c_{name} {kind}' for name, (kind, _) in COLUMNS.items())})")
    bench.run(f"insert into sizes values ({', '.join(value for _, value in COLUMNS.values())})")
    return bench


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", COLUMNS)
def test_a_union_of_any_size_has_all_its_rows(one_row, name, size):
    branches = " union all ".join([f"select c_{name} c from sizes"] * size)
    assert one_row.value(f"select count(*) from ({branches})") == size
    if name != "clob":
        distinct = " union ".join([f"select c_{name} c from sizes"] * size)
        assert one_row.value(f"select count(*) from ({distinct})") == 1


@pytest.mark.parametrize("size", SIZES)
def test_a_mixed_chain_of_set_operations_goes_left_to_right(bench, size):
    text = "select 0 n from dual"
    expected = [0]
    for number in range(1, size):
        operator = ("union all", "minus", "union", "intersect")[number % 4 if number % 7 else 0]
        text += f" {operator} select {number % 5} n from dual"
        other = number % 5
        if operator == "union all":
            expected = [*expected, other]
        elif operator == "minus":
            expected = sorted(set(expected) - {other})
        elif operator == "union":
            expected = sorted({*expected, other})
        else:
            expected = sorted(set(expected) & {other})
    assert sorted(value for (value,) in bench.rows(text)) == sorted(expected)


def test_insert_of_a_thousand_rows_by_union_all(bench):
    bench.run("create table many (a number, b varchar2(5))")
    rows = " union all ".join(f"select {number}, 'x' from dual" for number in range(1000))
    assert bench.run(f"insert into many {rows}").rowcount == 1000
    assert bench.rows("select count(*), sum(a) from many") == [(1000, 499500)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "value"), [("number", 7), ("number_4", 7), ("number_10_2", 7.25)])
def test_sums_of_any_size(one_row, name, value, size):
    assert one_row.value(f"select {' + '.join([f'c_{name}'] * size)} from sizes") == value * size
    signs = "".join(f" {'-+'[number % 2]} c_{name}" for number in range(size))
    assert one_row.value(f"select 0{signs} from sizes") == (0 if size % 2 == 0 else -value)
    product = one_row.value(f"select {' * '.join(['1', *[f'c_{name}'] * min(size, 16)])} from sizes")
    assert float(product) == pytest.approx(value ** min(size, 16), rel=1e-12)


@pytest.mark.parametrize("size", SIZES)
def test_days_added_to_a_date_one_by_one(one_row, size):
    assert one_row.value(f"select (c_date{' + 1' * size}) - c_date from sizes") == size
    assert one_row.value(f"select to_char(c_timestamp{' + 1' * size}, 'YYYY') from sizes") in ("2026", "2028")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["varchar2", "clob", "number_4"])
def test_texts_joined_any_number_of_times(one_row, name, size):
    count = min(size, 1000)
    joined = " || ".join([f"c_{name}", *[f"c_{name}", "null"] * (count - 1)])
    length = 3 if name != "number_4" else 1
    assert one_row.value(f"select length({joined}) from sizes") == length * count


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["number", "number_4", "varchar2", "date", "timestamp"])
def test_conditions_joined_by_or_and_and(one_row, name, size):
    value = COLUMNS[name][1]
    never = f"c_{name} <> {value}"
    assert one_row.rows(f"select 1 from sizes where {' or '.join([never] * size)}") == []
    assert one_row.rows(f"select 1 from sizes where {' or '.join([*[never] * size, f'c_{name} = {value}'])}") == [(1,)]
    always = f"c_{name} = {value}"
    assert one_row.rows(f"select 1 from sizes where {' and '.join([always] * size)}") == [(1,)]
    assert one_row.rows(f"select 1 from sizes where {' and '.join([*[always] * size, never])}") == []


@pytest.mark.parametrize("size", SIZES)
def test_case_with_any_number_of_branches(one_row, size):
    branches = " ".join(f"when c_number = {number + 100} then {number}" for number in range(size))
    assert one_row.value(f"select case {branches} else -1 end from sizes") == -1
    last = f"when c_number = 7 then {size}"
    assert one_row.value(f"select case {branches} {last} else -1 end from sizes") == size
    searches = ", ".join(f"{number + 100}, {number}" for number in range(min(size, 100)))
    assert one_row.value(f"select decode(c_number, {searches}, -1) from sizes") == -1


NESTED = {
    "replace": ("replace(", ", 'z', 'y')", "c_varchar2", "abc"),
    "upper": ("upper(", ")", "c_varchar2", "ABC"),
    "nvl": ("nvl(", ", 'x')", "c_varchar2", "abc"),
    "nvl of null": ("nvl(null, ", ")", "c_varchar2", "abc"),
    "substr of ||": ("substr(", " || 'q', 1, 3)", "c_varchar2", "abc"),
    "case in else": ("case when c_number = 1 then 'q' else ", " end", "c_varchar2", "abc"),
    "decode in default": ("decode(c_number, 1, 'q', ", ")", "c_varchar2", "abc"),
    "parentheses": ("(", ")", "c_varchar2", "abc"),
    "sum": ("(1 + ", ")", "0", None),
    "abs of minus": ("abs(-", ")", "c_number_4", 7),
    "round": ("round(", ", 1)", "c_number_10_2", 7.3),
    "add_months": ("add_months(", ", 0)", "to_char(c_date, 'YYYY-MM-DD')", None),
}


@pytest.mark.parametrize("size", [1, 16, 60, 100])
@pytest.mark.parametrize("what", NESTED)
def test_calls_within_calls(one_row, what, size):
    opening, closing, inner, expected = NESTED[what]
    if what == "add_months":
        inner, expected = "c_date", "2026-01-31 00:00:00"
    if what == "sum":
        expected = size
    assert one_row.value(f"select {opening * size}{inner}{closing * size} from sizes") == expected


@pytest.mark.parametrize("size", [1, 16, 100])
def test_nested_calls_in_where_group_by_and_dml(one_row, size):
    nested = "replace(" * size + "c_varchar2" + ", 'z', 'y')" * size
    assert one_row.rows(f"select 1 from sizes where {nested} = 'abc'") == [(1,)]
    assert one_row.rows(f"select {nested}, count(*) from sizes group by {nested}") == [("abc", 1)]
    total = " + ".join(["c_number"] * (size + 1))
    assert one_row.rows(f"select {total}, max(c_number) from sizes group by {total}") == [(7 * (size + 1), 7)]
    assert one_row.rows(f"select {total} + 1 from sizes group by {total}") == [(7 * (size + 1) + 1,)]
    assert one_row.run(f"update sizes set c_number = {total} where {nested} = 'abc'").rowcount == 1
    assert one_row.value("select c_number from sizes") == 7 * (size + 1)


def test_an_error_deep_within_is_the_functions_own(one_row):
    text = f"select {'abs(' * 40}to_number(c_varchar2){')' * 40} from sizes"
    assert one_row.fails(text).startswith("ORA-01722")


def test_what_differs_each_time_still_does_deep_within(bench):
    """A random value within many calls is asked for in each row."""
    nested = f"{'abs(' * 30}dbms_random.value{')' * 30}"
    rows = bench.rows(f"select {nested} from dual connect by level <= 20")
    assert len(set(rows)) > 1


nested_path = "nested path '$' columns ("
REFUSED = {
    "parentheses": lambda size: f"select {'(' * size}1{')' * size} from dual",
    "functions": lambda size: f"select {'upper(' * size}'a'{')' * size} from dual",
    "not": lambda size: f"select 1 from dual where {'not ' * size}1 = 1",
    "minus": lambda size: f"select {'- ' * size}1 from dual",
    "queries": lambda size: f"select {'(select ' * size}1{' from dual)' * size} from dual",
    "views": lambda size: f"select * from {'(select * from ' * size}dual{')' * size}",
    "joins": lambda size: "select 1 from dual" + "".join(f" cross join dual d{number}" for number in range(size)),
    "cases": lambda size: f"select {'case when 1 = 1 then ' * size}1{' end' * size} from dual",
    "json": lambda size: "select " + "json_object('a' value " * size + "1" + ")" * size + " from dual",
    "json table": lambda size: (
        "select * from json_table('[]', '$' columns ("
        + "nested path '$' columns (" * size
        + "a number"
        + ")" * size
        + "))"
    ),
    "at": lambda size: f"select systimestamp{' at local' * size} from dual",
}


@pytest.mark.parametrize("size", [300, 3000, 30000])
@pytest.mark.parametrize("what", REFUSED)
def test_what_is_nested_too_deeply_is_refused_by_name(bench, what, size):
    """Never by the C stack, and without a word of SQLite's."""
    text = bench.fails(REFUSED[what](size))
    assert text.startswith("ORA-03001"), text
    assert "nested" in text or "joins of so many tables" in text


def test_cube_of_sixty_columns_is_refused_at_once(bench):
    columns = ", ".join(["dummy"] * 60)
    assert bench.fails(f"select 1 from dual group by cube({columns})").startswith("ORA-03001")
    assert len(bench.rows(f"select count(*) from dual group by cube({', '.join(['dummy'] * 4)})")) == 16


def test_compiling_can_be_cancelled(bench):
    """A statement that takes long to compile ends soon after the cancellation."""
    text = "select " + " + ".join(f"length('{number}')" for number in range(60_000)) + " from dual"
    statement = bench.session.parse(text)
    done = threading.Event()

    def cancel():
        while not done.wait(0.2):
            bench.session.cancel()  # one that comes before the call begins is forgotten

    canceller = threading.Thread(target=cancel)
    canceller.start()
    with pytest.raises(OraError) as caught:
        bench.session.execute(statement)
    done.set()
    canceller.join()
    assert caught.value.number == 1013


def test_a_list_has_as_many_expressions_as_oracles(bench):
    """65,535 since release 23 (inferred); 1,000 before (observed: a transcript of 21.3)."""
    assert bench.rows(f"select 1 from dual where 7 in ({'1,' * 65_534}7)") == [(1,)]
    assert bench.fails(f"select 1 from dual where 7 in ({'1,' * 65_535}7)").startswith("ORA-01795")


def test_a_statement_of_more_than_two_million_characters_is_refused(bench):
    assert bench.fails(f"select '{'x' * 2_000_000}' from dual").startswith("ORA-03001")


AGGREGATES = {
    "max of number": ("max(v_number)", [9, 7]),
    "min of number": ("min(v_number)", [5, 7]),
    "max of number_4": ("max(v_number_4)", [9, 7]),
    "sum": ("sum(v_number)", [14, 7]),
    "avg": ("avg(v_number)", [7, 7]),
    "count": ("count(v_number)", [2, 1]),
    "count of all": ("count(*)", [2, 1]),
    "count distinct": ("count(distinct v_varchar2)", [2, 1]),
    "max of varchar2": ("max(v_varchar2)", ["n9", "n7"]),
    "min of varchar2": ("min(v_varchar2)", ["n5", "n7"]),
    "max of date": ("max(v_date)", ["2026-01-09 00:00:00", "2026-01-07 00:00:00"]),
    "min of date": ("min(v_date)", ["2026-01-05 00:00:00", "2026-01-07 00:00:00"]),
    "max of timestamp": ("max(v_timestamp)", ["2026-01-09 00:00:00", "2026-01-07 00:00:00"]),
    "listagg": ("listagg(v_varchar2, ',') within group (order by v_varchar2)", ["n5,n9", "n7"]),
    "stddev": ("round(stddev(v_number_4), 1)", None),
}


@pytest.mark.parametrize("what", AGGREGATES)
def test_pivot_with_any_aggregate_of_any_type(bench, what):
    """Each aggregate sees the rows of its value alone."""
    text, expected = AGGREGATES[what]
    bench.run(
        "create table pv (kind varchar2(1), v_number number, v_number_4 number(4), v_varchar2 varchar2(5), v_date date,"
        " v_timestamp timestamp)"
    )
    for kind, value in (("a", 5), ("b", 7), ("a", 9)):
        moment = f"date '2026-01-{value:02}'"
        bench.run(f"insert into pv values ('{kind}', {value}, {value}, 'n{value}', {moment}, {moment})")
    columns = [name for name in ("v_number_4", "v_varchar2", "v_date", "v_timestamp", "v_number") if name in text][:1]
    source = f"select {', '.join(['kind', *columns])} from pv"
    query = f"select * from ({source}) pivot ({text} for kind in ('a' as a, 'b' as b))"
    if expected is None:
        assert bench.fails(query).startswith("ORA-56902")
    else:
        assert bench.rows(query) == [tuple(expected)]


MANY = (1, 2, 3, 16, 500, 501, 900)


@pytest.mark.parametrize("size", MANY)
@pytest.mark.parametrize("kind", ["number", "number_10_2", "varchar2", "date"])
def test_any_number_of_different_literals_and_binds(one_row, kind, size):
    """Promise: each is found again, in OR, IN, CASE, BETWEEN, sums and GROUP BY, whichever of them it is."""
    value = COLUMNS[kind][1]
    others = {"varchar2": "'x{}'", "date": "date '2000-01-01' + {}", "number_10_2": "{}.5"}.get(kind, "{}00")
    different = [others.format(number + 1) for number in range(size - 1)]
    for place in {0, size - 1}:
        literals = [*different[:place], value, *different[place:]]
        column = f"c_{kind}"
        conditions = " or ".join(f"{column} = {literal}" for literal in literals)
        assert one_row.rows(f"select 1 from sizes where {conditions}") == [(1,)]
        assert one_row.rows(f"select 1 from sizes where {column} in ({', '.join(literals)})") == [(1,)]
        branches = " ".join(f"when {literal} then {number}" for number, literal in enumerate(literals))
        assert one_row.value(f"select case {column} {branches} end from sizes") == place
        if different:
            assert one_row.rows(f"select 1 from sizes where {column} in ({', '.join(different)})") == []


def test_a_literal_is_the_same_wherever_it_stands_behind_many(one_row):
    many = " or ".join(f"c_number = {number}.5" for number in range(600))
    grouped = "c_varchar2 || 'the last of them'"
    rows = one_row.rows(f"select {grouped}, count(*) from sizes where {many} or c_number = 7 group by {grouped}")
    assert rows == [("abcthe last of them", 1)]
    window = "sum(c_number) over (order by c_number rows between 12345 preceding and 54321 following)"
    assert one_row.rows(f"select {window} from sizes where {many} or c_number = 7") == [(7,)]
    page = "offset 98765 rows fetch first 4321 rows only"
    assert one_row.rows(f"select 1 from sizes where {many} or c_number = 7 {page}") == []


def refused(bench, text):
    with pytest.raises(OraError) as caught:
        bench.run(text)
    assert caught.value.number == 3001, caught.value


@pytest.mark.parametrize("levels", [2, 8, 16, 60])
@pytest.mark.parametrize(
    "form",
    [
        "case {} when 1 then 2 when 2 then 1 else 0 end",
        "case when {} between 1 and 2 then 1 else 2 end",
        "case when {} = any (1, 2, 3) then 1 else 2 end",
        "decode({}, 1, 2, 2, 1, 0)",
    ],
)
def test_what_doubles_with_each_level_ends(bench, form, levels):
    """Promise: it has a value, or is refused by name; it never takes all memory."""
    text = "1"
    for _ in range(levels):
        text = form.format(text)
    try:
        assert bench.value(f"select {text} from dual") in (0, 1, 2)
    except OraError as error:
        assert error.number == 3001 and levels > 2


def test_names_of_with_and_views_that_double_end(bench):
    def with_(levels):
        names = [f"w{number} as (select a.x from w{number - 1} a, w{number - 1} b)" for number in range(1, levels)]
        return f"with {', '.join(['w0 as (select 1 x from dual)', *names])} select * from w{levels - 1}"

    assert bench.rows(with_(10)) == [(1,)]
    refused(bench, with_(30))
    bench.run("create view v0 as select 1 x from dual")
    for number in range(1, 9):
        bench.run(f"create view v{number} as select a.x from v{number - 1} a, v{number - 1} b")
    assert bench.rows("select * from v6") == [(1,)]


@pytest.mark.parametrize("branches", [1, 16, 1000])
@pytest.mark.parametrize("conditions", [1, 2000])
def test_a_long_with_beside_branches(bench, conditions, branches):
    never = " or ".join(f"dummy = '{number}'" for number in range(conditions))
    union = " union all ".join(["select x from w", *["select 'a' from dual"] * branches])
    assert bench.value(f"with w as (select dummy x from dual where {never}) select count(*) from ({union})") == branches
    ordered = f"with w as (select dummy x from dual where not ({never})) select x from w union all select 'a' from dual"
    assert bench.rows(f"{ordered} order by x") == [("X",), ("a",)]
    assert bench.rows(f"{ordered} order by x desc fetch first 1 rows only") == [("a",)]


def test_analytic_functions_are_counted(bench):
    def text(count):
        return f"select {', '.join(f'row_number() over (order by {number})' for number in range(count))} from dual"

    assert bench.rows(text(100)) == [(1,) * 100]
    refused(bench, text(401))
