"""What is known about a token, and what is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import ordslab
import ordslab.sandbox
from ordslab.chain.opened import opened_by_roles
from ordslab.secrets.secret import Secret
from ordslab.sql.clock import Clock
from ordslab.widgets.inspector import token_facts

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


def test_without_a_database_nothing_is_said_of_roles_and_endpoints(tmp_path, monkeypatch):
    """Promise: with the sandbox stopped the panel says that it does not know, and not that a token opens nothing."""
    home = tmp_path / "home"
    ordslab.sandbox.start(home=home, http_port=0, db_port=0)
    monkeypatch.setenv("ORDSLAB_HOME", str(home))
    with ordslab.open_lab() as lab:
        lab.reset(to="call")
        token = get_token(lab)
        before = lab.inspect(token)
        ordslab.sandbox.stop(home=home)
        before.look_again()
        for panel in (before, lab.inspect(token)):
            for text in (panel.text(), shown(panel)):
                assert "not known: the dictionary could not be read" in text
                assert "no protected endpoint" not in text and "Roles none" not in text and "Roles: none" not in text
            assert "State: not known" in panel.text() and "whether it has expired is not known" in shown(panel)


def test_how_far_the_clock_is_ahead_is_said_where_times_are(lab):
    """Promise: after the lab let a day pass, times of tomorrow are explained; text stays the same on every run."""
    lab.let_pass(86_400)
    panel = lab.inspect(get_token(lab))
    assert "ahead of this machine's clock" in shown(panel) and "ahead" not in panel.text()
    assert "ahead of this machine's clock" in shown(lab.browse("clients"))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, ""),
        (29, ""),
        (-29, ""),
        (61, "1 min ahead of this machine's clock"),
        (-3700, "1 h 2 min behind this machine's clock"),
        (86_400, "1 d ahead of this machine's clock"),
        (90_061, "1 d 1 h 1 min ahead of this machine's clock"),
        (86_400 * 1000, "1000 d ahead of this machine's clock"),
    ],
)
def test_a_difference_of_clocks_is_told_in_words(seconds, words):
    """Promise: less than half a minute is no difference, more is told to the minute, in either direction."""
    now = datetime(2026, 11, 30, tzinfo=UTC)
    assert Clock(now + timedelta(seconds=seconds), now.timestamp()).apart == words
    assert Clock(now + timedelta(seconds=seconds), now.timestamp(), stands_still=True).apart == ""


def test_a_click_walks_no_endpoints(lab, monkeypatch):
    """Promise: what a token opens is worked out when the dictionary is read, not for each picture of it."""
    walked = []
    monkeypatch.setattr(token_facts, "opened_by_roles", lambda *asked: walked.append(asked) or opened_by_roles(*asked))
    panel = lab.inspect(get_token(lab))
    assert len(walked) == 1
    panel.try_it(PATH)
    panel.tamper(PATH)
    panel.use_path("other")
    repr(panel)
    assert len(walked) == 1
    panel.look_again()
    assert len(walked) == 2
