"""The lessons' checkpoints: look whether a goal is reached, give a hint and a solution, bring the case to a state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING, Any

from ordslab.chain import Dictionary, read
from ordslab.errors import LabError, NoSuchName, SqlError
from ordslab.lessons.backend import BACKEND
from ordslab.lessons.call import CALL
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet, Outcome, State
from ordslab.lessons.cleanup import Thing, found, removal
from ordslab.lessons.client import CLIENT, CLIENT_BY_OAUTH
from ordslab.lessons.endpoint import ENDPOINT
from ordslab.lessons.privilege import PRIVILEGE
from ordslab.lessons.role import ROLE
from ordslab.lessons.rotate import ROTATE
from ordslab.lessons.token import TOKEN
from ordslab.lessons.when_it_fails import WHEN_IT_FAILS
from ordslab.lessons.your_database import YOUR_DATABASE
from ordslab.settings.connection_errors import explained
from ordslab.sql.one_round_trip import together
from ordslab.sql.run import run
from ordslab.sql.script import split

if TYPE_CHECKING:
    from ordslab.workbench import Workbench

__all__ = ["LESSONS", "Checkpoint", "Outcome", "State", "adapted", "check", "do", "find", "reset", "solve"]

LESSONS = (ENDPOINT, ROLE, PRIVILEGE, CLIENT, TOKEN, CALL, BACKEND, WHEN_IT_FAILS, ROTATE, YOUR_DATABASE)
"""In the order of the series."""


def find(lesson: str) -> Checkpoint:
    """The checkpoint of a lesson. Raises `NoSuchName`."""
    for checkpoint in LESSONS:
        if checkpoint.name == lesson:
            return checkpoint
    raise NoSuchName(f"There is no lesson {lesson}.", f"There are: {', '.join(each.name for each in LESSONS)}.")


def adapted(checkpoint: Checkpoint, package: str) -> Checkpoint:
    """The checkpoint by the package that the database has."""
    return CLIENT_BY_OAUTH if checkpoint is CLIENT and package == "oauth" else checkpoint


def check(lab: Workbench, lesson: str) -> Outcome:
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


def _look_into_dictionary(lab: Workbench, look: Callable[[Dictionary], None]) -> None:
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


def solve(lab: Workbench, lesson: str) -> None:
    """Do what the lesson asks for, from its start, whatever was there. Raises `LabError`."""
    reset(lab, lesson)
    do(lab, [find(lesson)])


def reset(lab: Workbench, to: str) -> None:
    """Bring the case to the state at the start of lesson `to`. Raises `LabError` when something stands in the way."""
    goal = find(to)
    if getattr(lab.connection, "transaction_in_progress", True):
        lab.connection.rollback()
    there = _to_be_removed(lab)
    lab.journal.clear()
    before = [each for each in LESSONS[: LESSONS.index(goal)] if each.leaves_something]
    try:
        do(lab, before, there)
    except SqlError as error:
        if error.code == "ORA-00054":
            raise LabError(
                f"Another session holds changes that are not committed. {error.what}",
                "Commit or roll back there (another notebook, a connection of lab.connect()). Then reset again.",
            ) from None
        raise
    for name in CLIENT.keeps if CLIENT not in before else ():
        lab.vault.forget(name)


def _to_be_removed(lab: Workbench) -> list[Thing]:
    """What is there of the lessons. Raises `LabError` where a database of your own has things of such names."""
    things = found(lab)
    foreign = next((each for each in things if each.foreign), None)
    if foreign and not lab.settings.is_sandbox:
        raise LabError(
            f"This schema has a {foreign.kind} {foreign.name} that is not the lessons': nothing has been changed.",
            "Give your profile a prefix (ordslab profile add ... --prefix anna_), or use a schema of its own.",
        )
    return things


def do(lab: Workbench, checkpoints: Sequence[Checkpoint], there: Sequence[Thing] = ()) -> None:
    """Remove what is there, and do what the cells of these checkpoints say, each cell once, without showing anything.

    The current package is taken to be there until it is known not to be. Raises `LabError`.
    """
    package = lab.dialect.package if "dialect" in vars(lab) else "ords_security"
    try:
        _do_by(package, lab, checkpoints, there)
    except SqlError as error:
        if error.code != "ORA-06550" or lab.dialect.package == package:
            raise
        _do_by(lab.dialect.package, lab, checkpoints, there)  # it did not compile: nothing was done


def _do_by(package: str, lab: Workbench, checkpoints: Sequence[Checkpoint], there: Sequence[Thing]) -> None:
    """The same by that package. SQL that follows on SQL goes in one round trip."""
    variables: dict[str, Any] = {"lab": lab}
    waiting = [*(removal(each, package) for each in there), *split("commit;")] if there else []

    def run_waiting() -> None:
        if waiting:
            run(lab.connection, together(waiting), variables, quiet=True)
            waiting.clear()

    for cell in dict.fromkeys(cell for each in checkpoints for cell in adapted(each, package).cells):
        script = cell.removeprefix("%%sql")
        if script != cell:
            waiting += split(script)
            continue
        run_waiting()
        with redirect_stdout(StringIO()):
            exec(cell, variables)  # noqa: S102  the cell is ours, from this package
    run_waiting()
