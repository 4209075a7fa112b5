"""A database of a test's own, and a session of PAGE."""

from __future__ import annotations

import pytest

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.instance import Instance
from ordslab.sandbox.sql.types import NULL, NUMBER, OracleType

TYPES = {int: NUMBER, float: NUMBER, str: OracleType("VARCHAR2", size=200), type(None): NULL}


class Bench:
    """A session with short words for what tests do."""

    def __init__(self, session):
        self.session = session

    def run(self, text, *values):
        """Execute a statement with these values for its binds."""
        binds = [value if isinstance(value, Bind) else Bind(TYPES[type(value)], value) for value in values]
        return self.session.execute(self.session.parse(text), binds)

    def rows(self, text, *values):
        return list(self.run(text, *values).rows)

    def value(self, text, *values):
        """The one value of a query of one row."""
        ((value,),) = self.rows(text, *values)
        return value

    def fails(self, text, *values):
        """The text of the error that the statement must end in."""
        with pytest.raises(OraError) as caught:
            self.run(text, *values)
        return str(caught.value)

    def offset(self, text):
        """Where the error points."""
        with pytest.raises(OraError) as caught:
            self.run(text)
        return caught.value.offset


@pytest.fixture
def database(tmp_path):
    database = Instance(tmp_path, Clock(frozen=True), Entropy(1))
    database.create_schema("PAGE", "Secret#1")
    yield database
    database.close()


@pytest.fixture
def open_bench(database):
    """Opens further sessions."""
    return lambda user="PAGE": Bench(database.open_session(user))


@pytest.fixture
def bench(open_bench):
    return open_bench()


@pytest.fixture
def customers(bench):
    """Two tables, parent and child, with a few rows, committed."""
    bench.run(
        "create table customers (id number primary key, name varchar2(20) not null,"
        " since date default date '2026-01-01')"
    )
    bench.run(
        """create table licenses (id number generated always as identity, customer_id number not null
        constraint licenses_fk references customers (id) on delete cascade, expires date, seats number(3)
        constraint seats_positive check (seats > 0))"""
    )
    bench.run("insert into customers (id, name) values (1, 'Ada')")
    bench.run("insert into customers (id, name) values (2, 'Grace')")
    bench.run("insert into licenses (customer_id, expires, seats) values (1, date '2027-01-01', 5)")
    bench.run("insert into licenses (customer_id, expires, seats) values (2, date '2025-01-01', 1)")
    bench.run("commit")
    return bench
