"""`schema`: a schema's metadata file on its own, no engine, no PL/SQL. `lab`: a database with both."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import contextmanager

import pytest

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.metadata import clients, modules, privileges, schemas, snapshot
from ordslab.sandbox.metadata import install as metadata
from ordslab.sandbox.metadata.changes import Changes
from ordslab.sandbox.metadata.schemas import enable_natively
from ordslab.sandbox.metadata.services import services_of
from ordslab.sandbox.metadata.tables import FIRST_ID, create_tables
from ordslab.sandbox.metadata.tokens import TokenStore
from ordslab.sandbox.plsql import install as plsql
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.instance import Instance
from ordslab.sandbox.sql.types import VARCHAR2


class Schema:
    """Schema PAGE, enabled as page, with a clock that stands still and repeatable ids and secrets."""

    def __init__(self, folder):
        self.clock = Clock(frozen=True)
        self.entropy = Entropy(seed=1)
        self.path = folder / "PAGE.db"
        self.tokens = TokenStore(folder / "tokens.db", self.clock, self.entropy)
        self.connection = self.connect()
        self.objects = {"EMP": "TABLE", "EMP_V": "VIEW", "RAISE_SALARY": "PROCEDURE"}
        self.ids = itertools.count(FIRST_ID)
        create_tables(self.connection)
        with self.changes() as changes:
            schemas.enable_schema(changes, url_mapping_pattern="page", auto_rest_auth=False)

    def connect(self):
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        return connection

    @contextmanager
    def changes(self, commit=True):
        """Changes in a transaction of their own, committed at the end unless told otherwise."""
        on_commit = []
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield Changes(
                self.connection,
                "PAGE",
                self.clock,
                self.entropy,
                ids=self.ids.__next__,
                tokens=self.tokens,
                on_commit=on_commit,
                object_type=self.objects.get,
            )
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT" if commit else "ROLLBACK")
        for action in on_commit if commit else ():
            action()

    def metadata(self):
        return snapshot.Loader(self.connection, "PAGE").load()

    def rows(self, query, *values):
        return self.connection.execute(query, values).fetchall()

    def article(self):
        """What the article builds: a module, a role, a privilege on the module, a client that holds the role."""
        with self.changes() as changes:
            modules.define_module(changes, "customers", "/customers/")
            modules.define_template(changes, "customers", "validation/{id}")
            modules.define_handler(
                changes, "customers", "validation/{id}", source_type="json/item", source="select :id from dual"
            )
            privileges.create_role(changes, "license_role")
            privileges.define_privilege(changes, "license_priv", roles=["license_role"], modules=["customers"])
            client = clients.create_client(changes, "license_backend_client", "client_credentials")
            clients.grant_role(changes, client, "license_role")
        return client


@pytest.fixture
def schema(tmp_path):
    return Schema(tmp_path)


class Lab:
    """A database with schema PAGE and a session on it."""

    def __init__(self, home):
        self.database = Instance(home, Clock(frozen=True), Entropy(seed=1))
        plsql.install(self.database)
        metadata.install(self.database)
        self.database.create_schema("PAGE", "secret")
        enable_natively(self.database, "PAGE", "page")
        self.cache = services_of(self.database).metadata
        self.session = self.database.open_session("PAGE")

    def run(self, text, session=None, **binds):
        """Run a block; returns the values of its binds afterwards."""
        session = session or self.session
        statement = session.parse(text)
        given = [Bind(VARCHAR2, binds.get(name.lower())) for name in statement.binds]
        session.execute(statement, given)
        return [bind.value for bind in given]

    def query(self, text, session=None):
        session = session or self.session
        return [tuple(row) for row in session.execute(session.parse(text)).rows]

    def client(self):
        return self.cache.schema("PAGE").clients[0]

    def close(self):
        self.cache.close()
        self.session.close()
        self.database.close()


@pytest.fixture
def lab(tmp_path):
    lab = Lab(tmp_path)
    yield lab
    lab.close()
