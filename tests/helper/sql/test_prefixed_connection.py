"""A connection on which the names of the lessons carry a prefix, on a sandbox."""

from __future__ import annotations

import oracledb
import pytest

from ordslab.names import Names
from ordslab.settings.logon import connect_arguments
from ordslab.sql.prefixed_connection import connect


@pytest.fixture
def cursor(lab):
    with connect(Names("anna_"), connect_arguments(lab.settings)) as connection, connection.cursor() as cursor:
        cursor.execute("create table licenses (name varchar2(30), n number)")
        yield cursor
        cursor.execute("drop table licenses purge")


def test_names_are_exchanged_on_their_way(cursor, lab):
    """Promise: statements, values that are a name as a whole, and fetched names; other text stays as it is."""
    cursor.execute("insert into licenses values (:a, 1)", a="license_role")
    cursor.executemany("insert into licenses values (:1, :2)", [("customers", 2), ("all customers", 3)])
    found = cursor.execute("select name from licenses order by n").fetchall()
    assert found == [("license_role",), ("customers",), ("all customers",)]
    with lab.connection.cursor() as plain:
        plain.execute("select table_name from user_tables where table_name like '%LICENSES'")
        assert plain.fetchall() == [("ANNA_LICENSES",)]
    cursor.connection.commit()
    with lab.connection.cursor() as plain:
        stored = [name for (name,) in plain.execute("select name from anna_licenses order by n").fetchall()]
    assert stored == ["anna_license_role", "anna_customers", "all customers"]


def test_without_a_prefix_it_is_the_drivers_own(lab):
    """Promise: nobody who has no prefix gets a connection of ours."""
    with connect(Names(), connect_arguments(lab.settings)) as connection:
        assert type(connection) is oracledb.Connection and type(connection.cursor()) is oracledb.Cursor
