"""A statement run, and what is said of it, on a sandbox."""

from __future__ import annotations

import pytest

from ordslab.errors import LabError

pytestmark = pytest.mark.usefixtures("nothing_left")


def test_a_script_says_what_each_statement_did(notebook, capsys):
    """Promise: several statements in a cell, each with the words of Oracle's own tools."""
    result = notebook.sql(
        "create table fruit (id number, name varchar2(20));\n"
        "insert into fruit values (1, 'apple');\n"
        "insert into fruit select 2, 'pear' from dual union all select 3, 'plum' from dual;\n"
        "update fruit set name = upper(name) where id = 1;\n"
        "delete from fruit where id > 99;\n"
        "commit;\n"
        "drop table fruit;"
    )
    assert result is None
    assert capsys.readouterr().out.splitlines() == [
        "Table created.",
        "1 row inserted.",
        "2 rows inserted.",
        "1 row updated.",
        "0 rows deleted.",
        "Commit complete.",
        "Table dropped.",
    ]


def test_describe(fruit):
    """Promise: DESCRIBE gives SQL*Plus's three columns."""
    table = fruit.sql("desc fruit")
    assert [list(row) for row in table.itertuples(index=False)] == [
        ["ID", "NOT NULL", "NUMBER"],
        ["NAME", "", "VARCHAR2(20)"],
        ["PICKED", "", "DATE"],
    ]


def test_stored_code_with_an_error_warns(notebook, capsys):
    """Promise: what compiles with errors says so, and where to look (or the sandbox refuses it honestly)."""
    try:
        notebook.sql("create or replace procedure broken is begin nothing_like_this; end;\n/")
    except LabError as error:
        pytest.skip(f"the sandbox has no stored procedures: {error.what}")
    assert "compilation errors" in capsys.readouterr().out
