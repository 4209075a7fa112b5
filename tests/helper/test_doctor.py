"""The doctor: what it finds on this machine, and how it explains mistakes made on purpose."""

from __future__ import annotations

import datetime
import json
import socket
import ssl
from types import SimpleNamespace

import oracledb
import pytest

import ordslab
import ordslab.sandbox
from ordslab import cli, doctor
from ordslab.doctor import Finding, Level, Report, database, machine
from ordslab.settings import profiles

from .stand_ins import certificate, somebodys_database, web_server


@pytest.fixture(autouse=True)
def variables(tmp_path, monkeypatch):
    """A home and a file of profiles of the test's own."""
    for name in ("PROFILE", "PASSWORD", "WALLET_PASSWORD", *(each.upper() for each in profiles.ENTRIES)):
        monkeypatch.delenv(f"ORDSLAB_{name}", raising=False)
    monkeypatch.setenv("ORDSLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ORDSLAB_CONFIG", str(tmp_path / "ordslab.toml"))


@pytest.fixture(scope="module")
def remote(tmp_path_factory):
    with somebodys_database(tmp_path_factory.mktemp("remote") / "home") as database:
        yield database


@pytest.fixture
def examined(remote, tmp_path, monkeypatch):
    """`examined(key=...)`: the doctor's report on the profile `work` with that one entry changed."""
    monkeypatch.setenv("ORDSLAB_PASSWORD", remote.password)

    def examine(**changes):
        entries = {
            "user": "hr",
            "dsn": remote.dsn,
            "ords_url": remote.ords_url,
            "alias": "people",
            "ca_file": remote.ca_file,
        }
        changed = {key: value for key, value in (entries | changes).items() if value is not None}
        profiles.write("work", changed, profiles.user_file())
        return doctor.examine_database("work")

    return examine


def failures(report):
    """The checks that failed; each of them says what to do."""
    found = [each for each in report if each.level is Level.FAILED]
    assert all(each.next_step for each in found) and report.exit_status == bool(found)
    return [each.check for each in found]


# All well


def test_a_profile_that_is_right(examined):
    """Promise: DNS, TLS, logon, rights, packages, schema, versions, time and ORDS are looked at, and all is well."""
    report = examined()
    assert failures(report) == [] and {each.level for each in report} == {Level.OK}
    assert [each.check for each in report] == [
        "profile",
        "database address",
        "database TLS",
        "logon",
        "rights",
        "clients' package",
        "schema",
        "ORDS version",
        "time",
        "ORDS address",
        "ORDS TLS",
        "ORDS",
    ]
    assert report["clients' package"].what == "ORDS_SECURITY; the older OAUTH is gone"
    assert report["schema"].what == "HR is REST-enabled as people"


# Mistakes made on purpose: each is named, with what mends it


def test_mistake_wrong_password(examined, monkeypatch):
    """Promise: what rests on the logon is skipped; ORDS is looked at all the same."""
    monkeypatch.setenv("ORDSLAB_PASSWORD", "tiger-4711")
    report = examined()
    assert failures(report) == ["logon"] and "ORA-01017" in report["logon"].what
    assert "ordslab profile add work" in report["logon"].next_step
    assert report["schema"].level is Level.SKIPPED and report["ORDS"].level is Level.OK
    assert "tiger-4711" not in repr(report) + report.json()


@pytest.mark.parametrize(
    ("entries", "check", "says"),
    [
        ({"dsn": "tcps://nobody.invalid:1522/x"}, "database address", "host name is unknown"),
        ({"dsn": "tcps://localhost:1/x"}, "database address", "nothing listens"),
        ({"dsn": "mydb_low"}, "dsn", "needs a wallet"),
        ({"ords_url": "https://nobody.invalid/ords"}, "ORDS address", "host name is unknown"),
        ({"ords_url": "https://localhost:1/ords"}, "ORDS address", "nothing listens"),
        ({"alias": "persons"}, "schema", "alias is people; the profile says persons"),
        ({"alias": "persons"}, "ORDS", "knows no schema alias persons"),
        ({"ca_file": None}, "database TLS", "authority that nobody here knows"),
        ({"ca_file": None}, "ORDS TLS", "authority that nobody here knows"),
        ({"wallet": "/nowhere/Wallet_x.zip"}, "dsn", "wallet is not there"),
        ({"ca_file": "/nowhere/ca.pem"}, "profile", "ca_file of profile work is not there"),
    ],
)
def test_mistake_in_an_entry(examined, entries, check, says):
    """Promise: the entry that is wrong is found, in words that say what is wrong."""
    report = examined(**entries)
    assert check in failures(report) and says in report[check].what


def test_mistake_wrong_alias_has_the_command_that_mends_it(examined):
    """Promise: the next step is a command to be copied."""
    assert examined(alias="persons")["schema"].next_step == "ordslab profile add work --alias people"


def test_mistake_unknown_authority_has_the_command_that_mends_it(examined):
    """Promise: whoever knows address, user and password alone learns what else is needed, and how to give it."""
    report = examined(ca_file=None)
    for check in ("database TLS", "logon", "ORDS TLS"):
        assert report[check].next_step.endswith("ordslab profile add work --ca-file FILE")


def test_mistake_address_instead_of_name(examined, remote):
    """Promise: current drivers compare names, not addresses: said as such. Older ones took both."""
    report = examined(dsn=remote.dsn.replace("localhost", "127.0.0.1"))
    assert failures(report) in ([], ["logon"])
    assert report["logon"].level is Level.OK or "certificate is for another name" in report["logon"].what


def test_mistake_plain_tcp_to_a_tls_port(examined, remote):
    """Promise: a dsn without tcps:// to a port that speaks TLS fails at the logon, with the word that is missing."""
    report = examined(dsn=remote.dsn.removeprefix("tcps://"))
    assert failures(report) == ["logon"] and "tcps:// before the dsn" in report["logon"].next_step


def test_mistake_http_to_a_tls_port(examined, remote):
    """Promise: an address that lacks its s is met with the command that adds it."""
    report = examined(ords_url=remote.ords_url.replace("https:", "http:"))
    assert failures(report) == ["ORDS"]
    assert report["ORDS"].next_step.endswith(f"ordslab profile add work --ords-url {remote.ords_url}")


def test_mistake_schema_not_rest_enabled(examined, remote):
    """Promise: both sides say it, with the block to run and the click path."""
    arguments = {"user": "HR", "password": remote.password, "dsn": remote.dsn}
    context = ssl.create_default_context(cafile=remote.ca_file)
    with oracledb.connect(**arguments, ssl_context=context) as connection, connection.cursor() as cursor:
        cursor.execute("begin ords.enable_schema(p_enabled => false); commit; end;")
        try:
            report = examined()
        finally:
            cursor.execute(
                "begin ords.enable_schema(p_enabled => true, p_url_mapping_pattern => 'people'); commit; end;"
            )
    assert failures(report) == ["schema", "ORDS"]
    assert "ords.enable_schema(p_url_mapping_pattern => 'people')" in report["schema"].next_step
    assert "Enable REST" in report["schema"].next_step


class Answers:
    """Stands for a connection to a database that answers as told; views and functions that it lacks raise."""

    version = "19.0.0.0.0"

    def __init__(self, answers):
        self.answers = answers

    def __enter__(self):
        return self

    cursor = __enter__

    def __exit__(self, *_):
        return None

    def execute(self, text):
        self.rows = next((rows for part, rows in self.answers.items() if part in text), "ORA-00942: no such view")
        if isinstance(self.rows, str):
            code = self.rows.partition(":")[0]
            raise oracledb.DatabaseError(SimpleNamespace(full_code=code, message=self.rows))
        return self

    def fetchall(self):
        return self.rows


SETTINGS = SimpleNamespace(user="HR", base_url="https://x/ords/people", profile="work", is_sandbox=False)
UNCOMPILED = "ORA-06550: line 1, column 7:\nPLS-00201: identifier 'X' must be declared"


@pytest.mark.parametrize(
    ("look", "answers", "level", "says"),
    [
        (database._rights, {"session_privs": [("CREATE SESSION",)]}, Level.FAILED, "lacks CREATE TABLE"),
        (
            database._rights,
            {"session_privs": [("CREATE SESSION",), ("CREATE TABLE",)], "user_ts_quotas": []},
            Level.WARNING,
            "no quota",
        ),
        (database._rights, {}, Level.SKIPPED, "no view SESSION_PRIVS"),
        (database._package, {"delete_client": UNCOMPILED}, Level.FAILED, "neither ORDS_SECURITY nor OAUTH"),
        (database._package, {"oauth.": [], "ords_security": UNCOMPILED}, Level.WARNING, "older than 24.3"),
        (database._schema, {}, Level.FAILED, "ORDS is not installed"),
        (database._schema, {"user_ords_schemas": []}, Level.FAILED, "not REST-enabled"),
        (database._schema, {"user_ords_schemas": [("people", "DISABLED")]}, Level.FAILED, "switched off"),
        (database._version, {"installed_version": "ORA-00904: invalid identifier"}, Level.SKIPPED, "does not say"),
        (
            database._time,
            {"systimestamp": [(datetime.datetime(2001, 1, 1),)]},
            Level.WARNING,
            "behind of this machine's",
        ),
    ],
)
def test_mistake_in_the_database(look, answers, level, says):
    """Promise: missing rights, quota, packages, an ORDS that is old or not there, a schema that is not enabled, clocks
    that differ: each is told apart; what a database does not tell is skipped, not guessed."""
    found = look(Answers(answers), SETTINGS)
    assert found.level is level and says in found.what
    assert bool(found.next_step) is (level in (Level.FAILED, Level.WARNING))


# Servers that are not as they should be


@pytest.mark.parametrize(
    ("made", "trusted", "found"),
    [
        (("localhost", -1), True, (Level.FAILED, "certificate has expired")),
        (("other.example.com", 90), True, (Level.FAILED, "certificate is for another name")),
        (("localhost", 90), False, (Level.FAILED, "certificate is self-signed")),
        (("localhost", 3), True, (Level.WARNING, "good until")),
    ],
)
def test_mistake_in_a_certificate(examined, tmp_path, made, trusted, found):
    """Promise: expired, another name's, self-signed, soon to end: each has its words and its way out."""
    file, (level, says) = certificate(tmp_path, [made[0]], made[1]), found
    with web_server(404, file) as port:
        report = examined(ords_url=f"https://localhost:{port}/ords", ca_file=str(file) if trusted else None)
    tls = report["ORDS TLS"]
    assert tls.level is level and says in tls.what and tls.next_step


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (404, "there is no ORDS"),
        (403, "refuses OAuth over http"),
        (503, "not ready (503)"),
        (500, "answers 500"),
    ],
)
def test_mistake_not_an_ords(examined, status, says):
    """Promise: a web server that is no ORDS, an ORDS that refuses http, one that is not ready: told apart."""
    with web_server(status) as port:
        report = examined(ords_url=f"http://localhost:{port}/ords")
    assert "ORDS" in failures(report) and says in report["ORDS"].what


def test_mistake_https_to_a_plain_port(examined):
    """Promise: https:// where only http is spoken is said as such."""
    with web_server(404) as port:
        report = examined(ords_url=f"https://localhost:{port}/ords")
    assert "speaks no TLS" in report["ORDS TLS"].what


def test_mistake_http_to_the_world(examined, monkeypatch):
    """Promise: secrets over plain http to another machine are a warning."""
    monkeypatch.setattr("ordslab.doctor.ords.is_loopback", lambda _: False)
    with web_server(404) as port:
        report = examined(ords_url=f"http://localhost:{port}/ords")
    assert report["ORDS TLS"].level is Level.WARNING and "for all to read" in report["ORDS TLS"].what


def test_mistake_proxy_that_is_not_there(examined, remote):
    """Promise: with a proxy, names are its business; one that does not answer fails both ways, in words."""
    report = examined(proxy="http://127.0.0.1:1")
    assert {"logon", "ORDS"} <= set(failures(report))
    assert "through the proxy" in report["database address"].what


# This machine


def test_this_machine_is_fit():
    """Promise: where the tests run, everything that the lessons need is there."""
    findings = machine.look("sandbox")
    assert [each.check for each in findings] == ["python", "packages", "kernel", "widgets", "home", "ports"]
    assert not [each for each in findings if each.level is Level.FAILED]


def test_a_package_that_is_missing_or_old(monkeypatch):
    """Promise: both are named with what is needed, and the command that mends it."""
    needs = ["requests>=2.31", "nothing-of-that-name>=1", "oracledb>=999", "tomli>=2; python_version < '3'"]
    monkeypatch.setattr("importlib.metadata.requires", lambda _: needs)
    found = machine.packages()
    assert found.level is Level.FAILED and "pip install" in found.next_step
    assert "nothing-of-that-name is missing (needed: >=1)" in found.what and "oracledb" in found.what
    assert "requests" not in found.what and "tomli" not in found.what


def test_a_kernel_of_another_python(monkeypatch, tmp_path):
    """Promise: a kernel that starts another Python, or none, is told with the command that mends it."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    other = tmp_path / "python"
    other.touch(mode=0o755)
    for argv, level in (([str(other)], Level.WARNING), (["/nowhere/python"], Level.FAILED)):
        spec = SimpleNamespace(argv=argv)
        monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", lambda *_, spec=spec: spec)
        assert machine.kernel().level is level and "ipykernel install" in machine.kernel().next_step

    def none(*_):
        raise NoSuchKernel("python3")

    monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", none)
    assert machine.kernel().level is Level.FAILED


def test_widgets_missing_or_switched_off(monkeypatch, tmp_path):
    """Promise: without JupyterLab's extension, or with it switched off, panels stay text: said, and mended."""
    monkeypatch.setattr("jupyter_core.paths.jupyter_path", lambda *_: [str(tmp_path)])
    assert machine.widgets().level is Level.FAILED and "pip install" in machine.widgets().next_step
    monkeypatch.undo()
    page_config = tmp_path / "labconfig" / "page_config.json"
    page_config.parent.mkdir()
    monkeypatch.setattr("jupyter_core.paths.jupyter_config_path", lambda: [str(tmp_path)])
    name = "@jupyter-widgets/jupyterlab-manager"
    for off in ({name: True}, [name]):
        page_config.write_text(json.dumps({"disabledExtensions": off}))
        assert "switched off" in machine.widgets().what and "labextension enable" in machine.widgets().next_step
    page_config.write_text("not JSON")
    assert machine.widgets().level is Level.OK


def test_a_home_that_others_see_or_that_is_full(monkeypatch, tmp_path):
    """Promise: the folder of secrets is the owner's alone, has room, and is not made by looking at it."""
    home = tmp_path / "home"
    assert machine.home().level is Level.OK and not home.exists()
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    assert machine.home().level is Level.WARNING and machine.home().next_step == f"chmod 700 {home}"
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=2**20))
    assert machine.home().level is Level.FAILED
    monkeypatch.setattr("os.access", lambda *_: False)
    assert "ORDSLAB_HOME" in machine.home().next_step


def test_ports_that_others_have(monkeypatch):
    """Promise: a taken port is named with its use; it is a warning, for the next free one is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(machine, "PORTS", {port: "ORDS of the sandbox"})
        assert machine.ports().level is Level.WARNING and f"{port} (ORDS of the sandbox)" in machine.ports().what
    assert machine.ports().level is Level.OK


def test_a_machine_without_a_keyring(monkeypatch):
    """Promise: it is a warning that says how the password comes in instead."""
    monkeypatch.setattr("ordslab.settings.passwords.keyring_name", lambda: None)
    assert machine.keyring().level is Level.WARNING and "ORDSLAB_PASSWORD" in machine.keyring().next_step


# The report and the command


def test_the_report_reads_without_colour():
    """Promise: each line says its level in words, the next step stands below it, and the last line counts."""
    findings = (Finding("one", Level.OK, "well"), Finding("another", Level.FAILED, "broken", "mend it"))
    assert repr(Report("work", findings)).splitlines() == [
        "The doctor looked at profile work.",
        "ok       one      well",
        "FAILED   another  broken",
        "                  > mend it",
        "2 checks: 1 ok, 1 failed.",
    ]


def test_json_and_exit_status_for_ci(capsys):
    """Promise: --json is one document; the exit status is 1 when something failed, also for no such profile."""
    assert cli.main(["doctor", "--profile", "nope", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["profile"], report["exit_status"]) == ("nope", 1)
    assert report["findings"][-1]["check"] == "profile" and "no profile nope" in report["findings"][-1]["what"]


def test_a_sandbox_that_does_not_run_is_not_started(capsys, tmp_path):
    """Promise: the doctor starts nothing and makes nothing."""
    assert cli.main(["doctor"]) == 0
    assert "ordslab sandbox start" in capsys.readouterr().out and not (tmp_path / "home").exists()


def test_lab_doctor_looks_at_the_running_sandbox(tmp_path):
    """Promise: in a notebook, lab.doctor() is the whole report; a clock that a lesson moved shows as a warning."""
    home = tmp_path / "home"
    ordslab.sandbox.start(home=home, http_port=0, db_port=0)
    try:
        with ordslab.open_lab() as lab:
            lab.let_pass(7200)
            report = lab.doctor()
    finally:
        ordslab.sandbox.stop(home=home)
    assert report.exit_status == 0 and report["logon"].level is Level.OK
    assert report["time"].level is Level.WARNING and "ahead of this machine's" in report["time"].what
