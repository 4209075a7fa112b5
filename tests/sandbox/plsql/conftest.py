"""Sessions to run blocks in: `bench` with an empty schema, `sql_bench` with a table; `cursor` of the real driver."""

from __future__ import annotations

import oracledb
import pytest

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.plsql.install import install
from ordslab.sandbox.plsql.standard.dbms_output import buffer_of
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.instance import Instance


class Bench:
    """Runs blocks in one session and says what came of it."""

    def __init__(self, session):
        self.session = session
        buffer_of(session).enabled = True

    def sql(self, text, *binds):
        """Execute a SQL statement and return its rows."""
        return list(self.session.execute(self.session.parse(text), binds).rows)

    def warns(self, text):
        """Create a program; says whether it was created with compilation errors."""
        return self.session.execute(self.session.parse(text)).warning

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


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A database without ORDS; each test has a schema of its own in it."""
    database = Instance(tmp_path_factory.mktemp("home"), Clock(frozen=True), Entropy(1))
    install(database)
    yield database
    database.close()


@pytest.fixture
def bench(database):
    """A session in an empty schema called PAGE."""
    if database.user("PAGE") is not None:
        database.drop_schema("PAGE")
    database.create_schema("PAGE", "Secret#1")
    session = database.open_session("PAGE")
    yield Bench(session)
    session.close()


@pytest.fixture
def sql_bench(bench):
    """The same with a table of two rows."""
    bench.sql("create table t (id number, name varchar2(100))")
    bench.sql("insert into t values (1, 'one')")
    bench.sql("insert into t values (2, 'two')")
    bench.sql("commit")
    return bench


@pytest.fixture
def bind():
    """Make a bind variable: bind(VARCHAR2, "x")."""
    return Bind


@pytest.fixture
def cursor(sandbox):
    """The driver's, on the running sandbox of a test's module."""
    with oracledb.connect(user="PAGE", password=sandbox.password, dsn=sandbox.dsn) as connection:
        yield connection.cursor()
