"""The token endpoint, by its pure function."""

import base64

import pytest

from ordslab.sandbox.http.token_endpoint import answer
from ordslab.sandbox.metadata.model import Client, SchemaMetadata
from ordslab.sandbox.metadata.secrets import digest


class OneToken:
    def issue(self, schema, client, lifetime):
        return "token-of-" + client.name


def metadata(grant_type="client_credentials", duration=None):
    client = Client(1, "backend", "id..", grant_type, (digest("secret.."),), frozenset(), duration)
    return SchemaMetadata("PAGE", "page", clients=(client,))


def basic(user="id..", secret="secret.."):
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


def ask(body=b"grant_type=client_credentials", authorization=None, method="POST", **client):
    return answer(metadata(**client), OneToken(), method, authorization or basic(), body)


def test_a_token_is_compact_json_in_the_order_that_ords_uses():
    """Source KR-LAB; certain."""
    expected = b'{"access_token":"token-of-backend","token_type":"bearer","expires_in":3600}'
    assert ask().body == expected


def test_the_clients_own_duration_is_the_lifetime():
    """Source HOINA-SEC; certain."""
    assert b'"expires_in":60}' in ask(duration=60).body


@pytest.mark.parametrize("authorization", [basic(secret="wrong"), basic(user="wrong"), "Bearer x", "Basic %%%"])
def test_wrong_credentials_are_an_invalid_client(authorization):
    """Status: source APEX-AEAPI, certain. Body and challenge: inferred."""
    refused = ask(authorization=authorization)
    assert (refused.status, refused.body) == (401, b'{"error":"invalid_client"}')
    assert dict(refused.headers)["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize(
    ("body", "client", "error"),
    [
        (b"", {}, b"invalid_request"),
        (b"grant_type=password", {}, b"unsupported_grant_type"),
        (b"grant_type=client_credentials", {"grant_type": "authorization_code"}, b"unauthorized_client"),
    ],
)
def test_a_grant_that_cannot_be_is_refused(body, client, error):
    """Inferred from RFC 6749."""
    refused = ask(body, **client)
    assert refused.status == 400
    assert error in refused.body


def test_get_is_not_allowed():
    """Inferred."""
    refused = ask(method="GET")
    assert (refused.status, dict(refused.headers)["Allow"]) == (405, "POST")
