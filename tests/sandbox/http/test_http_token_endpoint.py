"""The token endpoint: its pure function, and the endpoint on a real socket."""

import base64
import json

import pytest
import requests

from ordslab.sandbox.answers import Answers
from ordslab.sandbox.http.token_endpoint import token_answer
from ordslab.sandbox.metadata.digests import digest
from ordslab.sandbox.metadata.model import Client, SchemaMetadata
from ordslab.sandbox.metadata.services import Fault

FORM = "application/x-www-form-urlencoded"
GRANT = {"grant_type": "client_credentials"}


class OneToken:
    def issue(self, schema, client, lifetime):
        return "token-of-" + client.name


def metadata(grant_type="client_credentials", duration=None):
    client = Client(1, "backend", "id..", grant_type, (digest("secret.."),), frozenset(), duration)
    return SchemaMetadata("PAGE", "page", clients=(client,))


def basic(user="id..", secret="secret.."):
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


def ask(body=b"grant_type=client_credentials", authorization=None, media_type=FORM, **client):
    authorization = authorization or basic()
    return token_answer(metadata(**client), OneToken(), authorization, media_type, body, answers=Answers())


def test_a_token_is_compact_json_in_the_order_that_ords_uses():
    """Source KR-LAB; certain."""
    expected = b'{"access_token":"token-of-backend","token_type":"bearer","expires_in":3600}'
    assert ask().body == expected


def test_the_clients_own_duration_is_the_lifetime():
    """Source HOINA-SEC; certain."""
    assert b'"expires_in":60}' in ask(duration=60).body


@pytest.mark.parametrize(
    "authorization",
    [basic(secret="wrong"), basic(user="wrong"), "Bearer x", "Basic %%%", "Basic", "Basic 4pyT", "Basic \xff"],
)
def test_wrong_credentials_are_an_invalid_client(authorization):
    """Status: source APEX-AEAPI, certain. Body and challenge: inferred."""
    refused = ask(authorization=authorization)
    assert (refused.status, refused.body) == (401, b'{"error":"invalid_client"}')
    assert refused.header("WWW-Authenticate").startswith("Basic ")


@pytest.mark.parametrize(
    ("body", "client", "error"),
    [
        (b"", {}, b"invalid_request"),
        (b"grant_type=client_credentials&grant_type=client_credentials", {}, b"invalid_request"),
        (b"grant_type=password", {}, b"unsupported_grant_type"),
        (b"grant_type=client_credentials", {"grant_type": "authorization_code"}, b"unauthorized_client"),
        (b"grant_type=client_credentials", {"media_type": "application/json"}, b"invalid_request"),
    ],
)
def test_a_grant_that_cannot_be_is_refused(body, client, error):
    """Inferred from RFC 6749."""
    refused = ask(body, **client)
    assert refused.status == 400
    assert error in refused.body


def test_no_repr_shows_the_token():
    assert "token-of" not in repr(ask())


def test_a_token_over_http(ords, make):
    """Source KR-LAB: Content-Type and X-Frame-Options; certain. No Server header: source MOCK-262; reported."""
    client = ords.client()
    answer = ords.post("/oauth/token", data=GRANT, auth=(client.client_id, make.secret))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Server" not in answer.headers
    assert len(answer.json()["access_token"]) == 22


def test_the_token_endpoint_touches_no_session(ords, make):
    client = ords.client()
    ords.post("/oauth/token", data=GRANT, auth=(client.client_id, make.secret))
    assert ords.database.sessions == []


def test_get_is_not_allowed(ords):
    """Inferred; the body's code is observed (public issue on MethodNotAllowed)."""
    refused = ords.get("/oauth/token")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")
    assert refused.json()["code"] == "MethodNotAllowed"


def test_credentials_in_the_body_are_refused(ords, make):
    """Source SKILLS; sources disagree."""
    client = ords.client()
    form = {**GRANT, "client_id": client.client_id, "client_secret": make.secret}
    assert ords.post("/oauth/token", data=form).status_code == 401


def test_another_alias_has_no_token_endpoint(ords):
    """Source SKILLS; certain."""
    answer = ords.http.post(ords.url.replace("/page", "/nobody") + "/oauth/token", data=GRANT, timeout=10)
    assert answer.status_code == 404


def test_a_fault_makes_one_answer_unavailable(ords, make):
    client = ords.client()
    ords.services.faults["token"] = Fault("unavailable", 0)
    first, second = (
        ords.post("/oauth/token", data=GRANT, auth=(client.client_id, make.secret)).status_code for _ in range(2)
    )
    assert (first, second) == (503, 200)


def test_a_fault_drops_one_connection(ords, make):
    client = ords.client()
    ords.services.faults["token"] = Fault("drop", 0)
    with pytest.raises(requests.ConnectionError):
        ords.post("/oauth/token", data=GRANT, auth=(client.client_id, make.secret))
    assert ords.post("/oauth/token", data=GRANT, auth=(client.client_id, make.secret)).status_code == 200


def test_a_fault_makes_one_answer_late(ords, make):
    client = ords.client()
    ords.services.faults["token"] = Fault("slow", 0.2)
    with pytest.raises(requests.ReadTimeout):
        ords.post("/oauth/token", data=GRANT, auth=(client.client_id, make.secret), timeout=0.05)


def test_no_secret_reaches_a_log(ords, make, caplog, capfd):
    """Promise: no query string, token or secret in any log."""
    client = ords.client()
    ords.script["boom"] = lambda session, binds: 1 / 0
    ords.module(("boom", make.handler("select boom")))
    with caplog.at_level(0):
        token = ords.post("/oauth/token", data=GRANT, auth=(client.client_id, make.secret)).json()["access_token"]
        answer = ords.get("/customers/boom?password=hunter2", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 500
    records = [record for record in caplog.records if not record.name.startswith("urllib3")]  # the client's own
    written = "".join(map(caplog.handler.format, records)) + json.dumps(capfd.readouterr())
    assert "ZeroDivisionError" in written
    for secret in (make.secret, token, "hunter2", basic(client.client_id, make.secret)):
        assert secret not in written
