"""A JupyterLab of a test's own in a real browser, with the waits that make it dependable."""

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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
TOKEN = "browser-test"


def until(condition: Callable[[], object], seconds: float = 60, what: str = "") -> None:
    """Wait for a condition; fail when it does not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.1)


@dataclass
class JupyterLab:
    """A running JupyterLab. `home` is that of its kernels' sandbox."""

    url: str
    folder: Path
    root: Path

    @property
    def home(self) -> Path:
        return self.root / "home"

    def set(self, extension: str, plugin: str, **values: object) -> None:
        """A setting, for pages that are opened from now on."""
        folder = self.root / "settings" / extension
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{plugin}.jupyterlab-settings").write_text(json.dumps(values), encoding="utf-8")

    def api(self, path: str) -> object:
        with urllib.request.urlopen(f"{self.url}/api/{path}?token={TOKEN}", timeout=10) as answer:
            return json.load(answer)

    def answers(self) -> bool:
        try:
            return bool(self.api("status"))
        except (OSError, urllib.error.URLError):
            return False

    def write(self, name: str, cells: list[str]) -> Path:
        """A notebook of code cells."""
        path = self.folder / name
        written = [
            {
                "cell_type": "code",
                "id": f"cell-{n}",
                "metadata": {},
                "source": cell,
                "outputs": [],
                "execution_count": None,
            }
            for n, cell in enumerate(cells)
        ]
        kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
        notebook = {"cells": written, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path

    def open(self, page, name: str) -> None:
        """Open a notebook and wait until its kernel can be asked."""
        page.goto(f"{self.url}/lab/tree/{name}?token={TOKEN}&reset")
        page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-CodeCell")
        bar = page.locator(".jp-StatusBar-Widget, #jp-main-statusbar").filter(has_text="| Idle")
        until(lambda: self.connected(name) and bar.count() > 0, what="an idle kernel")

    def connected(self, name: str) -> bool:
        """Whether a page is connected to a notebook's kernel, and it is idle."""
        kernels = [session["kernel"] for session in self.api("sessions") if session["path"].endswith(name)]
        return any(each["execution_state"] == "idle" and each["connections"] > 0 for each in kernels)

    def execute(self, name: str, code: str) -> None:
        """Run code in a notebook's kernel, as a cell elsewhere would; fail when it does."""
        from jupyter_client import BlockingKernelClient

        (session,) = [each for each in self.api("sessions") if each["path"].endswith(name)]
        client = BlockingKernelClient()
        client.load_connection_file(str(self.root / "runtime" / f"kernel-{session['kernel']['id']}.json"))
        client.start_channels()
        try:
            client.wait_for_ready(timeout=30)
            content = client.execute_interactive(code, timeout=60, output_hook=lambda _: None)["content"]
            assert content["status"] == "ok", f"{content.get('ename')}: {content.get('evalue')}"
        finally:
            client.stop_channels()

    def run_all(self, page) -> None:
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


@contextmanager
def running_jupyterlab(root: Path, folder: Path) -> Iterator[JupyterLab]:
    """Start JupyterLab on a folder; everything that it writes goes to `root`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "JUPYTER_TOKEN": TOKEN,
        "JUPYTER_CONFIG_DIR": str(root / "config"),
        "JUPYTER_DATA_DIR": str(root / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(root / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(root / "workspaces"),
        "JUPYTER_RUNTIME_DIR": str(root / "runtime"),
        "ORDSLAB_HOME": str(root / "home"),
    }
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", "--allow-root", f"--ServerApp.root_dir={folder}"]
    with (root / "jupyter.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        lab = JupyterLab(f"http://127.0.0.1:{port}", folder, root)
        lab.set("@jupyterlab/apputils-extension", "notification", fetchNews="false", checkForUpdates=False)
        try:
            until(lab.answers, what="JupyterLab")
            yield lab
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def running_browser(**options: object) -> Iterator[object]:
    """A page of Debian's Chromium. Skips where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(**options).new_page()
        page.set_default_timeout(60_000)
        yield page
        browser.close()
