"""The readable exchange, against a server of a few lines."""

from __future__ import annotations

from ordslab.http.exchange_shown import readable
from ordslab.secrets.known import KnownSecrets

from .answers import TOKEN, ask_for_token


def test_a_token_call_shown(session, url):
    """Promise: the exchange reads as HTTP does, path only, secrets masked."""
    assert readable(ask_for_token(session, url), KnownSecrets()) == (
        "POST /ords/page/oauth/token\n"
        "Authorization: Basic ********\n"
        "Content-Type: application/x-www-form-urlencoded\n"
        "\n"
        "grant_type=client_credentials&client_secret=********\n"
        "\n"
        "200 OK\n"
        "Content-Type: application/json\n"
        "\n"
        "{\n"
        '  "access_token": "********",\n'
        '  "token_type": "bearer",\n'
        '  "expires_in": 3600\n'
        "}"
    )


def test_a_refusal_shown(session, url):
    """Promise: the challenge is shown, and the execution context id, which always differs, is shortened."""
    assert readable(session.get(f"{url}/x", headers={"Authorization": f"Bearer {TOKEN}"}), KnownSecrets()) == (
        "GET /x\n"
        "Authorization: Bearer ********\n"
        "\n"
        "401 Unauthorized\n"
        "Content-Type: application/problem+json\n"
        'WWW-Authenticate: Bearer realm="Oracle REST Data Services", error="invalid_token"\n'
        "\n"
        "{\n"
        '  "code": "Unauthorized",\n'
        '  "instance": "tag:oracle.com,2020:ecid/…"\n'
        "}"
    )


def test_no_port_is_shown(session, url):
    """Promise: links in a body do not carry the learner's own port into the notebook."""
    shown = readable(session.get(f"{url}/link"), KnownSecrets())
    assert '"href": "…/link"' in shown and url.rpartition(":")[2] not in shown
