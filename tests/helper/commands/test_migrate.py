"""ordslab migrate: clients made anew, in the same database and in another one."""

from __future__ import annotations

import pytest

import ordslab
import ordslab.sandbox
from ordslab import magic
from ordslab.cli import main
from tests.conftest import running_sandbox

OLD = """
begin
  ords.create_role('clerk');
  ords.define_service('m', '/m/', 'x', p_source => 'select :current_user who from dual');
  ords.create_privilege('guards', 'clerk');
  ords.create_privilege_mapping('guards', '/m/*');
  oauth.create_client('readable', 'client_credentials', p_privilege_names => null, p_token_duration => 120);
  oauth.grant_client_role('readable', 'clerk');
  commit;
end;
/
declare
  l_client ords_types.t_client_credentials;
begin
  l_client := ords_security.register_client(
    p_name => 'hidden', p_grant_type => 'client_credentials', p_client_secret => ords_types.oauth_client_secret());
  ords_security.grant_client_role('hidden', 'clerk');
  commit;
  :hidden_id     := l_client.client_key.client_id;
  :hidden_secret := l_client.client_secret.secret;
end;
/
"""
EXPORT = """select ords_export.export_schema(p_include_oauth => false, p_include_enable_schema => false,
  p_export_date => false) script from dual"""


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """A database to leave, and a strict one to go to, without OAUTH: their homes."""
    folder = tmp_path_factory.mktemp("move")
    with running_sandbox(folder / "old"), running_sandbox(folder / "new", strict=True):
        yield folder / "old", folder / "new"


def lab_of(home, monkeypatch):
    monkeypatch.setenv("ORDSLAB_HOME", str(home))
    monkeypatch.delenv("ORDSLAB_PROFILE", raising=False)
    return ordslab.open_lab()


def status(lab, client_id, secret):
    """Of the call that a program with these credentials makes."""
    form = {"grant_type": "client_credentials"}
    answer = lab.http.post(f"{lab.base_url}/oauth/token", data=form, auth=(client_id, secret))
    if answer.status_code != 200:
        return answer.status_code
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    return lab.http.get(f"{lab.base_url}/m/x", headers=bearer).json()["items"] == [{"who": client_id}]


def test_a_house_is_moved_and_no_program_notices(two, monkeypatch, capsys):
    """Promise: modules, roles and privileges by ORDS_EXPORT, clients by the script, secrets by those who keep them:
    afterwards the old credentials work at the new address. The script and the screen hold no secret."""
    old, new = two
    keys = {}
    with lab_of(old, monkeypatch) as lab:
        magic.run_script(lab, OLD, keys)
        query = "select client_id, client_secret from user_ords_clients where name = 'readable'"
        readable_id, readable_secret = lab.connection.cursor().execute(query).fetchone()
        script = lab.connection.cursor().execute(EXPORT).fetchone()[0].read()
        hidden = keys["hidden_id"], keys["hidden_secret"].reveal()
        assert status(lab, *hidden) is True
    capsys.readouterr()
    assert main(["migrate", "--home", str(old)]) == 0
    moved = capsys.readouterr().out
    assert readable_secret not in moved and hidden[1] not in moved and readable_id in moved
    assert "-- hidden: its secret can't be read" in moved and "-- readable: its secret can be read" in moved

    with lab_of(new, monkeypatch) as lab:
        magic.run_script(lab, script, {})
        magic.run_script(lab, moved, {"secret_1": hidden[1], "secret_2": readable_secret})
        assert status(lab, *hidden) is True and status(lab, readable_id, readable_secret) is True
        assert status(lab, readable_id, "wrong") == 401
        durations = lab.query("select token_duration from user_ords_clients where name = 'readable'")
        assert list(durations["TOKEN_DURATION"]) == [120]


def test_an_old_script_becomes_one_for_today(two, tmp_path, monkeypatch, capsys):
    """Promise: what OAUTH made, ORDS_SECURITY makes where OAUTH is gone; id and secret come out once."""
    (tmp_path / "old.sql").write_text(
        "begin\n  oauth.create_client('night', 'client_credentials', p_privilege_names => '');\n"
        "  oauth.grant_client_role('night', 'reader');\n  oauth.grant_client_role(l_name, 'reader');\nend;\n/\n"
    )
    assert main(["migrate", str(tmp_path / "old.sql"), "--output", str(tmp_path / "new.sql")]) == 3
    assert "By hand: line 4: oauth.grant_client_role: p_client_name is no literal" in capsys.readouterr().err
    assert main(["migrate", str(tmp_path / "old.sql"), "--output", str(tmp_path / "new.sql")]) == 1
    assert "is there already" in capsys.readouterr().err
    with lab_of(two[1], monkeypatch) as lab:
        keys = {}
        lab.connection.cursor().execute("begin ords.create_role('reader'); commit; end;")
        magic.run_script(lab, (tmp_path / "new.sql").read_text(), keys)
        form = {"grant_type": "client_credentials"}
        me = keys["id_1"], keys["secret_1"].reveal()
        assert lab.http.post(f"{lab.base_url}/oauth/token", data=form, auth=me).status_code == 200


def test_nothing_to_move_is_said(tmp_path, capsys):
    """Promise: two lines for a script without clients."""
    (tmp_path / "none.sql").write_text("select 1 from dual;")
    assert main(["migrate", str(tmp_path / "none.sql")]) == 1
    assert "There are no clients in" in capsys.readouterr().err
