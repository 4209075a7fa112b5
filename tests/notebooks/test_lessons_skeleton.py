"""What every lesson has, for readers of all kinds: the same parts, headings in order, a text for each picture."""

from __future__ import annotations

import itertools
import re

import pytest
from lessons import LESSONS, METADATA, NOTEBOOKS, PAGES, cells, leaks, prose, read, shown, source

from ordslab.lessons.registry import SERIES

SECTIONS = ["What you'll do", "What you'll learn", "What you'll need", "Checkpoint", "On your own", "Recap", "Next"]
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
each_page = pytest.mark.parametrize("lesson", PAGES, ids=lambda path: path.stem)


def of_series(lesson):
    """What the registry says of a notebook."""
    return next(each for each in SERIES if each.file == lesson.name)


def headings(text: str) -> list[tuple[int, str]]:
    found = re.findall(r"^(#{1,6}) +(.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), flags=re.MULTILINE)
    return [(len(marks), title) for marks, title in found]


def test_the_series_is_complete():
    """Promise: the article's seven lessons, then what it leaves out; a glob that finds nothing would test nothing."""
    article = ["00-start-here", "01-endpoint", "02-role", "03-privilege", "04-client", "05-token", "06-call"]
    beyond = ["07-backend", "08-when-it-fails", "09-rotate-and-revoke", "10-your-database"]
    part_two = ["11-sign-in", "12-stay-and-leave", "13-when-attacked", "14-issuer", "15-from-inside"]
    assert [lesson.stem for lesson in LESSONS] == article + beyond + part_two


@each_page
def test_headings_are_in_order(lesson):
    """Promise: one H1, at the top, and no level is skipped on the way down."""
    levels = [level for level, _ in headings(prose(read(lesson)))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


@each_lesson
def test_required_sections_are_there(lesson):
    """Promise: each lesson has the same parts in the same order, and says how long it takes."""
    text = prose(read(lesson))
    titles = [title for _, title in headings(text) if title in SECTIONS]
    assert titles == SECTIONS
    assert re.search(r"about \d+ minutes", text)


@each_page
def test_pictures_have_a_text(lesson):
    """Promise: each picture exists and is told in words, for those who can't see it."""
    for alt, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", prose(read(lesson))):
        assert len(alt.split()) >= 10, target
        assert (NOTEBOOKS / target).is_file(), target


@each_page
def test_links_lead_somewhere(lesson):
    """Promise: a link to another lesson finds a file."""
    for target in re.findall(r"(?<!!)\[[^\]]*\]\((?!https?://|#)([^)]+)\)", prose(read(lesson))):
        assert (NOTEBOOKS / target).is_file(), target


@pytest.mark.parametrize(("lesson", "next_one"), list(itertools.pairwise(LESSONS)), ids=lambda path: path.stem)
def test_each_lesson_leads_to_the_next(lesson, next_one):
    """Promise: below Next there is a link to the next lesson of the series."""
    assert f"]({next_one.name})" in prose(read(lesson)).partition("## Next")[2]


@each_page
def test_no_word_makes_a_learner_feel_slow(lesson):
    """Promise: nothing is "simply", "just" or "obviously" so."""
    assert not re.findall(r"\b(?:simply|just|obviously)\b", shown(read(lesson)["cells"]), flags=re.IGNORECASE)


@each_lesson
def test_each_surprise_is_predicted_first(lesson):
    """Promise: a learner is asked for a guess before each surprise, in the lesson's order, and can count them."""
    known, code = of_series(lesson), [source(cell) for cell in cells(read(lesson), "code")]
    if not known.predictions:  # not yet moved to lab.predict
        assert re.search(r"\*\*(?:Predict|Before you run it, predict):\*\*", prose(read(lesson)))
        return
    asked = [name for text in code for name in re.findall(r'lab\.predict\("([\w-]+)"\)', text)]
    assert asked == [each.name for each in known.predictions]
    assert asked == [f"{known.name}-{number}" for number in range(1, len(asked) + 1)]
    assert not re.search(r"\*\*Predict", prose(read(lesson))), "a question without its panel"
    assert f'lab.progress("{known.name}")' in code


@each_lesson
def test_the_exercise_counts(lesson):
    """Promise: each lesson but 0 has a starter cell with gaps, a check, words for hint and solution; none is folded."""
    known, code = of_series(lesson), [source(cell) for cell in cells(read(lesson), "code")]
    assert known.exercises or known.number == 0
    for each in known.exercises:
        assert f'lab.check("{each.name}")' in code
        assert f'`lab.hint("{each.name}")`' in prose(read(lesson))
        assert f'`lab.solution("{each.name}")`' in prose(read(lesson))
    if known.exercises:
        assert "<details>" not in prose(read(lesson)) and "# your turn" not in code


@each_lesson
def test_checkpoint_is_the_lessons_own(lesson):
    """Promise: lessons from 1 on begin at their own starting state and end with their own checkpoint."""
    name = lesson.stem.partition("-")[2]
    code = [source(cell) for cell in cells(read(lesson), "code")]
    if name == "start-here":
        assert 'lab.reset(to="endpoint")' in code[0]
    else:
        assert f'lab.begin("{name}")' in code[0] or f'lab.reset(to="{name}")' in code[0]
        assert f'lab.check("{name}")' in code


@each_page
def test_steps_are_small(lesson):
    """Promise: at most six lines of Python in a cell, not counting SQL."""
    for cell in cells(read(lesson), "code"):
        if not source(cell).startswith("%%sql"):
            python = re.sub(r'""".*?"""', '""', source(cell), flags=re.DOTALL)
            assert len([line for line in python.splitlines() if line.strip()]) <= 6, python


@each_page
def test_kernel_metadata_is_the_same_everywhere(lesson):
    """Promise: the file says nothing of the machine that ran it, and holds no widget state."""
    notebook = read(lesson)
    assert notebook["metadata"] == METADATA
    assert all(set(cell["metadata"]) <= {"tags"} for cell in notebook["cells"])


@each_page
def test_nothing_leaks(lesson):
    """Promise: no secret, token, port or path stands in a saved lesson."""
    assert leaks(shown(read(lesson)["cells"])) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("id Zm6Z-XMm_LTOrgGMLxtT7Q..", "a client id or secret"),
        ('{"access_token": "IVGVP-GrXzQJLUIBM4uN_w"}', "a token"),
        ("ecid/2edfed736c75c25a0ac520cc62c8e111", "a hexadecimal event number"),
        ("Authorization: Basic dXNlcjpwYXNzd29yZDEyMw==", "an Authorization header"),
        ("http://127.0.0.1:8181/ords", "a port"),
        ('File "/home/me/lab.py"', "a path of a machine"),
    ],
)
def test_scan_sees_what_it_looks_for(text, kind):
    """Promise: the scan above would find each of these."""
    assert kind in leaks(text)


@pytest.mark.parametrize("text", ["license_backend_client", "http://127.0.0.1:…/ords/page", "GET /ords/page/token"])
def test_scan_leaves_words_alone(text):
    """Promise: names that the lessons use are no tokens."""
    assert leaks(text) == []
