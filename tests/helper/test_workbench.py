"""The workbench: connections, addresses, time, and a sandbox that stops."""

from __future__ import annotations

import oracledb
import pytest
from IPython.core.interactiveshell import InteractiveShell

import ordslab
import ordslab.lab
import ordslab.sandbox
from ordslab.errors import LabError, SandboxStopped, SqlError, Unreachable


def test_connect_is_the_real_driver(lab):
    """Promise: lab.connect() gives a new oracledb.Connection of the learner's schema each time."""
    with lab.connect() as one, lab.connect() as two:
        assert type(one) is oracledb.Connection and one is not two
        assert one.cursor().execute("select user from dual").fetchone() == ("PAGE",)


def test_base_url_includes_the_alias(lab):
    """Promise: a path of the schema's services can be put right behind base_url."""
    assert lab.base_url.startswith("http://127.0.0.1:") and lab.base_url.endswith("/ords/page")
    assert lab.http.get(f"{lab.base_url}/nothing/here").status_code == 404


def test_time_passes_at_once(lab):
    """Promise: let_pass moves the sandbox's clock, and disturbs no open work."""
    with lab.connection.cursor() as cursor:
        (before,) = cursor.execute("select sysdate from dual").fetchone()
        lab.let_pass(seconds=3600)
        (after,) = cursor.execute("select sysdate from dual").fetchone()
    assert 3600 <= (after - before).total_seconds() < 3700


def test_a_token_is_let_expire(lab):
    """Promise: what is left of a token's life passes, and no more; a token from elsewhere is asked about."""
    lab.reset(to="token")
    key = lab.vault["license_backend_client"]
    me, form = (key.client_id, key.client_secret.reveal()), {"grant_type": "client_credentials"}
    token = lab.http.post(f"{lab.base_url}/oauth/token", data=form, auth=me).json()["access_token"]
    now = "select sysdate from dual"
    with lab.connection.cursor() as cursor:
        (before,) = cursor.execute(now).fetchone()
        lab.let_pass(3000)
        lab.let_expire(token)
        (after,) = cursor.execute(now).fetchone()
        assert 3600 <= (after - before).total_seconds() < 3700
        lab.let_expire(token)
        assert (cursor.execute(now).fetchone()[0] - after).total_seconds() < 100
    with pytest.raises(LabError, match="did not see"):
        lab.let_expire("IVGVP-GrXzQJLUIBM4uN_w")


def test_closing_rolls_back(lab):
    """Promise: closing the lab leaves no open work behind."""
    with ordslab.open_lab() as other:
        other.connection.cursor().execute("begin ords.create_role('unfinished'); end;")
    assert "unfinished" not in set(lab.views.roles["NAME"])


def test_a_stopped_sandbox_is_named_by_whatever_comes_next(home):
    """Promise: after a stop, connection, %%sql, views, HTTP and checks say so and how to go on; opening starts it."""
    lab = ordslab.open_lab()
    shell = InteractiveShell()
    ordslab.magic.register(shell, lambda: lab)
    shell.run_cell_magic("sql", "", "select 1 from dual")
    ordslab.sandbox.stop(home=home)
    with pytest.raises(SandboxStopped):
        shell.run_cell_magic("sql", "", "select 1 from dual")
    with pytest.raises(SandboxStopped):
        lab.connect()
    with pytest.raises(SandboxStopped):
        lab.http.get(lab.base_url)
    with pytest.raises(SandboxStopped):
        lab.views.clients  # noqa: B018  asking is the test
    assert "The sandbox is not running." in lab.check("role").why
    with ordslab.open_lab() as again:
        assert again.connect().cursor().execute("select 1 from dual").fetchone() == (1,)


def test_a_restarted_sandbox_asks_to_open_the_lab_again(home):
    """Promise: when the sandbox came back elsewhere, the old lab says what to do."""
    lab = ordslab.open_lab()
    ordslab.sandbox.stop(home=home)
    ordslab.sandbox.start(home=home, http_port=0, db_port=0)
    with pytest.raises((Unreachable, SqlError), match="open_lab"):
        lab.connect()
