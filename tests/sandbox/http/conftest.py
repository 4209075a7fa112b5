"""The REST side on a real port, with a scripted engine behind it, so that a test says what the database answers."""

import asyncio
import re
import threading
from dataclasses import dataclass, field, replace

import pytest
import requests

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.engine import open_engine
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.http.app import RestSide, create_app
from ordslab.sandbox.http.listener import serve
from ordslab.sandbox.metadata.digests import digest
from ordslab.sandbox.metadata.file_users import FileUsers
from ordslab.sandbox.metadata.guards import Privilege
from ordslab.sandbox.metadata.model import Client, Handler, Module, SchemaMetadata, Template
from ordslab.sandbox.metadata.services import services_of
from ordslab.sandbox.metadata.tokens import TokenStore
from ordslab.sandbox.relay import Relay
from ordslab.sandbox.sql.calls import Result, Statement
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.lexer import tokenize
from ordslab.sandbox.sql.types import DATE, NUMBER, Column, varchar2

SECRET = "Zm6Z-XMm_LTOrgGMLxtT7Q.."
KINDS = {"select": "query", "with": "query", "begin": "plsql", "declare": "plsql"}


class ScriptedSession:
    def __init__(self, database, user):
        self.database, self.user = database, user
        self.in_transaction = False
        self.package_state = {}
        self.calls = []
        self.cancelled = threading.Event()
        self.closed = False

    def parse(self, text):
        kind = KINDS.get(re.findall(r"\w+", text.lower())[0], "dml")
        names = [token.value for token in tokenize(text) if token.kind == "bind"]
        return Statement(text, kind, tuple(dict.fromkeys(names) if kind == "plsql" else names))

    def execute(self, statement, binds=()):
        self.calls.append((statement.text, dict(zip(statement.binds, (bind.value for bind in binds), strict=True))))
        answer = next((answer for text, answer in self.database.script.items() if text in statement.text), None)
        if answer is None:
            raise OraError(942)
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            answer = answer(self, dict(zip(statement.binds, binds, strict=True)))
        return answer or Result()

    def describe(self, statement, binds=()):
        answer = next(answer for text, answer in self.database.script.items() if text in statement.text)
        return answer.columns

    def commit(self):
        self.calls.append(("commit", {}))
        self.in_transaction = False

    def rollback(self):
        self.calls.append(("rollback", {}))
        self.in_transaction = False

    def renew(self):
        self.rollback()
        self.package_state.clear()

    def cancel(self):
        self.cancelled.set()

    def close(self):
        self.closed = True


class ScriptedDatabase:
    """`script`: what a statement that contains a text gives: a Result, an error, or a function of session and binds."""

    def __init__(self):
        self.clock, self.entropy = Clock(), Entropy()
        self.script, self.sessions, self.before_drop = {}, [], []

    def open_session(self, user):
        self.sessions.append(ScriptedSession(self, user))
        return self.sessions[-1]

    def verifier(self, user):
        return None


@dataclass
class ScriptedMetadata:
    """What is committed: the records of one schema."""

    page: SchemaMetadata = field(default_factory=lambda: SchemaMetadata("PAGE", "page"))

    def by_alias(self, alias):
        return self.page if alias == self.page.alias else None


@dataclass
class ScriptedServices:
    metadata: ScriptedMetadata
    tokens: TokenStore
    file_users: FileUsers
    faults: dict = field(default_factory=dict)
    authorities: list = field(default_factory=list)


class Ords:
    """A server on a loop of its own, and what a test needs to set it up and call it."""

    def __init__(self, folder):
        self.database = ScriptedDatabase()
        self.metadata = ScriptedMetadata()
        self.tokens = TokenStore(folder / "tokens.db", self.database.clock, self.database.entropy)
        self.services = ScriptedServices(self.metadata, self.tokens, FileUsers(folder / "ords_users.json"))
        self.app = RestSide(self.database, self.services, Relay())
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self._listener = self.call(serve(self.app, "127.0.0.1", 0))
        self.port = self._listener.port
        self.url = f"http://127.0.0.1:{self.port}/ords/page"
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers["Accept"] = "application/json"

    def call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    @property
    def script(self):
        return self.database.script

    @property
    def executed(self):
        """The texts that ran, over all sessions."""
        return [text for session in self.database.sessions for text, _ in session.calls]

    def bound(self, text):
        """The values that were bound to the last statement with this text in it."""
        calls = [values for session in self.database.sessions for ran, values in session.calls if text in ran]
        return calls[-1]

    def get(self, path="", **options):
        return self.request("GET", path, **options)

    def post(self, path="", **options):
        return self.request("POST", path, **options)

    def request(self, method, path="", **options):
        return self.http.request(method, self.url + path, **{"timeout": 10, "allow_redirects": False} | options)

    def module(self, *templates, prefix="/customers/", **options):
        """Publish a module; a template is (pattern, handler, ...) or a Template."""
        made = [each if isinstance(each, Template) else template(*each) for each in templates]
        module = Module(len(self.metadata.page.modules) + 1, f"m{prefix}", prefix, 25, True, None, tuple(made))
        module = replace(module, **options)
        self.metadata.page = replace(self.metadata.page, modules=(*self.metadata.page.modules, module))

    def privilege(self, name, roles=("license_role",), patterns=(), prefixes=()):
        made = Privilege(len(self.metadata.page.privileges) + 1, name, None, None, frozenset(roles), patterns, prefixes)
        self.metadata.page = replace(self.metadata.page, privileges=(*self.metadata.page.privileges, made))

    def client(self, roles=("license_role",), name="backend", duration=None, grant_type="client_credentials"):
        number = 10000 + len(self.metadata.page.clients)
        made = Client(number, name, f"{name}-id..", grant_type, (digest(SECRET),), frozenset(roles), duration)
        self.metadata.page = replace(self.metadata.page, clients=(*self.metadata.page.clients, made))
        return made

    def token(self, client, lifetime=3600):
        return self.tokens.issue("PAGE", client, lifetime)

    def stop(self):
        self.call(self._listener.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()
        self.http.close()


def handler(source, source_type="json/collection", *, method="GET", items=None, mimes=None, parameters=()):
    return Handler(method, source_type, source, items, mimes, tuple(parameters))


def template(pattern, *handlers, priority=0, etag_type="HASH", etag_query=None):
    return Template(pattern, priority, etag_type, etag_query, tuple(handlers))


CUSTOMER = (("ID", NUMBER), ("NAME", varchar2(100)), ("VALID_UNTIL", DATE))


def rows(*values, columns=CUSTOMER):
    return Result(tuple(Column(name, kind) for name, kind in columns), list(values))


@pytest.fixture
def ords(tmp_path):
    ords = Ords(tmp_path)
    yield ords
    ords.stop()


@pytest.fixture
def make():
    """The builders above, for tests in this folder."""

    class Make:
        handler = staticmethod(handler)
        template = staticmethod(template)
        rows = staticmethod(rows)
        secret = SECRET

    return Make


class Sandbox:
    """The REST side on the real engine, with schema PAGE enabled as page."""

    def __init__(self, folder):
        self.database = open_engine(folder, Clock(), Entropy())
        self.database.create_schema("PAGE", "no one logs on here")
        self.session = self.database.open_session("PAGE")
        self.run("begin ords.enable_schema(p_url_mapping_pattern => 'page', p_auto_rest_auth => false); commit; end;")
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self._app = create_app(self.database)
        self._listener = self._call(serve(self._app, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.port}/ords/page"
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers["Accept"] = "application/json"

    def _call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    def run(self, *statements):
        """Run statements in a session of PAGE; the rows of the last one."""
        for text in statements:
            result = self.session.execute(self.session.parse(text), [])
        return result.rows

    def request(self, method, path="", **options):
        return self.http.request(method, self.url + path, **{"timeout": 10, "allow_redirects": False} | options)

    def get(self, path="", **options):
        return self.request("GET", path, **options)

    def post(self, path="", **options):
        return self.request("POST", path, **options)

    def handler(self, pattern, source, source_type="json/collection", method="GET", **options):
        """Define a handler in module m at /m/ and commit it."""
        further = "".join(f", p_{name} => {value}" for name, value in options.items())
        self.run(f"""
            declare
              there number;
            begin
              select count(*) into there from user_ords_modules where name = 'm';
              if there = 0 then
                ords.define_module(p_module_name => 'm', p_base_path => '/m/');
              end if;
              select count(*) into there from user_ords_templates where uri_template = '{pattern}';
              if there = 0 then
                ords.define_template(p_module_name => 'm', p_pattern => '{pattern}');
              end if;
              ords.define_handler('m', '{pattern}', '{method}', '{source_type}', q'~{source}~'{further});
              commit;
            end;""")

    def running(self):
        """Whether a handler runs now."""
        return bool(self._app._workers._running)

    def stop_listening(self):
        listener, self._listener = self._listener, None
        if listener is not None:
            self._call(listener.close())

    def stop(self):
        self.stop_listening()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()
        self.http.close()
        services_of(self.database).metadata.close()
        self.database.close()


@pytest.fixture
def sandbox(tmp_path):
    sandbox = Sandbox(tmp_path)
    yield sandbox
    sandbox.stop()
