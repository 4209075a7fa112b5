"""The flow panel on a lab: it fills by itself, opens each step, and shows no secret."""

from __future__ import annotations

import json

import pytest
from ipywidgets import Widget

from tests.helper.widgets.panels import click, get_token, shown


@pytest.fixture
def case(lab):
    lab.reset(to="call")
    lab.journal.clear()
    yield lab
    Widget.close_all()


def test_it_fills_while_requests_are_made(case):
    flow = case.flow("client_credentials")
    assert shown(flow).count("still to come") == 3  # and the note that tells what is dotted
    token = get_token(case)
    assert shown(flow).count("still to come") == 2
    case.http.get(f"{case.base_url}/customers/validation/1", headers={"Authorization": f"Bearer {token}"})
    assert repr(flow).splitlines() == [
        "Client credentials",
        "  1 ✓ program > ORDS: POST /oauth/token: id, secret  < 200 access token",
        "  2 ✓ program > endpoint: GET /customers/validation/1, with the token  < 200",
    ]


def test_a_step_is_opened_and_shows_request_and_answer_without_secrets(case):
    flow = case.flow()
    token = get_token(case)
    click(flow, "show", step=0)
    assert "grant_type=client_credentials" in shown(flow) and "access_token" in shown(flow)
    everything = shown(flow) + repr(flow) + json.dumps(flow._repr_mimebundle_()[0], default=str)
    everything += json.dumps(flow.get_state(), default=str)
    key = case.vault["license_backend_client"]
    for secret in (token, key.client_secret.reveal(), key.client_id):
        assert secret not in everything


@pytest.mark.parametrize("step", [7, -1, None])
def test_a_step_that_is_not_there_is_named(case, step):
    flow = case.flow()
    get_token(case)
    assert "has no such step" in str(flow.show(step))


def test_without_requests_it_says_what_fills_it(case):
    flow = case.flow()
    assert repr(flow).startswith("Nothing was sent yet")
    assert "image/svg+xml" not in flow._repr_mimebundle_()[0]


def test_a_reset_empties_it(case):
    flow = case.flow()
    get_token(case)
    click(flow, "show", step=0)
    case.journal.clear()
    assert str(flow.look_again()).startswith("Nothing was sent yet")


def test_a_picture_for_itself_goes_with_it(case):
    """Promise: where no panel can be, on GitHub for example, there is a picture; it names neither port nor id."""
    get_token(case)
    picture = case.flow()._repr_mimebundle_()[0]["image/svg+xml"]
    assert picture.startswith("<svg") and "127.0.0.1" not in picture
