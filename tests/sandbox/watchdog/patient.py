"""A sandbox with its pulse, and the ways to attack it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import oracledb
import requests

import ordslab.sandbox
from tests.conftest import Sandbox, running_sandbox

CALL_TIMEOUT = 1.0  # seconds
LISTENS = 30.0  # seconds that a socket of an attack waits for an answer
PULSE = """
begin
  ords.define_service('pulse', '/pulse/', 'x', p_source_type => 'json/item', p_source => 'select 1 n from dual');
  commit;
end;"""
SETUP = """
begin
  ords.define_service('echo', '/echo/', 'x', p_method => 'POST', p_source_type => 'plsql/block',
    p_source => 'begin htp.p(:n); end;');
  ords.define_service('like', '/like/', 'x', p_source => 'select 1 n from dual where regexp_like(:text, :pattern)');
  ords.define_service('loop', '/loop/', 'x', p_source_type => 'plsql/block',
    p_source => 'begin loop null; end loop; end;');
  ords.define_module('double', '/double/');
  ords.define_template('double', 'x');
  ords.define_handler('double', 'x', 'GET', 'json/item', 'select :n n from dual');
  ords.define_parameter('double', 'x', 'GET', 'n', 'n', 'URI', 'DOUBLE', 'IN');
  ords.define_module('paths', '/paths/');
  ords.define_template('paths', '{a}/{b}/{c}/{d}/x');
  ords.define_handler('paths', '{a}/{b}/{c}/{d}/x', 'GET', 'json/item', 'select 1 n from dual');
  ords.enable_object(p_object => 'EMP', p_object_alias => 'emp', p_auto_rest_auth => false);
  commit;
end;"""


@dataclass
class Patient:
    """A sandbox under attack. Attacks give what the sandbox answered, as text."""

    sandbox: Sandbox
    pid: int
    _pulse: subprocess.Popen[str]

    @property
    def base(self) -> str:
        return f"{self.sandbox.ords_url}/page"

    def connect(self) -> oracledb.Connection:
        connection = oracledb.connect(user="PAGE", password=self.sandbox.password, dsn=self.sandbox.dsn)
        connection.call_timeout = int(CALL_TIMEOUT * 1000)
        return connection

    def sql(self, text: str, *binds: Any, many: list[Any] | None = None) -> str:
        """The first rows, "ok", or the first line of the error."""
        connection = self.connect()
        cursor = connection.cursor()
        try:
            if many is not None:
                cursor.executemany(text, many)
            else:
                cursor.execute(text, binds)
            return repr(cursor.fetchmany(3))[:200] if cursor.description else "ok"
        except oracledb.Error as error:
            return str(error).partition("\n")[0]
        finally:
            connection.close()

    def http(self, method: str, path: str, **options: Any) -> str:
        """The status and the beginning of the body."""
        answer = requests.request(method, self.base + path, timeout=LISTENS, **options)
        return f"{answer.status_code} {answer.text[:2000]}"

    def raw(self, *pieces: bytes, then: Callable[[socket.socket], None] | None = None) -> str:
        """What comes back for bytes sent to the HTTP port: the first line, or "closed"."""
        parts = urlsplit(self.base)
        with socket.create_connection((parts.hostname, parts.port), timeout=LISTENS) as connection:
            try:
                for piece in pieces:
                    connection.sendall(piece)
                if then is not None:
                    then(connection)
                return connection.recv(65536).partition(b"\r\n")[0].decode("latin-1") or "closed"
            except ConnectionError:
                return "closed"

    def at_once(self, count: int, attack: Callable[[], str]) -> str:
        """The different answers to an attack that is made so many times at once."""
        with ThreadPoolExecutor(count) as threads:
            answers = {each.result() for each in [threads.submit(attack) for _ in range(count)]}
        return " | ".join(sorted(answers))

    def lob(self, offset: int) -> str:
        """What comes of writing to a temporary LOB at an offset."""
        connection = self.connect()
        try:
            lob = connection.createlob(oracledb.DB_TYPE_CLOB)
            lob.write("x", offset)
            return "ok"
        except oracledb.Error as error:
            return str(error).partition("\n")[0]
        finally:
            connection.close()

    def leaving(self, count: int, path: str) -> str:
        """Make so many requests that don't end, and leave after three seconds."""
        parts = urlsplit(self.base)
        head = f"GET {parts.path}{path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
        with ExitStack() as stack:
            for _ in range(count):
                stack.enter_context(socket.create_connection((parts.hostname, parts.port))).sendall(head)
            time.sleep(3)
        return "left"

    def pulse(self) -> list[dict[str, float]]:
        """The longest waits since this was last asked, in seconds: here, and in the sandbox that is left in peace."""
        assert self._pulse.stdin is not None and self._pulse.stdout is not None
        self._pulse.stdin.write("\n")
        self._pulse.stdin.flush()
        waits: list[dict[str, float]] = json.loads(self._pulse.stdout.readline())
        assert isinstance(waits, list), waits
        return waits

    def megabytes(self) -> float:
        """The most memory that the sandbox has held since `forget_memory`."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def forget_memory(self) -> None:
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")


@contextmanager
def in_peace(home: Path) -> Iterator[Sandbox]:
    """A sandbox that nobody attacks, to compare with."""
    with running_sandbox(home) as sandbox:
        _run(sandbox, PULSE)
        yield sandbox


@contextmanager
def patient(home: Path, peaceful: Sandbox) -> Iterator[Patient]:
    """A fresh sandbox with a pulse in it, and in one that is left in peace."""
    with running_sandbox(home) as sandbox:
        _run(
            sandbox,
            "create table emp (id number primary key, name varchar2(100), doc clob)",
            "insert into emp values (1, 'KING', '{}')",
            PULSE,
            SETUP,
        )
        pulse = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("pulse.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert pulse.stdin is not None
        pulse.stdin.write(json.dumps([_pulse_settings(each) for each in (sandbox, peaceful)]) + "\n")
        pulse.stdin.flush()
        try:
            target = Patient(sandbox, ordslab.sandbox.status(home)["pid"], pulse)
            target.http("POST", "/echo/x", json={"n": 1})  # what is loaded when it is first needed is loaded now
            target.sql("declare o json_object_t; begin o := json_object_t('{}'); end;")
            target.pulse()
            yield target
        finally:
            pulse.kill()
            with pulse:  # closes the pipes and waits
                pass


def _run(sandbox: Sandbox, *statements: str) -> None:
    with oracledb.connect(user="PAGE", password=sandbox.password, dsn=sandbox.dsn) as connection:
        for statement in statements:
            connection.cursor().execute(statement)


def _pulse_settings(sandbox: Sandbox) -> dict[str, str]:
    url = f"{sandbox.ords_url}/page/pulse/x"
    return {"url": url, "dsn": sandbox.dsn, "user": "PAGE", "password": sandbox.password}


@dataclass(frozen=True)
class Watched:
    """What was seen during an attack: seconds that it took and that the pulse has waited at most.

    `peace`: the longest wait of the pulse in a sandbox beside it. What is longer is the attack's doing.
    """

    answer: str
    took: float
    waits: dict[str, float]
    peace: float
    megabytes: float

    @property
    def held_up(self) -> float:
        """Seconds that the attack held up others."""
        return max(0.0, max(self.waits.values()) - self.peace)


def watched(target: Patient, attack: Callable[[Patient], str]) -> Watched:
    """Make an attack and watch the pulse beside it."""
    target.forget_memory()
    before = target.megabytes()
    target.pulse()
    began = time.monotonic()
    answer = attack(target)
    took = time.monotonic() - began
    waits, peace = target.pulse()
    return Watched(answer, took, waits, max(peace.values()), target.megabytes() - before)
