"""A sandbox that the tests of one file share, and a lab on it."""

from __future__ import annotations

import http.server
import threading

import keyring
import pytest
from IPython.core.interactiveshell import InteractiveShell

import ordslab
import ordslab.sandbox
from ordslab import magic
from ordslab.settings import profiles

from .autorest_schema import CLEAN, MIXED, sql
from .broken_chains import CLIENT, block
from .called_sandbox import calls, jupyter  # noqa: F401  fixtures
from .echo_server import Echo
from .elsewhere import anna, away, profile, remote  # noqa: F401  fixtures
from .profile_folder import FileKeyring


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The home of a running sandbox, which ORDSLAB_HOME points at."""
    home = tmp_path_factory.mktemp("lab") / "home"
    ordslab.sandbox.start(home=home, http_port=0, db_port=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORDSLAB_HOME", str(home))
        patch.delenv("ORDSLAB_PROFILE", raising=False)
        yield home
    ordslab.sandbox.stop(home=home)


@pytest.fixture
def lab(home):
    """A lab of the test's own, as a fresh kernel would open it."""
    with ordslab.open_lab() as lab:
        yield lab


class Notebook:
    """As much of a notebook as %%sql needs."""

    def __init__(self, lab):
        self.shell = InteractiveShell()
        self.variables = self.shell.user_ns
        magic.register(self.shell, lambda: lab)

    def sql(self, cell):
        """Run a %%sql cell: its result."""
        return self.shell.run_cell_magic("sql", "", cell)


@pytest.fixture
def notebook(lab):
    return Notebook(lab)


@pytest.fixture
def case(lab):
    """The lessons' case complete, and the schema enabled afterwards whatever happened."""
    lab.reset(to="call")
    yield lab
    lab.connection.rollback()
    block(
        lab,
        "ords.enable_schema(p_url_mapping_pattern => 'page'); for x in (select name from user_ords_privileges"
        " where name in ('other_priv', 'license_priv')) loop ords.delete_privilege(x.name); end loop;"
        " for x in (select name from user_ords_roles where name = 'new_role') loop ords.delete_role(x.name); end loop;"
        f" for x in (select name from user_ords_clients where name like '{CLIENT}%') loop"
        " ords_security.delete_client(p_name => x.name); end loop;",
    )


@pytest.fixture
def echo():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def mixed(lab):
    lab.reset(to="call")
    sql(lab, MIXED)
    yield lab
    lab.connection.rollback()
    sql(lab, CLEAN)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty project folder that is the current one, an empty home, an empty keyring; no variables."""
    for name in ("CONFIG", "PROFILE", "PASSWORD", "WALLET_PASSWORD", *(each.upper() for each in profiles.ENTRIES)):
        monkeypatch.delenv(f"ORDSLAB_{name}", raising=False)
    monkeypatch.setenv("ORDSLAB_HOME", str(tmp_path / "home"))
    config = tmp_path / "config"
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: config)
    (tmp_path / "project" / "notebooks").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project")
    before = keyring.get_keyring()
    keyring.set_keyring(FileKeyring(tmp_path / "keyring.json"))
    yield tmp_path
    keyring.set_keyring(before)


@pytest.fixture
def nothing_left(lab):
    """The test begins without its tables."""
    with lab.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select table_name from user_tables where table_name in ('FRUIT', 'BASKET')")
        for (table,) in cursor.fetchall():
            cursor.execute(f"drop table {table} purge")


@pytest.fixture
def fruit(notebook, nothing_left, capsys):
    notebook.sql("create table fruit (id number primary key, name varchar2(20), picked date);")
    capsys.readouterr()
    return notebook
