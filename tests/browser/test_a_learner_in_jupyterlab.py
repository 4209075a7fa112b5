"""A learner goes through lesson 3 in a copy of their own, by clicks and keys: predictions, exercise, landing page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import ordslab.sandbox
from ordslab.lessons import copies
from ordslab.lessons.registry import SERIES

from .conftest import SCREENSHOTS, running_browser, running_jupyterlab, until

LESSON = "03-privilege.ipynb"
EXERCISE = 'lab.check("exercise-3")'
GAPS = ["'support_role'", "'/support/*'", "l_roles", "l_patterns", "commit;"]
"""What the learner types into the gaps of the exercise, one after the other."""
PLACE_OF_A_GAP = """cell => {
  const texts = document.createTreeWalker(cell.querySelector(".cm-content"), NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    const at = text.data.indexOf("___");
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(text, at), range.setEnd(text, at + 3);
    const { x, y, width, height } = range.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  }
}"""
"""The middle of the first gap of a cell, in the window."""
OVERFLOW = """part => [...part.querySelectorAll("*")].filter(
  (each) => !each.closest(".news, pre") && each.getBoundingClientRect().right > part.getBoundingClientRect().right + 1
).map((each) => each.outerHTML.slice(0, 150))"""
"""What is wider than the part of the page that holds it."""


class Learner:
    """Somebody with a mouse and a keyboard before a page of JupyterLab."""

    def __init__(self, page) -> None:
        self.page = page

    def cell(self, source: str):
        """The code cell of the open notebook that holds this source."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell", has_text=source).first

    def run(self, source: str, keys: str = "Shift+Enter"):
        """Click into a cell, run it by the keys, and wait until it has run."""
        cell, prompt = self.cell(source), self.cell(source).locator(".jp-InputArea-prompt").first
        before = prompt.inner_text()
        cell.locator(".cm-content").first.click()
        self.page.keyboard.press(keys)
        until(lambda: prompt.inner_text() != before and re.search(r"\[\d+\]", prompt.inner_text()), what=source)
        return cell.locator(".jp-OutputArea").first

    def prediction(self, name: str):
        """The panel of a prediction, asked for by its cell."""
        self.run(f'lab.predict("{name}")', "Control+Enter")
        panel = self.page.get_by_role("region", name=f"Prediction {name}")
        panel.get_by_role("button").first.wait_for()
        return panel

    def tab_to(self, target) -> None:
        """Press Tab until the target has the focus."""
        for _ in range(20):
            self.page.keyboard.press("Tab")
            if target.evaluate("each => each === document.activeElement"):
                return
        raise AssertionError("20 times Tab do not reach it")

    def fill_gaps(self, cell, answers: list[str]) -> None:
        """Double-click each gap of a cell, and type what belongs there."""
        for answer in answers:
            cell.locator(".cm-line", has_text="___").first.scroll_into_view_if_needed()
            self.page.mouse.dblclick(*cell.evaluate(PLACE_OF_A_GAP))
            self.page.keyboard.type(answer)

    def choose_theme(self, name: str) -> None:
        """By the menu."""
        self.page.get_by_role("menuitem", name="Settings", exact=True).click()
        for label in ("Theme", f"JupyterLab {name}"):
            self.page.locator(".lm-Menu-itemLabel").get_by_text(label, exact=True).click()
        until(lambda: self.page.locator("body").get_attribute("data-jp-theme-name") == f"JupyterLab {name}", what=name)

    def keep(self, part, name: str) -> None:
        """A picture of a part of the page."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        part.screenshot(path=SCREENSHOTS / f"learner-{name}.png")


@pytest.fixture(scope="module")
def jupyterlab(tmp_path_factory) -> Iterator[object]:
    root = tmp_path_factory.mktemp("lab")
    command = [sys.executable, "-m", "ordslab.cli", "lessons", "--folder", str(root / "lessons")]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    ordslab.sandbox.start(home=root / "home", http_port=0, db_port=0)
    with running_jupyterlab(root, root / "lessons") as lab:
        yield lab
    ordslab.sandbox.stop(home=root / "home")


@pytest.fixture(scope="module")
def learner(jupyterlab):
    with running_browser(viewport={"width": 1280, "height": 1400}) as page:
        page.set_default_timeout(20_000)
        yield Learner(page)


def checked_by_axe(learner, part) -> list[tuple[str, list[str]]]:
    """What axe-core, the accessibility checker, has to say about a part of the page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    part.evaluate("part => part.id = 'under-axe'")
    found = axe.run(learner.page, context="#under-axe").response["violations"]
    part.evaluate("part => part.removeAttribute('id')")
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]


def seen_everywhere(learner, part, name: str, picture_of=None) -> None:
    """In both themes and in a narrow window axe-core finds nothing, and nothing is cut off; with pictures."""
    for theme in ("Dark", "Light"):
        learner.choose_theme(theme)
        part.scroll_into_view_if_needed()
        assert checked_by_axe(learner, part) == [], theme
        learner.keep(picture_of or part, f"{name}-{theme.lower()}")
    learner.page.set_viewport_size({"width": 700, "height": 1400})
    learner.page.keyboard.press("Control+b")  # the file browser aside
    until(lambda: part.evaluate("part => part.clientWidth") < 700, what="the narrow window")
    part.scroll_into_view_if_needed()
    assert part.evaluate(OVERFLOW) == []
    learner.keep(picture_of or part, f"{name}-700")
    learner.page.set_viewport_size({"width": 1280, "height": 1400})
    learner.page.keyboard.press("Control+b")


def test_lesson_3_by_clicks_and_keys(jupyterlab, learner):
    """Promise: the stage is empty, and each answer is chosen before its proof, by a click or a key."""
    path = Path(jupyterlab.folder) / LESSON
    assert not any(cell.get("outputs") for cell in json.loads(path.read_text(encoding="utf-8"))["cells"])
    jupyterlab.open(learner.page, LESSON)
    learner.run("lab.begin(")
    learner.run("customers/validation/1")
    learner.run("ords.define_privilege(")
    learner.run("user_ords_privilege_modules")
    query = learner.cell("user_ords_privilege_modules").locator(".cm-line", has_text="select privilege_name")
    assert query.locator("span").first.inner_text() == "select", "a keyword of SQL, coloured by the extra"

    by_click = learner.prediction("privilege-1")
    by_click.get_by_role("button", name="401").click()
    by_click.get_by_text("You say: 401. Run the next cell.").wait_for()
    assert by_click.locator("[aria-pressed=true]").inner_text().split() == ["●", "b", "401"]
    answer = learner.page.locator(".jp-CodeCell", has_text="lab.http.get(url, headers=as_json).status_code").last
    answer.locator(".cm-content").click()
    learner.page.keyboard.press("Shift+Enter")
    wrong = "You predicted: 401. It is: 200, as before."
    answer.locator(".jp-OutputArea").get_by_text(f"✕ Not right. {wrong}").wait_for()
    by_click.get_by_text(wrong).wait_for()
    assert by_click.locator(".mark").inner_text() == "✕ not right"

    learner.run("commit;")
    by_keys = learner.prediction("privilege-2")
    button = by_keys.get_by_role("button", name="401")
    learner.tab_to(button)
    learner.page.keyboard.press("Enter")
    by_keys.get_by_text("You say: 401. Run the next cell.").wait_for()
    assert button.evaluate("each => each === document.activeElement"), "the focus stays where it was"
    learner.run("lab.show(response)")
    by_keys.get_by_text("You predicted: 401. Nobody is known").wait_for()
    assert by_keys.locator(".mark").inner_text() == "✓ right"

    by_letter = learner.prediction("privilege-3")
    learner.tab_to(by_letter.get_by_role("button").first)
    learner.page.keyboard.press("b")
    by_letter.get_by_text("You say: the same status, and a web page.").wait_for()
    learner.keep(by_letter, "prediction-chosen")
    learner.run("lab.show(page)")
    seen_everywhere(learner, by_letter, "prediction-settled")
    learner.run('lab.check("privilege")')


def test_the_exercise_counts_once_it_is_typed(jupyterlab, learner):
    """Promise: gaps are named as gaps; filled by the learner they pass; recap and landing page count it."""
    learner.run("p_source_type")
    starter = learner.cell("'support_priv'")
    gap = learner.run("'support_priv'")
    gap.get_by_text("There is a gap to fill in: ___").wait_for()
    seen_everywhere(learner, gap, "exercise", picture_of=starter)
    assert "not tried" in learner.run(EXERCISE).inner_text()
    learner.fill_gaps(starter, GAPS)
    assert "successfully completed" in learner.run("'support_priv'").inner_text()
    assert "exercise-3: passed" in learner.run(EXERCISE).inner_text()
    recap = learner.run('lab.progress("privilege")').inner_text()
    assert "predictions: 3 of 3 made, 2 right" in recap and "exercise-3: passed" in recap
    assert "checkpoint privilege: passed" in recap


def test_the_landing_page_shows_it(jupyterlab, learner):
    """Promise: what was done in the lesson stands on the landing page, with its exercise and its predictions."""
    jupyterlab.open(learner.page, copies.LANDING)
    output = learner.run("lab.progress()")
    output.locator("table").wait_for()
    row = " ".join(output.locator("tbody tr", has_text="3 · Privilege").inner_text().split())
    assert row.startswith("✓ passed") and "exercise done" in row and "2 of 3 predictions right" in row
    assert re.search(rf"\b1 of {len(SERIES)} lessons passed, 1 of \d+ exercises done", output.inner_text())
    seen_everywhere(learner, output, "landing-page")
