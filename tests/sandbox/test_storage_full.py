"""A full disk, too few file descriptors, a read-only home: Oracle's or HTTP's own error; then work goes on."""

from __future__ import annotations

import contextlib
import resource
import subprocess
import sys
from pathlib import Path

import oracledb
import pytest
import requests

import ordslab.sandbox

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mount, prlimit")
SETUP = """
begin
  ords.create_role('r');
  oauth.create_client(p_name => 'c', p_grant_type => 'client_credentials', p_owner => 'o', p_description => 'd',
                      p_support_email => 'a@b.c', p_privilege_names => null);
  ords.define_module(p_module_name => 'm', p_base_path => '/m/');
  ords.define_template(p_module_name => 'm', p_pattern => 'x');
  ords.define_handler('m', 'x', 'GET', 'json/collection', 'select count(*) n from t');
  ords.define_handler('m', 'x', 'POST', 'plsql/block', 'begin insert into t values (1, :body_text); end;');
  commit;
end;
"""
CHANGES = (
    "insert into t select level, rpad('x', 3000, 'x') from dual connect by level <= 2000",
    "create table more as select * from t",
    "create table yet_another (n number)",
    "create or replace procedure p is begin null; end;",
    'alter user page identified by "Another_12345"',
    "begin ords.define_module(p_module_name => 'm2', p_base_path => '/m2/'); commit; end;",
    "begin ordslab_sandbox.advance_clock(1); end;",
    "select s.nextval from dual",
)


class Sandbox:
    def __init__(self, home):
        self.home = home
        self.status = ordslab.sandbox.start(home, http_port=0, db_port=0)
        self.url = f"{self.status['ords_url']}/page"
        self.connection = self.connect()
        self.run("create table t (n number, text varchar2(4000))", "create sequence s nocache", SETUP)
        self.pair = self.run("select client_id, client_secret from user_ords_clients")[0]

    def connect(self):
        return oracledb.connect(user="PAGE", password=ordslab.sandbox.password(self.home), dsn=self.status["dsn"])

    def run(self, *statements):
        with self.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            rows = cursor.fetchall() if cursor.description else None
            self.connection.commit()
            return rows

    def tries(self, statement):
        """The number of the error that a change gets, 0 for none."""
        try:
            self.run(statement)
        except oracledb.Error as error:
            self.connection.rollback()
            return error.args[0].code
        return 0

    def token(self):
        form = {"grant_type": "client_credentials"}
        return requests.post(f"{self.url}/oauth/token", form, auth=self.pair, timeout=30)

    def post(self):
        return requests.post(f"{self.url}/m/x", data="y" * 3000, timeout=30)

    def works(self):
        """Everything goes on: each change succeeds, a token is given out, the handler answers."""
        self.run("truncate table t", *(f"drop table if exists {name}" for name in ("more", "yet_another")))
        assert [self.tries(change) for change in CHANGES] == [0] * len(CHANGES)
        assert (self.token().status_code, self.post().status_code) == (200, 200)
        self.connect().close()
        log = ordslab.sandbox.log(self.home)
        assert "Traceback" not in log and "  File " not in log, log


@pytest.fixture
def small_disk(sandbox_home):
    """The home on a disk of its own of 64 MB, where one may mount one."""
    sandbox_home.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m,mode=0700", "none", str(sandbox_home)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("only root may mount a disk")
    yield sandbox_home
    ordslab.sandbox.stop(sandbox_home)
    subprocess.run(["umount", "-l", str(sandbox_home)], check=False)


def fill(folder):
    """Leave no room."""
    with (folder / "ballast").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)


def test_a_full_disk(small_disk):
    """Promise: ORA-01653 for SQL, DDL, passwords and the clock, 507 for tokens; with room again all works."""
    sandbox = Sandbox(small_disk)
    fill(small_disk)
    found = {change: sandbox.tries(change) for change in CHANGES for _ in range(3)}
    assert set(found.values()) <= {0, 1653, 27041, 27072} and found[CHANGES[0]] == 1653, found
    assert {sandbox.token().status_code for _ in range(200)} <= {200, 507, 503}
    assert {sandbox.post().status_code for _ in range(20)} <= {200, 555, 507, 503}
    (small_disk / "ballast").unlink()
    sandbox.works()


def test_a_start_on_a_full_disk_says_so_and_the_next_one_works(small_disk):
    """Promise: two lines, no half-made home that stands in the way."""
    fill(small_disk)
    with pytest.raises(ordslab.sandbox.SandboxError) as caught:
        ordslab.sandbox.start(small_disk, http_port=0, db_port=0)
    assert len(str(caught.value).splitlines()) == 2 and "disk is full" in caught.value.what
    (small_disk / "ballast").unlink()
    Sandbox(small_disk).works()


def test_too_few_file_descriptors(sandbox_home):
    """Promise: ORA-27041 or 503 where no more files can be opened; with more of them all works."""
    sandbox = Sandbox(sandbox_home)
    pid = sandbox.status["pid"]
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    used = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (used + 2, before[1]))
    numbers = {sandbox.tries(change) for change in CHANGES}
    assert numbers <= {0, 1653, 27041, 27072}, numbers
    statuses = set()
    for _ in range(5):
        try:
            statuses.add(requests.get(f"{sandbox.url}/m/x", timeout=2).status_code)
        except requests.RequestException:
            statuses.add("no answer")
    assert statuses <= {200, 503, 555, "no answer"}
    resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
    sandbox.works()


@contextlib.contextmanager
def read_only(folder):
    """Nothing in the folder can be opened for writing, nor made, nor deleted."""
    bound = subprocess.run(["mount", "--bind", str(folder), str(folder)], capture_output=True, check=False)
    if bound.returncode:
        pytest.skip("only root may mount a folder")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], capture_output=True, check=True)
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_home_that_becomes_read_only(sandbox_home):
    """Promise: ORA-27041 for SQL, DDL, passwords and the clock, 503 or 507 where a token can't be kept; then all works.

    What is open already can still be written, as it is when the permissions of a folder are changed.
    """
    sandbox = Sandbox(sandbox_home)
    with read_only(sandbox_home):
        numbers = {change: sandbox.tries(change) for change in CHANGES}
        assert set(numbers.values()) <= {0, 27041} and numbers[CHANGES[4]] == numbers[CHANGES[6]] == 27041, numbers
        assert {sandbox.token().status_code for _ in range(20)} <= {200, 503, 507}
        assert {sandbox.post().status_code for _ in range(20)} <= {200, 503, 507, 555}
        with contextlib.suppress(oracledb.Error):
            sandbox.connect().close()
        assert sandbox.run("select count(*) from dual") == [(1,)]
    sandbox.run("begin ordslab_sandbox.advance_clock(0); end;")
    sandbox.works()


def test_a_start_on_a_read_only_home_says_so_and_the_next_one_works(sandbox_home):
    """Promise: two lines; what is there stays as it is."""
    Sandbox(sandbox_home)
    ordslab.sandbox.stop(sandbox_home)
    with read_only(sandbox_home), pytest.raises(ordslab.sandbox.SandboxError) as caught:
        ordslab.sandbox.start(sandbox_home, http_port=0, db_port=0)
    assert len(str(caught.value).splitlines()) == 2 and "read-only" in caught.value.what.lower(), caught.value
    status = ordslab.sandbox.start(sandbox_home, http_port=0, db_port=0)
    with oracledb.connect(
        user="PAGE", password=ordslab.sandbox.password(sandbox_home), dsn=status["dsn"]
    ) as connection:
        assert connection.cursor().execute("select count(*) from t").fetchone() == (0,)
