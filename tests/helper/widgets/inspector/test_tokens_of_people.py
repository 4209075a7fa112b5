"""The inspector on a token by which a client acts for a person: whose it is, refreshed, revoked."""

from __future__ import annotations

import json

import pytest
from ipywidgets import Widget

from ordslab.lessons.portal import REGISTERED
from ordslab.lessons.reset import do
from tests.helper.widgets.panels import click, shown


@pytest.fixture
def portal(lab):
    lab.reset(to="sign-in")
    do(lab, [REGISTERED])
    yield lab
    Widget.close_all()


@pytest.fixture
def mine(portal):
    return portal.sign_in("license_portal", portal.person())


def test_it_says_for_whom_by_which_client_and_what_it_opens(portal, mine):
    panel = portal.inspect(mine.access)
    text = panel.text()
    for line in (
        "Client: license_portal",
        "Acts for: PAGE",
        "Approved: yes, and it stands",
        "There is a refresh token",
    ):
        assert line in text, text
    assert "Roles of the person: SQL Developer" in text
    assert "Opens: GET /portal/me by privilege portal_priv (role SQL Developer)" in text
    assert "Approved on" in shown(panel) and "Refreshable until" in shown(panel)


def test_two_people_are_told_apart(portal, mine):
    hers = portal.sign_in("license_portal", portal.person("nora", "license_role"))
    assert "Acts for: nora" in portal.inspect(hers.access).text()
    assert "Acts for: PAGE" in portal.inspect(mine.access).text()


def test_refresh_gets_the_next_token_without_the_person(portal, mine):
    panel = portal.inspect(mine.access)
    calls = len(portal.journal)
    click(panel, "get_new")
    assert panel.token != mine.access and "Acts for: PAGE" in panel.text()
    assert len(portal.journal) == calls + 1 and "grant_type=refresh_token" in portal.journal[-1].sent
    assert "200 OK" in panel.try_it("portal/me")


def test_revoke_takes_the_approval_back_and_ends_both(portal, mine):
    panel = portal.inspect(mine.access)
    click(panel, "revoke")
    assert "Approved: not now: PENDING" in panel.text() and "Opens: no protected endpoint" in panel.text()
    assert "401" in panel.try_it("portal/me")
    assert "invalid_grant" in panel.get_new()


def test_revoke_of_a_token_of_a_program_is_words(portal):
    key = portal.vault["license_backend_client"]
    form, auth = {"grant_type": "client_credentials"}, (key.client_id, key.client_secret.reveal())
    token = portal.http.post(f"{portal.base_url}/oauth/token", data=form, auth=auth).json()["access_token"]
    assert "is not known" in portal.inspect(token).revoke()


def test_no_refresh_token_is_in_what_the_panel_holds(portal, mine):
    panel = portal.inspect(mine.access)
    click(panel, "get_new")
    state = json.dumps(panel.get_state(), default=str) + panel.text() + repr(panel)
    assert mine.refresh.reveal() not in state and mine.access.reveal() not in state
