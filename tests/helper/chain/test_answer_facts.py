"""What the answers of a sandbox show that no dictionary can."""

from __future__ import annotations

import pytest

from ..broken_chains import CLIENT, PATH, block, execute, handler, token_of


def get(lab, **options):
    return lab.http.get(f"{lab.base_url}/{PATH}", **options)


def bearer(token):
    return {"headers": {"Authorization": f"Bearer {token}"}}


def token_call(lab, tamper=lambda pair: pair, **options):
    known = lab.vault[CLIENT]
    options = {"data": {"grant_type": "client_credentials"}} | options
    return lab.http.post(
        f"{lab.base_url}/oauth/token", auth=tamper((known.client_id, known.client_secret.reveal())), **options
    )


ANSWERS = {
    "allowed": lambda lab, token: get(lab, **bearer(token)),
    "token_refused": lambda lab, token: get(lab, **bearer(token[:-1] + ("A" if token[-1] != "A" else "B"))),
    "token_shape": lambda lab, token: get(lab, **bearer(token[:-1])),
    "no_token": lambda lab, token: get(lab),
    "basic_at_endpoint": lambda lab, token: get(
        lab, auth=(lab.vault[CLIENT].client_id, lab.vault[CLIENT].client_secret.reveal())
    ),
    "no_bearer": lambda lab, token: get(lab, headers={"Authorization": token}),
    "no_row": lambda lab, token: lab.http.get(f"{lab.base_url}/customers/validation/99", **bearer(token)),
    "token": lambda lab, token: token_call(lab),
    "dots_lost": lambda lab, token: token_call(lab, lambda pair: (pair[0], pair[1][:-2])),
    "masked_secret": lambda lab, token: token_call(lab, lambda pair: (pair[0], "********")),
    "unknown_id": lambda lab, token: token_call(lab, lambda pair: ("x" + pair[0][1:], pair[1])),
    "wrong_secret": lambda lab, token: token_call(lab, lambda pair: (pair[0], pair[1][1:-2] + "x..")),
    "credentials_in_body": lambda lab, token: token_call(
        lab, lambda pair: None, data={"grant_type": "client_credentials", "client_secret": "x"}
    ),
    "no_grant_type": lambda lab, token: token_call(lab, data={}),
    "not_a_form": lambda lab, token: token_call(lab, data=None, json={"grant_type": "client_credentials"}),
    "other_grant": lambda lab, token: token_call(lab, data={"grant_type": "password"}),
    "token_not_posted": lambda lab, token: lab.http.get(f"{lab.base_url}/oauth/token"),
}


@pytest.mark.parametrize("cause", ANSWERS)
def test_an_answer_of_the_sandbox_is_explained(case, cause):
    """Promise: given the response, explain sees what no dictionary shows."""
    token = token_of(case, CLIENT).json()["access_token"]
    response = ANSWERS[cause](case, token)
    found = case.explain(response)
    assert (found.cause, found.status) == (cause, response.status_code), found
    known = case.vault[CLIENT]
    for secret in (token, known.client_secret.reveal(), known.client_id):
        assert secret not in repr(found) + found._repr_html_()


@pytest.mark.parametrize("end", ["expired", "revoked"])
def test_a_token_that_ended_is_told_from_a_broken_chain(case, end):
    """Promise: FAQ 15 and 30: after an hour, or after its sessions were revoked, the chain is complete and says so."""
    token = token_of(case, CLIENT).json()["access_token"]
    assert get(case, **bearer(token)).status_code == 200
    if end == "expired":
        case.let_pass(seconds=3601)
    else:
        block(
            case,
            f":c := ords_security.rotate_client_secret(p_name => '{CLIENT}', p_revoke_existing => true,"
            " p_revoke_sessions => true);",
        )
    response = get(case, **bearer(token))
    assert response.status_code == 401
    for found in (case.explain(response), case.explain("GET", PATH, client=CLIENT)):
        assert (found.status, found.cause) == (401, "token_refused") and "expired" in found.why
        assert found.chain.complete


def test_a_handler_that_fails_is_told_from_a_broken_chain(case):
    """Promise: FAQ 22: the 555 names Oracle's own error, and the query that shows the handler's source."""
    block(case, handler("select * from no_such_table where id = :id"))
    response = get(case, **bearer(token_of(case, CLIENT).json()["access_token"]))
    found = case.explain(response)
    assert (found.status, found.cause) == (555, "handler_lacks") and "ORA-00942" in found.why
    execute(case, found.look)
    assert case.explain("GET", PATH, client=CLIENT).cause == "handler_lacks"  # by the journal


def test_html_in_place_of_json_is_noted(case):
    """Promise: FAQ 17: a browser's Accept header gets a page, and explain says how to get JSON."""
    response = get(case, headers={"Accept": "text/html"})
    assert response.headers["Content-Type"].startswith("text/html")
    assert "Accept: application/json" in case.explain(response).notes[0]
