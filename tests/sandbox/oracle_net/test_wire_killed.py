"""A session that ALTER SYSTEM KILL SESSION ended says so to whatever its client asks next."""

import oracledb
import pytest

CALLS = {
    "ping": lambda connection, cursor, lob: connection.ping(),
    "commit": lambda connection, cursor, lob: connection.commit(),
    "rollback": lambda connection, cursor, lob: connection.rollback(),
    "execute": lambda connection, cursor, lob: connection.cursor().execute("select 1 from dual"),
    "parse": lambda connection, cursor, lob: connection.cursor().parse("select 1 from dual"),
    "fetch": lambda connection, cursor, lob: cursor.fetchall(),
    "read of a LOB": lambda connection, cursor, lob: lob.read(),
    "a new LOB": lambda connection, cursor, lob: connection.createlob(oracledb.DB_TYPE_CLOB),
}


def kill(whole, connection):
    with whole.connect("ADMIN") as admin:
        admin.cursor().execute(f"alter system kill session '{connection.session_id},{connection.serial_num}'")


@pytest.mark.parametrize("call", CALLS)
def test_whatever_a_killed_session_is_asked_is_ora_00028(whole, call):
    with whole.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("select level from dual connect by level <= 1000")
        lob = connection.createlob(oracledb.DB_TYPE_CLOB, "text")
        connection.cursor().execute("begin dbms_application_info.set_module('m', 'a'); end;")
        kill(whole, connection)
        with pytest.raises(oracledb.DatabaseError, match="ORA-00028"):
            CALLS[call](connection, cursor, lob)
        assert not connection.is_healthy()


def test_a_pool_replaces_a_killed_session(whole):
    """It pings what it hands out. Source: python-oracledb's test_pool_1057."""
    pool = whole.pool(min=1, max=1, ping_interval=0)
    with pool.acquire() as connection:
        first = connection.session_id
        kill(whole, connection)
    with pool.acquire() as connection:
        assert connection.session_id != first
        assert connection.cursor().execute("select user from dual").fetchall() == [("PAGE",)]
    pool.close()
