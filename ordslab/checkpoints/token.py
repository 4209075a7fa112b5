"""Lesson 05: an access token for the client."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ordslab.checkpoints.checkpoint import Checkpoint, NotTried, NotYet

if TYPE_CHECKING:
    from ordslab.lab import Lab


def _look_beyond(lab: Lab) -> str:
    tries = [each for each in lab.journal if each.path.partition("?")[0].endswith("/oauth/token")]
    if not tries:
        raise NotTried("The journal holds no call of the token endpoint. Send it with lab.http.")
    path = f"{urlsplit(lab.base_url).path}/oauth/token"
    if any(each.method == "POST" and each.path == path and each.status == 200 for each in tries):
        return "The token endpoint answered 200 with an access token for your client."
    last = tries[-1]
    if last.status is None:
        raise NotYet("The last call of the token endpoint got no answer.")
    if last.method != "POST":
        raise NotYet(f"You sent {last.method}; the token endpoint takes POST.")
    if last.path.partition("?")[0] != path:
        raise NotYet("The address is not the token endpoint of this schema: it is base_url, then /oauth/token.")
    if last.status == 401 and not last.authorization.startswith("Basic "):
        raise NotYet(
            "It answered 401: id and secret belong in an Authorization header (Basic); pass auth=(id, secret)."
        )
    if last.status == 401:
        raise NotYet("It answered 401: the client id or the secret is not right.")
    if last.status == 400:
        raise NotYet("It answered 400: the form needs grant_type=client_credentials.")
    raise NotYet(f"The token endpoint answered {last.status}.")


TOKEN = Checkpoint(
    name="token",
    hint="POST to base_url + /oauth/token: a form with grant_type=client_credentials, and auth=(id, secret).",
    cells=(
        """client = lab.vault["license_backend_client"]
response = lab.http.post(
    f"{lab.base_url}/oauth/token",
    data={"grant_type": "client_credentials"},
    auth=(client.client_id, client.client_secret.reveal()),
)
response.raise_for_status()
token = response.json()["access_token"]""",
    ),
    look_beyond=_look_beyond,
)
