"""Types that the engine holds alike and Oracle tells apart: on the wire, in `cursor.description`, in the dictionary."""

import datetime

import oracledb
import pytest

# declared, DB_TYPE, display or character size, bytes, precision, scale, then DATA_TYPE, DATA_LENGTH, DATA_PRECISION,
# DATA_SCALE, CHAR_LENGTH, CHAR_USED, CHARACTER_SET_NAME.
# Source: SQL Language Reference, "Data Types"; Database Reference, ALL_TAB_COLUMNS; SQLAlchemy's reflection of Oracle.
TYPES = {
    "nvarchar2(20)": ("NVARCHAR", 20, 40, None, None, "NVARCHAR2", 40, None, None, 20, "C", "NCHAR_CS"),
    "nchar(5)": ("NCHAR", 5, 10, None, None, "NCHAR", 10, None, None, 5, "C", "NCHAR_CS"),
    "nchar": ("NCHAR", 1, 2, None, None, "NCHAR", 2, None, None, 1, "C", "NCHAR_CS"),
    "national character varying (7)": ("NVARCHAR", 7, 14, None, None, "NVARCHAR2", 14, None, None, 7, "C", "NCHAR_CS"),
    "nclob": ("NCLOB", None, None, None, None, "NCLOB", 4000, None, None, 0, None, "NCHAR_CS"),
    "clob": ("CLOB", None, None, None, None, "CLOB", 4000, None, None, 0, None, "CHAR_CS"),
    "varchar2(20)": ("VARCHAR", 20, 80, None, None, "VARCHAR2", 20, None, None, 20, "B", "CHAR_CS"),
    "character varying(20 char)": ("VARCHAR", 20, 80, None, None, "VARCHAR2", 80, None, None, 20, "C", "CHAR_CS"),
    "char varying(2)": ("VARCHAR", 2, 8, None, None, "VARCHAR2", 2, None, None, 2, "B", "CHAR_CS"),
    "float": ("NUMBER", 127, None, 126, -127, "FLOAT", 22, 126, None, 0, None, None),
    "float(10)": ("NUMBER", 11, None, 10, -127, "FLOAT", 22, 10, None, 0, None, None),
    "float(*)": ("NUMBER", 127, None, 126, -127, "FLOAT", 22, 126, None, 0, None, None),
    "real": ("NUMBER", 64, None, 63, -127, "FLOAT", 22, 63, None, 0, None, None),
    "double precision": ("NUMBER", 127, None, 126, -127, "FLOAT", 22, 126, None, 0, None, None),
    "number": ("NUMBER", 127, None, 0, -127, "NUMBER", 22, None, None, 0, None, None),
    "integer": ("NUMBER", 39, None, 38, 0, "NUMBER", 22, None, 0, 0, None, None),
    "number(*, 2)": ("NUMBER", 39, None, 38, 2, "NUMBER", 22, None, 2, 0, None, None),
    "number(5)": ("NUMBER", 6, None, 5, 0, "NUMBER", 22, 5, 0, 0, None, None),
    "timestamp(3) with local time zone": (
        *("TIMESTAMP_LTZ", 23, None, 0, 3),
        *("TIMESTAMP(3) WITH LOCAL TIME ZONE", 11, None, 3, 0, None, None),
    ),
}
COLUMNS = "data_type, data_length, data_precision, data_scale, char_length, char_used, character_set_name"


@pytest.fixture(params=TYPES)
def declared(request, table):
    table("finer", f"a {request.param}")
    return request.param


def test_a_declared_type_is_told_alike_everywhere(page, declared):
    kind, size, octets, precision, scale, *shown = TYPES[declared]
    page.execute("select a from finer")
    _, told, _display, internal, found_precision, found_scale, _ = page.description[0]
    assert told.name == f"DB_TYPE_{kind}"
    assert (internal, found_precision, found_scale) == (octets, precision, scale)
    if kind in ("NVARCHAR", "NCHAR", "VARCHAR"):
        assert page.description[0][2] == size
    for view in ("user_tab_columns", "all_tab_columns", "user_tab_cols"):
        found = page.execute(f"select {COLUMNS} from {view} where table_name = 'FINER'").fetchone()
        assert list(found) == shown


def test_a_view_and_a_table_made_of_a_query_have_the_same_type(page, declared):
    page.execute("create view finer_view as select a from finer")
    page.execute("create table finer_copy as select a from finer")
    try:
        kinds = []
        for name in ("finer", "finer_view", "finer_copy"):
            page.execute(f"select a from {name}")
            shown = page.execute(
                f"select data_type from user_tab_columns where table_name = upper('{name}')"
            ).fetchone()
            kinds.append((page.execute(f"select a from {name}").description[0][1:], shown))
        assert kinds[1] == kinds[0]
        if "local" not in declared:
            assert kinds[2] == kinds[0]
    finally:
        page.execute("drop view finer_view")
        page.execute("drop table finer_copy purge")


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("n'abc'", "NCHAR"),
        ("N'ab' || 'c'", "NVARCHAR"),
        ("to_nchar('abc')", "NVARCHAR"),
        ("to_nchar(12)", "NVARCHAR"),
        ("unistr('\\00e9')", "NVARCHAR"),
        ("nchr(233)", "NVARCHAR"),
        ("cast('abc' as nvarchar2(10))", "NVARCHAR"),
        ("cast('abc' as nchar(10))", "NCHAR"),
        ("upper(a)", "NVARCHAR"),
        ("substr(a, 1, 2)", "NVARCHAR"),
        ("nvl(a, 'x')", "NVARCHAR"),
        ("max(a)", "NVARCHAR"),
        ("case when 1 = 1 then a end", "NVARCHAR"),
        ("to_char(a)", "VARCHAR"),
        ("length(a)", "NUMBER"),
        ("'abc'", "CHAR"),
    ],
)
def test_a_text_of_the_national_character_set_stays_one(page, table, expression, kind):
    """Source: SQL Language Reference, the functions' return values."""
    table("finer", "a nvarchar2(20)")
    page.execute("insert into finer values ('äé€x')")
    value = page.execute(f"select {expression} from finer").fetchone()[0]
    assert page.description[0][1].name == f"DB_TYPE_{kind}"
    assert "\0" not in str(value)


TEXTS = ["x", "äé€", "𝄞 in two units", "x" * 16, "€" * 1000]


@pytest.mark.parametrize("text", TEXTS)
def test_national_text_comes_back_as_it_went(page, table, text):
    table("finer", "a nvarchar2(2000), b nclob, c nchar(1000)")
    page.setinputsizes(oracledb.DB_TYPE_NVARCHAR, oracledb.DB_TYPE_NCLOB, oracledb.DB_TYPE_NCHAR)
    lob = page.connection.createlob(oracledb.DB_TYPE_NCLOB, text)
    page.execute("insert into finer values (:1, :2, :3)", [text, lob, text])
    for _ in range(2):
        a, b, c = page.execute("select a, b, c from finer").fetchone()
        assert (a, b.read(), c) == (text, text, text.ljust(1000))
        assert page.execute("select a, b from finer", fetch_lobs=False).fetchone() == (text, text)
    for kind in (oracledb.DB_TYPE_NVARCHAR, oracledb.DB_TYPE_NCLOB, oracledb.DB_TYPE_VARCHAR, oracledb.DB_TYPE_CLOB):
        out = page.var(kind, 4000)
        page.execute("begin select b into :1 from finer; end;", [out])
        value = out.getvalue()
        assert (value if isinstance(value, str) else value.read()) == text
        page.execute("update finer set a = a returning b into :1", [out])
        value = out.getvalue()[0]
        assert (value if isinstance(value, str) else value.read()) == text


@pytest.mark.parametrize("size", [1, 16, 1000, 100_000])
def test_a_temporary_nclob_is_written_and_read_by_characters(page, size):
    lob = page.connection.createlob(oracledb.DB_TYPE_NCLOB, "é" * size)
    lob.write("!", size + 1)
    assert (lob.size(), lob.read(size, 2), lob.read()) == (size + 1, "é!", "é" * size + "!")


def test_a_float_keeps_the_digits_of_its_binary_precision(page, table):
    """Source: SQL Language Reference, "FLOAT Data Type": its example of FLOAT(5)."""
    table("finer", "a number(5, 2), b float(5), c float")
    for number in ("1.23", "7.89", "12.79", "123.45"):
        page.execute("insert into finer values (:1, :1, :1)", [number] * 3)
    assert page.execute("select a, b, c from finer order by a").fetchall() == [
        (1.23, 1.2, 1.23),
        (7.89, 7.9, 7.89),
        (12.79, 13, 12.79),
        (123.45, 120, 123.45),
    ]


def test_an_interval_has_no_more_digits_than_its_column(page, table):
    """ORA-01873. Source: the error's text; SQL Language Reference, "INTERVAL DAY TO SECOND Data Type"."""
    table("finer", "a interval day to second(2), b interval year to month")
    page.execute("insert into finer values (numtodsinterval(99, 'day'), numtoyminterval(99, 'year'))")
    page.execute("insert into finer (a) values (numtodsinterval(-1.235, 'second'))")
    assert page.execute("select a from finer order by a").fetchall() == [
        (datetime.timedelta(seconds=-1.24),),
        (datetime.timedelta(days=99),),
    ]
    for text in ("numtodsinterval(100, 'day'), null", "null, numtoyminterval(-100, 'year')"):
        with pytest.raises(oracledb.DatabaseError, match="ORA-01873"):
            page.execute(f"insert into finer values ({text})")


def test_a_char_bind_is_compared_with_blanks_behind_it(page, table):
    """Source: SQL Language Reference, "Blank-Padded and Nonpadded Comparison Semantics"."""
    table("finer", "a char(10), b varchar2(10)")
    page.execute("insert into finer values ('abc', 'abc')")
    for kind, found in ((oracledb.DB_TYPE_CHAR, 1), (oracledb.DB_TYPE_VARCHAR, 0)):
        page.setinputsizes(x=kind)
        assert page.execute("select count(*) from finer where a = :x", x="abc").fetchone() == (found,)
        page.setinputsizes(x=kind)
        assert page.execute("select count(*) from finer where b = :x", x="abc").fetchone() == (1,)


def test_local_time_comes_back_in_the_session_s_zone(page, table):
    table("finer", "a timestamp with local time zone")
    page.execute("alter session set time_zone = '+02:00'")
    page.execute("insert into finer values (timestamp '2026-05-04 12:00:00 +00:00')")
    assert page.execute("select a from finer").fetchone() == (datetime.datetime(2026, 5, 4, 14),)
    page.setinputsizes(oracledb.DB_TYPE_TIMESTAMP_LTZ)
    page.execute("update finer set a = :1", [datetime.datetime(2026, 5, 4, 15, 0, 0, 250000)])
    assert page.execute("select a from finer").fetchone() == (datetime.datetime(2026, 5, 4, 15, 0, 0, 250000),)
