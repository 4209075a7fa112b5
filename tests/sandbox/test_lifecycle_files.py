"""What a start makes of each schema's file: half-made, damaged, exchanged, gone."""

from __future__ import annotations

import os
import signal
import time

import oracledb
import pytest
import requests

import ordslab.sandbox
from ordslab.sandbox import SandboxError
from ordslab.sandbox.home import Home

POSIX = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
NEW = "Welcome_12345"


class Sandbox:
    """A sandbox with the schema NEU beside the first one."""

    def __init__(self, home):
        self.home = home
        self.schemas = Home.at(home).data / "schemas"
        self.start()
        self.run("ADMIN", f'create user neu identified by "{NEW}"', "grant create session, create table to neu")
        self.run("ADMIN", "grant unlimited tablespace to neu")
        self.run("PAGE", "create table kept (n number)", "insert into kept values (1)")

    def start(self):
        self.status = ordslab.sandbox.start(self.home, http_port=0, db_port=0)

    def stop(self):
        ordslab.sandbox.stop(self.home)

    def kill(self):
        os.kill(self.status["pid"], signal.SIGKILL)
        while Home.at(self.home).lock.is_held():
            time.sleep(0.01)

    def connect(self, user):
        password = NEW if user == "NEU" else ordslab.sandbox.password(self.home, user)
        return oracledb.connect(user=user, password=password, dsn=self.status["dsn"])

    def run(self, user, *statements):
        """Run and commit; the rows of the last one, if it has any."""
        with self.connect(user) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            connection.commit()
            return cursor.fetchall() if cursor.description else None

    def use_neu(self):
        self.run("NEU", "create table t (n number)", "insert into t values (7)")

    @property
    def log(self):
        return ordslab.sandbox.log(self.home)


@pytest.fixture
def sandbox(sandbox_home):
    return Sandbox(sandbox_home)


@pytest.mark.parametrize("left", ["NEU.db", "NEU.db.new", "NEU.db.new NEU.db.new-wal", "NEU.db NEU.db-wal"])
@pytest.mark.parametrize("content", [b"", b"half"])
def test_a_half_made_file_is_not_damage(sandbox, left, content):
    """Promise: whatever a kill or a full disk leaves of a file that was being made, the start succeeds, and says so."""
    sandbox.stop()
    for name in left.split():
        (sandbox.schemas / name).write_bytes(content if name.endswith(("new", "wal")) else b"")
    sandbox.start()
    sandbox.use_neu()
    assert sandbox.run("NEU", "select n from t") == [(7,)]
    assert sandbox.run("PAGE", "select n from kept") == [(1,)]
    assert ("NEU.db was empty" in sandbox.log) is ("NEU.db" in left.split())


def emptied(file, copy):
    file.write_bytes(b"")


def rubbish(file, copy):
    file.write_bytes(b"rubbish" * 2000)


def gone(file, copy):
    file.unlink()


def old(file, copy):
    file.write_bytes(copy)


def of_another(file, copy):
    file.write_bytes(file.with_name("PAGE.db").read_bytes())


def torn(file, copy):
    data = bytearray(file.read_bytes())
    data[len(data) // 4 : len(data) // 2] = os.urandom(len(data) // 2 - len(data) // 4)
    file.write_bytes(data)


@pytest.mark.parametrize("harm", [emptied, rubbish, gone, old, of_another, torn])
def test_no_file_is_lost_or_exchanged_unnoticed_and_the_others_go_on(sandbox, harm):
    """Promise: a damaged schema says so to who asks for it (ORA-00376), the log names the file; all others are usable,
    and an administrator may drop it and begin anew."""
    sandbox.use_neu()
    sandbox.stop()
    file = sandbox.schemas / "NEU.db"
    copy = file.read_bytes()
    sandbox.start()
    sandbox.run("NEU", "insert into t values (8)")
    sandbox.stop()
    harm(file, copy)
    harmed = file.read_bytes() if file.exists() else None
    sandbox.start()
    with pytest.raises(oracledb.Error, match="ORA-00376"):
        sandbox.connect("NEU")
    assert (file.read_bytes() if file.exists() else None) == harmed
    assert str(file) in sandbox.log and "Traceback" not in sandbox.log
    assert sandbox.run("PAGE", "select n from kept") == [(1,)]
    assert sandbox.run("ADMIN", "select count(*) from all_tables where table_name = 'KEPT'") == [(1,)]
    assert requests.get(f"{sandbox.status['ords_url']}/nobody/x", timeout=10).status_code == 404
    assert requests.get(f"{sandbox.status['ords_url']}/page/metadata-catalog/", timeout=10).status_code == 200
    sandbox.run("ADMIN", "drop user neu cascade", f'create user neu identified by "{NEW}"')
    sandbox.run("ADMIN", "grant create session, create table, unlimited tablespace to neu")
    sandbox.use_neu()
    assert sandbox.run("NEU", "select n from t") == [(7,)]


def test_a_file_that_was_put_back_is_used(sandbox):
    """Promise: the advice works: with the right file in its place everything is there again."""
    sandbox.use_neu()
    sandbox.stop()
    file = sandbox.schemas / "NEU.db"
    right = file.read_bytes()
    file.unlink()
    sandbox.start()
    with pytest.raises(oracledb.Error, match="ORA-00376"):
        sandbox.connect("NEU")
    sandbox.stop()
    file.write_bytes(right)
    sandbox.start()
    assert sandbox.run("NEU", "select n from t") == [(7,)]


@POSIX
@pytest.mark.parametrize("user", ["PAGE", "NEU"])
@pytest.mark.parametrize("what", ["lost", "emptied"])
def test_a_lost_write_ahead_log_is_noticed(sandbox, user, what):
    """Promise: what a kill has left in the write-ahead log is missed: nobody goes on as if all was there."""
    sandbox.use_neu()
    sandbox.kill()
    log = sandbox.schemas / f"{user}.db-wal"
    assert log.stat().st_size
    if what == "lost":
        log.unlink()
    else:
        log.write_bytes(b"")
    if user == "PAGE":
        with pytest.raises(SandboxError, match="damaged") as caught:
            sandbox.start()
        assert "PAGE.db" in caught.value.what and "reset" not in caught.value.next
        return
    sandbox.start()
    with pytest.raises(oracledb.Error, match="ORA-00376"):
        sandbox.connect("NEU")
    assert sandbox.run("PAGE", "select n from kept") == [(1,)]


@POSIX
def test_runs_that_end_by_a_kill_are_no_damage(sandbox):
    """Promise: kill after kill, with files opened, written and left alone in between, each start finds all."""
    sandbox.use_neu()
    for number in range(5):
        sandbox.kill()
        sandbox.start()
        if number % 2:
            sandbox.run("NEU", f"insert into t values ({number})")
        else:
            sandbox.stop()
            sandbox.start()
    assert sandbox.run("NEU", "select n from t order by n") == [(1,), (3,), (7,)]
    assert "ERROR" not in sandbox.log


def test_a_home_of_an_older_release_is_taken_over(sandbox):
    """Promise: files that have no entry yet get one, with all that is in them."""
    import sqlite3

    sandbox.use_neu()
    sandbox.stop()
    with sqlite3.connect(Home.at(sandbox.home).data / "system.db") as system:
        system.execute("drop table files")
    for name in ("PAGE", "NEU"):
        with sqlite3.connect(sandbox.schemas / f"{name}.db") as file:
            file.execute('drop table "ORA$FILE"')
    sandbox.start()
    assert sandbox.run("NEU", "select n from t") == [(7,)]
    sandbox.stop()
    emptied(sandbox.schemas / "NEU.db", b"")
    sandbox.start()
    with pytest.raises(oracledb.Error, match="ORA-00376"):
        sandbox.connect("NEU")
