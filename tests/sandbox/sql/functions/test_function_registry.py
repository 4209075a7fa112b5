"""How functions reach SQLite: on demand, with Oracle's errors, exact aggregates."""

import sqlite3
from decimal import Decimal

import pytest

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.functions.decimals import from_storage
from ordslab.sandbox.sql.types import DATE, NUMBER, TIMESTAMP, VARCHAR2


def column(session, aggregate, rows, over=""):
    connection = sqlite3.connect(":memory:")
    registry.ensure(connection, session, [aggregate])
    connection.execute("create table t (i integer primary key, x)")
    connection.executemany("insert into t (x) values (?)", [(row,) for row in rows])
    return [from_storage(row[0]) for row in connection.execute(f"select {aggregate}(x) {over} from t")]


@pytest.mark.parametrize(
    ("aggregate", "rows", "expected"),
    [
        ("ORA_SUM", [0.1, 0.2, None], 0.3),
        ("ORA_SUM", [], None),
        ("ORA_SUM", [2**62, 2**62], 2**63),
        ("ORA_AVG", [1, 2], 1.5),
        ("ORA_MEDIAN", [3, 1, 2, 10], 2.5),
        ("ORA_STDDEV", [5], 0),
        ("ORA_STDDEV_SAMP", [5], None),
        ("ORA_VARIANCE", [1, 2, 3, 4], Decimal("1." + "6" * 37 + "7")),
        ("ORA_COUNT", [1, None], 1),
    ],
)
def test_an_aggregate_is_exact_and_leaves_nulls_out(session, aggregate, rows, expected):
    assert column(session, aggregate, rows) == [expected]


def test_a_sum_moves_with_its_window(session):
    over = "over (order by i rows between 1 preceding and current row)"
    assert column(session, "ORA_SUM", [0.1, 0.2, 0.5], over) == [0.1, 0.3, 0.7]


def test_an_error_inside_a_function_waits_on_the_session(session):
    connection = sqlite3.connect(":memory:")
    registry.ensure(connection, session, ["ORA_TO_NUMBER"])
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("select ORA_TO_NUMBER('x')")
    assert session.pending_error.number == 1722


def test_what_python_would_raise_becomes_an_oracle_error(session):
    with pytest.raises(OraError, match="ORA-03001"):
        registry.call(session, "LPAD", ["a", float("inf")], [VARCHAR2, NUMBER])


def test_every_function_can_be_installed(session):
    connection = sqlite3.connect(":memory:")
    registry.install(connection, session)
    assert connection.execute("select ORA_UPPER('a')").fetchone() == ("A",)


@pytest.mark.parametrize(
    ("operator", "left", "right", "family"),
    [
        ("-", DATE, DATE, "NUMBER"),
        ("-", TIMESTAMP, DATE, "INTERVAL_DS"),
        ("+", TIMESTAMP, NUMBER, "DATE"),
        ("+", DATE, VARCHAR2, "DATE"),
        ("*", VARCHAR2, NUMBER, "NUMBER"),
    ],
)
def test_arithmetic_has_oracles_type(operator, left, right, family):
    assert registry.result_of_arithmetic(operator, left, right).family == family
