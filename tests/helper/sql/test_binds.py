"""Bind variables of %%sql, on a sandbox."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from ordslab.errors import SqlError
from ordslab.secrets.secret import Secret

pytestmark = pytest.mark.usefixtures("nothing_left")


def test_binds_are_python_variables(notebook):
    """Promise: text, numbers, dates and None go in as they are; Oracle's folding of names is respected."""
    moment = datetime.datetime(2026, 2, 3, 4, 5, 6)
    notebook.variables.update(text="a'b", whole=7, exact=Decimal("1.25"), moment=moment, nothing=None, CamelCase="x")
    table = notebook.sql(
        "select :text as a, :whole + 1 as b, :exact * 2 as c, :moment as d, nvl(:nothing, 'null') as e,"
        " :camelcase as f, ':text' as g from dual"
    )
    row = table.iloc[0]
    assert [row["A"], row["B"], float(row["C"]), row["E"], row["F"], row["G"]] == ["a'b", 8, 2.5, "null", "x", ":text"]
    assert row["D"].to_pydatetime() == moment


def test_a_cell_of_a_table_is_a_bind(fruit):
    """Promise: a number taken out of a DataFrame can be bound."""
    fruit.variables["n"] = fruit.sql("select 5 as n from dual")["N"][0]
    assert fruit.sql("select :n as n from dual")["N"][0] == 5


def test_a_missing_bind_is_explained(notebook):
    """Promise: a bind without a Python variable says which, and how to set it."""
    with pytest.raises(SqlError) as caught:
        notebook.sql("select :cusotmer_id from dual")
    assert str(caught.value).splitlines() == [
        "The bind variable :cusotmer_id has no value.",
        "Run the cell that makes it, or set a Python variable first: cusotmer_id = ...",
    ]


def test_an_unusable_bind_is_explained(notebook):
    """Promise: a list is no value for a database, and the error says so in the learner's words."""
    notebook.variables["many"] = [1, 2]
    with pytest.raises(SqlError, match="a Python list"):
        notebook.sql("select :many from dual")


def test_a_block_writes_back(notebook):
    """Promise: what a block assigns is in the Python variable afterwards; what it only reads stays as it was."""
    notebook.variables.update(total=1, step=5)
    notebook.sql("begin\n  :total := :total + :step;\n  :greeting := 'hello';\nend;")
    assert notebook.variables["total"] == 6 and notebook.variables["step"] == 5
    assert notebook.variables["greeting"] == "hello"


def test_written_secrets_are_secrets(notebook):
    """Promise: a new variable whose name says secret, token or password comes back masked."""
    notebook.sql("begin\n  :client_id := 'abc';\n  :client_secret := 'geheim';\nend;")
    assert notebook.variables["client_id"] == "abc"
    assert notebook.variables["client_secret"] == Secret("geheim")


def test_a_block_that_only_reads_needs_its_variable(notebook):
    """Promise: a misspelt input of a block is an error, not a silent NULL."""
    with pytest.raises(SqlError, match=":nme has no value"):
        notebook.sql("begin\n  dbms_output.put_line(:nme);\nend;")


def test_returning_into_writes_back(fruit):
    """Promise: RETURNING ... INTO :name gives the Python variable its value."""
    fruit.variables["fruit_id"] = 7
    fruit.sql("insert into fruit (id, name) values (:fruit_id, 'fig') returning upper(name) into :saved_as;\nrollback;")
    assert fruit.variables["saved_as"] == "FIG"
