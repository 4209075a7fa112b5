"""What is there after the sandbox was killed or stopped in the middle of work."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time

import oracledb
import pytest
import requests

import ordslab.sandbox
from ordslab.sandbox.home import Home

POSIX = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")


class Sandbox:
    """A sandbox of the test's own, through the real driver and real HTTP."""

    def __init__(self, home):
        self.home = home
        self.start()

    def start(self):
        self.status = ordslab.sandbox.start(self.home, http_port=0, db_port=0)
        self.base_url = f"{self.status['ords_url']}/page"

    def kill(self):
        os.kill(self.status["pid"], signal.SIGKILL)
        until(lambda: not Home.at(self.home).lock.is_held())

    def connect(self):
        return oracledb.connect(user="PAGE", password=ordslab.sandbox.password(self.home), dsn=self.status["dsn"])

    def value(self, query):
        with self.connect() as connection:
            return connection.cursor().execute(query).fetchone()[0]

    def run(self, *statements):
        """Run and commit."""
        with self.connect() as connection:
            for statement in statements:
                connection.cursor().execute(statement)
            connection.commit()


@pytest.fixture
def sandbox(sandbox_home):
    return Sandbox(sandbox_home)


def until(condition):
    """Wait for a condition; fail when it does not come."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "waited 30 s in vain"
        time.sleep(0.01)


def in_background(function):
    """Run in a thread; its error, if any, is in the list that comes back with the thread."""
    errors = []

    def run():
        try:
            function()
        except oracledb.Error as error:
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, errors


MODULE = """
begin
  ords.define_module(p_module_name => 'kept', p_base_path => '/kept/');
  ords.define_template(p_module_name => 'kept', p_pattern => 'one');
  ords.define_handler(p_module_name => 'kept', p_pattern => 'one', p_method => 'GET',
                      p_source_type => ords.source_type_collection_item, p_source => 'select count(*) n from t');
end;
"""


@POSIX
def test_killed_in_the_middle_of_a_write(sandbox):
    """Promise: what was committed, rows and ORDS's metadata, is there at the next start; what was not, is not."""
    sandbox.run("create table t (id number primary key, text varchar2(100))")
    committed = threading.Event()

    def write():
        with sandbox.connect() as connection:
            cursor = connection.cursor()
            cursor.execute(MODULE)
            cursor.execute("insert into t values (1, 'kept')")
            connection.commit()
            committed.set()
            for start in range(2, 10**9, 1000):
                cursor.executemany(
                    "insert into t values (:1, :2)", [(n, "x" * 100) for n in range(start, start + 1000)]
                )

    writer, errors = in_background(write)
    assert committed.wait(30)
    schema_file = Home.at(sandbox.home).data / "schemas" / "PAGE.db-wal"
    size = schema_file.stat().st_size if schema_file.exists() else 0
    until(lambda: (writer.is_alive() and schema_file.exists() and schema_file.stat().st_size != size) or errors)
    sandbox.kill()
    writer.join(30)
    assert errors and errors[0].args[0].full_code in ("DPY-4011", "DPY-4027", "DPY-1001", "ORA-03113")
    sandbox.start()
    assert sandbox.value("select count(*) || max(text) from t") == "1kept"
    assert requests.get(f"{sandbox.base_url}/kept/one", timeout=10).json()["n"] == 1


@POSIX
def test_a_token_outlives_a_kill(sandbox):
    """Promise: a token that was given out before a kill is honoured after it."""
    sandbox.run(
        "begin ords.create_role('r'); end;",
        "begin oauth.create_client(p_name => 'c', p_grant_type => 'client_credentials', p_owner => 'o', "
        "p_description => 'd', p_support_email => 'a@b.c', p_privilege_names => null); "
        "oauth.grant_client_role('c', 'r'); end;",
        "create table t (id number)",
        MODULE,
        "declare l_roles owa.vc_arr; l_patterns owa.vc_arr; l_modules owa.vc_arr; begin l_roles(1) := 'r'; "
        "l_modules(1) := 'kept'; ords.define_privilege('p', l_roles, l_patterns, l_modules); end;",
    )
    with sandbox.connect() as connection:
        pair = connection.cursor().execute("select client_id, client_secret from user_ords_clients").fetchone()
    form = {"grant_type": "client_credentials"}
    token = requests.post(f"{sandbox.base_url}/oauth/token", form, auth=pair, timeout=10).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert requests.get(f"{sandbox.base_url}/kept/one", timeout=10).status_code == 401
    assert requests.get(f"{sandbox.base_url}/kept/one", headers=bearer, timeout=10).status_code == 200
    sandbox.kill()
    sandbox.start()
    assert requests.get(f"{sandbox.base_url}/kept/one", headers=bearer, timeout=10).status_code == 200


def test_a_stop_rolls_open_work_back(sandbox):
    """Promise: who has not committed has lost it, and learns at the next call that the line is cut."""
    sandbox.run("create table t (id number)")
    connection = sandbox.connect()
    connection.cursor().execute("insert into t values (1)")
    ordslab.sandbox.stop(sandbox.home)
    with pytest.raises(oracledb.Error) as caught:
        connection.cursor().execute("select 1 from dual")
    assert caught.value.args[0].full_code in ("DPY-4011", "DPY-4027", "DPY-1001", "ORA-03113")
    sandbox.start()
    assert sandbox.value("select count(*) from t") == 0


@pytest.mark.parametrize("endless", ["begin loop null; end loop; end;", "begin dbms_session.sleep(600); end;"])
def test_a_stop_does_not_wait_for_a_long_call(sandbox, endless):
    """Promise: a block that runs and runs is ended by a stop."""
    running = threading.Event()

    def call():
        with sandbox.connect() as connection:
            cursor = connection.cursor()
            running.set()
            cursor.execute(endless)

    caller, errors = in_background(call)
    assert running.wait(30)
    assert ordslab.sandbox.stop(sandbox.home) is True
    caller.join(30)
    assert errors
    assert "stopped" in ordslab.sandbox.log(sandbox.home).splitlines()[-1]


def test_garbage_disturbs_nobody(sandbox):
    """Promise: garbage on either port closes that connection, and nothing else notices."""
    ports = [int(sandbox.status["ords_url"].split(":")[2].split("/")[0])]
    ports.append(int(sandbox.status["dsn"].split(":")[1].split("/")[0]))
    with sandbox.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("select 1 from dual").fetchone()
        for port in ports:
            for garbage in (b"\0" * 4096, b"\xff" * 4096, os.urandom(100_000), b"GET / HTTP/9.9\r\n\r\n"):
                with socket.create_connection(("127.0.0.1", port), timeout=30) as stranger:
                    try:
                        stranger.sendall(garbage)
                        stranger.shutdown(socket.SHUT_WR)
                        while stranger.recv(65536):
                            pass
                    except ConnectionError:
                        pass  # closed already
        assert cursor.execute("select 2 from dual").fetchone() == (2,)
    assert requests.get(sandbox.base_url, timeout=10).status_code in (302, 404)
    assert ordslab.sandbox.status(sandbox.home) == sandbox.status
