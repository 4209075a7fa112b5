"""The landing page and the README agree with the series, and the primer has all Python that the lessons need."""

from __future__ import annotations

import ast
import re

import pytest
from lessons import LANDING, LESSONS, NOTEBOOKS, cells, prose, read, source

from ordslab.lessons.registry import SERIES

README = (NOTEBOOKS.parent / "README.md").read_text(encoding="utf-8")
each_lesson = pytest.mark.parametrize("lesson", SERIES, ids=lambda lesson: lesson.name)


def section(title):
    """The text below a heading of the landing page."""
    return prose(read(LANDING)).partition(f"## {title}\n")[2].partition("\n## ")[0]


def rows(title):
    """The cells of a section's table, row by row, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


@each_lesson
def test_page_and_readme_say_what_the_series_says(lesson):
    """Promise: number, title, what you do and minutes are the same wherever a learner reads them."""
    name = f"{lesson.number} · {lesson.title}"
    assert f"| [{name}]({lesson.file}) | {lesson.does} | {lesson.minutes} |" in section("The path")
    assert f"| [{name}](notebooks/{lesson.file}) | {lesson.does} | {lesson.minutes} |" in README
    text = prose(read(NOTEBOOKS / lesson.file))
    assert text.startswith(f"# {lesson.number} · ")
    assert re.search(r"about (\d+) minutes", text)[1] == str(lesson.minutes)


def test_every_notebook_is_in_the_series():
    """Promise: no lesson is left out of the path, and the path is in the lessons' order."""
    assert [lesson.file for lesson in SERIES] == [path.name for path in LESSONS]
    assert re.findall(r"\]\(([^)]+\.ipynb)\)", section("The path")) == [lesson.file for lesson in SERIES]


def test_the_sums_are_true():
    """Promise: the minutes of the article's part, and of all, are the lessons' own."""
    article, all_ = (sum(each.minutes for each in SERIES if each.number <= last) for last in (6, 99))
    assert re.findall(r"about (\d+) minutes", section("The path")) == [str(article), str(all_)]
    assert f"about {all_} minutes" in README


@pytest.mark.parametrize("text", [section("What you should know beforehand"), README], ids=["page", "readme"])
def test_what_must_be_known_is_said(text):
    """Promise: nobody learns on the third page that Python is needed."""
    for need in ("SQL", "Python", "f-strings", "dictionaries", "`for` loop"):
        assert need in text, need


def test_how_a_learner_works_is_said():
    """Promise: each of the words that a lesson asks for is explained before."""
    for word in ("predict", "check", "hint", "solution", "solve"):
        assert f"lab.{word}(" in section("How to work here"), word


def kinds(code):
    """The kinds of constructions in a piece of Python, as its grammar names them."""
    return {type(node).__name__ for node in ast.walk(ast.parse(code))}


def test_the_primer_has_every_construction_of_the_lessons():
    """Promise: ten rows, and no cell of a lesson holds a construction that is not in one of them."""
    table = rows("Python in ten constructions")
    assert len(table) == 10
    shown = [code.replace(r"\|", "|") for row in table for code in re.findall(r"`([^`]+)`", row[0])]
    # those that the explanations have in words: `|=`
    known = set().union(*map(kinds, shown)) | {"AugAssign"}
    for lesson in LESSONS:
        for cell in cells(read(lesson), "code"):
            if not source(cell).startswith("%%"):
                assert kinds(source(cell)) <= known, (lesson.name, source(cell), kinds(source(cell)) - known)


@pytest.mark.parametrize(
    ("thing", "metaphor"),
    [("client secret", "key"), ("token", "pass"), ("privilege", "door"), ("role", "badge"), ("token endpoint", "desk")],
)
def test_each_thing_has_one_metaphor(thing, metaphor):
    """Promise: the glossary gives each of the five things its one picture."""
    (pictures,) = [row[2] for row in rows("Words of the series") if row[0] == thing]
    assert metaphor in pictures


def test_the_page_shows_progress():
    """Promise: its one cell opens the lab and shows how far the learner is."""
    (cell,) = cells(read(LANDING), "code")
    assert source(cell).endswith("lab.progress()")
