"""Lesson 10: the whole case on a database that is not the sandbox."""

from __future__ import annotations

from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import CLIENT, get_without_token, story
from ordslab.lessons.prediction import Prediction
from ordslab.workbench import Workbench


def _look_beyond(lab: Workbench) -> str:
    if lab.settings.is_sandbox:
        raise NotTried('This lab is the sandbox. Open your own: lab = ordslab.open_lab("work")')
    status, reason = story(lab, CLIENT)
    if status != 200:
        raise NotYet(f"On {lab.settings.profile}, a call with a token would get {status}.", reason)
    if CLIENT not in lab.vault:
        raise NotYet(
            f"The vault holds no key for {CLIENT} of this profile: each profile has its own.",
            'the case was made elsewhere. Make it here: lab.reset(to="call")',
        )
    without = get_without_token(lab).status_code
    if without != 401:
        raise NotYet(f"Without a token the endpoint answers {without}; a protected one answers 401.")
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
