"""Two people in one schema: a prefix before all names."""

from __future__ import annotations

import oracledb
import pytest
from IPython.core.interactiveshell import InteractiveShell

from ordslab import magic
from ordslab.errors import LabError

from .elsewhere import rows


@pytest.fixture
def lab(away):
    return away


def test_two_people_share_a_schema(lab, anna):
    """Promise: both do all lessons, each with objects of their own; neither one's reset touches the other's."""
    lab.reset(to="token")
    assert all(anna.solve(lesson).passed for lesson in ("endpoint", "role", "privilege", "client", "token", "call"))
    assert lab.check("client").passed
    known = dict(rows(lab, "select name, uri_prefix from user_ords_modules"))
    assert known == {"customers": "/customers/", "anna_customers": "/anna_customers/"}
    anna.reset(to="endpoint")
    assert lab.check("client").passed and anna.check("endpoint").state.value == "not tried"


def test_the_notebook_reads_as_ever(anna, capsys):
    """Promise: %%sql, views, journal and `show` have the lessons' names; the wire has the prefixed ones."""
    anna.reset(to="token")
    shell = InteractiveShell()
    magic.register(shell, lambda: anna)
    found = shell.run_cell_magic("sql", "", "select name from user_ords_roles where name = 'license_role'")
    assert list(found["NAME"]) == ["license_role"]
    assert "Aurora Books" in set(shell.run_cell_magic("sql", "", "select name from customers")["NAME"])
    assert "license_backend_client" in set(anna.views.clients["NAME"])
    response = anna.http.get(f"{anna.base_url}/customers/validation/1")
    assert response.request.url.endswith("/people/anna_customers/validation/1") and response.status_code == 401
    capsys.readouterr()
    anna.show(response)
    assert "GET /ords/people/customers/validation/1" in capsys.readouterr().out
    assert anna.journal[-1].path == "/ords/people/customers/validation/1"
    assert "401" in repr(anna.explain(response))


def test_raw_cursors_have_the_prefix_too(anna):
    """Promise: a cursor of lab.connect(), as lessons use it, exchanges names in statements and bind values."""
    anna.reset(to="role")
    with anna.connect() as connection, connection.cursor() as cursor:
        assert isinstance(connection, oracledb.Connection)
        query = "select name from user_ords_modules where name = :name"
        assert cursor.execute(query, name="customers").fetchall() == [("customers",)]
    with anna.connect() as connection, connection.cursor() as cursor:
        assert cursor.execute(query, ["customers"]).fetchone() == ("customers",)
        cursor.prepare("insert into customers values (:1, :2)")
        cursor.executemany(None, [(11, "Dune Dairy"), (12, "licenses")])
        assert cursor.execute("select count(*) from anna_customers").fetchone() == (5,)
        assert cursor.execute("select name from anna_customers where id = 12").fetchone() == ("licenses",)


def test_errors_point_into_what_the_database_got(anna):
    """Promise: the caret stands right although names have grown."""
    shell = InteractiveShell()
    magic.register(shell, lambda: anna)
    with pytest.raises(LabError) as caught:
        shell.run_cell_magic("sql", "", "select license_role, nam from customers")
    line, caret, _ = caught.value.next_step.splitlines()
    assert line[caret.index("^") :].startswith(("anna_license_role", "anna_customers"))


def test_what_is_not_yours_is_marked(lab, anna):
    """Promise: a module of that name without your prefix is read with a tilde, and is not taken for yours."""
    lab.reset(to="role")
    anna.reset(to="endpoint")
    assert list(anna.views.modules["NAME"]) == ["~customers"]
    assert anna.check("endpoint").state.value == "not tried"
    assert rows(anna, "select name from user_ords_modules where name = '~customers'") == [("~customers",)]
