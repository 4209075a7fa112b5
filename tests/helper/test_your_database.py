"""The lab on a database that is not its own: a second sandbox with TLS, another schema and strict settings plays it."""

from __future__ import annotations

import json
import re
import socket
import ssl
import threading
import time

import oracledb
import pytest
from IPython.core.interactiveshell import InteractiveShell

import ordslab
from ordslab import magic, names, settings
from ordslab.errors import LabError, LogonRefused, Unreachable
from ordslab.settings import profiles
from ordslab.settings.logon import connect_arguments

from .stand_ins import certificate, somebodys_database, web_server

SECRET = "tiger-4711"


@pytest.fixture(scope="module")
def remote(tmp_path_factory):
    with somebodys_database(tmp_path_factory.mktemp("remote") / "home") as database:
        yield database


@pytest.fixture
def profile(remote, tmp_path, monkeypatch):
    """A profile `work` that leads there, in a home of its own; `profile(key=...)` changes an entry, None removes it."""
    for name in ("PROFILE", "PASSWORD", "WALLET_PASSWORD", *(each.upper() for each in profiles.ENTRIES)):
        monkeypatch.delenv(f"ORDSLAB_{name}", raising=False)
    monkeypatch.setenv("ORDSLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ORDSLAB_CONFIG", str(tmp_path / "ordslab.toml"))
    file = tmp_path / "hr.password"
    file.touch(mode=0o600)
    file.write_text(remote.password)
    entries = {
        "user": "hr",
        "dsn": remote.dsn,
        "ords_url": remote.ords_url,
        "alias": "people",
        "ca_file": remote.ca_file,
        "password_file": str(file),
    }

    def change(**changes):
        changed = {key: value for key, value in (entries | changes).items() if value is not None}
        profiles.write("work", changed, profiles.user_file())

    change()
    return change


@pytest.fixture
def lab(profile):
    with ordslab.open_lab("work") as lab:
        yield lab


def rows(lab, query):
    with lab.connection.cursor() as cursor:
        return cursor.execute(query).fetchall()


# It works


def test_all_lessons_are_solved_by_the_profile_alone(lab):
    """Promise: driver and HTTP verify the authority of the profile, and every lesson's goal is reached there."""
    assert lab.base_url.startswith("https://localhost:") and lab.base_url.endswith("/ords/people")
    assert rows(lab, "select user from dual") == [("HR",)]
    for lesson in ("endpoint", "role", "privilege", "client", "token", "call"):
        assert lab.solve(lesson).passed, lesson
    assert lab.stranger().get(f"{lab.base_url}/customers/validation/1").status_code == 401


def test_the_dialect_is_asked_for(lab):
    """Promise: where OAUTH is gone, the lab knows, and takes the current package."""
    assert (lab.dialect.oauth, lab.dialect.ords_security, lab.dialect.package) == (False, True, "ords_security")
    assert repr(lab.dialect) == "Dialect(ORDS_SECURITY)"


def test_a_cell_that_needs_what_is_gone_is_left_out(lab, capsys):
    """Promise: `%%sql needs OAUTH` says that it was left out, and raises nothing; other lines are refused."""
    shell = InteractiveShell()
    magic.register(shell, lambda: lab)
    assert shell.run_cell_magic("sql", "needs OAUTH", "begin oauth.delete_client(p_name => 'x'); end;") is None
    assert "Left out: this database has no package OAUTH" in capsys.readouterr().out
    assert shell.run_cell_magic("sql", "needs ORDS_SECURITY", "select 1 as a from dual")["A"][0] == 1
    with pytest.raises(LabError, match="takes nothing on its own line"):
        shell.run_cell_magic("sql", "wants OAUTH", "select 1 from dual")


def token(lab, secret=None):
    """A token of the lessons' client."""
    key = lab.vault["license_backend_client"]
    me = (key.client_id, secret or key.client_secret.reveal())
    answer = lab.http.post(f"{lab.base_url}/oauth/token", data={"grant_type": "client_credentials"}, auth=me)
    return answer.json()["access_token"]


def call(lab, card):
    """The status of the protected call."""
    url = f"{lab.base_url}/customers/validation/1"
    return lab.http.get(url, headers={"Authorization": f"Bearer {card}"}).status_code


def test_an_hour_passes_for_the_tokens_and_nobody_waits(lab, capsys, monkeypatch):
    """Promise: what is short is waited for; for an hour, the clients' tokens are revoked, their secrets stay."""
    waited = []
    monkeypatch.setattr("time.sleep", waited.append)
    lab.reset(to="call")
    card = token(lab)
    lab.let_pass(61)
    assert waited == [61] and call(lab, card) == 200
    lab.let_pass(3601)
    assert call(lab, card) == 401 and call(lab, token(lab)) == 200 and waited == [61]
    assert "revoked instead" in capsys.readouterr().out
    state = "select client_secret, client_secret_2 from user_ords_clients where name = 'license_backend_client'"
    assert rows(lab, state) == [("********", None)]


def test_a_token_is_waited_for_as_long_as_is_left(lab, monkeypatch):
    """Promise: on a real clock, what is left of the token's life is waited for, counted from when it came."""
    lab.reset(to="call")
    with lab.connection.cursor() as cursor:
        cursor.execute(
            "begin ords_security.update_client_token_duration('license_backend_client', 2, null, null); commit; end;"
        )
    waited = []
    monkeypatch.setattr("time.sleep", waited.append)
    card = token(lab)
    lab.let_expire(card)
    assert 2 < waited[0] <= 3
    later = time.time() + 60
    monkeypatch.setattr("time.time", lambda: later)
    lab.let_expire(card)
    assert waited[1] == 0


def test_open_work_is_still_open_when_tokens_were_ended(lab):
    """Promise: the tokens end in a transaction of their own; what the learner has not committed stays so."""
    lab.reset(to="call")
    with lab.connection.cursor() as cursor:
        cursor.execute("insert into customers values (7, 'Open')")
        lab.let_pass(3601)
        lab.connection.rollback()
        assert cursor.execute("select count(*) from customers where id = 7").fetchone() == (0,)
    lab.cleanup(ask=False)


def test_a_client_with_two_secrets_keeps_both(lab):
    """Promise: where both slots are taken, nothing is revoked, and it is said what to do."""
    lab.reset(to="call")
    with lab.connection.cursor() as cursor:
        cursor.execute(
            "begin :x := ords_security.rotate_client_secret(p_name => 'license_backend_client'); commit; end;",
            x=cursor.var(str),
        )
    with pytest.raises(LabError, match="can't be moved") as caught:
        lab.let_pass(3601)
    assert "two secrets" in caught.value.next_step
    lab.cleanup(ask=False)


def test_what_only_the_sandbox_has_says_what_to_do_instead(lab):
    """Promise: a missing instrument is no riddle: one sentence says what to do instead."""
    shell = InteractiveShell()
    magic.register(shell, lambda: lab)
    with pytest.raises(LabError, match="sandbox's own") as caught:
        shell.run_cell_magic("sql", "", "begin ordslab_sandbox.fail_next('token', 'unavailable', 0); end;")
    assert "Stop ORDS for a moment" in caught.value.next_step


def test_error_ids_are_those_of_the_cloud(lab):
    """Promise: 32 hexadecimal digits (certain: published examples of Autonomous Databases), and hidden all the same."""
    ecid = lab.http.get(f"{lab.base_url}/nothing/here").json()["instance"].rpartition("/")[2]
    assert len(ecid) == 32 and set(ecid) <= set("0123456789abcdef")
    assert ecid not in lab.journal[-1].received


def test_explain_audit_and_views_read_there(lab):
    """Promise: what reads the dictionary reads that of the profile."""
    lab.reset(to="client")
    assert "401" in repr(lab.explain("GET", "customers/validation/1"))
    assert "license_priv" in repr(lab.audit())
    assert list(lab.views.schemas["PATTERN"]) == ["people"]


# Round trips


TELLS_TRIPS = pytest.mark.skipif(
    int(oracledb.__version__.split(".")[0]) < 26, reason="the driver tells of no round trips"
)


@pytest.fixture
def trips(monkeypatch):
    """Counts the round trips of connections made from now on."""
    counted = []
    genuine = oracledb.connect

    def connect(*args, **options):
        return genuine(*args, round_trip_callback=lambda *_, **__: counted.append(1), **options)

    monkeypatch.setattr(oracledb, "connect", connect)
    return counted


@TELLS_TRIPS
@pytest.mark.parametrize("view", ["modules", "roles", "privileges", "client_roles"])
def test_a_view_is_one_round_trip(lab, trips, view):
    """Promise: over 80 ms of network a view costs 80 ms: rows come with the query."""
    lab.reset(to="token")
    lab.connection.cursor().execute("select 1 from dual")
    trips.clear()
    assert len(getattr(lab.views, view)) > 0
    assert len(trips) == 1


@TELLS_TRIPS
@pytest.mark.parametrize("view", ["handlers", "clients"])
def test_a_view_with_large_objects_is_not_a_trip_for_each(lab, trips, view):
    """Promise: LOBs come with their rows, however many there are."""
    lab.reset(to="token")
    lab.connection.cursor().execute("select 1 from dual")
    trips.clear()
    assert len(getattr(lab.views, view)) > 0
    assert len(trips) <= 3


@TELLS_TRIPS
def test_what_lessons_do_most_is_counted(lab, trips):
    """Promise: a %%sql block, a check, an explanation and a reset need no more trips than they have to."""
    lab.reset(to="token")
    shell = InteractiveShell()
    magic.register(shell, lambda: lab)
    for what, at_most, act in (
        ("block", 1, lambda: shell.run_cell_magic("sql", "", "begin dbms_output.put_line('x'); end;")),
        ("check", 2, lambda: lab.check("client")),
        ("explain", 2, lambda: lab.explain("GET", "customers/validation/1")),
        ("audit", 1, lab.audit),
        ("an hour", 1, lambda: lab.let_pass(3601)),
        ("reset", 2, lambda: lab.reset(to="call")),  # look; remove and build
        ("cleanup", 11, lambda: lab.cleanup(ask=False)),
    ):
        trips.clear()
        act()
        assert len(trips) <= at_most, what


def test_calls_beside_the_labs_own_need_no_new_connection(lab, monkeypatch):
    """Promise: a TLS handshake is two round trips: strangers and checks use the connection that is there."""
    import urllib3

    lab.reset(to="privilege")
    lab.http.get(lab.base_url)
    monkeypatch.setattr(urllib3.connection.HTTPSConnection, "connect", lambda _: pytest.fail("a new connection"))
    stranger = lab.stranger()
    assert stranger.get(f"{lab.base_url}/customers/validation/1").status_code == 200
    assert not lab.check("privilege").passed and "Cookie" not in stranger.headers


# A prefix


@pytest.fixture
def anna(profile, lab):
    """A second person in the same schema, whose profile has a prefix."""
    profile(prefix="anna_")
    with ordslab.open_lab("work") as anna:
        anna.vault.path = anna.vault.path.with_name("vault-anna.json")
        yield anna
        anna.cleanup(ask=False)


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


# Cleaning up


def everything(lab):
    """All that is in the schema, as the database has it."""
    queries = [
        "select 'table', table_name from user_tables",
        *(f"select '{kind}', name from user_ords_{kind}" for kind in ("modules", "roles", "privileges", "clients")),
    ]
    return {row for query in queries for row in rows(lab, query)}


def test_cleanup_removes_what_the_series_made_and_nothing_else(lab, capsys, monkeypatch):
    """Promise: before and after are the same, whatever else is in the schema; it lists first, and asks."""
    lab.cleanup(ask=False)
    with lab.connection.cursor() as cursor:
        cursor.execute("create table customers_archive (id number)")
        cursor.execute("begin ords.define_module(p_module_name => 'shop', p_base_path => '/shop/'); commit; end;")
    before = everything(lab)
    lab.reset(to="token")
    capsys.readouterr()
    for answer in ("no", ""):
        monkeypatch.setattr("builtins.input", lambda _, answer=answer: answer)
        lab.cleanup()
        assert everything(lab) > before
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    lab.cleanup()
    shown = capsys.readouterr().out
    assert "client license_backend_client\nprivilege license_priv\nrole license_role\nmodule customers\n" in shown
    assert everything(lab) == before and "license_backend_client" not in lab.vault
    lab.cleanup()
    assert "nothing of the lessons" in capsys.readouterr().out
    with lab.connection.cursor() as cursor:
        cursor.execute("drop table customers_archive purge")
        cursor.execute("begin ords.delete_module(p_module_name => 'shop'); commit; end;")


def test_where_nobody_can_answer_nothing_is_removed(lab, capsys, monkeypatch):
    """Promise: in CI, cleanup without ask=False removes nothing and says how."""

    def no_keyboard(_):
        raise RuntimeError("raw_input was called, but this frontend does not support input requests.")

    lab.reset(to="role")
    monkeypatch.setattr("builtins.input", no_keyboard)
    lab.cleanup()
    assert "ask=False" in capsys.readouterr().out and lab.check("endpoint").passed
    lab.cleanup(ask=False)


@pytest.mark.parametrize(
    ("make", "remove", "thing"),
    [
        ("create table customers (id number, revenue number)", "drop table customers purge", "table customers"),
        (
            "begin ords.define_module(p_module_name => 'customers', p_base_path => '/crm/');"
            " ords.define_template(p_module_name => 'customers', p_pattern => 'orders/{id}'); commit; end;",
            "begin ords.delete_module(p_module_name => 'customers'); commit; end;",
            "module customers",
        ),
    ],
)
def test_a_schema_that_has_such_things_is_not_touched(lab, capsys, make, remove, thing):
    """Promise: a table or module of one of these names that is not the lessons' survives reset and cleanup, and the
    way out is a prefix."""
    lab.cleanup(ask=False)
    with lab.connection.cursor() as cursor:
        cursor.execute(make)
    before = everything(lab)
    with pytest.raises(LabError, match=f"has a {thing} that is not the lessons'") as caught:
        lab.reset(to="role")
    assert "prefix" in caught.value.next_step
    lab.cleanup(ask=False)
    assert everything(lab) == before and "left alone" in capsys.readouterr().out
    with lab.connection.cursor() as cursor:
        cursor.execute(remove)


MAKES = re.compile(
    r"\b(?:define_module|create_role|define_privilege|create_client|register_client|create table) *\(?"
    r"\s*(?:p_(?:module|role|privilege)?_?name\s*=>\s*'?)?(\w+)"
)


def test_everything_that_the_lessons_make_is_known_by_name():
    """Promise: whatever lessons, exercises and solutions create is in the list that reset, cleanup and prefix go by."""
    from ordslab.cli import find_lessons
    from ordslab.lessons.registry import SERIES

    known = {name for each in names.MADE.values() for name in each}
    notebooks = [json.loads(path.read_text()) for path in sorted(find_lessons().glob("*.ipynb"))]
    texts = ["".join(cell["source"]) for notebook in notebooks for cell in notebook["cells"]]
    for goal in (goal for each in SERIES for goal in (each.checkpoint, *each.exercises)):
        texts += [*goal.cells, *goal.by_oauth]
    made = {name for text in texts for name in MAKES.findall(text)} - {"___"}  # a gap of an exercise
    assert {"customers", "license_role", "support_role", "support_priv", "night_job"} <= made <= known


# Errors: two lines each, and nothing lost


def two_lines(error):
    """The error's text, which has two lines and no password."""
    lines = str(error).splitlines()
    assert len(lines) == 2 and all(lines), error
    return " ".join(lines)


def test_a_wrong_password(profile, monkeypatch):
    """Promise: the database's own words, and where the password comes from."""
    monkeypatch.setenv("ORDSLAB_PASSWORD", SECRET)
    with pytest.raises(LogonRefused) as caught:
        ordslab.open_lab("work").connect()
    assert (
        "ORA-01017" in two_lines(caught.value)
        and "profile work" in str(caught.value)
        and SECRET not in str(caught.value)
    )


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({"dsn": "tcps://nobody.invalid:1522/FREEPDB1"}, "host name is unknown"),
        ({"dsn": "tcps://localhost:1/FREEPDB1"}, "nothing listens at that port"),
        ({"dsn": "mydb_low"}, "needs a wallet"),
        ({"ca_file": None}, "authority that nobody here knows"),
    ],
)
def test_no_way_to_the_database(profile, entries, says):
    """Promise: unknown host, wrong port, a name without a wallet, an unknown authority: each says so."""
    profile(**entries)
    with pytest.raises(Unreachable) as caught:
        ordslab.open_lab("work").connect()
    assert says in two_lines(caught.value) and "The database of profile work" in str(caught.value)


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({"ords_url": "https://nobody.invalid/ords"}, "host name is unknown"),
        ({"ords_url": "https://localhost:1/ords"}, "nothing listens at that port"),
        ({"ca_file": None}, "authority that nobody here knows"),
    ],
)
def test_no_way_to_ords(profile, entries, says):
    """Promise: the same for ORDS, and the journal knows of the call."""
    profile(**entries)
    lab = ordslab.open_lab("work")
    with pytest.raises(Unreachable) as caught:
        lab.http.get(lab.base_url)
    assert says in two_lines(caught.value) and "ORDS of profile work" in str(caught.value)
    assert lab.journal[-1].status is None


def test_every_way_to_send_trusts_the_profile(lab, monkeypatch):
    """Promise: a prepared request, as the console sends it, and variables of the machine change nothing about trust."""
    import certifi
    import requests

    request = lab.http.prepare_request(requests.Request("GET", f"{lab.base_url}/nothing"))
    assert lab.http.send(request).status_code == 404
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certifi.where())
    assert lab.http.get(f"{lab.base_url}/nothing").status_code == 404


def test_an_expired_certificate(profile, tmp_path):
    """Promise: it is named, and nothing is sent: no secret goes to a server that can't prove who it is."""
    file = certificate(tmp_path, ["localhost"], -1)
    with web_server(200, file) as port:
        profile(ords_url=f"https://localhost:{port}/ords", ca_file=str(file))
        lab = ordslab.open_lab("work")
        with pytest.raises(Unreachable) as caught:
            lab.http.post(f"{lab.base_url}/oauth/token", auth=("id", SECRET))
    assert "certificate has expired" in two_lines(caught.value) and SECRET not in str(caught.value)


def test_an_alias_that_is_not_enabled(profile):
    """Promise: a call gets ORDS's 404, and explain says that the alias is not this schema's."""
    profile(alias="persons")
    lab = ordslab.open_lab("work")
    response = lab.http.get(f"{lab.base_url}/customers/validation/1")
    assert response.status_code == 404 and "alias" in repr(lab.explain(response))


def test_no_permission(lab):
    """Promise: what the user may not do is Oracle's own error, pointed at; nothing else is lost."""
    shell = InteractiveShell()
    magic.register(shell, lambda: lab)
    lab.reset(to="role")
    with pytest.raises(LabError, match=r"ORA-0|PLS-00201") as caught:
        shell.run_cell_magic("sql", "", "begin ords_security_admin.delete_client(p_schema => 'X', p_name => 'y'); end;")
    assert "^" in caught.value.next_step and lab.check("endpoint").passed
    lab.cleanup(ask=False)


def test_a_pinned_certificate_is_enough_and_another_one_is_not(profile, remote, tmp_path):
    """Promise: a self-signed server can be known by its very certificate; any other one is refused."""
    port = int(remote.ords_url.split(":")[2].split("/")[0])
    (tmp_path / "ords.pem").write_text(ssl.get_server_certificate(("localhost", port)))
    profile(certificate=str(tmp_path / "ords.pem"), ca_file=None)
    lab = ordslab.open_lab("work")
    assert lab.http.get(f"{lab.base_url}/nothing").status_code == 404
    (tmp_path / "ords.pem").write_text((remote.folder / "tls" / "ca.pem").read_text())
    lab = ordslab.open_lab("work")
    with pytest.raises(Unreachable, match="another one than the profile's"):
        lab.http.get(f"{lab.base_url}/nothing")


class Relay:
    """A way to the database that can be cut."""

    def __init__(self, port):
        self.to = port
        self.open: list[socket.socket] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.to))
            self.open += [client, server]
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    def carry(self, one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            pass

    def cut(self):
        """The network drops: all connections break."""
        for each in self.open:
            each.close() if each.fileno() < 0 else each.shutdown(socket.SHUT_RDWR)
        self.open.clear()


def test_a_network_that_drops_in_the_middle(profile, remote):
    """Promise: the error says that what was not committed is lost; the next cell goes on, and nothing committed is."""
    relay = Relay(int(remote.dsn.split(":")[2].split("/")[0]))
    profile(dsn=f"tcps://localhost:{relay.port}/FREEPDB1")
    lab = ordslab.open_lab("work")
    lab.reset(to="role")
    shell = InteractiveShell()
    magic.register(shell, lambda: lab)
    shell.run_cell_magic("sql", "", "insert into customers values (9, 'Committed'); commit;")
    shell.run_cell_magic("sql", "", "insert into customers values (10, 'Open')")
    connection = lab.connection
    relay.cut()
    with pytest.raises(Unreachable) as caught:  # a kernel that was in the middle of something
        shell.run_cell_magic("sql", "", "select count(*) from customers")
        connection.ping()
    assert two_lines(caught.value)
    assert list(shell.run_cell_magic("sql", "", "select id from customers where id > 5")["ID"]) == [9]
    lab.cleanup(ask=False)
    relay.listening.close()


def test_a_program_of_your_own_gets_there(lab, anna, remote):
    """Promise: lab.url and lab.environment are all that another program needs: prefix and certificates are in them."""
    import os
    import subprocess
    import sys

    anna.reset(to="role")
    program = "import requests, sys; print(requests.get(sys.argv[1]).json()['name'])"
    done = subprocess.run(
        [sys.executable, "-c", program, anna.url("customers/validation/1")],
        env=os.environ | anna.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "Aurora Books\n"
    assert lab.url("/customers/validation/1") == f"{lab.base_url}/customers/validation/1"
    assert anna.environment["REQUESTS_CA_BUNDLE"] == remote.ca_file


def test_settings_never_show_the_password(profile, remote):
    """Promise: not in the settings, not in the lab, not in the arguments' context."""
    where = settings.load("work")
    connect_arguments(where)
    assert remote.password not in repr(where) + repr(vars(where)) + repr(ordslab.open_lab("work"))


def test_exercise_10_is_a_case_beside_anothers(profile, lab, capsys):
    """Promise: each of its states, from a profile without a prefix to a case of one's own; neither harms the other."""
    lab.reset(to="token")
    outcome = lab.check("exercise-10")
    assert outcome.state.value == "not tried" and "work" in outcome.why
    capsys.readouterr()
    lab.solution("exercise-10")
    shown = capsys.readouterr().out
    learner: dict[str, object] = {"lab": lab}
    exec(shown.replace('lab.reset(to="token")', 'lab.reset(to="role")'), learner)
    with learner["lab"] as mine:
        outcome = mine.check("exercise-10")
        assert outcome.state.value == "not yet" and "without a token" in outcome.why.lower(), outcome
        mine.hint("exercise-10")
        assert 'lab.reset(to="token")' in capsys.readouterr().out
        mine.reset(to="token")
        assert mine.check("exercise-10").passed and lab.check("client").passed
        mine.cleanup(ask=False)
    assert lab.progress()["exercise-10"].state == "passed", "it counts, whichever profile shows it"
    profile(prefix="anna_", dsn="127.0.0.1:1/x")
    with ordslab.open_lab("work") as unreachable:
        assert unreachable.check("exercise-10").state.value == "crashed"


def test_the_last_lesson_passes_here_and_nowhere_else(lab):
    """Promise: the checkpoint asks for the whole case on a profile's database, and for that profile's own key."""
    lab.reset(to="your-database")
    assert lab.check("your-database").passed
    lab.vault.forget("license_backend_client")
    outcome = lab.check("your-database")
    assert outcome.state.value == "not yet" and "each profile has its own" in outcome.why
    lab.reset(to="endpoint")
    assert lab.check("your-database").state.value == "not yet"
    assert lab.solve("your-database").passed
