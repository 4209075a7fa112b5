"""Lesson 00: the lab is open, and both doors answer."""

from ordslab.lessons.checkpoint import Checkpoint, NotTried
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.prediction import Prediction
from ordslab.workbench import Workbench


def _look_beyond(lab: Workbench) -> str:
    lab.query("select user from dual")
    if not any(each.status is not None for each in lab.journal):
        raise NotTried("The database answers. Now ask ORDS: make one call with lab.http.")
    return "The database answers, and ORDS does."


START = Checkpoint(
    name="start-here",
    hints=(
        "lab.connect() gives a connection of the database, and its cursor runs a query.",
        "lab.http is the session for all calls; lab.base_url is the address of your schema.",
        'Any call will do: lab.http.get(f"{lab.base_url}/customers/validation/1")',
    ),
    cells=('lab.http.get(f"{lab.base_url}/customers/validation/1")',),
    look_beyond=_look_beyond,
)

LESSON = Lesson(
    number=0,
    does="open the lab, make the first query and the first call",
    minutes=10,
    checkpoint=START,
    predictions=(
        Prediction(
            name="start-here-1",
            question="Nothing is built in your schema yet. What does ORDS answer at customers/validation/1?",
            options=("200 and an empty answer", "401: log in first", "404: nothing there"),
            right={200: 0, 401: 1, 404: 2},
            because="ORDS heard you, and found nothing at that address.",
        ),
    ),
)
