"""The sandbox as a process: start, status, stop, and who is taken for it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import ordslab.sandbox
from ordslab.sandbox import SandboxError, process, running
from ordslab.sandbox.home import Home
from ordslab.sandbox.running import Run

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")


def start(home, **options):
    return ordslab.sandbox.start(home, **{"http_port": 0, "db_port": 0, **options})


def ports(status):
    return int(status["ords_url"].split(":")[2].split("/")[0]), int(status["dsn"].split(":")[1].split("/")[0])


def listens(port, host="127.0.0.1"):
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def until(condition):
    """Wait for a condition; fail when it does not come."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "waited 30 s in vain"
        time.sleep(0.01)


def kill(status):
    """End the process as a power failure would, and wait until the system has cleared it away."""
    os.kill(status["pid"], signal.SIGKILL)
    home = Home.at(status["home"])
    until(lambda: not home.lock.is_held())


@contextmanager
def listener():
    """Another program's listener on a free port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        yield taken.getsockname()[1]


# starting


def test_start_returns_when_both_listeners_answer(sandbox_home):
    """Promise: the status is the contract's, and whoever reads it can connect at once."""
    status = start(sandbox_home)
    http, db = ports(status)
    assert listens(http) and listens(db)
    assert status == {
        "running": True,
        "pid": status["pid"],
        "ords_url": f"http://127.0.0.1:{http}/ords",
        "dsn": f"127.0.0.1:{db}/FREEPDB1",
        "home": str(sandbox_home),
        "schemas": [{"user": "PAGE", "alias": "page"}],
    }
    assert ordslab.sandbox.status(sandbox_home) == status


def test_a_second_start_is_the_first_one(sandbox_home):
    """Promise: starting what runs changes nothing, whatever ports are asked for."""
    status = start(sandbox_home)
    assert start(sandbox_home) == ordslab.sandbox.start(sandbox_home) == status


def test_starts_at_the_same_moment_make_one_sandbox(sandbox_home):
    """Promise: of several programs that start it at once, one does and all get the same answer."""
    program = f"import ordslab.sandbox as s, json; print(json.dumps(s.start({str(sandbox_home)!r}, 0, 0)))"
    programs = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) for _ in range(4)]
    answers = [json.loads(each.communicate(timeout=60)[0]) for each in programs]
    assert answers == [ordslab.sandbox.status(sandbox_home)] * 4


def test_the_sandbox_outlives_who_started_it(sandbox_home):
    """Promise: the terminal or kernel that started it may go, and it holds none of their files open."""
    program = f"import ordslab.sandbox as s; s.start({str(sandbox_home)!r}, 0, 0)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    status = ordslab.sandbox.status(sandbox_home)
    assert status["running"]
    if os.name == "posix":
        assert os.getsid(status["pid"]) == status["pid"]


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc")
def test_passwords_in_the_environment_stay_outside(sandbox_home, monkeypatch):
    """Promise: the password of a real database, kept in the environment, does not reach the sandbox's process."""
    monkeypatch.setenv("ORDSLAB_PASSWORD", "not-for-the-sandbox")
    status = start(sandbox_home)
    seen = [Path(f"/proc/{status['pid']}/{name}").read_bytes() for name in ("environ", "cmdline")]
    assert b"not-for-the-sandbox" not in b"".join(seen)
    assert ordslab.sandbox.password(sandbox_home).encode() not in b"".join(seen)


def test_what_lies_around_is_not_imported(sandbox_home, monkeypatch):
    """Promise: a file named like a module, in the home or where one is, does not get into the sandbox."""
    sandbox_home.mkdir()
    for folder in (sandbox_home, sandbox_home.parent):
        (folder / "json.py").write_text("raise SystemExit('imported')")
    monkeypatch.chdir(sandbox_home.parent)
    assert start(sandbox_home)["running"]


def test_a_start_that_fails_says_why(tmp_path):
    """Promise: two lines, and the reason, when there can be no home."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SandboxError) as caught:
        start(tmp_path / "file" / "home")
    assert "can't be made" in caught.value.what and "--home" in caught.value.next
    assert len(str(caught.value).splitlines()) == 2


def test_only_this_machine_is_heard(sandbox_home):
    """Promise: the listeners are bound to 127.0.0.1 and to no other address."""
    for port in ports(start(sandbox_home)):
        assert not listens(port, "127.0.0.2")


# ports


def test_a_taken_port_gives_way_to_the_next_free_one(sandbox_home):
    """Promise: another program's port is left to it; the answer says which one was taken."""
    with listener() as taken_http, listener() as taken_db:
        status = start(sandbox_home, http_port=taken_http, db_port=taken_db)
        http, db = ports(status)
        assert taken_http < http < taken_http + 50 and taken_db < db < taken_db + 50
        assert status["taken"] == [taken_http, taken_db]
        assert "taken" not in ordslab.sandbox.status(sandbox_home)


def test_the_same_ports_after_a_restart(sandbox_home):
    """Promise: a lab that was open finds the sandbox again where it was, when nobody else took the ports."""
    status = start(sandbox_home)
    ordslab.sandbox.stop(sandbox_home)
    assert ports(ordslab.sandbox.start(sandbox_home)) == ports(status)
    kill(ordslab.sandbox.status(sandbox_home))
    assert ports(ordslab.sandbox.start(sandbox_home)) == ports(status)


# stopping


def test_stop_returns_when_everything_is_gone(sandbox_home):
    """Promise: afterwards nobody listens, the files are closed, and the status is the contract's."""
    status = start(sandbox_home)
    assert ordslab.sandbox.stop(sandbox_home) is True
    assert not any(listens(port) for port in ports(status))
    assert ordslab.sandbox.status(sandbox_home) == {"running": False}
    assert not list(sandbox_home.rglob("*-wal")), "a file was left as after a crash"
    assert ordslab.sandbox.stop(sandbox_home) is False
    assert ordslab.sandbox.log(sandbox_home).rstrip().endswith("stopped")


def test_stopping_where_nothing_ever_was(tmp_path):
    """Promise: no error, and no folder is made."""
    assert ordslab.sandbox.stop(tmp_path / "nowhere") is False
    assert ordslab.sandbox.status(tmp_path / "nowhere") == {"running": False}
    assert not (tmp_path / "nowhere").exists()


@POSIX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(sandbox_home, number):
    """Promise: the system's and the user's wish to end is heard as `stop` is."""
    status = start(sandbox_home)
    os.kill(status["pid"], number)
    until(lambda: not Home.at(sandbox_home).lock.is_held())
    assert not any(listens(port) for port in ports(status))
    assert ordslab.sandbox.log(sandbox_home).rstrip().endswith("stopped")


@POSIX
def test_what_does_not_listen_any_more_is_ended(sandbox_home, monkeypatch):
    """Promise: a sandbox that hangs is said to hang, and can be stopped all the same."""
    monkeypatch.setattr(running, "_PATIENCE", 0.2)
    monkeypatch.setattr(process, "_TIME_TO_STOP", 0.2)
    monkeypatch.setattr(process, "_TIME_TO_OBEY", 0.2)
    status = start(sandbox_home)
    os.kill(status["pid"], signal.SIGSTOP)
    with pytest.raises(SandboxError, match="does not answer"):
        ordslab.sandbox.status(sandbox_home)
    assert ordslab.sandbox.stop(sandbox_home) is True
    assert ordslab.sandbox.status(sandbox_home) == {"running": False}


@POSIX
def test_a_sandbox_without_a_home_ends_by_itself(sandbox_home):
    """Promise: who deletes the folder by hand leaves no process behind."""
    import shutil

    status = start(sandbox_home)
    shutil.rmtree(sandbox_home)
    until(lambda: not any(listens(port) for port in ports(status)))


# who is taken for the sandbox


@POSIX
def test_after_a_kill_it_is_known_to_be_gone(sandbox_home):
    """Promise: what a killed sandbox left behind is not taken for a running one, and does not keep a new one away."""
    status = start(sandbox_home)
    kill(status)
    assert ordslab.sandbox.status(sandbox_home) == {"running": False}
    assert start(sandbox_home)["pid"] != status["pid"]


@POSIX
def test_another_program_with_its_number_is_left_alone(sandbox_home):
    """Promise: the process number of a killed sandbox may belong to somebody else now, who is not touched."""
    kill(start(sandbox_home))
    home = Home.at(sandbox_home)
    run = Run.last(home)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        run.pid = other.pid
        run.write(home)
        assert ordslab.sandbox.status(sandbox_home) == {"running": False}
        assert ordslab.sandbox.stop(sandbox_home) is False
        ordslab.sandbox.reset(sandbox_home)
        assert other.poll() is None


@POSIX
def test_another_program_on_its_port_is_not_believed(sandbox_home):
    """Promise: whatever answers on a killed sandbox's port is no sandbox."""
    status = start(sandbox_home)
    kill(status)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.dumps(status).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", ports(status)[0]), Answer) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        assert ordslab.sandbox.status(sandbox_home) == {"running": False}
        other.shutdown()


def test_only_who_can_read_the_home_can_stop_it(sandbox_home):
    """Promise: to a caller without the run's token, the sandbox's own addresses do not exist."""
    status = start(sandbox_home)
    run = Run.last(Home.at(sandbox_home))
    token, run.token = run.token, "guessed"
    assert run.ask("stop") is None and run.ask("status") is None
    assert ordslab.sandbox.status(sandbox_home) == status
    assert token not in repr(run) + ordslab.sandbox.log(sandbox_home)


def test_a_damaged_note_of_the_run_hides_nothing(sandbox_home):
    """Promise: without its note a running sandbox is not started twice; the lock tells that it runs."""
    start(sandbox_home)
    note = sandbox_home / "running.json"
    kept = note.read_bytes()
    note.write_bytes(b"{")
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SandboxError, match="neither answers nor ends"):
        patch.setattr(process, "_TIME_TO_STOP", 0.2)
        start(sandbox_home)
    note.write_bytes(kept)


def test_the_listeners_wait_for_no_statement(tmp_path):
    """Promise: what only statements need is not loaded before the sandbox listens, so a start stays short."""
    program = """
import sys
import ordslab.sandbox.server, ordslab.sandbox.control, ordslab.sandbox.http.listener, ordslab.sandbox.oracle_net.server
from pathlib import Path
from ordslab.sandbox.clock import Clock
from ordslab.sandbox.engine import open_engine
from ordslab.sandbox.entropy import Entropy
open_engine(Path(sys.argv[1]), Clock(), Entropy()).close()
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True)
    heavy = ("ordslab.sandbox.plsql", "ordslab.sandbox.sql.session", "ordslab.sandbox.sql.compile")
    heavy += ("ordslab.sandbox.metadata.packages", "starlette", "pandas", "oracledb")
    assert not [name for name in done.stdout.split() if name.startswith(heavy)]
