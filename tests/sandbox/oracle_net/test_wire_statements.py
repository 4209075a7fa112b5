"""Executing, fetching and binding with the real driver."""

import oracledb
import pytest

from ordslab.sandbox.sql.calls import Result
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import NUMBER, Column, varchar2

SELECT = "select id from t"
INSERT = "insert into t values (:1, :2)"
BLOCK = "begin p(:a, :b); end;"
ID = (Column("ID", NUMBER),)


def count_to(number):
    return Result(ID, [(index,) for index in range(number)])


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 99, 100, 101, 5000])
@pytest.mark.parametrize("prefetch", [0, 2, 500])
def test_all_rows_arrive_whatever_the_batch_size(cursor, script, rows, prefetch):
    script[SELECT] = count_to(rows)
    cursor.prefetchrows = prefetch
    for _ in range(2):
        assert [row[0] for row in cursor.execute(SELECT)] == list(range(rows))
        assert cursor.rowcount == rows


def test_rows_larger_than_a_packet(cursor, script):
    rows = [("x" * 4000,) for _ in range(300)]
    script[SELECT] = Result((Column("X", varchar2(4000)),), rows)
    cursor.arraysize = 300
    assert cursor.execute(SELECT).fetchall() == rows


def test_reexecution_with_other_types_is_described_again(cursor, script):
    script[SELECT] = count_to(2)
    cursor.execute(SELECT).fetchall()
    script[SELECT] = Result((Column("NAME", varchar2(5)), Column("ID", NUMBER)), [("a", 1)])
    assert cursor.execute(SELECT).fetchall() == [("a", 1)]
    assert [column[0] for column in cursor.description] == ["NAME", "ID"]


def test_parse_only_describes_without_a_row(cursor, script):
    script[SELECT] = count_to(2)
    cursor.parse(SELECT)
    assert cursor.description[0][0] == "ID"


def test_dml_gives_rowcount_and_rowid(cursor, script):
    script[INSERT] = Result(rowcount=3, last_rowid=70_000)
    cursor.execute(INSERT, [1, "a"])
    assert cursor.rowcount == 3
    assert len(cursor.lastrowid) == 18


def test_binds_by_name_reach_each_occurrence(cursor, script, database):
    text = "select id from t where a = :x or b = :y or c = :x"
    script[text] = count_to(1)
    cursor.execute(text, x=1, y=2)
    assert (text, [1, 2, 1]) in database.sessions[-1].calls


def test_executemany_runs_once_a_row(cursor, script, database):
    cursor.executemany(INSERT, [(1, "a"), (2, None), (3, "ccc")])
    assert cursor.rowcount == 3
    assert [call[1] for call in database.sessions[-1].calls if call[0] == INSERT] == [[1, "a"], [2, None], [3, "ccc"]]


def test_executemany_over_many_packets(cursor, script, database):
    rows = [(index, "x" * (index % 300)) for index in range(5000)]
    for _ in range(2):
        cursor.executemany(INSERT, rows)
        assert cursor.rowcount == 5000
    seen = [call[1] for call in database.sessions[-1].calls if call[0] == INSERT]
    assert seen[:5000] == seen[5000:] == [[index, text or None] for index, text in rows]


def test_values_too_long_for_a_string_come_last_and_find_their_place(cursor, script, database):
    cursor.execute("insert into t values (:1, :2, :3)", ["a" * 33_000, 5, "b" * 40_000])
    assert database.sessions[-1].calls[-1][1] == ["a" * 33_000, 5, "b" * 40_000]


def test_batch_errors_name_row_and_error(cursor, script):
    def insert(session, binds):
        if binds[0].value == 2:
            raise OraError(1, "PAGE.PK")
        return Result(rowcount=1)

    script[INSERT] = insert
    rows = [(1, "a"), (2, "b"), (3, "c"), (2, "d")]
    cursor.executemany(INSERT, rows, batcherrors=True, arraydmlrowcounts=True)
    errors = [(error.offset, error.full_code) for error in cursor.getbatcherrors()]
    assert errors == [(1, "ORA-00001"), (3, "ORA-00001")]
    assert cursor.getarraydmlrowcounts() == [1, 0, 1, 0]


def test_array_dml_row_counts(cursor, script):
    text = "update t set a = 1 where b = :1"
    script[text] = lambda session, binds: Result(rowcount=binds[0].value)
    cursor.executemany(text, [(3,), (0,), (700,)], arraydmlrowcounts=True)
    assert cursor.getarraydmlrowcounts() == [3, 0, 700]
    assert cursor.rowcount == 703


def test_executemany_stops_at_the_first_error(cursor, script, database):
    def insert(session, binds):
        if binds[0].value == 2:
            raise OraError(1400, '"PAGE"."T"."B"')
        return Result(rowcount=1)

    script[INSERT] = insert
    with pytest.raises(oracledb.IntegrityError, match="ORA-01400"):
        cursor.executemany(INSERT, [(1, "a"), (2, "b"), (3, "c")])
    assert cursor.rowcount == 1


def test_returning_into_gives_the_values_of_each_execution(cursor, script):
    text = "insert into t (name) values (:1) returning id, name into :2, :3"

    def insert(session, binds):
        binds[1].returned, binds[2].returned = [10, 11], [binds[0].value, None]
        return Result(rowcount=2)

    script[text] = insert
    number, name = cursor.var(int, arraysize=2), cursor.var(str, arraysize=2)
    cursor.setinputsizes(None, number, name)
    for _ in range(2):
        cursor.executemany(text, [("a",), ("b",)])
        assert number.values == [[10, 11], [10, 11]]
        assert name.values == [["a", None], ["b", None]]


def test_returning_without_other_binds(cursor, script):
    text = "update t set a = 1 returning id into :x"

    def update(session, binds):
        binds[0].returned = [4]
        return Result(rowcount=1)

    script[text] = update
    out = cursor.var(int)
    cursor.execute(text, x=out)
    assert out.getvalue() == [4]


def swap(session, binds):
    binds[1].value, binds[1].written = (binds[0].value or 0) * 2, True


def test_block_with_in_and_out_binds(cursor, script):
    script[BLOCK] = swap
    out = cursor.var(int)
    for number in (21, 4):
        cursor.execute(BLOCK, a=number, b=out)
        assert out.getvalue() == number * 2


def test_block_whose_bind_is_written_only_the_second_time(cursor, script):
    def sometimes(session, binds):
        if binds[0].value > 1:
            swap(session, binds)

    script[BLOCK] = sometimes
    out = cursor.var(int)
    cursor.execute(BLOCK, a=1, b=out)
    assert out.getvalue() is None
    cursor.execute(BLOCK, a=2, b=out)
    assert out.getvalue() == 4


def test_executemany_of_a_block_fills_an_out_bind_for_each_row(cursor, script):
    script[BLOCK] = swap
    out = cursor.var(int, arraysize=3)
    cursor.setinputsizes(a=int, b=out)
    for _ in range(2):
        cursor.executemany(BLOCK, [{"a": 1}, {"a": 2}, {"a": 3}])
        assert out.values == [2, 4, 6]


def test_booleans_go_in_and_come_out(cursor, script):
    def negate(session, binds):
        given = binds[0].value
        binds[1].value, binds[1].written = None if given is None else not given, True

    script[BLOCK] = negate
    out = cursor.var(bool)
    for given, expected in ((True, False), (False, True), (None, None)):
        cursor.execute(BLOCK, a=cursor.var(bool) if given is None else given, b=out)
        assert out.getvalue() is expected


def test_arrays_go_in_and_come_out(cursor, script):
    def double(session, binds):
        assert binds[0].is_array
        binds[1].value, binds[1].written = [2 * number for number in binds[0].value], True

    script[BLOCK] = double
    array = cursor.arrayvar(int, [1, 2, 3])
    out = cursor.arrayvar(int, 10)
    cursor.execute(BLOCK, a=array, b=out)
    assert out.getvalue() == [2, 4, 6]


def test_ref_cursor_comes_out_of_a_block(connection, cursor, script):
    def open_cursor(session, binds):
        binds[0].value, binds[0].written = count_to(250), True

    script["begin open :1 for select id from t; end;"] = open_cursor
    out = connection.cursor()
    cursor.execute("begin open :1 for select id from t; end;", [out])
    assert [row[0] for row in out] == list(range(250))


def test_warning_where_something_was_compiled_with_errors(cursor, script):
    script["create procedure p as begin null; end;"] = Result(warning=True)
    cursor.execute("create procedure p as begin null; end;")
    assert cursor.warning.full_code == "DPY-7000"


def test_error_has_number_message_and_offset(cursor, script):
    with pytest.raises(oracledb.DatabaseError) as caught:
        cursor.execute("select * from nowhere")
    error = caught.value.args[0]
    assert (error.full_code, error.offset) == ("ORA-00942", 14)
    assert error.message.startswith("ORA-00942: table or view does not exist")


def test_unexpected_exception_of_the_engine_is_ora_03001_and_logged_without_its_text(cursor, script, caplog):
    script[SELECT] = ZeroDivisionError("password=hunter2")
    with pytest.raises(oracledb.DatabaseError, match="ORA-03001"):
        cursor.execute(SELECT)
    script[SELECT] = count_to(1)
    assert cursor.execute(SELECT).fetchall() == [(0,)]
    assert "ZeroDivisionError" in caplog.text
    assert "hunter2" not in caplog.text


def test_too_many_open_cursors_is_ora_01000(connection, script):
    script[SELECT] = count_to(1)
    cursors = []
    with pytest.raises(oracledb.DatabaseError, match="ORA-01000"):
        for _ in range(400):
            cursors.append(connection.cursor())
            cursors[-1].execute(SELECT)


def test_closed_cursors_may_be_opened_again_and_again(connection, script):
    for number in range(700):
        text = f"select {number} from t"
        script[text] = count_to(1)
        with connection.cursor() as cursor:
            cursor.execute(text).fetchall()


def test_commit_and_rollback_drive_the_transaction_bit(connection, cursor, script):
    for end in (connection.commit, connection.rollback):
        cursor.execute(INSERT, [1, "a"])
        assert connection.transaction_in_progress
        end()
        assert not connection.transaction_in_progress


def test_autocommit_commits_each_statement_that_succeeds(connection, cursor, script, database):
    connection.autocommit = True
    for _ in range(2):
        cursor.execute(INSERT, [1, "a"])
        assert not connection.transaction_in_progress
    assert [call[0] for call in database.sessions[-1].calls].count("commit") == 2


def test_disconnect_closes_the_session(listener, database):
    listener.connect().close()
    assert database.sessions[-1].closed.wait(10)


def test_session_attributes_reach_the_session(connection, database):
    connection.module, connection.action = "notebook", "lesson 3"
    connection.client_identifier, connection.clientinfo = "learner", "ordslab"
    connection.ping()
    session = database.sessions[-1]
    assert (session.module, session.action) == ("notebook", "lesson 3")
    assert (session.client_identifier, session.client_info) == ("learner", "ordslab")


def test_current_schema_is_set_before_the_next_statement(connection, cursor, script, database):
    script[SELECT] = count_to(1)
    connection.current_schema = "HR"
    cursor.execute(SELECT)
    assert [call[0] for call in database.sessions[-1].calls][-2:] == ['ALTER SESSION SET CURRENT_SCHEMA = "HR"', SELECT]
