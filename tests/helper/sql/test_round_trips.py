"""How many round trips a database far away costs."""

from __future__ import annotations

import oracledb
import pytest
from IPython.core.interactiveshell import InteractiveShell

from ordslab import magic


@pytest.fixture
def lab(away):
    return away


TELLS_TRIPS = pytest.mark.skipif(
    int(oracledb.__version__.split(".")[0]) < 26, reason="the driver tells of no round trips"
)


@pytest.fixture
def trips(monkeypatch):
    """Counts the round trips of connections made from now on."""
    counted = []
    genuine = oracledb.connect

    def connect(*args, **options):
        return genuine(*args, round_trip_callback=lambda *_, **__: counted.append(1), **options)

    monkeypatch.setattr(oracledb, "connect", connect)
    return counted


@TELLS_TRIPS
@pytest.mark.parametrize("view", ["modules", "roles", "privileges", "client_roles"])
def test_a_view_is_one_round_trip(lab, trips, view):
    """Promise: over 80 ms of network a view costs 80 ms: rows come with the query."""
    lab.reset(to="token")
    lab.connection.cursor().execute("select 1 from dual")
    trips.clear()
    assert len(getattr(lab.views, view)) > 0
    assert len(trips) == 1


@TELLS_TRIPS
@pytest.mark.parametrize("view", ["handlers", "clients"])
def test_a_view_with_large_objects_is_not_a_trip_for_each(lab, trips, view):
    """Promise: LOBs come with their rows, however many there are."""
    lab.reset(to="token")
    lab.connection.cursor().execute("select 1 from dual")
    trips.clear()
    assert len(getattr(lab.views, view)) > 0
    assert len(trips) <= 3


@TELLS_TRIPS
def test_what_lessons_do_most_is_counted(lab, trips):
    """Promise: a %%sql block, a check, an explanation and a reset need no more trips than they have to."""
    lab.reset(to="token")
    shell = InteractiveShell()
    magic.register(shell, lambda: lab)
    for what, at_most, act in (
        ("block", 1, lambda: shell.run_cell_magic("sql", "", "begin dbms_output.put_line('x'); end;")),
        ("check", 2, lambda: lab.check("client")),
        ("explain", 2, lambda: lab.explain("GET", "customers/validation/1")),
        ("audit", 8, lab.audit),  # the chain, and seven parts that only the audit looks at
        ("an hour", 1, lambda: lab.let_pass(3601)),
        ("reset", 2, lambda: lab.reset(to="call")),  # look; remove and build
        ("cleanup", 11, lambda: lab.cleanup(ask=False)),
    ):
        trips.clear()
        act()
        assert len(trips) <= at_most, what
