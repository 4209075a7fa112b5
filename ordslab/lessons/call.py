"""Lesson 06: the protected endpoint, called with the token."""

import re
from urllib.parse import urlsplit

from ordslab.http.journal import Exchange
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.exercises.call import COURIER
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import CLIENT, ENDPOINT_PATH, get_without_token, why
from ordslab.lessons.prediction import Prediction
from ordslab.lessons.token import TOKEN
from ordslab.workbench import Workbench


def _look_beyond(lab: Workbench) -> str:
    base = urlsplit(lab.base_url).path
    tries = [each for each in lab.journal if re.fullmatch(re.escape(base) + r"/customers/validation/[^/]+", each.path)]
    if not tries:
        _look_for_other_calls(lab, base)
        raise NotTried("The journal holds no call of /customers/validation/. Send it with lab.http.")
    if any(each.status == 200 and _is_bearer(each) for each in tries):
        if get_without_token(lab).status_code == 200:
            raise NotYet("It answered 200, and without a token it does so too: it is public.", _why(lab, None)[1])
        return "The protected endpoint answered 200 to your token."
    raise _not_yet(lab, tries[-1])


def _is_bearer(exchange: Exchange) -> bool:
    return exchange.authorization.lower().startswith("bearer ")


def _look_for_other_calls(lab: Workbench, base: str) -> None:
    others = [each for each in lab.journal if _is_bearer(each)]
    if others:
        path = others[-1].path.removeprefix(base)
        likely = "the address is not right." if path.startswith("/") else "the address lacks base_url in front."
        raise NotYet(f"You sent your token to {path}, and not to {ENDPOINT_PATH}.", likely)


def _not_yet(lab: Workbench, last: Exchange) -> NotYet:
    """What is wrong with the last call."""
    if last.status is None:
        return NotYet("The last call of the endpoint got no answer.", "it was interrupted, or ORDS is not there.")
    if not last.authorization:
        return NotYet(
            f"It answered {last.status}, and you sent no token: it goes into the header Authorization.",
            "headers=... was left out.",
        )
    if not _is_bearer(last):
        basic = last.authorization.lower().startswith("basic")
        return NotYet(
            "The Authorization header should say: Bearer, a blank, the token.",
            "auth=(id, secret) buys a token, and opens nothing else." if basic else "the word Bearer is missing.",
        )
    if last.status == 401:
        status, reason = _why(lab, CLIENT)
        passes = "it has expired or was revoked, or is not whole: get a new one, and send all of it."
        return NotYet(
            "It answered 401: the token is not right or has expired, or the client lacks the role.",
            passes if status == 200 else reason,
        )
    likely = {404: "there is no customer with this id.", 405: f"you sent {last.method}; it takes GET."}
    return NotYet(f"The endpoint answered {last.status}.", likely.get(last.status, ""))


def _why(lab: Workbench, client: str | None) -> tuple[int, str]:
    return why(lab, "GET", ENDPOINT_PATH, client)


CALL = Checkpoint(
    name="call",
    hints=(
        "The token goes with the call, in a header called Authorization.",
        "The header's value is the word Bearer, one blank, and the token.",
        'GET the endpoint with the token in a header: headers={"Authorization": f"Bearer {token}"}.',
    ),
    cells=(
        *TOKEN.cells,
        """response = lab.http.get(
    f"{lab.base_url}/customers/validation/1",
    headers={"Authorization": f"Bearer {token}"},
)
lab.show(response)""",
    ),
    look_beyond=_look_beyond,
    leaves_something=True,
)

LESSON = Lesson(
    number=6,
    does="get in with the token; lose it by age, lose it by role",
    minutes=15,
    checkpoint=CALL,
    exercises=(COURIER,),
    predictions=(
        Prediction(
            name="call-1",
            question="The same call, with the pass in its header. What does the door answer?",
            options=("200 and the license", "401", "403"),
            right={200: 0, 401: 1, 403: 2},
            because="The pass is of a client that holds the badge which the door asks for.",
        ),
        Prediction(
            name="call-2",
            question="The same pass, when its time is over. What does the door answer?",
            options=("200", "401, and a header says that the token is no good", "401, as to a stranger"),
            right={200: 0, 401: 1},
            because="The header WWW-Authenticate tells an old pass from none.",
        ),
        Prediction(
            name="call-3",
            question="The client has lost its badge. It asks for a new pass, and calls. What does it get?",
            options=(
                "it gets no pass",
                "it gets a pass, and the door refuses it",
                "it gets a pass, and the door opens",
            ),
            right={400: 0, 401: 1, 403: 1, 200: 2},
            because="The desk asks for the key, and the door asks for the badge.",
        ),
        Prediction(
            name="call-4",
            question="The badge is given back. Does the pass that failed a moment ago work again?",
            options=("yes", "no, a new one is needed"),
            right={200: 0, 401: 1, 403: 1},
            because="The badge is not in the pass: ORDS looks it up at each call.",
        ),
    ),
)
