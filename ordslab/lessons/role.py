"""Lesson 02: the role that a client will have to hold."""

from ordslab.chain import Dictionary
from ordslab.lessons.checkpoint import Checkpoint
from ordslab.lessons.exercises.role import SECOND_ROLE
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import ROLE, not_there
from ordslab.lessons.prediction import Prediction
from ordslab.workbench import Workbench


def _look_into_dictionary(seen: Dictionary) -> None:
    if ROLE not in seen.roles:
        raise not_there("role", ROLE, seen.roles, calls="the lessons call it")


def _look_beyond(_lab: Workbench) -> str:
    return "The role license_role exists."


CHECKPOINT = Checkpoint(
    name="role",
    hints=(
        "A role is a name, nothing else: one call of the package ORDS makes it.",
        "The call is ords.create_role, in a block: begin ... end;",
        "ords.create_role(p_role_name => 'license_role'); and then commit; since ORDS sees what is committed.",
    ),
    cells=(
        """%%sql
begin
  ords.create_role(p_role_name => 'license_role');
  commit;
end;""",
    ),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
    leaves_something=True,
)

LESSON = Lesson(
    number=2,
    does="create a role, and see that it protects nothing by itself",
    minutes=10,
    checkpoint=CHECKPOINT,
    exercises=(SECOND_ROLE,),
    predictions=(
        Prediction(
            name="role-1",
            question="The role exists and is committed. What will the stranger get now?",
            options=("200, as before", "401", "404"),
            right=0,
            because="A role protects nothing by itself: no privilege asks for it.",
        ),
    ),
)
