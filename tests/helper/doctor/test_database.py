"""What the doctor finds in a profile's database."""

from __future__ import annotations

import datetime
import ssl
from types import SimpleNamespace

import oracledb
import pytest

from ordslab.doctor import Level, database

from .reports import failures


def test_mistake_wrong_password(examined, monkeypatch):
    """Promise: what rests on the logon is skipped; ORDS is looked at all the same."""
    monkeypatch.setenv("ORDSLAB_PASSWORD", "tiger-4711")
    report = examined()
    assert failures(report) == ["logon"] and "ORA-01017" in report["logon"].what
    assert "ordslab profile add work" in report["logon"].next_step
    assert report["schema"].level is Level.SKIPPED and report["ORDS"].level is Level.OK
    assert "tiger-4711" not in repr(report) + report.json()


def test_mistake_wrong_alias_has_the_command_that_mends_it(examined):
    """Promise: the next step is a command to be copied."""
    assert examined(alias="persons")["schema"].next_step == "ordslab profile add work --alias people"


def test_mistake_address_instead_of_name(examined, remote):
    """Promise: current drivers compare names, not addresses: said as such. Older ones took both."""
    report = examined(dsn=remote.dsn.replace("localhost", "127.0.0.1"))
    assert failures(report) in ([], ["logon"])
    assert report["logon"].level is Level.OK or "certificate is for another name" in report["logon"].what


def test_mistake_plain_tcp_to_a_tls_port(examined, remote):
    """Promise: a dsn without tcps:// to a port that speaks TLS fails at the logon, with the word that is missing."""
    report = examined(dsn=remote.dsn.removeprefix("tcps://"))
    assert failures(report) == ["logon"] and "tcps:// before the dsn" in report["logon"].next_step


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
