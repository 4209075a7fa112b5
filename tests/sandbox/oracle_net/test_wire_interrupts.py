"""Cancel, time-outs, strangers and everything else that must not disturb."""

import socket
import threading

import oracledb
import pytest

from ordslab.sandbox.sql.calls import Result
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import NUMBER, Column

SELECT, SLOW = "select id from t", "begin sleep; end;"


@pytest.fixture
def slow(script):
    """A call that runs until it is cancelled."""
    started = threading.Event()

    def run(session, binds):
        started.set()
        assert session.cancelled.wait(20), "nobody cancelled"
        raise OraError(1013)

    script[SLOW] = run
    script[SELECT] = Result((Column("ID", NUMBER),), [(1,)])
    return started


def test_call_timeout_ends_the_call_and_the_connection_lives(connection, cursor, slow):
    connection.call_timeout = 100
    for _ in range(2):
        with pytest.raises(oracledb.DatabaseError, match="DPY-4024"):
            cursor.execute(SLOW)
    connection.call_timeout = 0
    assert cursor.execute(SELECT).fetchall() == [(1,)]


def test_cancel_from_another_thread_is_ora_01013(connection, cursor, slow):
    def cancel():
        slow.wait(20)
        connection.cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    with pytest.raises(oracledb.OperationalError, match="ORA-01013"):
        cursor.execute(SLOW)
    thread.join()
    assert cursor.execute(SELECT).fetchall() == [(1,)]


def must_fail(cursor):
    """A slow call that ends in an error, whichever the connection's end gives."""
    with pytest.raises(oracledb.Error):
        cursor.execute(SLOW)


def test_a_slow_call_does_not_hold_up_another_connection(listener, cursor, connection, slow):
    thread = threading.Thread(target=must_fail, args=(cursor,))
    thread.start()
    assert slow.wait(20)
    with listener.connect() as other, other.cursor() as fast:
        assert fast.execute(SELECT).fetchall() == [(1,)]
    connection.cancel()
    thread.join()


def test_a_client_that_vanishes_ends_its_call_and_its_session(listener, database, slow):
    connection = listener.connect()
    thread = threading.Thread(target=must_fail, args=(connection.cursor(),))
    thread.start()
    assert slow.wait(20)
    listener.disconnect_all()
    assert database.sessions[-1].closed.wait(10)
    thread.join()


@pytest.mark.parametrize(
    "garbage",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
        bytes(64),
        b"\x00\x04\x00\x00\x01\x00\x00\x00",
        b"\x00\x10\x00\x00\x01\x00\x00\x00" + bytes(8),
        b"\xff" * 70_000,
    ],
    ids=["http", "tls", "zeros", "too short", "no connect data", "endless"],
)
def test_garbage_is_closed_without_a_word_and_nobody_notices(listener, connection, garbage):
    with socket.create_connection(("127.0.0.1", listener.port), 10) as stranger:
        try:
            stranger.sendall(garbage)
            assert stranger.recv(100) == b""
        except ConnectionResetError:
            pass
    connection.ping()


@pytest.mark.parametrize(
    "beginning", [b"", b"\x00", b"\x00\xf2\x00\x00\x01\x00"], ids=["nothing", "a byte", "half a packet"]
)
def test_who_does_not_log_on_in_time_is_closed(listener, connection, monkeypatch, beginning):
    monkeypatch.setattr("ordslab.sandbox.oracle_net.connection._TIME_TO_LOG_ON", 0.05)
    with socket.create_connection(("127.0.0.1", listener.port), 10) as stranger:
        stranger.sendall(beginning)
        assert stranger.recv(100) == b""
    connection.ping()


def test_unknown_function_is_ora_03001_and_the_connection_lives(connection, cursor, slow):
    with pytest.raises(oracledb.DatabaseError, match="ORA-03001"):
        connection.tpc_begin(connection.xid(1, "a", "b"))
    assert cursor.execute(SELECT).fetchall() == [(1,)]


def test_nothing_from_a_client_before_logon_may_be_large(listener):
    with socket.create_connection(("127.0.0.1", listener.port), 10) as stranger:
        header = (65_000).to_bytes(2, "big") + b"\x00\x00\x06\x00\x00\x00"
        with pytest.raises(OSError):  # reset, or broken pipe
            for _ in range(100):
                stranger.sendall(header + bytes(64_992))
            assert stranger.recv(1) != b"", "closed"
            raise AssertionError("accepted")
