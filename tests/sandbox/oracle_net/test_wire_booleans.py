"""BOOLEAN as a type of SQL. Source: SQL Language Reference 23ai, "Boolean Data Type"."""

import oracledb
import pytest


@pytest.fixture
def flags(page, table):
    table("flags", "id number, flag boolean default true, n number(1), txt varchar2(10)")
    page.executemany("insert into flags (id, flag) values (:1, :2)", [(1, True), (2, False), (3, None)])
    page.execute("insert into flags (id) values (4)")


def test_a_column_keeps_true_false_and_null(page, flags):
    rows = page.execute("select id, flag from flags order by id").fetchall()
    assert rows == [(1, True), (2, False), (3, None), (4, True)]
    assert page.description[1][1] is oracledb.DB_TYPE_BOOLEAN
    page.execute(
        "select data_type, data_length from user_tab_columns where table_name = 'FLAGS' and column_name = 'FLAG'"
    )
    assert page.fetchone() == ("BOOLEAN", 1)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("flag", [1, 4]),
        ("not flag", [2]),
        ("flag = true", [1, 4]),
        ("flag <> true", [2]),
        ("flag = 1", [1, 4]),
        ("flag = 'no'", [2]),
        ("flag is null", [3]),
        ("flag or id = 2", [1, 2, 4]),
        ("flag in (false)", [2]),
        ("true and id < 3", [1, 2]),
        ("false", []),
    ],
)
def test_it_is_a_condition_and_is_compared(page, flags, condition, found):
    rows = page.execute(f"select id from flags where {condition} order by id").fetchall()
    assert [row[0] for row in rows] == found


@pytest.mark.parametrize("value", [True, False])
def test_a_bind_becomes_what_the_column_is(page, flags, value):
    """Source: python-oracledb's test_cursor_1815; Django's BooleanField."""
    page.execute("update flags set n = :b, txt = :b, flag = :b where id = 3", b=value)
    assert page.execute("select n, txt, flag from flags where id = 3").fetchone() == (
        int(value),
        str(value).upper(),
        value,
    )
    for column in ("n", "flag", "txt"):
        assert page.execute(f"select id from flags where {column} = :b and id = 3", b=value).fetchall() == [(3,)]
    out = page.var(bool)
    page.execute("update flags set txt = null where id = 3 returning flag into :1", [out])
    assert out.getvalue() == [value]
    assert page.execute("select :b from dual", b=value).fetchone() == (value,)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("to_char(true)", "TRUE"),
        ("to_number(false)", 0),
        ("cast('yes' as boolean)", True),
        ("cast(0 as boolean)", False),
        ("to_boolean('off')", False),
        ("nvl(cast(null as boolean), true)", True),
        ("case when true then 'y' else 'n' end", "y"),
        ("json_object('a' value true, 'b' value false)", '{"a":true,"b":false}'),
    ],
)
def test_it_is_converted(page, expression, value):
    assert page.execute(f"select {expression} from dual").fetchone() == (value,)


def test_what_is_neither_yes_nor_no_is_an_error(page, flags):
    with pytest.raises(oracledb.DatabaseError, match="ORA-61800"):
        page.execute("insert into flags (flag) values ('perhaps')")


def test_blocks_read_and_write_it(page, flags):
    out = page.var(bool)
    page.execute(
        """declare f boolean; begin
             select flag into f from flags where id = 2;
             update flags set flag = f where id = 1;
             execute immediate 'update flags set flag = :1 where id = 3' using not f;
             select flag into :1 from flags where id = 3;
           end;""",
        [out],
    )
    assert out.getvalue() is True
    assert page.execute("select flag from flags order by id").fetchall() == [(False,), (False,), (True,), (True,)]
