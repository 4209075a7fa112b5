"""Sessions to run blocks in: `bench` for the language alone, `sql_bench` with a database behind it."""

from __future__ import annotations

import pytest

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.plsql.install import install
from ordslab.sandbox.plsql.standard.dbms_output import buffer_of
from ordslab.sandbox.sql.calls import Bind, Statement
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.lexer import tokenize


class NoDatabase:
    """What `install` equips, with no SQL behind it."""

    def __init__(self):
        self.clock = Clock(frozen=True)
        self.programs = []
        install(self)


class NoSqlSession:
    """A session that knows PL/SQL only; `turns_left` is how often it may be asked before it was cancelled."""

    id, serial, module, action, client_info, client_identifier = 7, 3, None, None, None, None
    in_transaction = False
    turns_left = None

    def __init__(self):
        self.database = NoDatabase()
        self.package_state = {}
        self.on_commit = []

    def parse(self, text):
        names = dict.fromkeys(token.value for token in tokenize(text) if token.kind == "bind")
        return Statement(text, "plsql", tuple(names))

    def describe(self, statement, binds=()):
        raise OraError(942)

    def execute(self, statement, binds=()):
        return self.database.run_block(self, statement, binds)

    def check_cancelled(self):
        if self.turns_left is not None:
            self.turns_left -= 1
            if self.turns_left < 0:
                raise OraError(1013)


class Bench:
    """Runs blocks in one session and says what came of it."""

    def __init__(self, session):
        self.session = session
        buffer_of(session).enabled = True

    def sql(self, text, *binds):
        """Execute a SQL statement and return its rows."""
        return list(self.session.execute(self.session.parse(text), binds).rows)

    def run(self, text, **binds):
        """Run a block; returns the lines that it put out."""
        statement = self.session.parse(text)
        self.session.execute(statement, [binds[name.lower()] for name in statement.binds])
        buffer = buffer_of(self.session)
        lines = list(buffer.lines)
        buffer.lines.clear()
        return lines

    def value(self, expression, declarations="", before=""):
        """The value of an expression as text."""
        return self.run(f"declare {declarations} begin {before} dbms_output.put_line({expression}); end;")[0]

    def fails(self, text, **binds):
        """Run a block that must fail; returns the text of its error."""
        with pytest.raises(OraError) as caught:
            self.run(text, **binds)
        return str(caught.value)


@pytest.fixture
def bench():
    return Bench(NoSqlSession())


@pytest.fixture
def sql_bench(tmp_path):
    from ordslab.sandbox.sql.database import Database

    database = Database(tmp_path, Clock(frozen=True), Entropy(1))
    install(database)
    database.create_schema("PAGE", "Secret#1")
    session = database.open_session("PAGE")
    bench = Bench(session)
    bench.sql("create table t (id number, name varchar2(100))")
    bench.sql("insert into t values (1, 'one')")
    bench.sql("insert into t values (2, 'two')")
    bench.sql("commit")
    yield bench
    session.close()
    database.close()


@pytest.fixture
def bind():
    """Make a bind variable: bind(VARCHAR2, "x")."""
    return Bind
