"""Lesson 08: the chain, broken and mended."""

from urllib.parse import urlsplit

from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.exercises.when_it_fails import LEFT_OPEN
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import CLIENT, ENDPOINT_PATH, get_without_token, story
from ordslab.lessons.prediction import Prediction
from ordslab.lessons.token import TOKEN
from ordslab.workbench import Workbench


def _look_beyond(lab: Workbench) -> str:
    base = urlsplit(lab.base_url).path
    calls = [each for each in lab.journal if each.status is not None]
    broken = [each for each in calls if each.status is not None and each.status >= 400 and each.authorization]
    if not broken:
        raise NotTried("The journal holds no call that failed: break something first.")
    if get_without_token(lab).status_code != 401:
        raise NotYet("The endpoint no longer asks for a token.", story(lab)[1])
    status, reason = story(lab, CLIENT)
    if status != 200:
        raise NotYet(f"Something is still broken: a call with a fresh token would get {status}.", reason)
    last = next(each for each in reversed(calls) if each.path.startswith(base))
    after = [each for each in calls[calls.index(broken[-1]) :] if each.path == base + ENDPOINT_PATH]
    if not any(each.status == 200 and each.authorization.startswith("Bearer") for each in after):
        raise NotYet(
            f"All links are whole again, but your last call got {last.status}: prove it with a call that gets 200.",
            "the mended call was not sent yet, or with an old token.",
        )
    return "You broke it and mended it: the endpoint asks for a token, and answers 200 to yours."


WHEN_IT_FAILS = Checkpoint(
    name="when-it-fails",
    hints=(
        'Ask the lab what is broken: lab.explain("GET", "customers/validation/1", client="license_backend_client").',
        "What it says as SQL, run; and mind the commit.",
        "Then get a fresh token and call once more: the answer should be 200.",
    ),
    cells=(
        """lab.http.get(f"{lab.base_url}/customers/validation/1", headers={"Authorization": "Bearer tampered"})""",
        *TOKEN.cells,
        """lab.http.get(f"{lab.base_url}/customers/validation/1", headers={"Authorization": f"Bearer {token}"})""",
    ),
    look_beyond=_look_beyond,
)

LESSON = Lesson(
    number=8,
    does="break the chain at thirteen places, read the symptom, mend it",
    minutes=30,
    checkpoint=WHEN_IT_FAILS,
    exercises=(LEFT_OPEN,),
    predictions=(
        Prediction(
            name="when-it-fails-1",
            question="Somebody typed the secret by hand. What does the answer say?",
            options=("401, and that the secret is wrong", "401, and not which of the two is wrong", "400"),
            right=1,
            because="To say which was wrong would help who guesses.",
        ),
        Prediction(
            name="when-it-fails-2",
            question="GET in place of POST; address, id and secret are right. Is there a token?",
            options=("yes", "no"),
            right=1,
            because="The token endpoint takes POST alone.",
        ),
        Prediction(
            name="when-it-fails-3",
            question="The pass was good a minute ago, and the badge is gone. What does the door say?",
            options=(
                "200: the pass is still valid",
                "401 or 403, without the word role",
                "401 or 403, and that the role is missing",
            ),
            right={200: 0, 401: 1, 403: 1},
            because="ORDS does not say what would open the door.",
        ),
        Prediction(
            name="when-it-fails-4",
            question="Your client holds license_role, and license_priv still asks for it. Open or closed?",
            options=("open", "closed"),
            right={200: 0, 401: 1, 403: 1},
            because="The more specific privilege wins, and it asks for another badge.",
        ),
        Prediction(
            name="when-it-fails-5",
            question="The privilege is mapped to nothing. Who gets in?",
            options=("nobody", "who has a pass", "everybody"),
            right=2,
            because="Without a mapping a privilege guards nothing.",
        ),
        Prediction(
            name="when-it-fails-6",
            question="The pass is a few seconds old, and the client holds the badge. Does the door open?",
            options=("yes", "no"),
            right=1,
            because="All that was issued before has ended.",
        ),
        Prediction(
            name="when-it-fails-7",
            question="No token and no Accept header. What will .json() do?",
            options=("give the error as a dictionary", "raise an error about JSON"),
            right=1,
            because="Without the header the error comes as a page for people.",
        ),
        Prediction(
            name="when-it-fails-8",
            question="The chain is whole, and the handler's query does not run. Which status?",
            options=("404", "500", "another one"),
            right={404: 0, 500: 1, 555: 2},
            because="555 is ORDS's own: I did my part, your SQL broke.",
        ),
    ),
)
