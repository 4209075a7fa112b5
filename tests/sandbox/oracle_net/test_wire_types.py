"""Each type of column and bind, there and back through the real driver."""

import array
import datetime
import decimal
import struct

import oracledb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordslab.sandbox.oracle_net import moments, numbers
from ordslab.sandbox.sql.calls import Result
from ordslab.sandbox.sql.types import CLOB, DATE, INTEGER, NUMBER, RAW, TIMESTAMP, Column, OracleType, varchar2

SELECT = "select x from t"


def numbers_of_oracle():
    return st.integers(-(10**38) + 1, 10**38 - 1) | st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=12
    )


@given(numbers_of_oracle())
def test_a_number_survives_encoding(number):
    assert decimal.Decimal(str(numbers.decode(numbers.encode(number)))) == number


@pytest.mark.parametrize(
    ("number", "encoded"),
    [(0, "80"), (1, "c102"), (-1, "3e6466"), (100, "c202"), (123.45, "c202182e"), (0.01, "c002"), (-0.5, "3f3366")],
)
def test_numbers_have_oracles_bytes(number, encoded):
    """Source: DUMP() of such numbers, as Oracle's documentation of the internal NUMBER format has them."""
    assert numbers.encode(number).hex() == encoded


@given(st.datetimes(min_value=datetime.datetime(1, 1, 1), max_value=datetime.datetime(9999, 12, 31)))
def test_a_timestamp_survives_encoding(moment):
    text = moment.isoformat(" ")
    assert moments.decode(moments.encode_timestamp(text)) == text


@pytest.mark.parametrize("text", ["2026-03-01 00:30:00 +01:00", "2026-03-01 23:59:59.500000 -05:30"])
def test_a_time_zone_survives_encoding(text):
    assert moments.decode(moments.encode_timestamp_tz(text)) == text


@pytest.mark.parametrize(
    ("oracle_type", "stored", "fetched"),
    [
        (NUMBER, 7, 7),
        (NUMBER, 1.5, 1.5),
        (NUMBER, decimal.Decimal("0.1"), 0.1),
        (INTEGER, 10**30, 10**30),
        (OracleType("NUMBER", precision=10, scale=2), 12.5, 12.5),
        (NUMBER, "42", 42),
        (varchar2(20), "Zürich €", "Zürich €"),
        (varchar2(4000), "x" * 4000, "x" * 4000),
        (OracleType("CHAR", size=3), "a  ", "a  "),
        (RAW, b"\x00\xff", b"\x00\xff"),
        (DATE, "2026-02-28 13:14:15", datetime.datetime(2026, 2, 28, 13, 14, 15)),
        (TIMESTAMP, "2026-02-28 13:14:15.123456", datetime.datetime(2026, 2, 28, 13, 14, 15, 123456)),
        (TIMESTAMP, "2026-02-28 13:14:15", datetime.datetime(2026, 2, 28, 13, 14, 15)),
        (OracleType("TIMESTAMP_TZ", scale=6), "2026-02-28 00:30:00 +01:00", datetime.datetime(2026, 2, 28, 0, 30)),
        (OracleType("INTERVAL_DS"), "-000000001 02:03:04.500000000", -datetime.timedelta(1, 7384, 500000)),
        (OracleType("INTERVAL_YM"), "+000000002-03", oracledb.IntervalYM(2, 3)),
        (OracleType("BINARY_DOUBLE"), -2.25, -2.25),
        (OracleType("BINARY_FLOAT"), 0.5, 0.5),
        (OracleType("BOOLEAN"), True, True),
        (OracleType("LONG"), "text", "text"),
        (OracleType("NULL"), None, None),
    ],
)
def test_a_column_comes_back_as_pythons_value(cursor, script, oracle_type, stored, fetched):
    rows = [(stored,), (None,), (stored,)]
    script[SELECT] = Result((Column("X", oracle_type),), rows)
    for _ in range(2):
        assert cursor.execute(SELECT).fetchall() == [(fetched,), (None,), (fetched,)]


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (5, 5),
        (-(10**20), decimal.Decimal(-(10**20))),
        (1.25, 1.25),
        (decimal.Decimal("123456789.123456789"), decimal.Decimal("123456789.123456789")),
        ("text", "text"),
        ("", None),
        ("y" * 40000, "y" * 40000),
        (b"\x01\x02", b"\x01\x02"),
        (datetime.datetime(2026, 1, 2, 3, 4, 5), "2026-01-02 03:04:05"),
        (datetime.timedelta(1, 2, 3), "+000000001 00:00:02.000003000"),
        (oracledb.IntervalYM(-1, -2), "-000000001-02"),
        (True, True),
        (None, None),
    ],
)
def test_a_bind_reaches_the_engine_in_its_form(cursor, script, value, seen):
    text = "begin p(:1); end;"
    found = []
    script[text] = lambda session, binds: found.append(binds[0].value)
    cursor.execute(text, [value])
    assert found == [seen]
    assert type(found[0]) is type(seen)


def test_a_timestamp_bind_keeps_its_fraction(cursor, script):
    text = "begin p(:1); end;"
    found = []
    script[text] = lambda session, binds: found.append((binds[0].type.family, binds[0].value))
    cursor.setinputsizes(oracledb.DB_TYPE_TIMESTAMP)
    cursor.execute(text, [datetime.datetime(2026, 1, 2, 3, 4, 5, 60)])
    assert found == [("TIMESTAMP", "2026-01-02 03:04:05.000060")]


def test_a_value_that_does_not_fit_its_column_is_an_oracle_error(cursor, script):
    script[SELECT] = Result((Column("X", NUMBER),), [("abc",)])
    with pytest.raises(oracledb.DatabaseError, match="ORA-01722"):
        cursor.execute(SELECT).fetchall()
    script[SELECT] = Result((Column("X", NUMBER),), [(1,)])
    assert cursor.execute(SELECT).fetchall() == [(1,)]


def test_columns_are_described_with_sizes_and_nullability(cursor, script):
    columns = (
        Column("ID", OracleType("NUMBER", precision=9, scale=0), nullable=False),
        Column("PRICE", OracleType("NUMBER", precision=10, scale=2)),
        Column("NAME", varchar2(30)),
        Column("Größe", NUMBER),
    )
    script[SELECT] = Result(columns, [])
    cursor.execute(SELECT)
    assert [column[0] for column in cursor.description] == ["ID", "PRICE", "NAME", "Größe"]
    assert cursor.description[0][4:] == (9, 0, False)
    assert cursor.description[1][4:] == (10, 2, True)
    assert cursor.description[2][2:4] == (30, 120)


def test_a_vector_is_refused_and_the_connection_lives(cursor, script):
    script[SELECT] = Result((Column("X", NUMBER),), [(1,)])
    cursor.setinputsizes(oracledb.DB_TYPE_VECTOR)
    with pytest.raises(oracledb.DatabaseError, match="ORA-03001"):
        cursor.execute("begin p(:1); end;", [array.array("d", [1.5])])
    assert cursor.execute(SELECT).fetchall() == [(1,)]


def test_clob_column_is_null_where_the_engine_says_so(cursor, script):
    script[SELECT] = Result((Column("X", CLOB),), [(None,)])
    assert cursor.execute(SELECT).fetchall() == [(None,)]


@given(st.timedeltas(datetime.timedelta(days=-(10**8)), datetime.timedelta(days=10**8)))
def test_an_interval_survives_whatever_signs_its_parts_have(interval):
    """python-oracledb sends an hour less than nothing as -1 day and +23 hours."""
    hours, minutes = divmod(interval.seconds // 60, 60)
    parts = (interval.days + 2**31, hours + 60, minutes + 60, interval.seconds % 60 + 60)
    sent = struct.pack(">IBBBI", *parts, interval.microseconds * 1000 + 2**31)
    text = moments.decode_interval_ds(sent)
    days, clock = text[1:].split(" ")
    size = datetime.timedelta(int(days)) + (
        datetime.datetime.fromisoformat(f"2000-01-01 {clock[:15]}") - datetime.datetime(2000, 1, 1)
    )
    assert (-size if text[0] == "-" else size) == interval
    assert moments.decode_interval_ds(moments.encode_interval_ds(text)) == text


@pytest.mark.parametrize(
    ("years", "months", "text"),
    [(-1, 11, "-000000000-01"), (1, -1, "+000000000-11"), (-2, -3, "-000000002-03"), (0, -1, "-000000000-01")],
)
def test_years_and_months_have_signs_of_their_own(years, months, text):
    assert moments.decode_interval_ym(struct.pack(">IB", years + 2**31, months + 60)) == text


INTERVALS = [
    datetime.timedelta(hours=-1),
    datetime.timedelta(days=-2, hours=-3, microseconds=-5),
    datetime.timedelta(days=-1),
    datetime.timedelta(microseconds=-1),
    datetime.timedelta(0),
    datetime.timedelta(days=999, hours=23, minutes=59, seconds=59, microseconds=999999),
]


def test_an_interval_comes_back_from_a_table_and_from_a_block(page, table):
    table("spans", "i interval day(3) to second(6)")
    page.executemany("insert into spans values (:1)", [(interval,) for interval in INTERVALS])
    assert [row[0] for row in page.execute("select i from spans order by rowid")] == INTERVALS
    out = page.var(datetime.timedelta)
    for interval in INTERVALS:
        page.execute("begin :1 := :2; end;", [out, interval])
        assert out.getvalue() == interval
