"""POST /ords/{alias}/oauth/token, by hand: it runs on the event loop and touches no thread.

Marks. Documented or observed: the success body, its key order, lower-case `bearer`, 3600, `X-Frame-Options`, 401 for
wrong credentials; what a code and a refresh token get, a new refresh token with each; 86400 seconds for it. Inferred:
the bodies of all errors (RFC 6749's), `WWW-Authenticate: Basic`, `Allow` with 405, parameters elsewhere than in a form
not seen; a refresh token is good for one use and for nothing once the user's approval has ended; a second use of either
ends the tokens that came from it. Open, and chosen in `ordslab.sandbox.answers`: the status of a GET, credentials in
the form.
"""

from __future__ import annotations

import hmac
from urllib.parse import parse_qs, unquote_plus

from ordslab.sandbox.answers import Answers
from ordslab.sandbox.http.answer import Answer, json_answer
from ordslab.sandbox.http.basic import basic_credentials
from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.request_body import FORM
from ordslab.sandbox.metadata.digests import digest
from ordslab.sandbox.metadata.model import Client, SchemaMetadata
from ordslab.sandbox.metadata.tokens import CODE, REFRESH, TokenStore

TOKEN_PATH = "/oauth/token"  # noqa: S105  an address
DEFAULT_LIFETIME = 3600
DEFAULT_REFRESH_LIFETIME = 86400
_FRAMES = ("X-Frame-Options", "SAMEORIGIN")
_FLOWS = {
    "client_credentials": "client_credentials",
    "authorization_code": "authorization_code",
    "refresh_token": "authorization_code",
}
_KINDS = {"authorization_code": CODE, "refresh_token": REFRESH}  # and by these names they come in the form
_BASIC_CHALLENGE = ("WWW-Authenticate", 'Basic realm="Oracle REST Data Services"')


def check_method(method: str, answers: Answers) -> None:
    """Raises `Problem` 405 for all but POST; for a GET 404 where `answers` say so."""
    if method in ("GET", "HEAD") and answers.wrong_method == "404":
        raise Problem(404)
    if method != "POST":
        raise Problem(405, ("Allow", "POST"))


def token_answer(
    metadata: SchemaMetadata,
    tokens: TokenStore,
    authorization: str | None,
    media_type: str,
    body: bytes,
    *,
    answers: Answers,
) -> Answer:
    """The answer to a POST at the token endpoint of a REST-enabled schema."""
    form = parse_qs(body.decode("utf-8", "replace")) if media_type == FORM else {}
    credentials = basic_credentials(authorization)
    if credentials is not None:
        client_id, secret = map(unquote_plus, credentials)
        credentials = client_id, secret
    elif authorization is None and answers.body_credentials == "taken":
        credentials = _in_the_form(form)
    client = _authenticate(metadata, credentials)
    if client is None:
        return _error(401, "invalid_client", _BASIC_CHALLENGE)
    grants = form.get("grant_type", [])
    if len(grants) != 1:
        return _error(400, "invalid_request")
    flow = _FLOWS.get(grants[0])
    if flow is None:
        return _error(400, "unsupported_grant_type")
    if client.grant_type != flow:
        return _error(400, "unauthorized_client")
    lifetime = client.token_duration or DEFAULT_LIFETIME
    if flow == "client_credentials":
        return _answer(tokens.issue(metadata.schema, client, lifetime), lifetime)
    kind, given = _KINDS[grants[0]], form.get(_KINDS[grants[0]], [])
    if len(given) != 1:
        return _error(400, "invalid_request")
    if form.get("redirect_uri", [client.redirect_uri]) != [client.redirect_uri]:
        return _error(400, "invalid_grant")
    grant = tokens.redeem(kind, metadata.schema, client, given[0])
    if grant is None or grant.user not in client.approved_by:
        return _error(400, "invalid_grant")
    token = tokens.issue(metadata.schema, client, lifetime, grant)
    refresh_lifetime = client.refresh_duration or DEFAULT_REFRESH_LIFETIME
    return _answer(token, lifetime, tokens.issue_grant(REFRESH, metadata.schema, client, refresh_lifetime, grant))


def _answer(token: str, lifetime: int, refresh_token: str | None = None) -> Answer:
    content: dict[str, str | int] = {"access_token": token, "token_type": "bearer", "expires_in": lifetime}
    if refresh_token is not None:
        content["refresh_token"] = refresh_token
    return json_answer(content, _FRAMES)


def _in_the_form(form: dict[str, list[str]]) -> tuple[str, str] | None:
    """The id and the secret of RFC 6749, 2.3.1, each given once."""
    found = form.get("client_id", []) + form.get("client_secret", [])
    return (found[0], found[1]) if len(found) == 2 and "client_id" in form and "client_secret" in form else None


def _authenticate(metadata: SchemaMetadata, credentials: tuple[str, str] | None) -> Client | None:
    if credentials is None:
        return None
    client_id, secret = credentials
    client = metadata.clients_by_client_id.get(client_id)
    presented = digest(secret)
    hashes = client.secret_hashes if client else ()
    # every hash is compared: the time taken does not tell which slot matched
    matches = [hmac.compare_digest(presented, known) for known in hashes]
    return client if any(matches) else None


def _error(status: int, error: str, *headers: tuple[str, str]) -> Answer:
    return json_answer({"error": error}, _FRAMES, *headers, status=status)
