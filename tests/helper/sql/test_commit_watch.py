"""A connection that says when it committed what ORDS goes by, with the genuine driver on a sandbox."""

from __future__ import annotations

import oracledb
import pytest

from ordslab.names import Names
from ordslab.settings.logon import connect_arguments
from ordslab.sql.prefixed_connection import connect

DEFINE = "ords.define_module(p_module_name => 'watched', p_base_path => '/watched/');"


@pytest.fixture(params=["", "anna_"], ids=["plain", "prefix"])
def watched(lab, request):
    """A connection and how often it said that it committed; afterwards what was made is gone."""
    told = []
    arguments = connect_arguments(lab.settings)
    with connect(Names(request.param), arguments, lambda: told.append(1)) as connection:
        connection.cursor().execute("create table watched (id number)")
        yield connection, told
        connection.rollback()
        connection.cursor().execute("drop table watched")
        connection.cursor().execute("begin ords.delete_module('watched'); commit; end;")


@pytest.mark.parametrize(
    ("statements", "times"),
    [
        ([f"begin {DEFINE} end;"], 0),
        ([f"begin {DEFINE} commit; end;"], 1),
        ([f"begin {DEFINE} end;", "commit"], 1),
        ([f"begin {DEFINE} end;", "select 1 from dual", "insert into watched values (1)", "commit work"], 1),
        ([f"-- why\n/* and how */ <<here>> declare n number; begin {DEFINE} commit; end;"], 1),
        ([f"begin {DEFINE} end;", "rollback", "commit"], 0),
        ([f"begin {DEFINE} end;", "create index watched_i on watched (id)"], 1),
        ([f"begin {DEFINE} commit; insert into watched values (1); end;"], 1),
        ([f"begin {DEFINE} commit; end;", "commit", "commit"], 1),
        ([f"begin {DEFINE} commit; end;", f"begin {DEFINE} commit; end;"], 2),
        (["insert into watched values (1)", "commit"], 0),
        (["create index watched_i on watched (id)", "select count(*) from watched"], 0),
        (["begin dbms_output.put_line('commit'); end;", "begin dbms_output.enable(null); end;"], 0),
        (["begin ordslab_sandbox.advance_clock(0); end;"], 0),
    ],
)
def test_a_commit_behind_a_block_is_told_once(watched, statements, times):
    """Promise: a commit in a block, by a statement, or by DDL counts once where a block has run since the last one;
    plain SQL, what was rolled back and what only prints don't."""
    connection, told = watched
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    assert len(told) == times


def test_every_way_to_run_and_to_commit_counts(watched):
    """Promise: commit() and autocommit, callproc and executemany, a prepared statement, a block that fails behind its
    commit: what the driver can do is seen."""
    connection, told = watched
    cursor = connection.cursor()

    def times(*steps):
        before = len(told)
        for step in steps:
            step()
        return len(told) - before

    block = f"begin {DEFINE} end;"
    assert times(lambda: cursor.execute(block), connection.commit, connection.commit) == 1
    assert times(lambda: cursor.execute(block), connection.rollback, connection.commit) == 0
    assert times(lambda: cursor.callproc("ords.delete_module", ["watched"]), connection.commit) == 1
    assert times(lambda: cursor.callproc("dbms_output.enable", [None])) == 0
    assert times(lambda: cursor.executemany(f"begin {DEFINE} commit; end;", 1)) == 1
    assert times(lambda: cursor.prepare(f"begin {DEFINE} commit; end;"), lambda: cursor.execute(None)) == 1

    def fails(text):
        with pytest.raises(oracledb.DatabaseError):
            cursor.execute(text)

    assert times(lambda: fails(f"begin {DEFINE} commit; raise no_data_found; end;")) == 1
    assert times(lambda: fails(f"begin {DEFINE} raise no_data_found; end;")) == 0
    connection.autocommit = True
    assert times(lambda: cursor.execute(block)) == 1


def test_nobody_watches_where_nobody_waits(lab):
    """Promise: the lab's connection is the driver's own class where ORDS has no cache."""
    assert type(lab.connection) is oracledb.Connection
