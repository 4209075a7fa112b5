"""A new user with the wheel alone, in an empty folder: lessons 0 to 6 as JupyterLab's page does them, cell by cell.

Every prediction is made before its answer, six exercises are typed, the kernel and the sandbox are lost on the way.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from jupyter_client import BlockingKernelClient

from ordslab.lessons import copies
from ordslab.lessons.registry import SERIES

TYPED = {
    "'reports'": ["'/reports/'", "'expired'", "'expired'", "l.valid_until < trunc(sysdate)", "commit;"],
    "ords.create_role(p_role_name => ___)": ["'support_role'", "commit;"],
    "'support_priv'": ["'support_role'", "'/support/*'", "l_roles", "l_patterns", "commit;"],
    "'night_job'": ["'client_credentials'", "'license_role'", "'night_job'", "commit;"],
    "# lab.vault.keep(name": ['lab.vault.keep("night_job", night_id, night_secret)'],
    "'patrol'": ["600", "commit;"],
    "begin\n  ___\nend;": ["ords_security.grant_client_role('courier', 'license_role'); commit;"],
    "patrol = lab.vault": [
        "oauth/token",
        '"grant_type"',
        '"client_credentials"',
        "patrol.client_id",
        "patrol.client_secret.reveal()",
    ],
    '"Authorization": "..."': ['f"Bearer {pass_of_courier}"', "2"],
}
"""What is typed into the gaps of a starter cell, one after the other; the cell is known by what it holds."""
GAP = re.compile(r'___|"\.\.\."|\.\.\.|# lab\.vault\.keep.*')
TOKEN = "a-new-user"


class Page:
    """What JupyterLab's page does with one notebook: a session, cells run in its kernel, outputs saved."""

    def __init__(self, url, runtime, name):
        self.url, self.runtime, self.path = url, runtime, name
        kernel = {"path": name, "name": name, "type": "notebook", "kernel": {"name": "python3"}}
        self.session = self.ask("api/sessions", kernel)
        self.notebook = self.ask(f"api/contents/{name}")["content"]
        self.connect()

    def ask(self, path, body=None, method=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def connect(self):
        self.client = BlockingKernelClient()
        self.client.load_connection_file(str(self.runtime / f"kernel-{self.session['kernel']['id']}.json"))
        self.client.start_channels(hb=False)  # a busy machine is late, and no kernel dead
        self.client.wait_for_ready(timeout=60)

    def lose_kernel(self):
        self.client.stop_channels()
        self.ask(f"api/kernels/{self.session['kernel']['id']}/restart", {})
        self.connect()

    def run(self, cell):
        """Run a code cell; Return answers whatever it asks. What it says, an error's lines among it."""
        cell["outputs"], said = [], []

        def note(message):
            kind, content = message["msg_type"], message["content"]
            if kind in ("stream", "execute_result", "display_data", "error"):
                cell["outputs"].append({"output_type": kind, **{k: v for k, v in content.items() if k != "transient"}})
                said.append(content.get("text") or content.get("data", {}).get("text/plain") or content["evalue"])

        source = "".join(cell["source"])
        reply = self.client.execute_interactive(
            source, timeout=60, output_hook=note, allow_stdin=True, stdin_hook=lambda _: self.client.input("")
        )
        cell["execution_count"] = reply["content"]["execution_count"]
        return "".join(said)

    def quietly(self, code):
        """The text of an expression in the kernel; it stands in no cell."""
        reply = self.client.execute_interactive("", silent=True, user_expressions={"it": code}, timeout=60)
        shown = reply["content"]["user_expressions"]["it"]
        assert shown["status"] == "ok", shown
        return shown["data"]["text/plain"]

    def close(self):
        """Save and shut the kernel down."""
        model = {"type": "notebook", "format": "json", "content": self.notebook}
        self.ask(f"api/contents/{self.path}", model, "PUT")
        self.client.stop_channels()
        self.ask(f"api/sessions/{self.session['id']}", method="DELETE")


@contextmanager
def jupyterlab(user):
    """`ordslab --no-browser` in the empty folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [user.bin / "ordslab", "--no-browser", "--port", str(port)]
    environment = user.environment | {"JUPYTER_TOKEN": TOKEN}
    with (user.root / "jupyter.log").open("w") as log:
        process = subprocess.Popen(command, cwd=user.folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + 90
            while "The sandbox is running" not in (user.root / "jupyter.log").read_text() or not answers(port):
                assert process.poll() is None and time.monotonic() < deadline, (user.root / "jupyter.log").read_text()
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5):
            return True
    except (OSError, urllib.error.URLError):
        return False


def as_a_learner_types(source):
    """A cell with its prediction answered and its gaps filled."""
    source = re.sub(r'lab\.predict\("([\w-]+)"\)', r'lab.predict("\1", "a")', source)
    typed = next((answers for held, answers in TYPED.items() if held in source and GAP.search(source)), [])
    for answer in typed:
        source = GAP.sub(lambda _, answer=answer: answer, source, count=1)
    return source


def walk(page, lesson, user):
    """One lesson from its first cell to its last, with what is lost on the way; the texts of its cells."""
    code = [cell for cell in page.notebook["cells"] if cell["cell_type"] == "code"]
    assert not any(cell["outputs"] for cell in code), "the stage is empty"
    said = []
    for at, cell in enumerate(code):
        cell["source"] = as_a_learner_types("".join(cell["source"]))
        if lesson.name == "privilege" and "privilege-2" in cell["source"]:
            page.lose_kernel()
            what, next_step = page.run(cell).splitlines()
            assert "The lab is not open" in what and "Run All Above" in next_step
            assert page.run(code[0]).startswith("You go on where you were.")
            for above in code[1:at]:
                page.run(above)
        if lesson.name == "token" and "token_url = " in cell["source"]:
            os.kill(json.loads(user.types("sandbox", "status", "--json").stdout)["pid"], signal.SIGKILL)
            call = next(each for each in code if "lab.http.get(url" in each["source"])
            assert "lab = ordslab.open_lab()" in page.run(call)
            assert page.run({"source": "lab = ordslab.open_lab()"}) == ""
            assert page.run(call) == "401"
        said.append(page.run(cell))
    return said


SECRETS = """"\\n".join([each.reveal() for each in (*lab.known._passing, *lab.known._lasting)] + [
    each.reveal() for each in get_ipython().user_ns.values() if type(each).__name__ == "Secret"]).encode().hex()"""
"""In hexadecimal digits, as even a result that stands in no cell shows a secret as asterisks."""


def test_from_an_empty_folder_to_six_exercises(user):
    """Promise: with the wheel alone, each prediction made before its answer, six exercises passed by typing, kernel and
    sandbox lost and back by one line each; and no file of theirs holds a secret."""
    secrets = set()
    with jupyterlab(user) as url:
        for lesson in SERIES[:7]:
            page = Page(url, user.root / "runtime", lesson.file)
            said = walk(page, lesson, user)
            text = "".join(said)
            assert text.count("You predicted: ") == len(lesson.predictions), lesson.name
            assert f"predictions: {len(lesson.predictions)} of {len(lesson.predictions)} made" in text
            for exercise in lesson.exercises:
                assert f"{exercise.name}: passed" in text, text[-1500:]
            secrets |= set(bytes.fromhex(page.quietly(SECRETS).strip("'")).decode().split("\n"))
            if lesson.number == 6:
                progress = page.quietly("repr(lab.progress())")
            page.close()
    assert "7 of" in progress and "6 of" in progress, progress
    assert len(secrets) > 10
    folder = user.folder / copies.FOLDER
    for path in [each for each in folder.rglob("*") if each.is_file()]:
        content = path.read_text(encoding="utf-8", errors="replace")
        assert not [each for each in secrets if each in content], path.name
        assert not re.search(r"(?<![\w-])[\w-]{22}\.\.(?!\.)|\b(?:Basic|Bearer) [\w+/=-]{16,}", content), path.name
