"""The lessons' checkpoints: look whether a goal is reached, give a hint and a solution, bring the case to a state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ordslab.chain import Dictionary, read
from ordslab.checkpoints.backend import BACKEND
from ordslab.checkpoints.call import CALL
from ordslab.checkpoints.checkpoint import Checkpoint, NotTried, NotYet, Outcome, State, fetch
from ordslab.checkpoints.client import CLIENT, CLIENT_BY_OAUTH
from ordslab.checkpoints.endpoint import ENDPOINT
from ordslab.checkpoints.privilege import PRIVILEGE
from ordslab.checkpoints.role import ROLE
from ordslab.checkpoints.rotate import ROTATE
from ordslab.checkpoints.token import TOKEN
from ordslab.checkpoints.when_it_fails import WHEN_IT_FAILS
from ordslab.checkpoints.your_database import YOUR_DATABASE
from ordslab.cleanup import found
from ordslab.connection_errors import explained
from ordslab.errors import LabError, NoSuchName, SqlError
from ordslab.run import run
from ordslab.script import split

if TYPE_CHECKING:
    from ordslab.lab import Lab

__all__ = ["LESSONS", "Checkpoint", "Outcome", "State", "adapted", "check", "find", "reset", "solve"]

LESSONS = (ENDPOINT, ROLE, PRIVILEGE, CLIENT, TOKEN, CALL, BACKEND, WHEN_IT_FAILS, ROTATE, YOUR_DATABASE)
"""In the order of the series."""


def find(lesson: str) -> Checkpoint:
    """The checkpoint of a lesson. Raises `NoSuchName`."""
    for checkpoint in LESSONS:
        if checkpoint.name == lesson:
            return checkpoint
    raise NoSuchName(f"There is no lesson {lesson}.", f"There are: {', '.join(each.name for each in LESSONS)}.")


def adapted(lab: Lab, checkpoint: Checkpoint) -> Checkpoint:
    """The checkpoint by the packages that the database has."""
    return CLIENT_BY_OAUTH if checkpoint is CLIENT and lab.dialect.package == "oauth" else checkpoint


def check(lab: Lab, lesson: str) -> Outcome:
    """Look whether a lesson's goal is reached. An error on the way is an outcome too: crashed."""
    checkpoint = find(lesson)
    try:
        with explained(lab.settings):
            if checkpoint.look_into_dictionary:
                _look_into_dictionary(lab, checkpoint.look_into_dictionary)
            return Outcome(lesson, State.PASSED, checkpoint.look_beyond(lab))
    except NotTried as reason:
        return Outcome(lesson, State.NOT_TRIED, str(reason))
    except NotYet as reason:
        return Outcome(lesson, State.NOT_YET, str(reason), reason.likely)
    except LabError as error:
        return Outcome(lesson, State.CRASHED, str(error))
    except Exception as error:
        return Outcome(lesson, State.CRASHED, f"The check itself failed: {type(error).__name__}: {error}")


def _look_into_dictionary(lab: Lab, look: Callable[[Dictionary], None]) -> None:
    """Ask what is committed, as ORDS does; what is not, only the learner's own session can see."""
    committed, mine = read(lab)
    try:
        look(committed)
    except (NotTried, NotYet) as reason:
        try:
            look(mine)
        except NotTried:
            raise reason from None
        raise NotYet(
            "It is in your session only, and ORDS sees what is committed. Run: commit;",
            "the block has no commit, and no cell after it.",
        ) from None


def solve(lab: Lab, lesson: str) -> None:
    """Do what the lesson asks for, from its start, whatever was there. Raises `LabError`."""
    reset(lab, lesson)
    adapted(lab, find(lesson)).solve(lab)


def reset(lab: Lab, to: str) -> None:
    """Bring the case to the state at the start of lesson `to`. Raises `LabError` when something stands in the way."""
    goal = find(to)
    connection = lab.connection
    connection.rollback()
    try:
        if not lab.settings.is_sandbox:
            _spare_things_of_others(lab)
        _undo_all(lab)
        connection.commit()
    except SqlError as error:
        if error.code == "ORA-00054":
            raise LabError(
                f"Another session holds changes that are not committed. {error.what}",
                "Commit or roll back there (another notebook, a connection of lab.connect()). Then reset again.",
            ) from None
        raise
    for name in CLIENT.keeps:
        lab.vault.forget(name)
    lab.journal.clear()
    for checkpoint in LESSONS[: LESSONS.index(goal)]:
        if checkpoint.leaves_something:
            adapted(lab, checkpoint).solve(lab)


def _undo_all(lab: Lab) -> None:
    """Delete what the lessons make, as far as it is there. Not committed."""
    removals = [each for checkpoint in reversed(LESSONS) for each in adapted(lab, checkpoint).removals]
    queries = [f"select {number} as n from dual where exists ({query})" for number, (query, _) in enumerate(removals)]
    for (number,) in sorted(fetch(lab.connection, " union all ".join(queries))):
        run(lab.connection, split(removals[number][1])[0], {}, quiet=True)


def _spare_things_of_others(lab: Lab) -> None:
    """A database of your own may hold tables or modules of these names that are not ours: those are not dropped."""
    for thing in found(lab):
        if thing.foreign:
            raise LabError(
                f"This schema has a {thing.kind} {thing.name} that is not the lessons': nothing has been changed.",
                "Give your profile a prefix (ordslab profile add ... --prefix anna_), or use a schema of its own.",
            )
