"""What the conformance tests run against: a sandbox, or a real database with ORDS.

They speak over two sockets only: the database's, through the genuine driver, and HTTP. `--profile NAME` points them to
a profile's database, where they touch nothing but what bears their own names (`own_names.py`), and a report is written
(`report.py`); ORDSLAB_CONFORMANCE_ADMIN and _ADMIN_PASSWORD name a user with ORDS_ADMINISTRATOR_ROLE there.

To a schema that is there for them alone they are pointed by ORDSLAB_CONFORMANCE_DSN, _USER, _PASSWORD and _URL (with
the schema's alias). It is emptied of all ORDS metadata before each test, as that of the sandbox is.

Each test carries a mark, `behaviour(sentence, source=..., mark=...)`, from which `fidelity.py` makes a row of the
fidelity page: what is promised, by what source, and how well it is known (documented, observed, reported, inferred).
"""

from __future__ import annotations

import dataclasses
import os
import sys
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import oracledb
import pytest
import requests

import ordslab.sandbox
from ordslab import settings
from ordslab.errors import LabError
from ordslab.http.commit_wait import CommitWait
from ordslab.http.session import LabSession
from ordslab.settings.connection_errors import explained
from ordslab.settings.logon import connect_arguments
from ordslab.sql.dialect import dialect_of
from ordslab.workbench import Workbench

sys.path.insert(0, str(Path(__file__).parent))  # for the modules beside the tests

from one_run import one_run
from own_names import OwnConnection, OwnNames
from report import Recorder, versions

SETTING = "ORDSLAB_CONFORMANCE_"
RECORDER = "ordslab-conformance"
COULD_NOT = 2


def pytest_addoption(parser):
    group = parser.getgroup("ordslab", "conformance tests")
    group.addoption("--profile", metavar="NAME", help="run the conformance tests on this profile's database")
    group.addoption(
        "--report", metavar="FILE", help="where the report goes (default: conform/NAME.json in ORDSLAB_HOME)"
    )


def pytest_configure(config):
    config.addinivalue_line("markers", "behaviour(sentence, source, mark): a promise, for the fidelity page")
    profile = config.getoption("profile", None)
    if profile:
        path = config.getoption("report", None) or settings.home() / "conform" / f"{profile}.json"
        config.pluginmanager.register(Recorder(Path(path)), RECORDER)


class Target:
    """A schema that is enabled for REST, and the URL at which it answers."""

    def __init__(self, connection, url, place=None):
        self.connection = connection
        self.url = url
        self.own = place.own if place else None
        self._recorder = place.recorder if place else None
        self.alias = url.rpartition("/")[2]
        self.user = connection.username.upper()
        self.http = place.session() if place else requests.Session()
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
        (token,) = self._known(token=answer.json()["access_token"])
        return token

    # what many tests begin with

    def empty(self):
        """Enabled, without any metadata of its own; in somebody's schema, of the tests'."""
        if self.own:
            self.own.clean_ords(self.connection)
            return
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
        client_id, secret = self.run(
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
        return self._known(client_id=client_id, secret=secret)

    def _known(self, **values):
        """The values; a report shows references in their place."""
        if self._recorder:
            for kind, value in values.items():
                self._recorder.references.know(kind, value)
        return tuple(values.values())


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
    settings: settings.Settings | None = None
    own: OwnNames | None = None
    recorder: Recorder | None = None
    wait: CommitWait | None = None

    def connect(self, **account):
        """A connection of the schema's user, or of another account."""
        if self.settings is None:
            return oracledb.connect(**{"user": self.user, "password": self.password, "dsn": self.dsn, **account})
        arguments = connect_arguments(self.settings) | account
        connection = oracledb.connect(conn_class=OwnConnection, **arguments)
        connection.own = self.own.of_administrator() if account else self.own
        connection.committed = self.wait.committed
        return connection

    @property
    def account(self):
        """Name and password of the schema's user."""
        if self.settings is None:
            return self.user, self.password
        arguments = connect_arguments(self.settings)
        return arguments["user"], arguments["password"]

    def note_answer(self, question, answer):
        """What is open, answered: it goes into the report."""
        if self.recorder:
            self.recorder.answers[question] = answer

    def session(self):
        """An HTTP session, with certificates and proxy of the profile."""
        if self.settings is None:
            return requests.Session()
        session = LabSession(self.settings, None, wait=self.wait)
        session.hooks["response"].append(self.recorder.note_answer)
        return session


@pytest.fixture(scope="session")
def place(tmp_path_factory, request):
    recorder = request.config.pluginmanager.get_plugin(RECORDER)
    if recorder:
        yield from _place_of(request.config.getoption("profile"), recorder, request.config)
        return
    if os.environ.get(SETTING + "DSN"):
        names = ("DSN", "USER", "PASSWORD", "URL", "ADMIN", "ADMIN_PASSWORD")
        yield Place(*(os.environ.get(SETTING + name) for name in names))
        return
    home = tmp_path_factory.mktemp("conformance") / "home"
    status = ordslab.sandbox.start(home=home, http_port=0, db_port=0)
    try:
        password = ordslab.sandbox.password(home=home)
        admin_password = ordslab.sandbox.password(home=home, user="ADMIN")
        yield Place(status["dsn"], "PAGE", password, f"{status['ords_url']}/page", "ADMIN", admin_password)
    finally:
        ordslab.sandbox.stop(home=home)


def _place_of(profile, recorder, config):
    """A profile's database; what cannot be used ends the session."""
    with ExitStack() as stack:
        try:
            given = getattr(config, "ordslab_settings", None)  # of `ordslab conform`
            of_profile = dataclasses.replace(given or settings.load(profile), prefix="")
            arguments = connect_arguments(of_profile)
            with explained(of_profile), oracledb.connect(**arguments) as connection:
                _enabled(connection, of_profile)
                dialect = dialect_of(connection)
                note = of_profile.home / "conform" / f"{profile}.running"
                own = stack.enter_context(one_run(lambda: oracledb.connect(**arguments), dialect, note))
                recorder.about = versions(connection) | {"left_alone": own.left_alone()}
        except (LabError, oracledb.DatabaseError) as error:
            pytest.exit(f"ordslab: {error}", returncode=COULD_NOT)
        base, alias = of_profile.base_url.rsplit("/", 1)
        host = base.split("/")[2]
        fixed = (
            *((of_profile.base_url, "<url>"), (base, "<ords>"), (host, "<host>"), (host.partition(":")[0], "<host>")),
            *((of_profile.user, "<SCHEMA>"), (of_profile.user.lower(), "<schema>"), (alias, "<alias>")),
        )
        recorder.hide(fixed)
        administrator = (os.environ.get(SETTING + "ADMIN"), os.environ.get(SETTING + "ADMIN_PASSWORD"))
        wait = stack.enter_context(closing(Workbench(of_profile))).commit_wait
        account = (of_profile.dsn, of_profile.user, "", of_profile.base_url)
        yield Place(*account, *administrator, of_profile, own, recorder, wait)


def _enabled(connection, of_profile):
    rows = connection.cursor().execute("select status, pattern from user_ords_schemas").fetchall()
    if ("ENABLED", of_profile.base_url.rpartition("/")[2]) not in rows:
        raise LabError(
            f"The schema {of_profile.user} is not enabled for REST at the alias of profile {of_profile.profile}.",
            f"See what mends it: ordslab doctor --profile {of_profile.profile}",
        )


@pytest.fixture
def target(place):
    """The schema, empty; in somebody's schema, of what bears the tests' names."""
    with place.connect() as connection:
        target = Target(connection, place.url, place)
        if place.own:
            place.own.clean(connection)  # what a test that broke off left
        else:
            target.empty()
        yield target


@pytest.fixture
def admin(place, target):
    """A user with ORDS_ADMINISTRATOR_ROLE."""
    if place.admin is None:
        pytest.skip("needs ADMIN: ORDSLAB_CONFORMANCE_ADMIN names no user with ORDS_ADMINISTRATOR_ROLE")
    with place.connect(user=place.admin, password=place.admin_password) as connection:
        yield Target(connection, place.url, place)
        connection.rollback()
