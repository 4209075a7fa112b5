"""The series as a path: what each lesson does, how far the learner is, and what comes next. As text and as HTML."""

from collections.abc import Mapping

from ordslab.lessons.lesson import Lesson
from ordslab.lessons.registry import find_lesson
from ordslab.lessons.step import NOT_TRIED, PASSED, RIGHT, WRONG, Step, counted
from ordslab.markup import Html, join, tag

_LEFT = "text-align: left"
_UNBROKEN = "\N{NO-BREAK SPACE}"
_SIGNS = {PASSED: "✓", "not yet": "…", NOT_TRIED: "○"}


def text(steps: Mapping[str, Step], series: tuple[Lesson, ...]) -> str:
    """A line a lesson."""
    width = max(len(_name(each)) for each in series)
    rows = [
        f"{_sign(steps, each)} {_name(each):<{width}}  {each.minutes:>3} min  {_state(steps, each):<9}  "
        f"{'; '.join(_remarks(steps, each))}".rstrip()
        for each in series
    ]
    return "\n".join([_title(steps, series), *rows, _next(steps, series)])


def of_lesson(steps: Mapping[str, Step], name: str) -> str:
    """One lesson: its predictions, checkpoint and exercises, in a line each."""
    lesson = find_lesson(name)
    lines = [_name(lesson)]
    if lesson.predictions:
        names = [each.name for each in lesson.predictions]
        right, all_ = counted(steps, names, RIGHT)
        made = right + counted(steps, names, WRONG)[0]
        lines.append(f"  predictions: {made} of {all_} made, {right} right")
    lines.append(f"  checkpoint {lesson.name}: {_state(steps, lesson)}")
    lines += [f"  {each.name}: {steps.get(each.name, Step()).state}" for each in lesson.exercises]
    return "\n".join(lines)


def html(steps: Mapping[str, Step], series: tuple[Lesson, ...]) -> Html:
    """A table whose links open the lessons beside the notebook that shows it."""
    rows = [
        tag(
            "tr",
            _cell(tag("span", _sign(steps, each), aria_hidden="true"), _UNBROKEN, _unbroken(_state(steps, each))),
            tag("th", tag("a", _name(each), href=each.file), scope="row", style=_LEFT),
            _cell(each.does),
            _cell(_unbroken(f"{each.minutes} min")),
            _cell("; ".join(_remarks(steps, each))),
        )
        for each in series
    ]
    head = [tag("th", name, scope="col", style=_LEFT) for name in ("State", "Lesson", "What you do", "Time", "So far")]
    table = tag("table", tag("thead", tag("tr", head)), tag("tbody", rows))
    upcoming = _upcoming(steps, series)
    link = join("Next: ", tag("a", _name(upcoming), href=upcoming.file)) if upcoming else "You have done them all."
    return join(tag("p", _title(steps, series)), table, tag("p", link))


def _cell(*children: object) -> Html:
    return tag("td", *children, style=_LEFT)


def _unbroken(text: str) -> str:
    return text.replace(" ", _UNBROKEN)


def _name(lesson: Lesson) -> str:
    return f"{lesson.number} · {lesson.title}"


def _state(steps: Mapping[str, Step], lesson: Lesson) -> str:
    return steps.get(lesson.name, Step()).state


def _sign(steps: Mapping[str, Step], lesson: Lesson) -> str:
    return _SIGNS.get(_state(steps, lesson), "○")


def _remarks(steps: Mapping[str, Step], lesson: Lesson) -> list[str]:
    """What else there is to say of a lesson: its exercises, its predictions, checks and hints."""
    remarks = []
    if lesson.exercises:
        done, all_ = counted(steps, (each.name for each in lesson.exercises), PASSED)
        remarks.append("exercise done" if done == all_ == 1 else f"{done} of {all_} exercises" if done else "")
    if lesson.predictions:
        right, _ = counted(steps, (each.name for each in lesson.predictions), RIGHT)
        remarks.append(f"{right} of {len(lesson.predictions)} predictions right" if right else "")
    remarks.append(steps.get(lesson.name, Step()).remark)
    return [each for each in remarks if each]


def _title(steps: Mapping[str, Step], series: tuple[Lesson, ...]) -> str:
    passed, all_ = counted(steps, (each.name for each in series), PASSED)
    exercises, of = counted(steps, (each.name for lesson in series for each in lesson.exercises), PASSED)
    total = sum(each.minutes for each in series)
    left = sum(each.minutes for each in series if _state(steps, each) != PASSED)
    done = f"{passed} of {all_} lessons passed" + (f", {exercises} of {of} exercises done" if of else "")
    return f"{done}. {total} minutes in all, {left} to go."


def _upcoming(steps: Mapping[str, Step], series: tuple[Lesson, ...]) -> Lesson | None:
    return next((each for each in series if _state(steps, each) != PASSED), None)


def _next(steps: Mapping[str, Step], series: tuple[Lesson, ...]) -> str:
    upcoming = _upcoming(steps, series)
    return f"Next: {_name(upcoming)}, in {upcoming.file}" if upcoming else "You have done them all."
