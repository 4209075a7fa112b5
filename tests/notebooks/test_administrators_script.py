"""What lesson 10 asks an administrator to run once, on releases with and without DB_DEVELOPER_ROLE."""

from __future__ import annotations

import re

import oracledb
import pytest
from lessons import NOTEBOOKS, prose, read

import ordslab.sandbox
from ordslab.sql.script import split
from tests.conftest import running_sandbox

GIVEN = {
    "DB_DEVELOPER_ROLE": {"DB_DEVELOPER_ROLE"},
    "NO_SUCH_ROLE": {"CONNECT", "RESOURCE"},  # as on 19c, which does not know the role
}


@pytest.fixture(scope="module")
def admin(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("admin") / "home") as sandbox:
        password = ordslab.sandbox.password(sandbox.home, "ADMIN")
        with oracledb.connect(user="ADMIN", password=password, dsn=sandbox.dsn) as connection:
            yield connection, sandbox


@pytest.mark.parametrize("role", GIVEN)
def test_the_script_chooses_what_the_release_has(admin, role):
    """Promise: one script for 19c and 23ai makes a user who can log on, create tables and call ORDS's packages."""
    connection, sandbox = admin
    (script,) = re.findall(
        r"```\n(create user anna .*?)```", prose(read(NOTEBOOKS / "10-your-database.ipynb")), re.DOTALL
    )
    with connection.cursor() as cursor:
        for statement in split(script.replace("DB_DEVELOPER_ROLE", role)):
            cursor.execute(statement.text)
        granted = cursor.execute("select granted_role from dba_role_privs where grantee = 'ANNA'").fetchall()
        assert {name for (name,) in granted} == GIVEN[role]
        with oracledb.connect(user="anna", password="a password that is not this one", dsn=sandbox.dsn) as anna:
            anna.cursor().execute("create table t (id number)")
            anna.cursor().execute("create view v as select id from t")
            anna.cursor().execute("begin ords.define_module('m', '/m/'); commit; end;")
        cursor.execute("drop user anna cascade")
