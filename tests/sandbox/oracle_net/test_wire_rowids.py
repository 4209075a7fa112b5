"""A ROWID is one text wherever it is met, and finds its row. Source: SQL Language Reference, "ROWID Pseudocolumn"."""

import sqlite3

import oracledb
import pytest

ROWS = [1, 16, 70_000]  # beyond 65,535 the number of the block changes


@pytest.fixture(params=ROWS)
def rows(request, page, table):
    table("marked", "a number, b varchar2(10)")
    page.execute("insert into marked select level, 'x' from dual connect by level <= :1", [request.param])
    return request.param


def test_it_is_the_same_text_everywhere(page, rows):
    page.execute("insert into marked values (0, 'last')")
    last = page.lastrowid
    shown, text = page.execute("select rowid, rowidtochar(rowid) from marked where a = 0").fetchone()
    assert page.description[0][1] is oracledb.DB_TYPE_ROWID
    out = page.var(oracledb.DB_TYPE_ROWID)
    page.execute("update marked set b = b where a = 0 returning rowid into :1", [out])
    in_block = page.var(str)
    page.execute("declare r rowid; begin select rowid into r from marked where a = 0; :1 := r; end;", [in_block])
    through_view = page.execute("select rowid from (select b, a from marked) where a = 0").fetchone()[0]
    deeper = page.execute("select v.rowid from (select * from (select a from marked where a < 1)) v").fetchone()[0]
    assert {last, shown, text, out.getvalue()[0], in_block.getvalue(), through_view, deeper} == {text}
    assert len(text) == 18


def test_it_finds_its_row_again(page, rows):
    for number in {1, rows // 2 + 1, rows}:
        rowid = page.execute("select rowid from marked where a = :1", [number]).fetchone()[0]
        page.setinputsizes(r=oracledb.DB_TYPE_ROWID)
        assert page.execute("select a from marked where rowid = :r", r=rowid).fetchall() == [(number,)]
        assert page.execute("select a from marked where rowid = chartorowid(:1)", [rowid]).fetchall() == [(number,)]
        page.execute("update marked set b = 'found' where rowid = :1", [rowid])
        assert page.rowcount == 1
        page.execute("begin delete from marked where rowid = :1; end;", [rowid])
    assert page.execute("select count(*) from marked").fetchone() == (rows - len({1, rows // 2 + 1, rows}),)


def test_it_is_null_in_a_row_that_is_not_there(page, rows):
    page.execute("select m.rowid from dual left join marked m on m.a = -1")
    assert page.fetchall() == [(None,)]


@pytest.mark.parametrize(
    "query",
    [
        "select rowid from (select distinct a from marked)",
        "select rowid from (select count(*) n from marked)",
        "select rowid from (select a from marked group by a)",
        "select rowid from (select m.a from marked m, marked n)",
        "select rowid from (select a from marked union all select a from marked)",
    ],
)
def test_rows_that_are_not_a_table_s_have_none(page, table, query):
    table("marked", "a number")
    with pytest.raises(oracledb.DatabaseError, match="ORA-01445"):
        page.execute(query)


def test_what_is_no_rowid_is_ora_01410(page, table):
    table("marked", "a number")
    page.execute("insert into marked values (1)")
    with pytest.raises(oracledb.DatabaseError, match="ORA-01410"):
        page.execute("select a from marked where rowid = :1", ["nonsense"]).fetchall()


def test_a_row_that_changes_between_reading_and_locking_keeps_its_rowid(page, rows):
    page.execute("select rowid, a from marked where a <= 3 order by a for update")
    for rowid, number in page.fetchall():
        assert page.execute("select a from marked where rowid = :1", [rowid]).fetchall() == [(number,)]


def test_it_survives_a_vacuum_of_the_file(page, whole, table):
    table("marked", "a number")
    page.executemany("insert into marked values (:1)", [(n,) for n in range(100)])
    page.execute("delete from marked where mod(a, 3) = 0")
    page.connection.commit()
    before = page.execute("select rowid, a from marked order by a").fetchall()
    with sqlite3.connect(whole.schema_file("PAGE"), isolation_level=None) as file:
        file.execute("VACUUM")
    assert page.execute("select rowid, a from marked order by a").fetchall() == before
