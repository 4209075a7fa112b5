"""The series: its lessons in order, and the goals by name.

To add a lesson: write its file beside the others, and list it here. README, landing page, progress, checks, hints and
the tests take it from here.
"""

from typing import NoReturn

from ordslab.errors import NoSuchName
from ordslab.lessons import (
    backend,
    call,
    client,
    endpoint,
    from_inside,
    issuer,
    privilege,
    role,
    rotate,
    sign_in,
    start,
    stay_and_leave,
    token,
    when_attacked,
    when_it_fails,
    your_database,
)
from ordslab.lessons.checkpoint import Checkpoint
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.prediction import Prediction

SERIES: tuple[Lesson, ...] = tuple(
    module.LESSON
    for module in (
        start,
        endpoint,
        role,
        privilege,
        client,
        token,
        call,
        backend,
        when_it_fails,
        rotate,
        your_database,
        sign_in,
        stay_and_leave,
        when_attacked,
        issuer,
        from_inside,
    )
)
"""In order."""


def find_lesson(name: str) -> Lesson:
    """The lesson of that name. Raises `NoSuchName`."""
    found = next((each for each in SERIES if each.name == name), None)
    return found or _no_such("lesson", name, [each.name for each in SERIES])


def find(goal: str) -> Checkpoint:
    """The checkpoint of a lesson, by its name, or an exercise: exercise-3. Raises `NoSuchName`."""
    goals = {each.name: each for lesson in SERIES for each in (lesson.checkpoint, *lesson.exercises)}
    return goals.get(goal) or _no_such("lesson", goal, list(goals))


def lesson_of(goal: str) -> Lesson:
    """The lesson that a checkpoint or an exercise belongs to. Raises `NoSuchName`."""
    wanted = find(goal)
    return next(each for each in SERIES if wanted is each.checkpoint or wanted in each.exercises)


def find_prediction(name: str) -> Prediction:
    """The prediction of that name. Raises `NoSuchName`."""
    known = {each.name: each for lesson in SERIES for each in lesson.predictions}
    return known.get(name) or _no_such("prediction", name, list(known))


def _no_such(what: str, name: str, known: list[str]) -> NoReturn:
    raise NoSuchName(f"There is no {what} {name}.", f"There are: {', '.join(known)}.")
