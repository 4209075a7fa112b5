"""Bring the case to a state: the start of a lesson, or the end of it."""

from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from ordslab.chain import read
from ordslab.errors import LabError, SqlError
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.cleanup import Thing, found, removal
from ordslab.lessons.registry import SERIES, find, find_lesson, lesson_of
from ordslab.sql.one_round_trip import together
from ordslab.sql.run import run
from ordslab.sql.script import split
from ordslab.workbench import Workbench

_QUESTION = "This lesson's work is here already. Return: go on with it. fresh: start the lesson anew. "


def has_work(lab: Workbench, lesson: str) -> bool:
    """Whether the schema holds something that this lesson or its exercises make. Raises `LabError`."""
    here = find_lesson(lesson)
    seen = read(lab)[1]
    for look in (each.look_into_dictionary for each in (here.checkpoint, *here.exercises)):
        try:
            if look:
                look(seen)
                return True
        except NotYet:
            return True
        except NotTried:
            continue
    return False


def wants_to_go_on(lab: Workbench, lesson: str) -> bool:
    """Ask, where this lesson's work is there, whether to go on with it. Where nobody can be asked: no."""
    if not has_work(lab, lesson):
        return False
    try:
        answer = input(_QUESTION)
    except Exception:  # a kernel without a keyboard raises an error of its own
        return False
    return answer.strip().lower() not in ("fresh", "f", "no", "n")


def solve(lab: Workbench, goal: str) -> None:
    """Do what a lesson asks for from its start; an exercise from where the learner is. Raises `LabError`."""
    wanted = find(goal)
    if wanted is lesson_of(goal).checkpoint:
        reset(lab, goal)
    do(lab, [wanted])


def reset(lab: Workbench, to: str) -> None:
    """Bring the case to the state at the start of lesson `to`. Raises `LabError` when something stands in the way."""
    goal = find_lesson(to)
    if goal.sandbox_only and not lab.settings.is_sandbox:
        raise LabError(
            f"Lesson {goal.number} needs the sandbox: {goal.sandbox_only}.",
            'Read it here, and run it with lab = ordslab.open_lab("sandbox") in its first cell.',
        )
    if getattr(lab.connection, "transaction_in_progress", True):
        lab.connection.rollback()
    there = _to_be_removed(lab)
    lab.journal.clear()
    before = [each.checkpoint for each in SERIES[: SERIES.index(goal)] if each.checkpoint.leaves_something]
    before += [goal.starts_with] if goal.starts_with else []
    try:
        do(lab, before, there)
    except SqlError as error:
        if error.code == "ORA-00054":
            raise LabError(
                f"Another session holds changes that are not committed. {error.what}",
                "Commit or roll back there (another notebook, a connection of lab.connect()). Then reset again.",
            ) from None
        raise
    kept = {name for each in before for name in each.keeps}
    goals = [goal for each in SERIES for goal in (each.checkpoint, *each.exercises)]
    for name in {name for each in goals for name in each.keeps} - kept:
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

    for cell in dict.fromkeys(cell for each in checkpoints for cell in each.cells_by(package)):
        script = cell.removeprefix("%%sql")
        if script != cell:
            waiting += split(script)
            continue
        run_waiting()
        with redirect_stdout(StringIO()):
            exec(cell, variables)  # noqa: S102  the cell is ours, from this package
    run_waiting()
