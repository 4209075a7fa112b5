"""The wire with a scripted engine behind it, so that a test says exactly what the database answers."""

import asyncio
import re
import threading
from dataclasses import dataclass

import oracledb
import pytest

import ordslab.sandbox
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.oracle_net.link import Link
from ordslab.sandbox.oracle_net.server import serve
from ordslab.sandbox.oracle_net.verifier import password_hash
from ordslab.sandbox.relay import Relay
from ordslab.sandbox.sql.calls import Result, Statement
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.lexer import tokenize
from tests.conftest import running_sandbox

PASSWORD = "Correct-Horse-9"
QUERY, DML, PLSQL = ("select", "with"), ("insert", "update", "delete", "merge"), ("begin", "declare", "call")


@dataclass
class StoredVerifier:
    salt: bytes
    hash: bytes


class ScriptedSession:
    def __init__(self, database, user):
        self.database, self.user = database, user
        self.id, self.serial = len(database.sessions) + 1, 7
        self.module = self.action = self.client_identifier = self.client_info = None
        self.in_transaction = self.is_killed = False
        self.client, self.contexts = None, {}
        self.calls = []
        self.closed = threading.Event()
        self.cancelled = threading.Event()

    def parse(self, text):
        words = re.findall(r"\w+", text.lower())
        if not words:
            raise OraError(900)
        kind = next((k for k, w in (("query", QUERY), ("dml", DML), ("plsql", PLSQL)) if words[0] in w), "control")
        tokens = tokenize(text)
        names = [token.value for token in tokens if token.kind == "bind"]
        returning = 0
        if kind == "dml" and "RETURNING" in (upper := [token.value for token in tokens]):
            start = upper.index("INTO", upper.index("RETURNING")) if "INTO" in upper else len(upper)
            returning = sum(token.kind == "bind" for token in tokens[start:])
        return Statement(text, kind, tuple(dict.fromkeys(names) if kind == "plsql" else names), returning)

    def describe(self, statement, binds=()):
        return self.execute(statement).columns if statement.kind == "query" else ()

    def execute_many(self, statement, rows):
        """None: one execution a row, which the tests count."""

    def execute(self, statement, binds=(), *, opens=False):
        self.cancelled.clear()
        self.calls.append((statement.text, [bind.value for bind in binds]))
        if statement.kind == "dml":
            self.in_transaction = True
        answer = self.database.script.get(statement.text)
        if answer is None and statement.kind in ("query", "plsql"):
            raise OraError(942, offset=14)
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            answer = answer(self, binds)
        return answer or Result(rowcount=1)

    def commit(self):
        self.calls.append(("commit", []))
        self.in_transaction = False

    def rollback(self):
        self.calls.append(("rollback", []))
        self.in_transaction = False

    def set_context(self, namespace, attributes):
        self.contexts.setdefault(namespace, {}).update(attributes)

    def cancel(self):
        self.cancelled.set()

    def close(self):
        self.closed.set()


class ScriptedDatabase:
    """`script` maps the text of a statement to its Result, to an error, or to a function of session and binds."""

    def __init__(self, home):
        self.home, self.entropy = home, Entropy()
        self.script, self.sessions, self.users = {}, [], {}
        self.set_password("PAGE", PASSWORD)

    def set_password(self, user, password):
        salt = bytes(range(16))
        self.users[user] = StoredVerifier(salt, password_hash(password, salt))

    def verifier(self, user):
        return self.users.get(user)

    def admit(self, user):
        """Everybody who has the password may log on."""

    def open_session(self, user):
        self.sessions.append(ScriptedSession(self, user))
        return self.sessions[-1]


class Listener:
    """A server on a loop of its own; the driver under test blocks this thread."""

    def __init__(self, database):
        self.database = database
        self.password = PASSWORD
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(serve(database, Relay(), "127.0.0.1", 0), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        self.dsn = f"127.0.0.1:{self.port}/FREEPDB1"

    def connect(self, **options):
        return oracledb.connect(**{"user": "page", "password": self.password, "dsn": self.dsn} | options)

    def disconnect_all(self):
        """Drop every client, as a cut cable would."""
        self._loop.call_soon_threadsafe(lambda: [link.close() for link in self._links()])

    def _links(self):
        import gc

        return [found for found in gc.get_objects() if isinstance(found, Link)]

    def stop(self):
        async def end():
            self._server.close()
            running = asyncio.all_tasks() - {asyncio.current_task()}
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


@pytest.fixture
def database(tmp_path):
    return ScriptedDatabase(tmp_path)


@pytest.fixture
def listener(database):
    listener = Listener(database)
    yield listener
    listener.stop()


@pytest.fixture
def script(database):
    return database.script


@pytest.fixture
def connection(listener):
    with listener.connect() as connection:
        yield connection


@pytest.fixture
def cursor(connection):
    with connection.cursor() as cursor:
        yield cursor


@pytest.fixture(scope="session")
def make_listener():
    """For tests that bring a database of their own."""
    return Listener


class WholeSandbox:
    """A running sandbox, its user PAGE and its administrator, for what needs the wire and the engine together."""

    def __init__(self, sandbox):
        self._sandbox = sandbox
        self.home = sandbox.home

    def connect(self, user="PAGE", **options):
        """A connection of PAGE, or of another user of the sandbox."""
        given = {"user": user, "password": self.password(user), "dsn": self._sandbox.dsn}
        return oracledb.connect(**given | options)

    def connect_async(self, **options):
        """The same for asyncio."""
        given = {"user": "PAGE", "password": self._sandbox.password, "dsn": self._sandbox.dsn}
        return oracledb.connect_async(**given | options)

    def pool(self, **options):
        """A pool of PAGE's connections."""
        given = {"user": "PAGE", "password": self._sandbox.password, "dsn": self._sandbox.dsn}
        return oracledb.create_pool(**given | options)

    def schema_file(self, user):
        """SQLite's file of a user's tables."""
        return next(self._sandbox.home.rglob(f"schemas/{user}.db"))

    def password(self, user):
        """A user's password."""
        if user == "PAGE":
            return self._sandbox.password
        return ordslab.sandbox.password(home=self._sandbox.home, user=user)


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """One sandbox for all tests that want both sides of the wire."""
    with running_sandbox(tmp_path_factory.mktemp("whole") / "home") as sandbox:
        yield WholeSandbox(sandbox)


@pytest.fixture
def page(whole):
    """A cursor of PAGE's; what it has not committed is gone behind the test."""
    with whole.connect() as connection, connection.cursor() as cursor:
        yield cursor


@pytest.fixture
def table(page):
    """Makes a table for the test: `table("t", "a number")`."""
    made = []

    def make(name, columns):
        page.execute(f"create table {name} ({columns})")
        made.append(name)

    yield make
    page.connection.rollback()
    for name in made:
        page.execute(f"drop table {name} purge")
