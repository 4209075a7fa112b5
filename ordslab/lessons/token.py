"""Lesson 05: an access token for the client."""

from urllib.parse import urlsplit

from ordslab.http.journal import Exchange
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.exercises.token import TEN_MINUTES
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import CLIENT, why
from ordslab.lessons.prediction import Prediction
from ordslab.workbench import Workbench


def _look_beyond(lab: Workbench) -> str:
    tries = [each for each in lab.journal if each.path.partition("?")[0].rstrip("/").endswith("/oauth/token")]
    if not tries:
        raise NotTried("The journal holds no call of the token endpoint. Send it with lab.http.")
    path = f"{urlsplit(lab.base_url).path}/oauth/token"
    if any(each.method == "POST" and each.path.partition("?")[0] == path and each.status == 200 for each in tries):
        return "The token endpoint answered 200 with an access token for your client."
    raise _not_yet(lab, tries[-1], path)


def _not_yet(lab: Workbench, last: Exchange, path: str) -> NotYet:
    """What is wrong with the last call."""
    if last.status is None:
        return NotYet("The last call of the token endpoint got no answer.", "it was interrupted, or ORDS is not there.")
    if last.path.partition("?")[0] != path:
        return NotYet(
            "The address is not the token endpoint of this schema: it is base_url, then /oauth/token.",
            "the alias is that of another schema: every schema has a token endpoint of its own.",
        )
    if last.method != "POST":
        return NotYet(
            f"You sent {last.method}; the token endpoint takes POST.", "lab.http.get in place of lab.http.post."
        )
    if last.status == 401 and not last.authorization.lower().startswith("basic "):
        return NotYet(
            "It answered 401: id and secret belong in an Authorization header (Basic); pass auth=(id, secret).",
            "they stand in the form." if "client_secret" in last.sent else "auth=... was left out.",
        )
    if last.status == 401:
        return NotYet("It answered 401: the client id or the secret is not right.", _why_refused(lab))
    if last.status == 400:
        return NotYet(
            "It answered 400: the form needs grant_type=client_credentials.",
            "json=... in place of data=...: it takes a form." if last.sent.startswith("{") else _why_bad_form(last),
        )
    return NotYet(f"The token endpoint answered {last.status}.")


def _why_bad_form(last: Exchange) -> str:
    return "grant_type has another value." if "grant_type" in last.sent else "data=... was left out, or is empty."


def _why_refused(lab: Workbench) -> str:
    status, reason = why(lab, "POST", "oauth/token", CLIENT)
    if status != 200:
        return reason
    return "the two dots at their ends were not copied, or they are of another client, or were replaced since."


TOKEN = Checkpoint(
    name="token",
    hints=(
        "Id and secret are in the vault; the token endpoint belongs to the schema: its address starts with base_url.",
        "POST to base_url + /oauth/token: a form with grant_type=client_credentials, and auth=(id, secret).",
        'lab.http.post(f"{lab.base_url}/oauth/token", data={"grant_type": "client_credentials"}, auth=...)',
        "auth is a pair: client.client_id and client.client_secret.reveal(), of client = lab.vault[...].",
    ),
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
    leaves_something=True,
)

LESSON = Lesson(
    number=5,
    does="earn an access token, and be sent away in three ways",
    minutes=15,
    checkpoint=TOKEN,
    exercises=(TEN_MINUTES,),
    predictions=(
        Prediction(
            name="token-1",
            question="Some tokens are full of data: three parts with dots between them, a JWT. Is this one of them?",
            options=("yes", "no: it has no parts"),
            right=1,
            because="ORDS's own token is opaque: all that it stands for is in the database.",
        ),
        Prediction(
            name="token-2",
            question="The secret without its last character. What does the token endpoint answer?",
            options=("200", "400", "401"),
            right={200: 0, 400: 1, 401: 2},
            because="ORDS does not recognise the client, and does not say which half was wrong.",
        ),
        Prediction(
            name="token-3",
            question="The right secret, with GET in place of POST. What does it answer?",
            options=("200 and a token", "401", "another status: the address takes no GET"),
            right={200: 0, 401: 1, 404: 2, 405: 2},
            because="The token endpoint takes POST alone.",
        ),
        Prediction(
            name="token-4",
            question="POST, the right secret, and an empty form. What does it answer?",
            options=("200: it can guess what is meant", "400", "401"),
            right={200: 0, 400: 1, 401: 2},
            because="ORDS knows who asks, and not what for.",
        ),
    ),
)
