"""POST /ords/{alias}/oauth/token, by hand: it runs on the event loop and touches no thread.

Marks. Documented or observed: the success body, its key order, lower-case `bearer`, 3600, `X-Frame-Options`, 401 for
wrong credentials. Inferred: the bodies of all errors (RFC 6749's), `WWW-Authenticate: Basic`, 405 with `Allow`,
credentials in the body refused.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote_plus

from ordslab.sandbox.metadata.model import Client, SchemaMetadata
from ordslab.sandbox.metadata.secrets import digest
from ordslab.sandbox.metadata.tokens import TokenStore

DEFAULT_LIFETIME = 3600
_BASIC_CHALLENGE = ("WWW-Authenticate", 'Basic realm="Oracle REST Data Services"')


@dataclass(frozen=True)
class TokenAnswer:
    """Status, headers and body of an answer. The body holds a token: it stays out of every repr."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)


def answer(
    metadata: SchemaMetadata, tokens: TokenStore, method: str, authorization: str | None, body: bytes
) -> TokenAnswer:
    """The answer to a request at the token endpoint of a REST-enabled schema."""
    if method != "POST":
        return TokenAnswer(405, (("Allow", "POST"),))
    client = _authenticate(metadata, authorization)
    if client is None:
        return _error(401, "invalid_client", _BASIC_CHALLENGE)
    grants = parse_qs(body.decode("utf-8", "replace")).get("grant_type", [])
    if len(grants) != 1:
        return _error(400, "invalid_request")
    if grants[0] != "client_credentials":
        return _error(400, "unsupported_grant_type")
    if client.grant_type != "client_credentials":
        return _error(400, "unauthorized_client")
    lifetime = client.token_duration or DEFAULT_LIFETIME
    token = tokens.issue(metadata.schema, client, lifetime)
    return _json(200, {"access_token": token, "token_type": "bearer", "expires_in": lifetime})


def _authenticate(metadata: SchemaMetadata, authorization: str | None) -> Client | None:
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, secret = base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    client = metadata.clients_by_client_id.get(unquote_plus(user))
    presented = digest(unquote_plus(secret))
    hashes = client.secret_hashes if client else ()
    # every hash is compared: the time taken does not tell which slot matched
    matches = [hmac.compare_digest(presented, known) for known in hashes]
    return client if any(matches) else None


def _error(status: int, error: str, *headers: tuple[str, str]) -> TokenAnswer:
    return _json(status, {"error": error}, *headers)


def _json(status: int, content: dict[str, Any], *headers: tuple[str, str]) -> TokenAnswer:
    body = json.dumps(content, separators=(",", ":")).encode()
    return TokenAnswer(
        status, (("Content-Type", "application/json"), ("X-Frame-Options", "SAMEORIGIN"), *headers), body
    )
