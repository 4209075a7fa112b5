"""A kernel in which the lab is not open yet, after a restart for example: `lab` and %%sql say what to do.

A file of this package, `ordslab_lessons.py`, lies where IPython looks for what to run first, and calls `stand_by` in
folders that hold the lessons. `ordslab.open_lab()` and the notebook's `lab = ...` replace what is put there.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, NoReturn

from ordslab.errors import LabError

STARTUP = Path(__file__).parents[1] / "jupyter_config" / "ipython_startup" / "ordslab_lessons.py"


def not_open() -> LabError:
    """The error of whatever needs the lab."""
    return LabError(
        "The lab is not open: the kernel was restarted, or this notebook's first cell was not run.",
        "Run the first cell, then go on. For all cells up to here: the menu Run > Run All Above Selected Cell.",
    )


class NoLabYet:
    """What `lab` is until the first cell was run: any use of it raises `LabError`."""

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):  # a front end that looks the object over is no use of it
            raise AttributeError(name)
        raise not_open()

    def __repr__(self) -> str:
        raise not_open()

    def __call__(self, *_: object, **__: object) -> NoReturn:
        raise not_open()

    def __enter__(self) -> NoReturn:
        raise not_open()

    def __exit__(self, *_: object) -> None:
        """Never reached; without it `with lab:` would be an error of Python's own."""


def stand_by() -> None:
    """Put `lab` and %%sql there, unless they are there. Does nothing outside of IPython."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell is None:
        return
    shell.user_ns.setdefault("lab", NoLabYet())
    if shell.find_cell_magic("sql") is None:
        shell.register_magic_function(_sql, "line_cell", "sql")


def environment() -> dict[str, str]:
    """The variables for a Jupyter whose kernels would not find the file, after pip install --user for example."""
    found = Path(sys.prefix, "etc", "ipython", "startup", STARTUP.name).is_file()
    return {} if found or "PYTHONSTARTUP" in os.environ else {"PYTHONSTARTUP": str(STARTUP)}


def _sql(line: str, cell: str = "") -> NoReturn:
    """SQL, once the lab is open."""
    raise not_open()
