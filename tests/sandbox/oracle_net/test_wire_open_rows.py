"""Results that are fetched bit by bit: SQLite gives the rows as the client asks, and each cursor sees what was there
when it was opened.

Read consistency of a query: Oracle Database Concepts, "Data Concurrency and Consistency", documented.
"""

from __future__ import annotations

from pathlib import Path

import oracledb
import pytest

from ordslab import sandbox as control
from ordslab.sandbox.sql.open_rows import AT_ONCE

SIZES = [1, 16, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 5 * AT_ONCE]


@pytest.fixture
def numbers(whole):
    """Two sessions on a table of 5,000 numbers."""
    first, second = (whole.connect() for _ in range(2))
    cursor = first.cursor()
    cursor.execute("create table numbers (n number, t varchar2(10) default 'x')")
    cursor.executemany("insert into numbers (n) values (:1)", [(n,) for n in range(5 * AT_ONCE)])
    first.commit()
    yield first, second
    for each in (first, second):
        if each.is_healthy():
            each.close()
    with whole.connect() as last:
        last.cursor().execute("drop table numbers purge")


def opened(connection, count=5 * AT_ONCE, query="select n from numbers where n < :1 order by n"):
    """A cursor of so many rows of which a few were fetched, and these."""
    cursor = connection.cursor()
    cursor.arraysize = cursor.prefetchrows = 10
    return cursor.execute(query, [count]), cursor.fetchmany(10)


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("arraysize", [1, 100, 10_000])
def test_all_rows_come_once_and_in_order(numbers, count, arraysize):
    """Promise: however many rows there are and however many are fetched at a time."""
    cursor = numbers[0].cursor()
    cursor.arraysize = arraysize
    cursor.execute("select n from numbers where n < :1 order by n", [count])
    assert [n for (n,) in cursor] == list(range(count))
    assert cursor.rowcount == count


WAYS = {
    "an update": "update numbers set n = n + 100000",
    "a delete": "delete numbers",
    "a block": "begin delete numbers where n > 10; end;",
    "an insert": "insert into numbers select n + 0.5, 'x' from numbers",
    "other tables": "create table others as select * from numbers",
    "a truncation": "truncate table numbers",
}


@pytest.mark.parametrize("end", ["commit", "rollback"])
@pytest.mark.parametrize("who", [0, 1], ids=["its own session", "another"])
@pytest.mark.parametrize("change", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("count", [16, 5 * AT_ONCE])
def test_a_cursor_sees_what_was_there(numbers, count, change, who, end):
    """Promise: whoever changes the table meanwhile, and however that ends."""
    cursor, rows = opened(numbers[0], count)
    numbers[who].cursor().execute(change)
    rows += cursor.fetchmany(10)
    getattr(numbers[who], end)()
    rows += cursor.fetchall()
    assert [n for (n,) in rows] == list(range(count))
    if "others" in change:
        numbers[who].cursor().execute("drop table others purge")


def test_a_new_query_sees_what_is_new_while_an_old_one_goes_on(numbers):
    """Promise: two cursors of one session, opened before and behind another's commit."""
    old, before = opened(numbers[0])
    numbers[1].cursor().execute("delete numbers where n >= 100")
    numbers[1].commit()
    new, behind = opened(numbers[0])
    assert [n for (n,) in [*before, *old.fetchall()]] == list(range(5 * AT_ONCE))
    assert [n for (n,) in [*behind, *new.fetchall()]] == list(range(100))


def test_many_cursors_at_once(numbers):
    """Promise: each goes on from where it is, in whatever order they are asked."""
    cursors = [opened(numbers[0]) for _ in range(16)]
    for _ in range(30):
        for cursor, rows in cursors:
            rows.extend(cursor.fetchmany(100))
        numbers[0].cursor().execute("update numbers set t = 'y' where n = 1")
    assert all([n for (n,) in rows] == list(range(3010)) for _, rows in cursors)


def test_open_work_is_seen_and_given_away(numbers):
    """Promise: a query within a transaction sees its changes, also when another session makes it give way."""
    first, second = numbers
    first.cursor().execute("update numbers set n = n + 100000 where n < 10")
    cursor, rows = opened(first, 10**6)
    second.cursor().execute("update numbers set t = 'z' where n = 20")
    second.commit()
    assert [n for (n,) in [*rows, *cursor.fetchall()]] == [
        *range(10, 5 * AT_ONCE),
        *range(100_000, 100_010),
    ]


@pytest.mark.parametrize("aside", [False, True])
@pytest.mark.parametrize("row", [16, AT_ONCE, 3000])
def test_an_error_comes_with_its_row(numbers, row, aside):
    """Promise: as in Oracle, what comes before it can be fetched, also when it was set aside."""
    query = f"select n, 1 / ({row} - n) from numbers where n < :1"
    cursor, rows = opened(numbers[0], query=query)
    if aside:
        numbers[0].cursor().execute("update numbers set t = 'y' where n = 1")
    with pytest.raises(oracledb.DatabaseError, match="ORA-01476"):
        for each in cursor:
            rows.append(each)
    assert len(rows) in (row - 1, row)  # the module sqlite3 looks one row ahead, and loses that before an error
    assert numbers[0].cursor().execute("select 1 from dual").fetchone() == (1,)


def test_sysdate_is_the_querys(numbers):
    """Promise: one time in all rows, also when the clock moves between two fetches."""
    cursor, rows = opened(numbers[0], query="select sysdate from numbers where n < :1")
    numbers[1].cursor().execute("begin ordslab_sandbox.advance_clock(60); end;")
    assert len({*rows, *cursor.fetchall()}) == 1


def test_rows_of_a_killed_session_are_gone(numbers, whole):
    """Promise: ORA-00028, whether they were taken from SQLite already or not."""
    first, _ = numbers
    cursor, _ = opened(first)
    with whole.connect("ADMIN") as admin:
        admin.cursor().execute(f"alter system kill session '{first.session_id},{first.serial_num}'")
    with pytest.raises(oracledb.DatabaseError, match="ORA-00028"):
        cursor.fetchall()


def test_a_result_without_end_takes_no_memory(numbers, whole):
    """Promise: the first rows of 125 billion come, and what was not asked for costs nothing."""

    def megabytes():
        return int(Path(f"/proc/{control.status(home=whole.home)['pid']}/statm").read_text().split()[1]) / 256

    before = megabytes()
    cursor, rows = opened(numbers[0], 10**6, "select a.n, b.n, c.n from numbers a, numbers b, numbers c where a.n < :1")
    for _ in range(300):
        rows += cursor.fetchmany(100)
    assert len(rows) == 30_010
    assert megabytes() - before < 100


def test_setting_aside_what_has_no_end_can_be_cancelled(numbers):
    """Promise: a change behind such a cursor ends with its call timeout; the cursor is lost, the session is not."""
    first, _ = numbers
    cursor, _ = opened(first, 10**6, "select a.n, b.n, c.n from numbers a, numbers b, numbers c where a.n < :1")
    first.call_timeout = 300
    with pytest.raises(oracledb.DatabaseError, match=r"DPY-4024|ORA-01013"):
        first.cursor().execute("update numbers set t = 'q'")
    first.call_timeout = 0
    with pytest.raises(oracledb.DatabaseError, match="ORA-01555"):
        cursor.fetchall()
    first.cursor().execute("update numbers set t = 'q'")
