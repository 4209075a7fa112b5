"""Logging on to the database listener with the real driver."""

import re

import oracledb
import pytest

from ordslab.sandbox.oracle_net import logon, packets


def code(caught):
    return caught.value.args[0].full_code


def test_the_right_password_opens_a_session(listener):
    with listener.connect() as connection:
        assert connection.is_healthy()
        assert connection.version.startswith("23.4")


def test_a_user_name_is_folded_to_upper_case_unless_quoted(listener, database):
    database.set_password("low", "x1")
    with listener.connect(user='"low"', password="x1") as connection, connection.cursor() as cursor:
        cursor.execute("alter session set x = 1")
    assert database.sessions[-1].user == "low"


def test_wrong_password_is_ora_01017(listener):
    with pytest.raises(oracledb.DatabaseError) as caught:
        listener.connect(password="wrong")
    assert code(caught) == "ORA-01017"


def test_unknown_user_cannot_be_told_from_a_wrong_password(listener):
    messages = []
    for user in ("page", "nobody"):
        with pytest.raises(oracledb.DatabaseError) as caught:
            listener.connect(user=user, password="wrong")
        messages.append(str(caught.value))
    assert messages[0] == messages[1]


def test_the_salt_of_an_unknown_user_stays_the_same_over_a_restart(database):
    first = logon.stranger_secret(database.home, b"a" * 32)
    again = logon.stranger_secret(database.home, b"b" * 32)
    salts = []
    for secret in (first, again):
        challenge = {key: text for key, text, _ in logon.exchange(database, secret, "NOBODY").challenge()}
        salts.append(challenge["AUTH_VFR_DATA"])
    assert salts[0] == salts[1]
    assert len(salts[0]) == 32


def test_unknown_service_is_refused(listener):
    """The driver puts DPY-6005 around what the listener said, for it would try the next address."""
    with pytest.raises(oracledb.DatabaseError, match="DPY-6001: Service"):
        listener.connect(dsn=f"127.0.0.1:{listener.port}/NOSUCH")


def test_unknown_sid_is_refused(listener):
    with pytest.raises(oracledb.DatabaseError, match="DPY-6003: SID"):
        listener.connect(dsn=oracledb.makedsn("127.0.0.1", listener.port, sid="NOSUCH"))


@pytest.mark.parametrize("length", [10, 30, 50, 230, 1500])
def test_connect_data_may_come_in_a_packet_of_their_own(listener, length):
    with listener.connect(program="p" * length) as connection:
        connection.ping()


def test_changed_password_holds_from_the_next_logon_on(listener, database):
    with listener.connect() as connection:
        connection.changepassword(listener.password, "New-Horse-10")
    with pytest.raises(oracledb.DatabaseError, match="ORA-01017"):
        listener.connect()
    listener.connect(password="New-Horse-10").close()


def test_changing_the_password_needs_the_old_one(listener):
    with listener.connect() as connection:
        with pytest.raises(oracledb.DatabaseError) as caught:
            connection.changepassword("wrong", "New-Horse-10")
        connection.ping()
    assert code(caught) == "ORA-28008"


def test_newpassword_at_logon_changes_it(listener):
    listener.connect(newpassword="New-Horse-11").close()
    listener.connect(password="New-Horse-11").close()
    with pytest.raises(oracledb.DatabaseError, match="ORA-01017"):
        listener.connect()


def test_sysdba_is_not_for_everyone(listener):
    with pytest.raises(oracledb.DatabaseError) as caught:
        listener.connect(mode=oracledb.AUTH_MODE_SYSDBA)
    assert code(caught) == "ORA-01031"


def test_the_driver_hands_over_its_time_zone(listener, database):
    listener.connect().close()
    text = database.sessions[-1].calls[0][0]
    assert re.fullmatch(r"ALTER SESSION SET TIME_ZONE='[+-]\d\d:\d\d'", text)


def test_a_logon_request_shows_no_secret():
    request = logon.LogonRequest("PAGE", 1, {"AUTH_PASSWORD": "0123456789"})
    assert "0123456789" not in repr(request)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"(CONNECT_DATA=(SERVICE_NAME=FREEPDB1))", ("FREEPDB1", None)),
        (b"(connect_data=( service_name = freepdb1 ))", ("freepdb1", None)),
        (b"(CONNECT_DATA=(SID=FREE))", (None, "FREE")),
        (b"(CONNECT_DATA=)", (None, None)),
    ],
)
def test_service_and_sid_are_read_whatever_their_case(data, expected):
    assert packets.service_and_sid(data) == expected
