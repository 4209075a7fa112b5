"""The landing page in a real JupyterLab in a real browser: what it shows, where its links lead, how it looks."""

from __future__ import annotations

import pytest

import ordslab.sandbox
from ordslab.lessons import copies
from ordslab.lessons.notebooks import find_lessons
from ordslab.lessons.progress import Progress
from ordslab.lessons.registry import SERIES

from .conftest import SCREENSHOTS, running_browser, running_jupyterlab, until

PAGE = copies.LANDING
TABLE = ".jp-OutputArea-output table"
OVERFLOW = """output => [...output.querySelectorAll("*")].filter(
  (each) => each.getBoundingClientRect().right > output.getBoundingClientRect().right + 1
).map((each) => each.outerHTML.slice(0, 120))"""
"""What is wider than the output that holds it."""


@pytest.fixture(scope="module")
def jupyterlab(tmp_path_factory):
    root = tmp_path_factory.mktemp("lab")
    copies.make(find_lessons(), root / "lessons")
    ordslab.sandbox.start(home=root / "home", http_port=0, db_port=0)
    progress = Progress(root / "home", "sandbox")
    progress.checked("start-here", "passed")
    progress.checked("endpoint", "passed")
    progress.checked("exercise-1", "passed")
    progress.checked("role", "not yet")
    with running_jupyterlab(root, root / "lessons") as lab:
        yield lab
    ordslab.sandbox.stop(home=root / "home")


LOOKS = [pytest.param((theme, width), id=f"{theme}-{width}") for theme in ("Light", "Dark") for width in (1280, 700)]


@pytest.fixture(scope="module", params=LOOKS)
def page(request, jupyterlab):
    """The page, run, in a theme and a width."""
    theme, width = request.param
    jupyterlab.set("@jupyterlab/apputils-extension", "themes", theme=f"JupyterLab {theme}")
    with running_browser(viewport={"width": width, "height": 1000}) as page:
        page.name = f"landing-page-{theme.lower()}-{width}"
        jupyterlab.open(page, PAGE)
        if width < 1000:
            page.keyboard.press("Control+b")  # the file browser aside
        jupyterlab.run_all(page)
        page.locator(TABLE).wait_for()
        page.locator(".jp-OutputArea-output", has_text="lessons passed").first.scroll_into_view_if_needed()
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{page.name}.png")
        yield page


def test_progress_can_be_read_at_any_width(page):
    """Promise: state, lesson and minutes stand in words, nothing is cut off, and a screen reader finds its way."""
    output = page.locator(".jp-OutputArea-output").filter(has=page.locator("table")).first
    assert output.evaluate(OVERFLOW) == []
    text = output.inner_text()
    assert f"2 of {len(SERIES)} lessons passed, 1 of" in text and "Next: 2 · Role" in text
    states = [" ".join(each.inner_text().split()) for each in output.locator("tbody td:first-child").all()]
    assert states[:4] == ["✓ passed", "✓ passed", "… not yet", "○ not tried"]
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    output.evaluate("output => output.id = 'shown-progress'")
    found = axe.run(page, context="#shown-progress").response["violations"]
    assert found == [], [each["id"] for each in found]


def test_links_open_the_lessons(page, jupyterlab):
    """Promise: each lesson is a link that opens it in this JupyterLab, as does the next step."""
    output = page.locator(".jp-OutputArea-output").filter(has=page.locator("table")).first
    assert output.locator("tbody a").count() == len(SERIES)
    for name, file in ((f"{SERIES[3].number} · {SERIES[3].title}", SERIES[3].file), ("2 · Role", SERIES[2].file)):
        output.get_by_role("link", name=name).last.click()
        until(lambda file=file: page.get_by_role("tab", name=file).count() > 0, what=file)
        page.get_by_role("tab", name=PAGE).first.click()
