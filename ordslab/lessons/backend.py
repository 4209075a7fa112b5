"""Lesson 07: a backend that keeps the secret, asked by someone who has none."""

import re

from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.exercises.backend import WRONG_KEY
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import CLIENT, get_without_token, story
from ordslab.lessons.prediction import Prediction
from ordslab.workbench import Workbench


def _look_beyond(lab: Workbench) -> str:
    calls = [each for each in lab.journal if re.fullmatch(r"/license/[^/]*", each.path)]
    if not calls:
        raise NotTried('The journal holds no call of the backend: lab.http.get(f"{address}/license/1").')
    if get_without_token(lab).status_code == 200:
        raise NotYet("The backend is not the only way in: the endpoint answers without a token too.", story(lab)[1])
    if any(each.status == 200 and not each.authorization for each in calls):
        return "The backend answered 200 to a caller without a token, and past it the endpoint answers 401."
    last = calls[-1]
    if last.status is None:
        raise NotYet("The backend gave no answer.", "it has ended, or the address is not the one that it printed.")
    if last.authorization:
        raise NotYet(
            "You sent a token to the backend: its callers need none.", "the token is ORDS's, not the backend's."
        )
    if last.status == 404:
        raise NotYet("The backend answered 404.", "there is no customer of that number.")
    status, reason = story(lab, CLIENT)
    wrong_key = "it was started with an id or a secret that ORDS does not accept."
    raise NotYet(f"The backend answered {last.status}: ORDS refused it.", wrong_key if status == 200 else reason)


BACKEND = Checkpoint(
    name="backend",
    hints=(
        "backend/backend.py is a program: start it with subprocess.Popen, in the folder of the notebooks.",
        "It finds ORDS, ENDPOINT, CLIENT_ID and CLIENT_SECRET in its environment: env=os.environ | {...}.",
        'Its first line of output is its address. Ask it: lab.http.get(f"{address}/license/1"), without a token.',
    ),
    cells=(
        """import os, subprocess, sys
from ordslab.lessons.notebooks import find_lessons

key = lab.vault["license_backend_client"]
environment = lab.environment | {"ORDS": lab.base_url, "ENDPOINT": lab.url("customers/validation")}
environment |= {"CLIENT_ID": key.client_id, "CLIENT_SECRET": key.client_secret.reveal()}
pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
program = str(find_lessons() / "backend" / "backend.py")
backend = subprocess.Popen([sys.executable, program], env=os.environ | environment, **pipes)
address = backend.stdout.readline().strip()
lab.http.get(f"{address}/license/1")
backend.terminate()""",
    ),
    look_beyond=_look_beyond,
)

LESSON = Lesson(
    number=7,
    does="run the program that keeps the secret, and prove that nothing else holds it",
    minutes=20,
    checkpoint=BACKEND,
    exercises=(WRONG_KEY,),
    predictions=(
        Prediction(
            name="backend-1",
            question="The endpoint is protected, and the app has no token. What does it say for customers 1 and 2?",
            options=("it cannot start, for both", "it starts for 1, and stays closed for 2", "it starts for both"),
            right=1,
            because="The backend gets the pass, and tells the app what it may know.",
        ),
        Prediction(
            name="backend-2",
            question="Four questions are answered, and twenty more follow. How many tokens will it have fetched?",
            options=("1", "4", "24"),
            right=0,
            because="It keeps the pass, and fetches a new one when the old one ends.",
        ),
        Prediction(
            name="backend-3",
            question="The token has ended, and the backend does not know. What will the app notice?",
            options=("that it cannot start", "nothing"),
            right=1,
            because="The backend sees the 401, gets a new pass, and asks once more.",
        ),
        Prediction(
            name="backend-4",
            question="The client has lost its badge. What does the backend do?",
            options=("it tries for ever", "it tries once more, and gives up", "it answers with the old license"),
            right=1,
            because="Where a fresh pass fails too, age was not the trouble.",
        ),
    ),
)
