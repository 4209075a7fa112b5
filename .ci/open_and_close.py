"""Run the given command until the JupyterLab that it starts answers, then stop it as a user would, with Ctrl-C.

The sandbox has to be running then, and to go on until it is stopped by its own command.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from typing import Any

TIME_TO_START = 120  # seconds
TIME_TO_END = 30
FILES = ("index.ipynb", "00-start-here.ipynb")


def main(command: list[str]) -> None:
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    watch = threading.Timer(TIME_TO_START, os.killpg, (process.pid, signal.SIGKILL))
    watch.start()
    try:
        url, token = address(process)
        for file in FILES:
            found = ask(url, f"api/contents/{file}?content=0", token)
            assert found["type"] == "notebook", found
        print(f"   JupyterLab answers and has {' and '.join(FILES)}")
    finally:
        watch.cancel()
        close(process)
    assert sandbox("status", "--json").startswith('{"running": true'), "the sandbox did not outlive JupyterLab"
    print("  ", sandbox("stop"))
    assert sandbox("status", "--json") == '{"running": false}'


def address(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Address and token, as the command prints them, once it has said that the sandbox runs as well."""
    assert process.stdout is not None
    found, runs = None, False
    for line in process.stdout:
        print("  ", line.rstrip().partition("?token")[0])
        found = found or re.search(r"(http://127\.0\.0\.1:\d+)/\S*\?token=(\w+)", line)
        runs = runs or line.startswith("The sandbox is running")
        if found and runs:
            return found[1], found[2]
    raise SystemExit("JupyterLab or the sandbox did not start, or not in time")


def ask(url: str, path: str, token: str) -> Any:
    """The JSON at a path; waits while nobody listens yet: the address is printed a moment before."""
    request = urllib.request.Request(f"{url}/{path}", headers={"Authorization": f"token {token}"})
    deadline = time.monotonic() + TIME_TO_START
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError) or time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def close(process: subprocess.Popen[str]) -> None:
    """Ctrl-C, and once more for JupyterLab's question whether that was meant."""
    for _ in range(2):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.communicate(timeout=2)
            except subprocess.TimeoutExpired:
                continue
    try:
        process.communicate(timeout=TIME_TO_END)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise SystemExit("Ctrl-C did not end it") from None


def sandbox(*arguments: str) -> str:
    command = [sys.executable, "-m", "ordslab.cli", "sandbox", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.strip()


if __name__ == "__main__":
    main(sys.argv[1:])
