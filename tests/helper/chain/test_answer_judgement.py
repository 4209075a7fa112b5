"""What an answer shows beyond the dictionary."""

from __future__ import annotations

import base64
import json

import pytest
import requests

from ordslab.http.journal import Exchange

from ..dictionary_fakes import BASE_URL, CASE, CLIENT, FakeConnection, fake_lab, rows

ENDPOINT = f"{BASE_URL}/customers/validation/1"


TOKEN_URL = f"{BASE_URL}/oauth/token"


CLIENT_ID = "Zm6Z-XMm_LTOrgGMLxtT7Q.."


SECRET = "aB3-_kLmNoPqRsTuVwXyZ0.."


TOKEN = "SNVDe2Tjough44I_X6tmXg"


FORM = {"grant_type": "client_credentials"}


HTML = {"Content-Type": "text/html"}


OTHER = ("other", "AAAAAAAAAAAAAAAAAAAAAA..", "CLIENT_CRED", "masked none", None)


def response(status, url=ENDPOINT, method="GET", body=b"", answer=None, **request):
    """What requests gives for a call: the request as it would go out, and the answer."""
    made = requests.Response()
    made.request = requests.Request(method, url, **request).prepare()
    made.url, made.status_code, made._content = (
        url,
        status,
        body if isinstance(body, bytes) else json.dumps(body).encode(),
    )
    made.headers.update(answer or {"Content-Type": "application/problem+json"})
    return made


def bearer(token=TOKEN):
    return {"headers": {"Authorization": f"Bearer {token}"}}


def token_call(status, **request):
    return response(status, TOKEN_URL, "POST", **({"data": FORM} | request))


UNMAPPED = {"privilege_module": []}


TWO_CLIENTS = {"client": [*CASE["client"], OTHER]}


PLSQL = {"handler": [("customers", "validation/{id}", "GET", "plsql/block", "0")], **UNMAPPED}


ANSWERS = [
    # at the endpoint
    ("token_refused", response(401, **bearer()), {}),
    ("no_role", response(401, **bearer()), {"client_role": [], "client_privilege": []}),
    ("jwt_no_profile", response(401, **bearer("eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl")), {}),
    ("token_shape", response(401, **bearer('{"access_token":"x"}')), {}),
    ("no_token", response(401), {}),
    ("part_guarded", response(200), {"privilege_module": [], "privilege_pattern": [("license_priv", "/customers/x")]}),
    ("basic_at_endpoint", response(401, auth=(CLIENT_ID, SECRET)), {}),
    ("no_bearer", response(401, headers={"Authorization": TOKEN}), {}),
    ("allowed", response(200, **bearer()), {}),
    ("changed_since", response(200, **bearer()), {"client_role": []}),
    ("changed_since", response(200), {}),
    ("allowed", response(200, **bearer()), TWO_CLIENTS),
    ("no_row", response(404, **bearer()), TWO_CLIENTS),
    ("token_refused", response(401, **bearer()), TWO_CLIENTS),
    ("no_template", response(404, f"{BASE_URL}/customers/x", **bearer()), TWO_CLIENTS),
    ("no_row", response(404, **bearer()), {}),
    ("no_row", response(404), UNMAPPED),
    (
        "handler_lacks",
        response(555, body={"cause": "SQL Error Code 942, Error Message: ORA-00942: table\n"}),
        UNMAPPED,
    ),
    ("content_type", response(415), UNMAPPED),
    ("unavailable", response(503), UNMAPPED),
    ("redirected", response(302), UNMAPPED),
    ("html_from_handler", response(200, answer=HTML), PLSQL),
    ("origin_refused", response(403, headers={"Origin": "https://shop.example"}), UNMAPPED),
    (
        "origin_refused",
        response(403, method="OPTIONS", headers={"Origin": "https://x", "Access-Control-Request-Method": "GET"}),
        {},
    ),
    ("origin_refused_here", response(403, f"{BASE_URL}/other/1", headers={"Origin": "https://x"}), {}),
    ("role_missing", response(403, **bearer()), {"client_role": [], "client_privilege": []}),
    ("sni", response(400, body=b"<h2>HTTP ERROR 400 Invalid SNI</h2>", answer=HTML), {}),
    ("wrong_alias", response(404, ENDPOINT.replace("/page/", "/pages/")), {}),
    ("nothing_there", response(404, f"{BASE_URL}/emp/7"), {"object": [("EMP", "emp", "TABLE", "ENABLED", "DISABLED")]}),
    ("own_page", response(401, f"{BASE_URL}/oauth/auth?response_type=code", answer=HTML), {}),
    ("not_published", response(404, **bearer()), {"module": [("customers", "/customers/", "NOT_PUBLISHED")]}),
    ("no_handler", response(405, method="POST", **bearer()), {}),
    # at the token endpoint
    ("token", token_call(200, auth=(CLIENT_ID, SECRET)), {}),
    ("token_not_posted", response(405, TOKEN_URL), {}),
    ("dots_lost", token_call(401, auth=(CLIENT_ID, SECRET[:-2])), {}),
    ("dots_lost", token_call(401, auth=(CLIENT_ID, SECRET[:-1])), {}),
    ("dots_lost", token_call(401, auth=(CLIENT_ID[:-2], SECRET)), {}),
    ("blanks", token_call(401, auth=(CLIENT_ID, SECRET + "\n")), {}),
    ("masked_secret", token_call(401, auth=(CLIENT_ID, "********")), {}),
    ("no_secret_sent", token_call(401, auth=(CLIENT_ID, "")), {}),
    ("unknown_id", token_call(401, auth=("BBBBBBBBBBBBBBBBBBBBBB..", SECRET)), {}),
    ("other_client", token_call(401, auth=(OTHER[1], SECRET)), {"client": [*CASE["client"], OTHER]}),
    ("wrong_secret", token_call(401, auth=(CLIENT_ID, SECRET)), {}),
    ("not_base64", token_call(401, headers={"Authorization": "Basic a:b"}), {}),
    (
        "no_secret",
        token_call(401, auth=(CLIENT_ID, "")),
        {"client": [(CLIENT, CLIENT_ID, "CLIENT_CRED", "none none", None)]},
    ),
    ("credentials_in_body", token_call(401, data=FORM | {"client_id": CLIENT_ID, "client_secret": SECRET}), {}),
    ("no_credentials", token_call(401), {}),
    ("not_a_form", token_call(400, data=None, json=FORM, auth=(CLIENT_ID, SECRET)), {}),
    ("no_grant_type", token_call(400, data={}, auth=(CLIENT_ID, SECRET)), {}),
    ("other_grant", token_call(400, data={"grant_type": "password"}, auth=(CLIENT_ID, SECRET)), {}),
    (
        "wrong_grant",
        token_call(400, auth=(CLIENT_ID, SECRET)),
        {"client": [(CLIENT, CLIENT_ID, "AUTH_CODE", "masked none", None)]},
    ),
    ("wrong_alias", response(404, TOKEN_URL.replace("/page/", "/PAGE/"), "POST", data=FORM), {}),
]


@pytest.mark.parametrize(
    ("cause", "answer", "changes"), ANSWERS, ids=[f"{each[0]}-{i}" for i, each in enumerate(ANSWERS)]
)
def test_an_answer_is_explained(tmp_path, cause, answer, changes):
    """Promise: of what only the answer shows, each has its own cause, in two sentences."""
    lab = fake_lab(tmp_path, FakeConnection(rows(**changes)))
    found = lab.explain(answer, client=CLIENT if answer.url == TOKEN_URL else None)
    assert (found.cause, found.status) == (cause, answer.status_code), found
    assert 40 < len(found.why) < 400 and found.why.endswith((".", "?"))
    for secret in (SECRET, SECRET[:-2], CLIENT_ID, TOKEN, base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()):
        assert secret not in repr(found) + found._repr_html_()


def test_the_journal_shows_less_and_says_no_more(tmp_path):
    """Promise: by the journal a refused key is refused, without a guess why; a call without its token is named."""
    lab = fake_lab(tmp_path, FakeConnection(rows()))
    lab.journal._exchanges.append(Exchange("POST", "/ords/page/oauth/token", "Basic ********", "", 401, ""))
    assert lab.explain("POST", "oauth/token", CLIENT).cause == "wrong_credentials"
    assert lab.explain(response(401), client=CLIENT).cause == "token_not_sent"


def test_an_html_page_is_explained_beside_its_cause(tmp_path):
    """Promise: FAQ 17, json() fails: the status has its cause, and a note says why the body is HTML."""
    lab = fake_lab(tmp_path, FakeConnection(rows()))
    found = lab.explain(response(401, answer=HTML))
    assert found.cause == "no_token" and "Accept: application/json" in found.notes[0]
