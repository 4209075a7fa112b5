"""An HTTP exchange as text to read: what was asked, what came back, no secret in it."""

from urllib.parse import urlsplit

import requests

from ordslab.http.exchange_secrets import received_secrets, sent_secrets
from ordslab.http.journal import received_body, sent_body
from ordslab.secrets import masking
from ordslab.secrets.known import KnownSecrets

_HEADERS = ("Content-Type", "WWW-Authenticate", "Allow")


def readable(response: requests.Response, known: KnownSecrets) -> str:
    """Request line and status with the headers that matter here, and the bodies; what is `known` is hidden."""
    request = response.request
    asked = [f"{request.method} {masking.path(request.url or '')}"]
    if authorization := masking.authorization(request.headers.get("Authorization")):
        asked.append(f"Authorization: {authorization}")
    if sent := sent_body(request):
        asked += [f"Content-Type: {request.headers.get('Content-Type', '')}", "", sent]
    answered = [f"{response.status_code} {response.reason or ''}".rstrip()]
    answered += [f"{name}: {response.headers[name]}" for name in _HEADERS if name in response.headers]
    if there := response.headers.get("Location"):
        answered.append(f"Location: {masking.address(there)}")
    if received := received_body(response):
        # Links hold the server's own address, which differs from learner to learner.
        answered += ["", received.replace("://".join(urlsplit(response.url)[:2]), "…")]
    return known.hide("\n".join([*asked, "", *answered]), [*sent_secrets(request), *received_secrets(response)])
