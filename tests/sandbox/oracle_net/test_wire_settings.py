"""Settings of a session and of its transaction: each has the effect that Oracle gives it, or is refused by its name."""

import oracledb
import pytest


def refusal(cursor, text):
    with pytest.raises(oracledb.DatabaseError) as failure:
        cursor.execute(text)
    return str(failure.value).split("\n")[0]


@pytest.mark.parametrize(
    "text",
    [
        "alter session set isolation_level = serializable",
        "alter session set time_zone = '+01:00' isolation_level = serializable",
        "set transaction isolation level serializable",
        "set transaction isolation level serializable name 'x'",
        "begin execute immediate 'set transaction isolation level serializable'; end;",
        "begin set transaction isolation level serializable; end;",
    ],
)
def test_serializable_transactions_are_refused_by_name_everywhere(page, text):
    assert refusal(page, text).startswith("ORA-03001: unimplemented feature: the ordslab sandbox has no serializable")


@pytest.mark.parametrize(
    "text",
    [
        "alter session set isolation_level = read committed",
        "alter session set isolation_level = read committed time_zone = '+01:00'",
        "set transaction isolation level read committed",
        "set transaction read write",
    ],
)
def test_read_committed_is_what_holds(page, text):
    page.execute(text)


def test_a_commit_by_the_driver_ends_a_transaction_whose_constraints_are_broken(page, table):
    """Documented: Error Messages, ORA-02091. The same by `commit` in a statement, by DDL and by autocommit."""
    table("something", "n number constraint something_k unique initially deferred")
    ways = (
        page.connection.commit,
        lambda: page.execute("commit"),
        lambda: page.execute("create table nothing (a date)"),
    )
    for way in ways:
        page.executemany("insert into something values (:1)", [(1,)] * 1000)
        with pytest.raises(
            oracledb.DatabaseError, match=r"ORA-02091.*\nORA-00001: unique constraint .PAGE.SOMETHING_K."
        ):
            way()
        assert not page.connection.transaction_in_progress
    page.connection.autocommit = True
    with pytest.raises(oracledb.DatabaseError, match="ORA-02091"):
        page.executemany("insert into something values (:1)", [(1,)] * 2)
    page.connection.autocommit = False
    assert page.execute("select count(*) from something").fetchone() == (0,)


def test_the_transaction_is_shown_as_the_package_names_it(page, table):
    """As SQLAlchemy asks for the isolation level. Source: its Oracle dialect, get_isolation_level."""
    table("something", "n number")
    own = "select xidusn || '.' || xidslot || '.' || xidsqn, bitand(flag, power(2, 28)) from v$transaction"
    own += " where ses_addr = (select saddr from v$session where sid = sys_context('userenv', 'sid'))"
    assert page.execute(own).fetchall() == []
    page.execute("insert into something values (1)")
    out = page.var(str)
    page.execute("begin :1 := dbms_transaction.local_transaction_id; end;", [out])
    assert page.execute(own).fetchall() == [(out.getvalue(), 0)]
    page.connection.commit()
    assert page.execute(own).fetchall() == []


def test_lengths_count_characters_where_the_session_says_so(page, table):
    """Source: Database Reference, NLS_LENGTH_SEMANTICS."""
    page.execute("alter session set nls_length_semantics = char")
    table("lengths", "a varchar2(3), b varchar2(3 byte), c char(2)")
    page.execute("alter session set nls_length_semantics = byte")
    page.execute("alter table lengths add d varchar2(3)")
    page.execute("select char_used from user_tab_columns where table_name = 'LENGTHS' order by column_id")
    assert page.fetchall() == [("C",), ("B",), ("C",), ("B",)]
    page.execute("insert into lengths (a) values ('äöü')")
    with pytest.raises(oracledb.DatabaseError, match="ORA-12899"):
        page.execute("insert into lengths (b) values ('äöü')")


@pytest.mark.parametrize(
    "text",
    ["alter session advise commit", "alter session disable commit in procedure", "alter session enable guard"],
)
def test_a_mode_that_is_not_there_is_refused_by_name(page, text):
    assert refusal(page, text).startswith("ORA-03001")


def test_a_foreign_key_may_name_the_key_s_columns_in_another_order(page, table):
    """Source: SQL Language Reference, "constraint": the referenced columns must be those of a key."""
    table("parents", "a number, b number, c varchar2(3), unique (a, b, c)")
    table("children", "x varchar2(3), y number, z number, foreign key (x, y, z) references parents (c, b, a)")
    page.execute("insert into parents values (1, 2, 'c')")
    page.execute("insert into children values ('c', 2, 1)")
    with pytest.raises(oracledb.IntegrityError, match="ORA-02291"):
        page.execute("insert into children values ('c', 1, 2)")
    with pytest.raises(oracledb.IntegrityError, match="ORA-02292"):
        page.execute("delete from parents")
    page.execute("drop table children purge")
    page.execute("create table children (n number)")
