"""The sandbox in the guise of somebody else's database."""

from __future__ import annotations

import ssl

import oracledb
import pytest
import requests

import ordslab.sandbox
from ordslab.sandbox import SandboxError
from ordslab.sandbox.guise import Guise, certificates


@pytest.fixture
def start(tmp_path):
    """`start(...)`: a sandbox in the test's home, on free ports."""
    home = tmp_path / "home"
    yield lambda **options: ordslab.sandbox.start(home, **{"http_port": 0, "db_port": 0, **options})
    ordslab.sandbox.stop(home)


def test_another_schema_stays_that_of_its_home(start, tmp_path):
    """Promise: user and alias are of a new home's first schema; later starts need not say it, and can't change it."""
    home = tmp_path / "home"
    assert start(user="hr", alias="people")["schemas"] == [{"user": "HR", "alias": "people"}]
    assert ordslab.sandbox.password(home, "HR")
    ordslab.sandbox.stop(home)
    assert start()["schemas"] == [{"user": "HR", "alias": "people"}]
    ordslab.sandbox.stop(home)
    with pytest.raises(SandboxError, match=r"schema in .* is HR"):
        start(user="PAGE")


def test_a_running_sandbox_does_not_change_its_guise(start):
    """Promise: starting again in the same guise, or without a word about it, is no error; in another one it is."""
    first = start(latency=5)
    assert start()["pid"] == start(latency=5)["pid"] == first["pid"]
    with pytest.raises(SandboxError, match="another strict"):
        start(strict=True)


def test_tls_on_both_ports(start, tmp_path):
    """Promise: both ports speak TLS only, by an authority that the status names; the home's own commands still work."""
    home = tmp_path / "home"
    status = start(tls=True)
    assert status["ords_url"].startswith("https://localhost:") and status["dsn"].startswith("tcps://localhost:")
    assert ordslab.sandbox.status(home) == status
    context = ssl.create_default_context(cafile=status["ca_file"])
    secret = {"user": "PAGE", "password": ordslab.sandbox.password(home)}
    with oracledb.connect(**secret, dsn=status["dsn"], ssl_context=context) as connection:
        assert connection.cursor().execute("select user from dual").fetchone() == ("PAGE",)
    with pytest.raises(oracledb.OperationalError):
        oracledb.connect(**secret, dsn=status["dsn"].removeprefix("tcps://"))
    assert ordslab.sandbox.stop(home) and not ordslab.sandbox.status(home)["running"]
    assert "Traceback" not in ordslab.sandbox.log(home)


def test_a_restart_keeps_what_clients_go_by(start, tmp_path):
    """Promise: TLS and strictness stay over a stop, without a word about them; latency is asked for anew."""
    home = tmp_path / "home"
    start(tls=True, strict=True, latency=5)
    ordslab.sandbox.stop(home)
    assert start()["ords_url"].startswith("https://")
    with pytest.raises(SandboxError, match="another latency"):
        start(latency=5)


@pytest.mark.parametrize("status", [401, 403])
def test_a_missing_role_can_be_answered_as_elsewhere(start, tmp_path, status):
    """Promise: 401 (reported) or, where asked for, 403; a token that does not hold stays 401."""
    ords = start(missing_role=status)["ords_url"]
    secret = ordslab.sandbox.password(tmp_path / "home")
    dsn = ordslab.sandbox.status(tmp_path / "home")["dsn"]
    with oracledb.connect(user="PAGE", password=secret, dsn=dsn) as work, work.cursor() as cursor:
        key = cursor.var(str), cursor.var(str)
        cursor.execute(GUARDED, key)
    form = {"grant_type": "client_credentials"}
    me = tuple(each.getvalue() for each in key)
    token = requests.post(f"{ords}/page/oauth/token", data=form, auth=me, timeout=10).json()["access_token"]

    def answer(text):
        headers = {"Authorization": f"Bearer {text}", "Accept": "application/json"}
        return requests.get(f"{ords}/page/x/y", headers=headers, timeout=10)

    assert answer(token).status_code == status
    assert ("WWW-Authenticate" in answer(token).headers) is (status == 401)
    assert answer("unknown").status_code == 401


GUARDED = """
declare
  l_client ords_types.t_client_credentials;
begin
  ords.define_service('x', '/x/', 'y', p_source => 'select 1 one from dual');
  ords.create_role('needed');
  ords.create_privilege('guards', 'needed');
  ords.create_privilege_mapping('guards', '/x/*');
  l_client := ords_security.register_client(
    p_name => 'c', p_grant_type => 'client_credentials', p_client_secret => ords_types.oauth_client_secret());
  commit;
  :1 := l_client.client_key.client_id;
  :2 := l_client.client_secret.secret;
end;"""


def test_certificates_are_kept_while_they_hold(tmp_path):
    """Promise: a second start shows the same certificate; a broken one is made anew; the key is the owner's alone."""
    server, authority = certificates(tmp_path / "tls")
    first = server.read_bytes()
    assert certificates(tmp_path / "tls") == (server, authority) and server.read_bytes() == first
    assert server.stat().st_mode & 0o077 == 0 and b"PRIVATE" not in authority.read_bytes()
    server.write_text("broken")
    certificates(tmp_path / "tls")
    assert server.read_bytes() not in (first, b"broken")


def test_strict_has_32_digits_as_error_ids():
    """Promise: as an Autonomous Database (certain: published examples); tokens keep their form."""
    strict, plain = Guise(strict=True).entropy(7, 0), Guise().entropy(7, 0)
    assert len(strict.token("ecid")) == 32 and int(strict.token("ecid"), 16)
    assert len(strict.token("access")) == len(plain.token("ecid")) == 22
