"""What the conformance tests run against: a sandbox, or a real database with ORDS.

They speak over two sockets only: the database's, through the genuine driver, and HTTP. To point them elsewhere set
ORDSLAB_CONFORMANCE_DSN, _USER, _PASSWORD and _URL (with the schema's alias), and _ADMIN and _ADMIN_PASSWORD for a user
with ORDS_ADMINISTRATOR_ROLE. The user's schema is emptied of all ORDS metadata before each test.

Each test carries a mark, `behaviour(sentence, source=..., mark=...)`, from which `fidelity.py` makes a row of the
fidelity page: what is promised, by what source, and how well it is known (documented, observed, reported, inferred).
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import oracledb
import pytest
import requests

import ordslab.sandbox
from ordslab.sandbox import SandboxError
from ordslab.sandbox.clock import Clock
from ordslab.sandbox.engine import open_engine
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.home import Home

sys.path.insert(0, str(Path(__file__).parent))  # for the modules beside the tests

SETTING = "ORDSLAB_CONFORMANCE_"


def pytest_configure(config):
    config.addinivalue_line("markers", "behaviour(sentence, source, mark): a promise, for the fidelity page")


class Target:
    """A schema that is enabled for REST, and the URL at which it answers."""

    def __init__(self, connection, url):
        self.connection = connection
        self.url = url
        self.alias = url.rpartition("/")[2]
        self.user = connection.username.upper()
        self.http = requests.Session()
        self.http.headers["Accept"] = "application/json"

    # the database

    def run(self, block, **binds):
        """Run a block; returns the values of its out binds, which are those given as a type."""
        cursor = self.connection.cursor()
        values = {name: cursor.var(value) if _is_type(value) else value for name, value in binds.items()}
        cursor.execute(block, values)
        out = [_read(values[name].getvalue()) for name, value in binds.items() if _is_type(value)]
        return out[0] if len(out) == 1 else out

    def call(self, *calls, commit=True):
        """Run calls of packages, and commit."""
        self.run("begin\n" + "".join(f"{call};\n" for call in calls) + ("commit;\n" if commit else "") + "end;")

    def query(self, text, **binds):
        """All rows, CLOBs as text."""
        rows = self.connection.cursor().execute(text, binds).fetchall()
        return [tuple(_read(value) for value in row) for row in rows]

    @contextmanager
    def refused(self, number, text=""):
        """What is done within must fail with ORA-number, and `text` in the message."""
        with pytest.raises(oracledb.DatabaseError) as caught:
            yield
        error = caught.value.args[0]
        assert error.code == number, error.message
        assert text in error.message

    # HTTP

    def get(self, path, token=None, **headers):
        """GET below the schema's URL."""
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return self.http.get(self.url + path, headers=headers, timeout=30)

    def ask_for_token(self, client_id, secret):
        """The answer of the token endpoint."""
        return self.http.post(
            self.url + "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(client_id, secret),
            timeout=30,
        )

    def token(self, credentials):
        """A token for a client that may have one."""
        answer = self.ask_for_token(*credentials)
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]

    # what many tests begin with

    def empty(self):
        """Enabled, without any metadata of its own."""
        self.connection.rollback()
        self.call(
            "ords.drop_rest_for_schema",
            f"ords.enable_schema(p_url_mapping_pattern => '{self.alias}', p_auto_rest_auth => false)",
        )

    def service(self, module="m", base_path="/m/", pattern="x", source="select 1 one from dual"):
        """A module with one handler."""
        self.call(f"ords.define_service('{module}', '{base_path}', '{pattern}', p_source => '{source}')")

    def privilege(self, name, roles=(), patterns=(), modules=()):
        """A privilege; roles that are not there are created."""
        known = {role for (role,) in self.query("select name from user_ords_roles")} | {"SQL Developer"}
        arrays = "".join(
            f"{array}({index}) := '{element}';\n"
            for array, elements in (("r", roles), ("p", patterns), ("m", modules))
            for index, element in enumerate(elements, start=1)
        )
        created = "".join(f"ords.create_role('{role}');\n" for role in roles if role not in known)
        self.run(f"""
        declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; begin
          {created}{arrays}
          ords.define_privilege(p_privilege_name => '{name}', p_roles => r, p_patterns => p, p_modules => m);
          commit;
        end;""")

    def client(self, name="c", roles=(), **durations):
        """Register a client; its id and secret."""
        further = "".join(f", p_{duration} => {seconds}" for duration, seconds in durations.items())
        grants = "".join(
            f"ords_security.grant_client_role(p_client_name => '{name}', p_role_name => '{role}');\n" for role in roles
        )
        return tuple(
            self.run(
                f"""
                declare c ords_types.t_client_credentials; begin
                  c := ords_security.register_client(p_name => '{name}', p_grant_type => 'client_credentials',
                         p_client_secret => ords_types.oauth_client_secret(){further});
                  {grants}commit;
                  :id := c.client_key.client_id; :secret := c.client_secret.secret;
                end;""",
                id=str,
                secret=str,
            )
        )


def _is_type(value):
    return isinstance(value, (type, oracledb.DbType))


def _read(value):
    return value.read() if isinstance(value, oracledb.LOB) else value


@dataclass(frozen=True)
class Place:
    """Where the target is."""

    dsn: str
    user: str
    password: str
    url: str
    admin: str | None = None
    admin_password: str | None = None


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    if os.environ.get(SETTING + "DSN"):
        names = ("DSN", "USER", "PASSWORD", "URL", "ADMIN", "ADMIN_PASSWORD")
        yield Place(*(os.environ.get(SETTING + name) for name in names))
        return
    home = tmp_path_factory.mktemp("conformance") / "home"
    administrator = _administrator(home)
    status = ordslab.sandbox.start(home=home, http_port=0, db_port=0)
    try:
        password = ordslab.sandbox.password(home=home)
        yield Place(status["dsn"], "PAGE", password, f"{status['ords_url']}/page", *administrator)
    finally:
        ordslab.sandbox.stop(home=home)


def _administrator(home):
    """User ADMIN of a new home and the password; put there by hand as long as a new home has none."""
    ordslab.sandbox.start(home=home, http_port=0, db_port=0)
    ordslab.sandbox.stop(home=home)
    try:
        return "ADMIN", ordslab.sandbox.password(home=home, user="ADMIN")
    except SandboxError:
        database = open_engine(Home.at(home).data, Clock(), Entropy())
        database.create_schema("ADMIN", "Admin_1234")
        database.close()
        return "ADMIN", "Admin_1234"


@pytest.fixture
def target(place):
    """The schema, empty."""
    with oracledb.connect(user=place.user, password=place.password, dsn=place.dsn) as connection:
        target = Target(connection, place.url)
        target.empty()
        yield target


@pytest.fixture
def admin(place, target):
    """A user with ORDS_ADMINISTRATOR_ROLE."""
    if place.admin is None:
        pytest.skip("ORDSLAB_CONFORMANCE_ADMIN names no user with ORDS_ADMINISTRATOR_ROLE")
    with oracledb.connect(user=place.admin, password=place.admin_password, dsn=place.dsn) as connection:
        yield Target(connection, place.url)
        connection.rollback()
