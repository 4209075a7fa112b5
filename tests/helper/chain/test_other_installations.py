"""explain on an ORDS that answers otherwise wherever nobody knows, or where installations differ."""

from __future__ import annotations

import pytest

import ordslab
import ordslab.sandbox

from ..broken_chains import CLIENT, PATH, REVOKE, block, execute, token_of
from .people import Browser

ANSWERS = {
    "missing-role": "403",
    "wrong-method": "404",
    "body-credentials": "taken",
    "database-users": "refused",
    "error-ids": "hex",
    "errors": "html",
}
FORM = {"grant_type": "client_credentials"}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A lab on a sandbox that gives each of the other answers."""
    home = tmp_path_factory.mktemp("elsewhere") / "home"
    ordslab.sandbox.start(home=home, http_port=0, db_port=0, answers=ANSWERS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORDSLAB_HOME", str(home))
        with ordslab.open_lab() as lab:
            lab.reset(to="call")
            yield lab
    ordslab.sandbox.stop(home=home)


def bearer(lab):
    return {"Authorization": f"Bearer {token_of(lab, CLIENT).json()['access_token']}"}


def pair(lab):
    known = lab.vault[CLIENT]
    return {"client_id": known.client_id, "client_secret": known.client_secret.reveal()}


def sign_in(lab):
    with Browser(lab) as browser:
        return browser.sign_in("page", ordslab.sandbox.password(home=lab.settings.home))


CALLS = {
    "allowed": (200, lambda lab: lab.http.get(f"{lab.base_url}/{PATH}", headers=bearer(lab))),
    "token": (200, lambda lab: lab.http.post(f"{lab.base_url}/oauth/token", data=FORM | pair(lab))),
    "no_token": (401, lambda lab: lab.http.get(f"{lab.base_url}/{PATH}")),
    "wrong_secret": (
        401,
        lambda lab: lab.http.post(f"{lab.base_url}/oauth/token", data=FORM, auth=(pair(lab)["client_id"], "x")),
    ),
    "sign_in_refused": (401, sign_in),
    "no_row": (404, lambda lab: lab.http.get(f"{lab.base_url}/customers/validation/99", headers=bearer(lab))),
    "token_not_posted": (404, lambda lab: lab.http.get(f"{lab.base_url}/oauth/token")),
    "no_handler": (405, lambda lab: lab.http.delete(f"{lab.base_url}/{PATH}", headers=bearer(lab))),
}


@pytest.mark.parametrize("cause", CALLS)
def test_the_reason_is_the_same_however_it_is_said(elsewhere, cause):
    """Promise: another status, HTML in place of JSON or credentials in the body change no reason."""
    status, make = CALLS[cause]
    answer = make(elsewhere)
    found = elsewhere.explain(answer)
    assert (answer.status_code, found.status, found.cause) == (status, status, cause), found
    if status >= 400 and cause not in ("wrong_secret", "sign_in_refused"):
        assert "error.responseFormat" in found.notes[0]


def test_a_missing_role_is_mended_where_it_gets_403(elsewhere):
    """Promise: the grant is the same as where it gets 401, and it mends."""
    block(elsewhere, REVOKE)
    answer = elsewhere.http.get(f"{elsewhere.base_url}/{PATH}", headers=bearer(elsewhere))
    found = elsewhere.explain(answer)
    assert (answer.status_code, found.cause) == (403, "role_missing") and "grant_client_role" in found.sql
    execute(elsewhere, found.sql)
    assert elsewhere.http.get(f"{elsewhere.base_url}/{PATH}", headers=bearer(elsewhere)).status_code == 200
