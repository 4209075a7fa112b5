"""What is known about a token, and what is not."""

from __future__ import annotations

import pytest

import ordslab
import ordslab.sandbox
from ordslab.secrets.secret import Secret

from ..panels import CLIENT, PATH, get_token, shown


def test_inspector_follows_the_labs_clock(lab):
    """Promise: when the lab lets time pass, open panels show it, and the token has expired where ORDS thinks so."""
    panel = lab.inspect(get_token(lab))
    assert "State: not expired" in panel.text() and 'data-over="false"' in panel.regions["time"]
    lab.let_pass(3500)
    assert panel._facts.left == pytest.approx(100, abs=30)
    lab.let_pass(101)
    assert "State: expired" in panel.text() and 'data-over="true"' in panel.regions["time"]
    assert "401 Unauthorized" in panel.try_it(PATH)


def test_a_clock_that_was_moved_before_does_not_confuse(lab):
    """Promise: what counts is the time of the database when the token came, whatever this machine's clock says."""
    lab.let_pass(86400)
    panel = lab.inspect(get_token(lab))
    assert panel._facts.left == pytest.approx(3600, abs=30)


def test_a_seeded_clock_stands_still(tmp_path, monkeypatch):
    """Promise: where time stands still nothing is counted, and the panel says so."""
    home = tmp_path / "home"
    ordslab.sandbox.start(home=home, http_port=0, db_port=0, seed=7)
    monkeypatch.setenv("ORDSLAB_HOME", str(home))
    try:
        with ordslab.open_lab() as lab:
            lab.reset(to="call")
            panel = lab.inspect(get_token(lab))
            assert "stands still" in shown(panel) and "data-deadline" not in panel.regions["time"]
            lab.let_pass(3601)
            assert "State: expired" in panel.text()
    finally:
        ordslab.sandbox.stop(home=home)


def test_a_token_of_unknown_origin_takes_what_it_is_told(lab):
    """Promise: client and lifetime can be told; what nobody knows is called unknown."""
    token = Secret("x" * 22)
    unknown = lab.inspect(token)
    assert "Client: not known" in unknown.text() and "State: not known" in unknown.text()
    assert "not known" in unknown.get_new()
    told = lab.inspect(token, client=CLIENT, expires_in=60)
    assert "Client: license_backend_client" in told.text() and "Roles: license_role" in told.text()
    assert told._facts.left == pytest.approx(60, abs=10) and "counted from the first look" in shown(told)
