"""%%sql, dialect and time on a database that is not the lab's own."""

from __future__ import annotations

import time

import pytest
from IPython.core.interactiveshell import InteractiveShell

from ordslab import magic
from ordslab.errors import LabError

from ..elsewhere import rows


@pytest.fixture
def lab(away):
    return away


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


def test_no_permission(lab):
    """Promise: what the user may not do is Oracle's own error, pointed at; nothing else is lost."""
    shell = InteractiveShell()
    magic.register(shell, lambda: lab)
    lab.reset(to="role")
    with pytest.raises(LabError, match=r"ORA-0|PLS-00201") as caught:
        shell.run_cell_magic("sql", "", "begin ords_security_admin.delete_client(p_schema => 'X', p_name => 'y'); end;")
    assert "^" in caught.value.next_step and lab.check("endpoint").passed
    lab.cleanup(ask=False)
