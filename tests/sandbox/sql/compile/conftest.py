"""Compiled queries on a real SQLite connection, with the demonstration tables that every learner of Oracle has met.

What is expected comes from knowledge of Oracle and of its documentation (inferred): not yet compared with a database.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.sql.compile.dialect import parse
from ordslab.sandbox.sql.compile.environment import Relation
from ordslab.sandbox.sql.compile.query import compile_query
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.functions.context import DEFAULTS
from ordslab.sandbox.sql.functions.decimals import exact
from ordslab.sandbox.sql.types import BLOB, CLOB, DATE, NULL, NUMBER, TIMESTAMP, VARCHAR2, Column, OracleType, varchar2


def number(precision, scale=0):
    return OracleType("NUMBER", precision=precision, scale=scale)


TABLES = {
    "EMP": [
        Column("EMPNO", number(4), nullable=False),
        Column("ENAME", varchar2(10)),
        Column("JOB", varchar2(9)),
        Column("MGR", number(4)),
        Column("HIREDATE", DATE),
        Column("SAL", number(7, 2)),
        Column("COMM", number(7, 2)),
        Column("DEPTNO", number(2)),
    ],
    "DEPT": [
        Column("DEPTNO", number(2), nullable=False),
        Column("DNAME", varchar2(14)),
        Column("LOC", varchar2(13)),
    ],
    "KINDS": [
        Column("ID", number(9), nullable=False),
        Column("C", OracleType("CHAR", size=5)),
        Column("V", varchar2(20)),
        Column("N", NUMBER),
        Column("D", DATE),
        Column("TS", TIMESTAMP),
        Column("TZ", OracleType("TIMESTAMP_TZ", scale=6)),
        Column("DS", OracleType("INTERVAL_DS", precision=2, scale=6)),
        Column("YM", OracleType("INTERVAL_YM", precision=2)),
        Column("R", OracleType("RAW", size=8)),
        Column("B", CLOB),
        Column("BL", BLOB),
        Column("F", OracleType("BINARY_DOUBLE")),
        Column("Mixed", varchar2(5)),
    ],
}

EMPLOYEES = [
    (7369, "SMITH", "CLERK", 7902, "1980-12-17", 800, None, 20),
    (7499, "ALLEN", "SALESMAN", 7698, "1981-02-20", 1600, 300, 30),
    (7521, "WARD", "SALESMAN", 7698, "1981-02-22", 1250, 500, 30),
    (7566, "JONES", "MANAGER", 7839, "1981-04-02", 2975, None, 20),
    (7654, "MARTIN", "SALESMAN", 7698, "1981-09-28", 1250, 1400, 30),
    (7698, "BLAKE", "MANAGER", 7839, "1981-05-01", 2850, None, 30),
    (7782, "CLARK", "MANAGER", 7839, "1981-06-09", 2450, None, 10),
    (7788, "SCOTT", "ANALYST", 7566, "1987-04-19", 3000, None, 20),
    (7839, "KING", "PRESIDENT", None, "1981-11-17", 5000, None, 10),
    (7844, "TURNER", "SALESMAN", 7698, "1981-09-08", 1500, 0, 30),
    (7876, "ADAMS", "CLERK", 7788, "1987-05-23", 1100, None, 20),
    (7900, "JAMES", "CLERK", 7698, "1981-12-03", 950, None, 30),
    (7902, "FORD", "ANALYST", 7566, "1981-12-03", 3000, None, 20),
    (7934, "MILLER", "CLERK", 7782, "1982-01-23", 1300, None, 10),
]
DEPARTMENTS = [
    (10, "ACCOUNTING", "NEW YORK"),
    (20, "RESEARCH", "DALLAS"),
    (30, "SALES", "CHICAGO"),
    (40, "OPERATIONS", "BOSTON"),
]
KINDS = [
    (
        *(1, "a    ", "a", 0.1, "2024-02-29 12:30:00", "2024-02-29 12:30:00.250000", "2024-02-29 12:00:00 +02:00"),
        *("+000000001 02:03:04.500000000", "+000000001-06", b"\x01\xff", "long text", b"\x00", 1.5, "x"),
    ),
    (
        *(2, "b    ", "a   ", 10, "2024-03-01 00:00:00", "2024-03-01 00:00:00", "2024-02-29 11:00:00 +00:00"),
        *("+000000000 10:00:00.000000000", "+000000000-07", b"\x02", None, None, -0.5, "y"),
    ),
    (3, None, None, 9, None, None, None, None, None, None, None, None, None, None),
]
SEQUENCES = {"PAGE.ORDERS_SEQ"}


class Names:
    """An `Environment` of these tables, one sequence, one view and a few functions of the user's."""

    def relation(self, owner, name):
        if owner not in (None, "PAGE"):
            return None
        if name == "CLERKS":
            columns = (Column("NAME", varchar2(10)), Column("PAY", number(7, 2)))
            source = '(select "ENAME" as "NAME", "SAL" as "PAY" from "EMP" where "JOB" = \'CLERK\')'
            return Relation("PAGE", name, "VIEW", columns, source)
        if name not in TABLES:
            return None
        return Relation("PAGE", name, "TABLE", tuple(TABLES[name]), f'"{name}"', has_rowid=True)

    def sequence(self, owner, name):
        full = f"{owner or 'PAGE'}.{name}"
        return full if full in SEQUENCES else None

    def function_type(self, name, types, by_name=()):
        return {"TAX": NUMBER, "HR.GREETING": VARCHAR2, "TODAY": DATE}.get(name)


class Clock:
    def now(self):
        return datetime(2026, 1, 15, 9, 30, 15, 250000, tzinfo=UTC)


def database():
    return SimpleNamespace(clock=Clock(), entropy=Entropy(1), user=lambda _: SimpleNamespace(id=100))


@dataclass(eq=False)
class CompileSession:
    """What functions see of a session; and how a test asks."""

    user: str = "PAGE"
    id: int = 7
    current_schema: str = "PAGE"
    nls: dict[str, str] = field(default_factory=lambda: dict(DEFAULTS))
    time_zone: str = "+00:00"
    statement_time: datetime | None = None
    pending_error: OraError | None = None
    database: SimpleNamespace = field(default_factory=database)
    number: int = 0
    names: Names = field(default_factory=Names)

    def __post_init__(self):
        self.connection = sqlite3.connect(":memory:")
        for name, columns in TABLES.items():
            declared = [f'"{column.name}"' for column in columns]
            declared[0] += " integer primary key"
            self.connection.execute(f'create table "{name}"({", ".join(declared)})')
        for table, rows in (("EMP", EMPLOYEES), ("DEPT", DEPARTMENTS), ("KINDS", KINDS)):
            marks = ", ".join("?" * len(rows[0]))
            self.connection.executemany(f'insert into "{table}" values ({marks})', rows)
        self.connection.execute("""update emp set hiredate = hiredate || ' 00:00:00'""")
        self.connection.create_function("ORA$NEXTVAL", 1, self._next)
        self.connection.create_function("ORA$CURRVAL", 1, lambda _: self.number)
        self.connection.create_function("ORA$CALL", -1, lambda *call: "/".join(map(str, call)))

    def _next(self, _):
        self.number += 1
        return self.number

    def compile(self, text, *binds):
        types = [kind if isinstance(kind, OracleType) else type_of(kind) for kind in binds]
        return compile_query(parse(text), self.names, types)

    def rows(self, text, *binds):
        """The rows of a query; single columns as plain values, wide numbers as floats."""
        compiled = self.compile(text, *binds)
        registry.ensure(self.connection, self, compiled.functions)
        self.pending_error = None
        try:
            rows = self.connection.execute(compiled.text, binds).fetchall()
        except sqlite3.OperationalError:
            if self.pending_error is not None:
                raise self.pending_error from None
            raise
        numbers = [column.type.family == "NUMBER" for column in compiled.columns]
        rows = [tuple(map(plain, row, numbers)) for row in rows]
        return [row[0] for row in rows] if len(compiled.columns) == 1 else rows

    def columns(self, text, *binds):
        """The described columns: name, type, and NOT NULL where it holds."""
        return [shown(column) for column in self.compile(text, *binds).columns]

    def error(self, text, *binds):
        """The number of the error, and the text that its offset points at."""
        with pytest.raises(OraError) as raised:
            self.rows(text, *binds)
        offset = raised.value.offset
        return raised.value.number, None if offset is None else text[offset:]

    def plan(self, text, *binds):
        """SQLite's plan."""
        compiled = self.compile(text, *binds)
        registry.ensure(self.connection, self, compiled.functions)
        return [row[3] for row in self.connection.execute("explain query plan " + compiled.text, binds)]


def plain(value, is_number):
    return float(exact(value)) if is_number and isinstance(value, bytes) else value


def type_of(value):
    if value is None:
        return NULL
    if isinstance(value, bytes):
        return OracleType("RAW", size=2000)
    return VARCHAR2 if isinstance(value, str) else NUMBER


def shown(column):
    kind = column.type
    text = kind.family
    if kind.size is not None:
        text += f"({kind.size})"
    elif kind.family == "NUMBER" and kind.precision is not None:
        text += f"({kind.precision},{kind.scale})"
    return f"{column.name} {text}{'' if column.nullable else ' NOT NULL'}"


@pytest.fixture(scope="module")
def session():
    return CompileSession()


@pytest.fixture
def rows(session):
    return session.rows


@pytest.fixture
def columns(session):
    return session.columns


@pytest.fixture
def error(session):
    return session.error
