"""Who runs and where: what the sandbox's process writes down for those who look for it, and how they ask it.

That a process runs, its lock tells. That it is ours, it tells itself: it answers on its HTTP port to who knows the
token of its run. A process number alone proves nothing: the next program may have got the same.
"""

from __future__ import annotations

import json
import socket
from dataclasses import asdict, dataclass, field
from typing import Any, TypedDict

from ordslab.sandbox.errors import SandboxError
from ordslab.sandbox.files import write_safely
from ordslab.sandbox.home import Home, command

HOST = "127.0.0.1"
CONTROL_PATH = "/ordslab-sandbox/"
TOKEN_HEADER = "X-Ordslab-Token"  # noqa: S105  the header's name
_PATIENCE = 10.0  # seconds for an answer


class Schema(TypedDict):
    """A schema and the alias that it has in URLs."""

    user: str
    alias: str


class _Running(TypedDict):
    running: bool


class Status(_Running, total=False):
    """What `ordslab sandbox status --json` prints; only `running` when it does not run.

    `ca_file` (PEM) is only there where both ports speak TLS: whom to trust. `metadata_cache` is only there where HTTP
    may see older metadata than were committed: how old, in seconds. `answers` is only there where
    other ones than the usual were chosen (see `ordslab.sandbox.answers`). `taken` is only in the answer of the start
    that had to take other ports than it wanted: the wanted ones.
    """

    pid: int
    ords_url: str
    dsn: str
    home: str
    schemas: list[Schema]
    ca_file: str
    metadata_cache: float
    answers: dict[str, str]
    taken: list[int]


@dataclass
class Run:
    """One run of the sandbox, as its process wrote it down. Ports are 0 until it listens."""

    pid: int
    token: str
    seed: int | None
    http_port: int = 0
    db_port: int = 0
    guise: dict[str, Any] = field(default_factory=dict)
    ca_file: str = ""

    def __repr__(self) -> str:
        return f"Run(pid={self.pid})"  # the token is for who can read the file

    @classmethod
    def last(cls, home: Home) -> Run | None:
        """What the last run left, whether it still runs or not."""
        try:
            found = cls(**json.loads(home.running.read_bytes()))
            numbers = (found.pid, found.http_port, found.db_port)
            return found if all(isinstance(number, int) for number in numbers) else None
        except (OSError, ValueError, TypeError):
            return None  # who can't be found this way is told by the lock

    def write(self, home: Home) -> None:
        """Write it down."""
        write_safely(home.running, json.dumps(asdict(self)), durable=False)

    def ask(self, verb: str) -> Any:
        """The process's answer to "status" or "stop"; None when nobody is there, or somebody else.

        Raises TimeoutError when it is there and has no time.
        """
        request = (
            f"POST {CONTROL_PATH}{verb} HTTP/1.1\r\nHost: {HOST}:{self.http_port}\r\n{TOKEN_HEADER}: {self.token}\r\n"
            "Content-Length: 0\r\nConnection: close\r\n\r\n"
        )
        answer = b""
        try:
            with self._connection() as connection:
                connection.sendall(request.encode("ascii"))
                while received := connection.recv(65536):
                    answer += received
            head, _, body = answer.partition(b"\r\n\r\n")
            return json.loads(body) if head.startswith(b"HTTP/1.1 200") else None
        except TimeoutError:
            raise
        except (OSError, ValueError):
            return None

    def _connection(self) -> socket.socket:
        connection = socket.create_connection((HOST, self.http_port), timeout=_PATIENCE)
        if not self.ca_file:
            return connection
        import ssl  # slow to import

        return ssl.create_default_context(cafile=self.ca_file).wrap_socket(connection, server_hostname="localhost")


def status_of(home: Home) -> Status:
    """The status of the sandbox in `home`, as it says itself. Raises `SandboxError` when it has no time to answer."""
    run = Run.last(home)
    if not home.lock.is_held() or run is None or not run.http_port:
        return {"running": False}
    try:
        answer: Status | None = run.ask("status")
    except TimeoutError:
        raise SandboxError(
            f"The sandbox runs (process {run.pid}), but it does not answer.",
            f"Wait, or stop it: {command('stop', home)}",
        ) from None
    return answer if answer is not None and answer.get("home") == str(home.folder) else {"running": False}
