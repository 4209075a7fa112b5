"""A sandbox whose ORDS keeps its metadata in a cache."""

from __future__ import annotations

import oracledb
import pytest
import requests

import ordslab.sandbox
from ordslab.sandbox.http import metadata_cache
from ordslab.sandbox.http.metadata_cache import AgingMetadata

SERVICE = "begin ords.define_service('{0}', '/{0}/', 'x', p_source => 'select 1 one from dual'); commit; end;"
GUARDED = """
declare
  l_client ords_types.t_client_credentials;
begin
  ords.create_role('needed');
  ords.create_privilege('guards', 'needed');
  ords.create_privilege_mapping('guards', '/m/*');
  l_client := ords_security.register_client(
    p_name => 'c', p_grant_type => 'client_credentials', p_client_secret => ords_types.oauth_client_secret());
  ords_security.grant_client_role('c', 'needed');
  commit;
  :1 := l_client.client_key.client_id;
  :2 := l_client.client_secret.secret;
end;"""
FOREVER = 3600


@pytest.fixture
def home(tmp_path):
    yield tmp_path / "home"
    ordslab.sandbox.stop(tmp_path / "home")


def connect(home, user="PAGE"):
    dsn = ordslab.sandbox.status(home)["dsn"]
    return oracledb.connect(user=user, password=ordslab.sandbox.password(home, user), dsn=dsn)


def test_metadata_are_as_old_as_the_cache_and_tokens_are_not(home):
    """Promise: what was committed since the alias was first called is not seen, be it a module, a privilege, a
    role or a secret, while a token and the end of one are seen at once. (Inferred: the release notes say that metadata
    are cached, not which.)"""
    ords = ordslab.sandbox.start(home, 0, 0)["ords_url"] + "/page"
    with connect(home) as connection, connection.cursor() as cursor:
        cursor.execute(SERVICE.format("m"))
        key = cursor.var(str), cursor.var(str)
        cursor.execute(GUARDED, key)
    me, form = tuple(each.getvalue() for each in key), {"grant_type": "client_credentials"}
    ordslab.sandbox.stop(home)

    assert ordslab.sandbox.start(home, metadata_cache=FOREVER)["metadata_cache"] == FOREVER
    with requests.Session() as http, connect(home) as connection, connection.cursor() as cursor:
        token = http.post(f"{ords}/oauth/token", data=form, auth=me).json()["access_token"]
        bearer = {"Authorization": f"Bearer {token}"}
        assert http.get(f"{ords}/m/x").status_code == 401
        assert http.get(f"{ords}/m/x", headers=bearer).status_code == 200
        cursor.execute(SERVICE.format("late"))
        cursor.execute("begin ords.delete_privilege('guards'); ords_security.revoke_client_role('c', 'needed'); end;")
        cursor.execute("begin ords_security.revoke_client_secret('c'); commit; end;")
        assert http.get(f"{ords}/late/x").status_code == 404
        assert http.get(f"{ords}/m/x").status_code == 401
        cursor.execute("begin ordslab_sandbox.advance_clock(3500); end;")
        assert http.get(f"{ords}/m/x", headers=bearer).status_code == 200
        assert http.post(f"{ords}/oauth/token", data=form, auth=me).status_code == 200
        cursor.execute("begin ordslab_sandbox.advance_clock(200); end;")
        assert http.get(f"{ords}/m/x", headers=bearer).status_code == 401


def test_a_schema_is_kept_by_its_own_first_call(home):
    """Promise: each alias has an age of its own, one that nobody has among them; a dropped schema is gone at once."""
    ords = ordslab.sandbox.start(home, 0, 0, metadata_cache=FOREVER)["ords_url"]

    def status(path):
        return requests.get(f"{ords}/{path}", timeout=10).status_code

    with connect(home, "ADMIN") as admin, admin.cursor() as cursor:
        assert status("late/m/x") == 404
        for user in ("soon", "late"):
            cursor.execute(f"create user {user} identified by {user}_Secret_1")
            cursor.execute(f"grant connect, resource to {user}")
            cursor.execute(f"begin ords_admin.enable_schema(p_schema => '{user.upper()}'); commit; end;")
            cursor.execute(
                f"begin ords_admin.define_service('{user.upper()}', 'm', '/m/', 'x',"
                " p_source => 'select 1 one from dual'); commit; end;"
            )
        assert (status("soon/m/x"), status("late/m/x")) == (200, 404)
        cursor.execute("drop user soon cascade")
        assert status("soon/m/x") == 404


def test_a_restart_keeps_the_cache_and_0_ends_it(home):
    """Promise: as for TLS, later starts need not say it again; status tells it where there is one."""
    ordslab.sandbox.start(home, 0, 0, metadata_cache=2.5)
    ordslab.sandbox.stop(home)
    assert ordslab.sandbox.start(home)["metadata_cache"] == 2.5
    ordslab.sandbox.stop(home)
    assert "metadata_cache" not in ordslab.sandbox.start(home, metadata_cache=0)


class Committed:
    """Metadata that are new at each look."""

    looks = 0

    def by_alias(self, alias):
        self.looks += 1
        return self.looks


@pytest.mark.parametrize("seconds", [0.5, 5, 60])
def test_metadata_are_read_again_when_their_time_is_over(monkeypatch, seconds):
    """Promise: up to that old and no older, counted from when they were read."""
    now = [1000.0]
    monkeypatch.setattr(metadata_cache.time, "monotonic", lambda: now[0])
    aging = AgingMetadata(Committed(), seconds)
    assert aging.by_alias("page") == 1
    now[0] += seconds * 0.99
    assert aging.by_alias("page") == 1
    now[0] += seconds * 0.01
    assert [aging.by_alias("page"), aging.by_alias("page"), aging.by_alias("other")] == [2, 2, 3]


def test_without_a_cache_each_look_is_new():
    """Promise: 0, the default, is what it was."""
    aging = AgingMetadata(Committed())
    assert [aging.by_alias("page"), aging.by_alias("page")] == [1, 2]


def test_addresses_that_nobody_has_take_no_memory():
    """Promise: whoever asks for a hundred thousand aliases fills no memory."""
    aging = AgingMetadata(Committed(), FOREVER)
    for number in range(100_000):
        aging.by_alias(str(number))
    assert len(aging._kept) <= 1000
