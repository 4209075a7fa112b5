"""The doctor: a profile that is right, mistakes made on purpose, the command."""

from __future__ import annotations

import json

import pytest

import ordslab
import ordslab.sandbox
from ordslab import cli
from ordslab.doctor import Level

from .reports import failures


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


def test_mistake_proxy_that_is_not_there(examined, remote):
    """Promise: with a proxy, names are its business; one that does not answer fails both ways, in words."""
    report = examined(proxy="http://127.0.0.1:1")
    assert {"logon", "ORDS"} <= set(failures(report))
    assert "through the proxy" in report["database address"].what


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
