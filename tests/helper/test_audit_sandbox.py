"""The audit on a sandbox: AutoREST, JWT profiles and older clients as ORDS itself records them; the command as run."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from ordslab.sql.run import run
from ordslab.sql.script import split

MIXED = """
create table emp (id number primary key);
create table dept (id number primary key);
begin
  ords.enable_object(p_object => 'EMP', p_object_alias => 'emp', p_auto_rest_auth => true);
  ords.enable_object(p_object => 'DEPT', p_object_alias => 'dept', p_auto_rest_auth => false);
  ords.enable_schema(p_url_mapping_pattern => 'page', p_auto_rest_auth => true);
  ords_security.create_jwt_profile(
    p_issuer => 'https://id.example.com', p_audience => 'x', p_jwk_url => 'https://id.example.com/keys');
  oauth.create_client(p_name => 'legacy', p_grant_type => 'client_credentials', p_support_email => 'a@example.com',
    p_privilege_names => null, p_token_duration => 86400);
  oauth.grant_client_role('legacy', 'oracle.dbtools.role.autorest.PAGE.EMP');
  commit;
end;
/
"""
CLEAN = """
begin
  oauth.delete_client('legacy');
  ords_security.delete_jwt_profile;
  ords.enable_object(p_enabled => false, p_object => 'EMP');
  ords.enable_object(p_enabled => false, p_object => 'DEPT');
  ords.enable_schema(p_url_mapping_pattern => 'page', p_auto_rest_auth => false);
  commit;
end;
/
drop table emp;
drop table dept;
"""


def sql(lab, script):
    for statement in split(script):
        run(lab.connection, statement, {}, script)


@pytest.fixture
def mixed(lab):
    lab.reset(to="call")
    sql(lab, MIXED)
    yield lab
    lab.connection.rollback()
    sql(lab, CLEAN)


def test_what_ords_makes_by_itself_is_understood(mixed):
    """Promise: AutoREST's own privileges and roles, a guarded catalog and a JWT profile stand in the list."""
    found = mixed.audit()
    who = {str(each.endpoint): (each.who, each.by) for each in found.endpoints}
    assert who["GET /emp/"] == ("legacy", "pattern /emp/*")
    assert who["GET /dept/"] == ("anyone", "")
    assert who["GET /metadata-catalog/"] == ("no client holds the role", "pattern /metadata-catalog/*")
    assert who["GET /customers/validation/{id}"] == ("license_backend_client", "module customers")
    assert [(each.kind, each.subject) for each in found.warnings] == [
        ("public_endpoint", "GET, POST, PUT, DELETE /dept/"),
        ("secret_in_clear", "legacy"),
        ("long_token_lifetime", "legacy"),
    ]
    assert {each.kind for each in found.notes} == {"public_catalog", "jwt_profile"}


def test_the_chain_leads_through_autorest(mixed):
    """Promise: a generated role and privilege are drawn like one's own."""
    from ordslab.chain import chain

    assert chain(mixed, "emp/", "legacy").complete
    assert not chain(mixed, "emp/", "license_backend_client").complete
    assert mixed.explain("GET", "emp/", client="legacy").cause == "allowed"
    mended = mixed.explain("GET", "emp/", client="license_backend_client").sql
    assert "'oracle.dbtools.role.autorest.PAGE.EMP'" in mended


def command(home, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "ordslab.cli", "audit", "--home", str(home), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={key: value for key, value in os.environ.items() if not key.startswith("ORDSLAB_")},
    )


def test_the_command_is_fit_for_ci(home, lab, tmp_path):
    """Promise: 0 when clean, 1 with warnings, 2 when it could not; JSON on stdout and nothing else."""
    lab.reset(to="call")
    clean = command(home, "--json", "--probe", "--html", str(tmp_path / "report.html"))
    assert (clean.returncode, clean.stderr) == (0, "")
    document = json.loads(clean.stdout)
    assert document["probed"] and document["endpoints"][0]["probe"] == 401
    assert "license_backend_client" in (tmp_path / "report.html").read_text()
    sql(lab, "begin ords.delete_privilege('license_priv'); commit; end;")
    warned = command(home)
    assert warned.returncode == 1 and "GET /customers/validation/{id} is public" in warned.stdout
    assert command(home, "--public", "/customers/*").returncode == 0
    could_not = command(home, "--profile", "nowhere")
    assert (could_not.returncode, could_not.stdout) == (2, "")
    assert could_not.stderr.startswith("ordslab: ") and len(could_not.stderr.splitlines()) == 2
