"""What comes back in binds: how long it may be, and which binds a block never looks at, so that they come once."""

import oracledb
import pytest


def outcome(call, *arguments, **more):
    """The whole code of an error, or "ok"."""
    try:
        call(*arguments, **more)
    except oracledb.Error as error:
        return error.args[0].full_code
    return "ok"


def big_enough(size, text):
    """The driver allows four bytes a character."""
    return len(text.encode()) <= 4 * size


TEXTS = ["x", "xy", "x" * 16, "x" * 63, "x" * 64, "x" * 65, "é" * 32, "é" * 33, "€" * 1000, "x" * 4000]


@pytest.mark.parametrize("size", [1, 2, 16, 1000])
def test_a_block_may_not_give_more_than_a_variable_holds(page, size):
    """ORA-06502, as PL/SQL says of any text that is too long. Source: PL/SQL Language Reference (VALUE_ERROR)."""
    for text in TEXTS:
        out = page.var(str, size)
        got = outcome(page.execute, "begin :1 := :2; end;", [out, text])
        fits = big_enough(size, text)
        assert (text, got) == (text, "ok" if fits else "ORA-06502")
        assert out.getvalue() == (text if fits else None)


def test_a_block_can_handle_that_a_variable_is_too_small(page):
    out = page.var(str, 2)
    page.execute("begin :1 := rpad('x', 30, 'x'); exception when value_error then :1 := 'short'; end;", [out])
    assert out.getvalue() == "short"


@pytest.mark.parametrize("size", [1, 2, 16, 1000])
def test_returning_more_than_a_variable_holds_is_told_by_the_driver(page, table, size):
    """DPY-4002, with a session that goes on. Source: python-oracledb's test_cursor_2202."""
    table("long_texts", "s varchar2(4000)")
    for text in TEXTS:
        out = page.var(str, size)
        got = outcome(page.execute, "insert into long_texts values (:1) returning s into :2", [text, out])
        assert (text, got) == (text, "ok" if big_enough(size, text) else "DPY-4002")
    assert page.execute("select count(*) from long_texts").fetchone() == (len(TEXTS),)


def test_raw_variables_have_a_size_too(page, table):
    out = page.var(oracledb.DB_TYPE_RAW, 4)
    assert outcome(page.execute, "begin :1 := hextoraw('0102030405'); end;", [out]) == "ORA-06502"
    assert outcome(page.execute, "begin :1 := hextoraw('01020304'); end;", [out]) == "ok"
    table("raws", "r raw(10)")
    out = page.var(oracledb.DB_TYPE_RAW, 4)
    given = [b"12345", out]
    assert outcome(page.execute, "insert into raws values (:1) returning r into :2", given) == "DPY-4002"


def test_elements_of_an_array_have_a_size_too(page):
    page.execute(
        """create or replace package arrays as
             type texts is table of varchar2(100) index by pls_integer;
             procedure fill(p_texts out texts, p_length number);
           end;"""
    )
    page.execute(
        """create or replace package body arrays as
             procedure fill(p_texts out texts, p_length number) is
             begin
               for i in 1 .. 3 loop p_texts(i) := rpad('x', p_length * (i - 1), 'x'); end loop;
             end;
           end;"""
    )
    out = page.arrayvar(str, 3, 5)
    assert outcome(page.execute, "begin arrays.fill(:1, :2); end;", [out, 10]) == "ok"
    assert out.getvalue() == [None, "x" * 10, "x" * 20]
    assert outcome(page.execute, "begin arrays.fill(:1, :2); end;", [out, 11]) == "ORA-06502"
    page.execute("drop package arrays")


def test_returning_may_compute_with_binds(page, table):
    """Source: python-oracledb's test_cursor_2217."""
    table("sums", "n number, s varchar2(10)")
    number, text = page.var(int), page.var(str)
    page.execute(
        "insert into sums values (:1, :2) returning n + :3, s || :4 into :5, :6", [1, "a", 41, "b", number, text]
    )
    assert (number.getvalue(), text.getvalue()) == ([42], ["ab"])
    page.execute("update sums set n = n + :a returning n * :b into :c", a=1, b=10, c=number)
    assert number.getvalue() == [20]
    page.execute("delete from sums where n = :a returning n - :b into :c", a=2, b=2, c=number)
    assert number.getvalue() == [0]


@pytest.fixture
def programs(page):
    page.execute(
        """create or replace procedure p_out(a number, b out number, c in out number) is
           begin b := a * 2; c := c + a; end;"""
    )
    page.execute(
        """create or replace function f_out(a number, b out varchar2) return number is
           begin b := 'got ' || a; return a + 1; end;"""
    )
    yield
    page.execute("drop procedure p_out")
    page.execute("drop function f_out")


def test_every_row_of_a_block_has_its_own_values_out_and_in_out(page, programs):
    """IN OUT has its value anew in each row; OUT is left out of all rows but the first."""
    numbers = [1, 2, 3, 500]
    doubled, summed = page.var(int, arraysize=4), page.var(int, arraysize=4)
    for index in range(4):
        summed.setvalue(index, 100)
    for _ in range(3):
        page.executemany("begin p_out(:a, :b, :c); end;", [(n, doubled, summed) for n in numbers])
        assert doubled.values == [2, 4, 6, 1000]
    assert summed.values == [103, 106, 109, 1600]


BLOCKS = {
    "assignment": "begin :2 := :1 * 2; end;",
    "twice": "begin :2 := 0; :2 := :1 * 2; end;",
    "a query": "begin select :1 * 2 into :2 from dual; end;",
    "RETURNING": "begin insert into doubles values (:1 * 2) returning n into :2; end;",
    "dynamic SQL": "begin execute immediate 'begin :x := :y * 2; end;' using out :2, in :1; end;",
    "dynamic query": "begin execute immediate 'select :y * 2 from dual' into :2 using :1; end;",
    "a procedure": "declare x number := 0; begin p_out(:1, :2, x); end;",
    "by name": "declare x number := 0; begin p_out(c => x, b => :2, a => :1); end;",
}


@pytest.mark.parametrize("what", BLOCKS)
async def test_a_pipeline_runs_a_block_with_out_binds_for_many_rows(whole, page, table, programs, what):
    """A block that is told as IN OUT fails there with an IndexError. Source: python-oracledb's test_connection_1229."""
    table("doubles", "n number")
    first, second = (1, 2) if BLOCKS[what].index(":1") < BLOCKS[what].index(":2") else (2, 1)
    async with whole.connect_async() as connection:
        cursor = connection.cursor()
        out = cursor.var(int, arraysize=5)
        rows = [(n, out) if (first, second) == (1, 2) else (out, n) for n in (1, 2, 3, 4, 5)]
        pipeline = oracledb.create_pipeline()
        pipeline.add_executemany(BLOCKS[what], rows)
        pipeline.add_fetchone("select 1 from dual")
        results = await connection.run_pipeline(pipeline)
        assert out.values == [2, 4, 6, 8, 10]
        assert results[1].rows == [(1,)]


def test_a_bind_that_is_looked_at_is_sent_again(page):
    """What reads a bind anywhere, in a branch that does not run too, gets its value at each execution."""
    number = page.var(int)
    for text in (
        "begin if false then dbms_output.put_line(:x); end if; :x := nvl(:x, 0) + 1; end;",
        "begin :x := :x + 1; end;",
        "declare y number; begin select :x + 1 into y from dual; :x := y; end;",
        "begin execute immediate 'begin :a := :a + 1; end;' using in out :x; end;",
    ):
        number.setvalue(0, 5)
        for _ in range(3):
            page.execute(text, x=number)
        assert number.getvalue() == 8


def test_a_function_s_result_and_its_out_parameter(page, programs):
    text = page.var(str)
    for n in (1, 16, 1000):
        assert page.callfunc("f_out", int, [n, text]) == n + 1
        assert text.getvalue() == f"got {n}"


def test_row_counts_are_told_after_an_error(page, table):
    """Of the executions before it. Source: python-oracledb's test_cursor_2717."""
    table("keyed", "id number primary key")
    for good in (0, 1, 16, 1000):
        rows = [(n,) for n in range(good)] + [(0,)] * 2
        assert outcome(page.executemany, "insert into keyed values (:1)", rows, arraydmlrowcounts=True) == "ORA-00001"
        assert page.getarraydmlrowcounts() == [1] * max(good, 1)
        page.connection.rollback()
    page.executemany("insert into keyed values (:1)", [(1,), (1,), (2,)], batcherrors=True, arraydmlrowcounts=True)
    assert page.getarraydmlrowcounts() == [1, 0, 1]
