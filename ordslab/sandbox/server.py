"""The sandbox's process: one event loop, two listeners on loopback, one home."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ordslab.sandbox import ports
from ordslab.sandbox.clock import Clock
from ordslab.sandbox.creation import begin_run, create_first_schema
from ordslab.sandbox.errors import SandboxError
from ordslab.sandbox.guise import Guise, certificates
from ordslab.sandbox.home import Home, Mark, command, damaged
from ordslab.sandbox.lock import Lock
from ordslab.sandbox.logs import open_log
from ordslab.sandbox.running import HOST, Run, Status

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import RestAddress
    from ordslab.sandbox.sql.instance import Instance

_log = logging.getLogger(__name__)
_SERVICE = "FREEPDB1"
_TURN = 0.001  # seconds that a thread runs while others wait: five times as short as Python has it
_GARBAGE = (700, 10, 500)  # the last is 10 in Python: with a million objects a look through all takes half a second
_LOOK_HOME = 2.0  # seconds between two looks at whether the home is still there
_MOST_FILES = 65536
_TIME_TO_END = 8.0  # seconds; then the process ends as if it was killed, which loses nothing that was committed


def main(arguments: list[str]) -> None:
    """Be the sandbox until told to stop: HOME [HTTP_PORT [DB_PORT [SEED [GUISE]]]], "" for what is not given.

    When it listens it prints its status and closes its output; when it can't, it prints why. JSON on one line.
    """
    os.umask(0o077)
    _allow_many_files()
    sys.setswitchinterval(_TURN)
    gc.set_threshold(*_GARBAGE)
    http_port, db_port, seed = (int(text) if text else None for text in [*arguments[1:4], "", "", ""][:3])
    guise = Guise.parse(arguments[4] if len(arguments) > 4 else "")
    home = Home.at(arguments[0])
    try:
        home.make()
        lock = home.lock
        if not lock.acquire(2):  # not at once: whoever asks whether it is held holds it for a moment
            raise SandboxError(
                f"A sandbox is running in {home.folder} already.", f"Stop it first: {command('stop', home)}"
            )
        open_log(home.log)
        Sandbox(home, lock, seed, guise).run(http_port, db_port)
    except SandboxError as error:
        _log.error("%s", error.what)
        print(json.dumps({"what": error.what, "next": error.next}), flush=True)
        sys.exit(1)
    except Exception as error:
        _tell(error, home)
        sys.exit(1)
    finally:
        logging.shutdown()


def _allow_many_files() -> None:
    """As many open files as the system lets a process have: each schema and each client takes some."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _MOST_FILES if most == resource.RLIM_INFINITY else min(most, _MOST_FILES)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _tell(error: Exception, home: Home) -> None:
    """Print why it ended, for who waits for it."""
    from ordslab.sandbox.sql.storage_errors import storage_error

    refused = storage_error(error)
    if refused is None:
        _log.exception("the sandbox failed")
        print(f"{type(error).__name__}: {error}", flush=True)
        return
    _log.error("%s", refused)
    what = f"The sandbox can't work in {home.folder}: {refused}"
    print(json.dumps({"what": what, "next": "Make room there, or choose another folder: --home DIR"}), flush=True)


class Sandbox:
    """What runs in the process."""

    def __init__(self, home: Home, lock: Lock, seed: int | None, guise: Guise) -> None:
        self._lock = lock
        self._guise = guise
        self.home = home
        self._last = Run.last(home) or Run(0, "", None)
        # Written before anything else: from here on the file speaks of the process that holds the lock.
        self._run = Run(os.getpid(), secrets.token_urlsafe(24), seed, guise=asdict(guise))
        self._run.write(home)
        mark, faults = begin_run(home, seed, guise.user)

        def keep(offset: timedelta) -> None:
            mark.clock_moved = offset.total_seconds()
            mark.write(home)

        clock = Clock(frozen=seed is not None, offset=timedelta(seconds=mark.clock_moved), keep=keep)
        self.database = _open_database(home, mark, clock, guise)
        self.database.put_aside(faults)

    def run(self, http_port: int | None, db_port: int | None) -> None:
        """Listen and serve until told to stop."""
        loop = _new_event_loop()
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(self._serve(http_port, db_port))
        finally:
            loop.close()

    def status(self) -> Status:
        """What `ordslab sandbox status` tells."""
        host, tls = self._guise.host, self._guise.tls
        status: Status = {
            "running": True,
            "pid": self._run.pid,
            "ords_url": f"http{'s' if tls else ''}://{host}:{self._run.http_port}/ords",
            "dsn": f"{'tcps://' if tls else ''}{host}:{self._run.db_port}/{_SERVICE}",
            "home": str(self.home.folder),
            "schemas": [{"user": user, "alias": alias} for user, alias in _schemas(self.database)],
        }
        if unusual := self._guise.chosen.unusual():
            status["answers"] = unusual
        if self._guise.metadata_cache:
            status["metadata_cache"] = self._guise.metadata_cache
        if tls:
            status["ca_file"] = self._run.ca_file
        return status

    async def _serve(self, http_port: int | None, db_port: int | None) -> None:
        from ordslab.sandbox.control import ControlledRestSide
        from ordslab.sandbox.http import listener
        from ordslab.sandbox.http.hosts import Hosts
        from ordslab.sandbox.oracle_net import server
        from ordslab.sandbox.relay import Relay

        stop, relay = asyncio.Event(), Relay()
        answers = self._guise.chosen
        app = ControlledRestSide(self.database, relay, self._run.token, self.status, stop.set, answers=answers)
        app.hosts = Hosts.of(self._guise.allow_host)
        app.metadata.seconds = self._guise.metadata_cache
        first_http = (self._last.http_port or ports.HTTP_PORT) if http_port is None else http_port
        first_db = (self._last.db_port or ports.DB_PORT) if db_port is None else db_port
        tls, delay = self._certificates(), self._guise.latency / 1000
        http = await ports.listen(first_http, lambda port: listener.serve(app, HOST, port, tls, delay))
        db = await ports.listen(
            first_db, lambda port: server.serve(self.database, relay, HOST, port, certificate=tls, delay=delay)
        )
        self._run.http_port, self._run.db_port = http.port, db.sockets[0].getsockname()[1]
        self.database.rest_address = self._rest_address()
        found = ((first_http, self._run.http_port), (first_db, self._run.db_port))
        _on_signals(stop.set)
        self._ready(taken=[first for first, port in found if first not in (0, port)])
        watch = asyncio.create_task(self._watch_home(stop))
        warming = threading.Thread(target=_warm_up, args=[self.database, lambda: not stop.is_set()], daemon=True)
        warming.start()
        try:
            await stop.wait()
        finally:
            watch.cancel()
            _end_in_time()
            await asyncio.to_thread(warming.join, 1)  # seconds; it looks at `stop` before it touches the files
            db.close()
            await http.close()
            await _end_tasks(self.database)
            _close(self.database)
        _log.info("stopped")

    def _rest_address(self) -> RestAddress:
        from ordslab.sandbox.sql.database import RestAddress

        return RestAddress(self.status()["ords_url"], self._run.ca_file if self._guise.tls else None)

    def _certificates(self) -> Path | None:
        """The file of certificate and key for both listeners; None without TLS."""
        if not self._guise.tls:
            return None
        certificate, authority = certificates(self.home.folder / "tls")
        self._run.ca_file = str(authority)
        return certificate

    async def _watch_home(self, stop: asyncio.Event) -> None:
        """Stop when the home folder was deleted: a sandbox without one has no reason to go on."""
        while self._lock.is_there():
            await asyncio.sleep(_LOOK_HOME)
        stop.set()

    def _ready(self, taken: list[int]) -> None:
        """Both listen: tell it to who waits, and let go of its output."""
        self._run.write(self.home)
        status = self.status()
        if taken:
            status["taken"] = taken
            _log.info("ports that were taken: %s", ", ".join(map(str, taken)))
        _log.info("started: ORDS at %s, database at %s, process %d", status["ords_url"], status["dsn"], status["pid"])
        with contextlib.suppress(OSError):  # who started us may have gone
            print(json.dumps(status), flush=True)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nowhere, standard)
        os.close(nowhere)


def _open_database(home: Home, mark: Mark, clock: Clock, guise: Guise) -> Instance:
    """Open the database; in a new home, create it and its first schema."""
    entropy = guise.entropy(mark.seed, mark.starts)
    import sqlite3

    from ordslab.sandbox.engine import open_engine

    try:
        database = open_engine(home.data, clock, entropy, guise.strict, durable=True)
        database.password_changed = home.keep_password
        if not mark.complete:
            create_first_schema(home, database, mark.user, guise.alias or mark.user.lower())
            mark.complete = True
            mark.write(home)
    except sqlite3.DatabaseError as error:
        if type(error) is sqlite3.DatabaseError:  # its subclasses speak of other things: a full disk, for one
            raise damaged(home.data, "can't be read") from None
        raise
    return database


def _warm_up(database: Instance, is_wanted: Callable[[], bool]) -> None:
    """Load, while nobody waits for it, what only statements need: the first one finds it there."""
    from ordslab.sandbox.engine import warm_up

    try:
        warm_up(database, is_wanted)
    except Exception:
        _log.exception("warming up failed")  # a statement will say why
    gc.collect()
    gc.freeze()  # what is loaded now stays: no later collection need look through it


def _close(database: Instance) -> None:
    from ordslab.sandbox.metadata.services import services_of

    services = services_of(database)
    services.metadata.close()
    database.close()
    services.tokens.close()


def _schemas(database: Instance) -> list[tuple[str, str]]:
    """User and alias of the first schema, and of the others that are REST-enabled."""
    from ordslab.sandbox.metadata.snapshot import alias_of
    from ordslab.sandbox.sql.errors import OraError

    found = []
    for position, user in enumerate(database.schemas()):
        if position and not database.is_in_use(user):
            continue  # such as ADMIN, who need not have a file
        try:
            with closing(database.reader(user)) as reader:
                alias = alias_of(reader)
        except OraError:  # its file is damaged: the others stay usable
            alias = None
        if alias or not position:
            found.append((user, alias or user.lower()))
    return found


def _new_event_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # there is none for Windows
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


def _on_signals(stop: Callable[[], None]) -> None:
    """Let Ctrl-C and the system's wish that the process ends call `stop`."""
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # on Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))


def _end_in_time() -> None:
    """From now on the process has `_TIME_TO_END`, whatever its threads are doing."""
    watch = threading.Timer(_TIME_TO_END, os._exit, [1])
    watch.daemon = True
    watch.start()


async def _end_tasks(database: Instance) -> None:
    """End what still runs: the connections of database clients, whose calls are cancelled and work rolled back."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    while tasks:
        for session in database.sessions:
            session.cancel()  # again and again: between two statements it is not heard
        _, tasks = await asyncio.wait(tasks, timeout=0.1)
