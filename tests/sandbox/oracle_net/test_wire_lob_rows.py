"""Rows with LOBs, by value and by locator: however they are asked for, none is missing and none comes twice.

They come with the answer to the message in which the driver says how it wants the LOBs.
Source: python-oracledb's test_connection_1230, 1247 and test_dataframe_1054, 1055.
"""

import oracledb
import pytest

SIZES = [0, 1, 2, 16, 1000]


@pytest.fixture
def lobs(page, table):
    """Makes rows of a number, a CLOB, a BLOB; some are null."""
    table("lob_rows", "id number primary key, t clob, b blob")

    def make(count):
        rows = [(n, f"text {n}" * 10 if n % 3 else None, bytes([n % 256]) * 5) for n in range(count)]
        if rows:
            page.executemany("insert into lob_rows values (:1, :2, :3)", rows)
            page.connection.commit()
        return rows

    return make


def values(row):
    return tuple(item.read() if isinstance(item, (oracledb.LOB, oracledb.AsyncLOB)) else item for item in row)


@pytest.mark.parametrize("prefetch", [0, 1, 2, 50])
@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("by_value", [True, False], ids=["by value", "by locator"])
def test_all_rows_arrive_once(page, lobs, by_value, count, prefetch):
    rows = lobs(count)
    page.prefetchrows, page.arraysize = prefetch, 7
    for _ in range(3):
        found = page.execute("select id, t, b from lob_rows order by id", fetch_lobs=not by_value).fetchall()
        assert [values(row) for row in found] == rows


@pytest.mark.parametrize("count", SIZES)
def test_a_cursor_of_a_block_gives_all_rows(page, lobs, count):
    rows = lobs(count)
    out = page.var(oracledb.DB_TYPE_CURSOR)
    for _ in range(2):
        page.execute("begin open :1 for select id, t, b from lob_rows order by id; end;", [out])
        assert [values(row) for row in out.getvalue().fetchall()] == rows


@pytest.mark.parametrize("count", SIZES)
async def test_a_pipeline_loses_no_row(whole, lobs, count):
    rows, sql = lobs(count), "select id, t, b from lob_rows order by id"
    async with whole.connect_async() as connection:
        for _ in range(2):
            pipeline = oracledb.create_pipeline()
            pipeline.add_fetchone(sql, fetch_lobs=False)
            pipeline.add_fetchmany(sql, num_rows=5, fetch_lobs=False)
            pipeline.add_fetchall(sql, arraysize=3, fetch_lobs=False)
            results = await connection.run_pipeline(pipeline)
            assert [result.rows for result in results] == [rows[:1], rows[:5], rows]


@pytest.mark.parametrize("count", SIZES[1:])
def test_data_frames_lose_no_row(page, lobs, count):
    lobs(count)
    sql = "select id, t from lob_rows order by id"
    sizes = [frame.num_rows() for frame in page.connection.fetch_df_batches(sql, size=6)]
    assert (sum(sizes), set(sizes[:-1])) == (count, {6} if count > 6 else set())
    whole_frame = page.connection.fetch_df_all(sql)
    assert (whole_frame.num_rows(), whole_frame.column_names()) == (count, ["ID", "T"])
