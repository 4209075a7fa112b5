"""Lesson 10: the whole case on a database that is not the sandbox."""

from ordslab.lessons.checkpoint import Checkpoint, NotTried
from ordslab.lessons.exercises.your_database import BESIDE
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import whole_case
from ordslab.lessons.prediction import Prediction
from ordslab.workbench import Workbench


def _look_beyond(lab: Workbench) -> str:
    if lab.settings.is_sandbox:
        raise NotTried('This lab is the sandbox. Open your own: lab = ordslab.open_lab("work")')
    whole_case(lab)
    return f"The protected endpoint stands on {lab.settings.profile}, and its key is in the vault."


YOUR_DATABASE = Checkpoint(
    name="your-database",
    hints=(
        "Describe your database: ordslab profile add work (in a terminal).",
        'Let the doctor look: lab = ordslab.open_lab("work"), then lab.doctor().',
        'Build the case there: lab.reset(to="call").',
    ),
    cells=('lab.reset(to="call")',),
    look_beyond=_look_beyond,
    elsewhere=True,
)

LESSON = Lesson(
    number=10,
    does="the same on a database of your own: profile, doctor, audit, cleaning up",
    minutes=25,
    checkpoint=YOUR_DATABASE,
    exercises=(BESIDE,),
    predictions=(
        Prediction(
            name="your-database-1",
            question="Another schema, another alias, an encrypted network. What must change in the call?",
            options=("the address alone", "the address and the headers", "all of it"),
            right=0,
            because="lab.base_url says where; what is asked, and how, stays.",
        ),
    ),
)
