"""The lessons in a real JupyterLab in a real browser, as a learner runs them."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if CHROMIUM is None:
    pytest.skip("no Chromium on this machine", allow_module_level=True)
sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("[0-9]*.ipynb"))
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TOKEN = "browser-test"


@dataclass
class JupyterLab:
    """A running JupyterLab on copies of the lessons."""

    url: str
    folder: Path

    def api(self, path: str) -> object:
        with urllib.request.urlopen(f"{self.url}/api/{path}?token={TOKEN}", timeout=10) as answer:
            return json.load(answer)


def until(condition, seconds: float = 60, what: str = "") -> None:
    """Wait for a condition; fail when it does not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def jupyterlab(tmp_path_factory) -> Iterator[JupyterLab]:
    root = tmp_path_factory.mktemp("lab")
    folder = root / "notebooks"
    shutil.copytree(NOTEBOOKS, folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for notebook in folder.glob("*.ipynb"):
        _clear_outputs(notebook)
    settings = root / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "JUPYTER_TOKEN": TOKEN,
        "JUPYTER_CONFIG_DIR": str(root / "config"),
        "JUPYTER_DATA_DIR": str(root / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(root / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(root / "workspaces"),
        "ORDSLAB_HOME": str(root / "home"),
    }
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", "--allow-root", f"--ServerApp.root_dir={folder}"]
    log = (root / "jupyter.log").open("w")
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    lab = JupyterLab(f"http://127.0.0.1:{port}", folder)
    try:
        until(lambda: _answers(lab), what="JupyterLab")
        yield lab
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()
        import ordslab.sandbox

        ordslab.sandbox.stop(home=root / "home")


def _answers(lab: JupyterLab) -> bool:
    try:
        return bool(lab.api("status"))
    except (OSError, urllib.error.URLError):
        return False


@pytest.fixture(scope="module")
def page(jupyterlab):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1600})
        page.set_default_timeout(60_000)
        yield page
        browser.close()


def _clear_outputs(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def outputs(path: Path) -> list[tuple[str, list[str]]]:
    """Source and texts of each code cell: what a reader sees, without the port."""
    import re

    shown = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            texts: dict[str, str] = {}
            for number, output in enumerate(cell["outputs"]):
                data = output.get("text") or output.get("data", {}).get("text/plain") or output.get("evalue", "")
                text = data if isinstance(data, str) else "".join(data)
                key = output.get("name") or f"{output['output_type']}{number}"
                texts[key] = texts.get(key, "") + re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)
            shown.append(("".join(cell["source"]), [text for text in texts.values() if text]))
    return shown


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_shows_the_committed_outputs(jupyterlab, page, lesson):
    """Promise: Run All in JupyterLab shows, cell by cell, what the repository's notebook shows."""
    page.goto(f"{jupyterlab.url}/lab/tree/{lesson}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-CodeCell")
    until(lambda: _idle(jupyterlab, page, lesson), what="an idle kernel")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    expected = outputs(NOTEBOOKS / lesson)
    path = jupyterlab.folder / lesson

    def saved_as_expected() -> bool:
        page.keyboard.press("Control+s")
        page.wait_for_timeout(300)
        try:
            return outputs(path) == expected
        except json.JSONDecodeError:
            return False

    deadline = time.monotonic() + 60
    while not saved_as_expected() and time.monotonic() < deadline:
        pass
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{Path(lesson).stem}.png")
    assert outputs(path) == expected


def _idle(lab: JupyterLab, page, lesson: str) -> bool:
    sessions = [session for session in lab.api("sessions") if session["path"].endswith(lesson)]
    if not sessions:
        return False
    kernel = sessions[0]["kernel"]
    connected = kernel["execution_state"] == "idle" and kernel["connections"] > 0
    return connected and page.locator(".jp-StatusBar-Widget, #jp-main-statusbar").filter(has_text="| Idle").count() > 0


def test_all_lessons_are_there():
    """Promise: the series is 00 to 10; a glob that finds nothing would test nothing."""
    assert [int(name[:2]) for name in LESSONS] == list(range(11))
