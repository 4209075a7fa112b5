"""Lesson 13: the flow attacked: stolen codes, bent addresses, a state that nobody compares, tokens in logs, frames."""

from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.exercises.when_attacked import PRIZE
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import has_portal
from ordslab.lessons.portal import REGISTERED
from ordslab.lessons.prediction import Prediction
from ordslab.workbench import Workbench


def _look_beyond(lab: Workbench) -> str:
    has_portal(lab)
    bought = [each for each in lab.journal if each.path.endswith("/oauth/token") and "authorization_code" in each.sent]
    bent = [each for each in lab.journal if "/oauth/auth" in each.path and each.status == 400]
    if not bought and not bent:
        raise NotTried("The journal holds no attack: nobody tried a code twice, and no address was bent.")
    if not any(each.status == 400 for each in bought):
        raise NotYet("No code was refused yet: try one that was used.", "each code was bought once, by its own client.")
    if not bent:
        raise NotYet(
            "No redirect address was bent yet.", "the one that was sent is the registered one, to the letter.", 2
        )
    return "You have stolen a code and failed to use it, and no bent address led anywhere."


WHEN_ATTACKED = Checkpoint(
    name="when-attacked",
    hints=(
        'lab.approve("license_portal", lab.person()) is the browser\'s half: the code stands in its header Location.',
        "A POST to the token endpoint with grant_type authorization_code buys tokens for it; do it twice.",
        "lab.approve takes redirect_uri=...: send one that is nearly lab.callback.address.",
    ),
    cells=(
        """from urllib.parse import parse_qs, urlsplit
portal = lab.vault["license_portal"]
key = (portal.client_id, portal.client_secret.reveal())
answer = lab.approve("license_portal", lab.person())
code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
for _ in (1, 2):
    form = {"grant_type": "authorization_code", "code": code}
    lab.http.post(f"{lab.base_url}/oauth/token", data=form, auth=key)
lab.approve("license_portal", lab.person(), redirect_uri=lab.callback.address + "/more")""",
    ),
    look_beyond=_look_beyond,
)

LESSON = Lesson(
    number=13,
    does="steal codes, bend addresses and send a bad link, to a sandbox of your own; and know what stops it",
    minutes=25,
    checkpoint=WHEN_ATTACKED,
    exercises=(PRIZE,),
    starts_with=REGISTERED,
    predictions=(
        Prediction(
            name="when-attacked-1",
            question="The portal has bought tokens with the code. The thief shows the same code, and the portal's key.",
            options=("he gets tokens too", "he gets nothing"),
            right={200: 0, 400: 1},
            because="A voucher is torn at the desk: it is good once.",
        ),
        Prediction(
            name="when-attacked-2",
            question="A fresh code of the portal. The thief is first, with a client and a key of his own.",
            options=("he gets tokens", "he gets nothing"),
            right={200: 0, 400: 1},
            because="The voucher names the client that it was made for.",
        ),
        Prediction(
            name="when-attacked-3",
            question="A link asks for the code to be sent to an address one step below the registered one. And ORDS?",
            options=("sends it there: it is the portal's own server", "sends nobody anywhere"),
            right={302: 0, 400: 1},
            because="Nearly right is wrong: the address must be the registered one, letter by letter.",
        ),
        Prediction(
            name="when-attacked-4",
            question="You open Mallory's link at the portal that compares nothing. Whose account are you in?",
            options=("my own", "nobody's: it fails", "Mallory's"),
            right=2,
            because="The code in the link is hers, and good. Only state could have told that you never asked.",
        ),
        Prediction(
            name="when-attacked-5",
            question="A stranger finds a pass in a log: no key, no password, another machine. What does he get?",
            options=("200", "401"),
            right=0,
            because="It is a bearer's pass: whoever bears it is you, for as long as it lives.",
        ),
        Prediction(
            name="when-attacked-6",
            question="A client sends the challenge of PKCE with its question, and no verifier with the code. And ORDS?",
            options=("gives the tokens", "refuses the code"),
            right={200: 0, 400: 1},
            because="It does not know the challenge, and passes over what it does not know.",
        ),
    ),
)
