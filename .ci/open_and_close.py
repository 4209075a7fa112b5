"""Run the given command until the JupyterLab that it starts answers, then stop it as a user would, with Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request


def main(command: list[str]) -> None:
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    assert process.stdout is not None
    deadline = time.monotonic() + 90
    try:
        for line in process.stdout:
            print("  ", line.rstrip().partition("?token")[0])
            address = re.search(r"(http://127\.0\.0\.1:\d+)/\S*\?token=(\w+)", line)
            if address:
                with urllib.request.urlopen(f"{address[1]}/api/status?token={address[2]}", timeout=10) as answer:
                    json.load(answer)
                print("   JupyterLab answers")
                break
            if time.monotonic() > deadline:
                raise SystemExit("JupyterLab did not start within 90 seconds")
        else:
            raise SystemExit(f"{command[0]} ended before JupyterLab answered")
    finally:
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.5)
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


if __name__ == "__main__":
    main(sys.argv[1:])
    subprocess.run([sys.executable, "-m", "ordslab.cli", "sandbox", "stop"], check=False)
