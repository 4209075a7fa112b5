"""Run the cells of a lesson in many orders, each in a kernel's process of its own: `Kernels`, and its other side, the
program python disorder.py NOTEBOOK.

A process that has imported everything is forked for each kernel, so one takes milliseconds. What it holds is new:
names, connections, secrets. It ends as a killed kernel does, without closing anything. Orders come as JSON on standard
input, a line each: a list of kernels, each a list of cells' numbers (the number behind the last is the first cell as a
rescue). A line of JSON comes back for each: what the cells said.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from lessons import NOTEBOOKS, cells, leaks, read, source

SECONDS = 60
"""How long a kernel may take for all of its cells."""
OURS = re.compile(r"site-packages/ordslab/|[\\/]ordslab[\\/]\w+[\\/]?\w*\.py")
"""A line of a traceback in the helper's own code."""
NOT_A_LEARNERS = ("KernelDied", "KeyboardInterrupt", "TypeError", "AssertionError")
"""Errors that no order of the cells may bring about; the second is how a cell ends that hangs."""


class Kernels:
    """Kernels of one lesson, each a fork of a process that is warm: see disorder.py."""

    def __init__(self, lesson: Path, home: Path) -> None:
        environment = os.environ | {"ORDSLAB_HOME": str(home), "ORDSLAB_PROFILE": "sandbox"}
        environment["JPY_SESSION_NAME"] = str(lesson)  # as Jupyter's server sets it
        self.count = len(cells(read(lesson), "code"))
        every = lesson.name < "11" or os.environ.get("ORDSLAB_EVERY_CELL")
        self.tried = range(0, self.count, 1 if every else 3)
        """The cells that are left out or behind which a kernel is lost: each; of lessons 11 and above each third, for
        time, and each where ORDSLAB_EVERY_CELL is set."""
        self.saving = self.count
        """The number of one more cell: the first one, as it does where nobody can be asked."""
        self._process = subprocess.Popen(
            [sys.executable, __file__, lesson.name],
            cwd=NOTEBOOKS,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *kernels):
        """What the cells of these kernels said, one kernel after the other on the same sandbox."""
        self._process.stdin.write(json.dumps([list(each) for each in kernels]) + "\n")
        self._process.stdin.flush()
        return [said for each in json.loads(self._process.stdout.readline()) for said in each]

    def close(self):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=60)


def start_of(lesson):
    """What the first cell says of a lesson that is brought back to its start."""
    from ordslab.lessons.registry import SERIES

    name = next(each for each in SERIES if each.file == lesson.name).name
    return f"at the start of the lesson: {'endpoint' if name == 'start-here' else name}"


def looked_over(said, order):
    """No hang, no traceback of ours, no secret by its look or by its value."""
    for each in said:
        assert each["error"] not in NOT_A_LEARNERS, (order, each["shown"])
        assert not OURS.search(each["shown"]), (order, each["shown"])
        # what Python says of a learner's own slip names files of this machine: no secret, and not the lesson's
        assert set(leaks(each["shown"])) <= {"a path of a machine"}, order
        assert not each["secret"], order


def main(path: Path) -> None:
    sources = [source(cell) for cell in cells(read(path), "code")]
    sources.append(sources[0].replace("lab.begin(", "lab.reset("))  # as where nobody can be asked
    shell = warm()
    for line in sys.stdin:
        said = [kernel(shell, [sources[number] for number in numbers]) for numbers in json.loads(line)]
        print(json.dumps(said), flush=True)


def warm() -> Any:
    """An IPython that has everything imported, and no thread."""
    import oracledb  # noqa: F401
    import pandas  # noqa: F401
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    import ordslab.audit
    import ordslab.doctor
    import ordslab.lessons.reset
    import ordslab.sandbox
    import ordslab.widgets.console.console
    import ordslab.widgets.inspector.inspector
    import ordslab.widgets.prediction  # noqa: F401

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    return InteractiveShell.instance(config=config)


def kernel(shell: Any, sources: list[str]) -> list[dict[str, Any]]:
    """Run cells in a new process, one after the other; of each its error's name and all that it showed."""
    with tempfile.TemporaryFile("w+") as answer:
        child = os.fork()
        if child == 0:
            try:
                answer.write(json.dumps(run(shell, sources)))
            except BaseException:
                answer.write(json.dumps([{"error": "KernelDied", "shown": traceback.format_exc(), "secret": False}]))
            answer.flush()
            os._exit(0)
        os.waitpid(child, 0)
        answer.seek(0)
        said: list[dict[str, Any]] = json.load(answer)
    return said


def run(shell: Any, sources: list[str]) -> list[dict[str, Any]]:
    import signal

    from IPython.utils.capture import capture_output

    from ordslab.lab import Lab
    from ordslab.lessons.rescue import stand_by

    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    signal.alarm(SECONDS)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    stand_by()
    said = []
    for each in sources:
        with capture_output() as captured:
            result = shell.run_cell(each, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        shown = [captured.stdout, captured.stderr, *(json.dumps(output.data) for output in captured.outputs)]
        text = "\n".join(shown)
        lab = shell.user_ns.get("lab")
        secret = isinstance(lab, Lab) and lab.known.hide(text) != text
        said.append({"error": type(error).__name__ if error else "", "shown": text, "secret": secret})
    return said


if __name__ == "__main__":
    main(Path(sys.argv[1]))
