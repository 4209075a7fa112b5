"""A kernel in which cells were not run yet, after a restart for example: what they make says what to do.

That is `lab`, %%sql, and the Python names of the lessons. A file of this package, `ordslab_lessons.py`, lies where
IPython looks for what to run first, and calls `stand_by` in folders that hold the lessons. `ordslab.open_lab()` and the
notebook's `lab = ...` replace what is put there.
"""

import ast
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from ordslab.errors import LabError, SandboxError

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
    """Put `lab` and %%sql there, unless they are there, and tell of the lessons' names. Nothing outside IPython."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell is None:
        return
    shell.user_ns.setdefault("lab", NoLabYet())
    if shell.find_cell_magic("sql") is None:
        shell.register_magic_function(_sql, "line_cell", "sql")
    shell.set_custom_exc((NameError,), _name_error)


def _name_error(shell: Any, kind: type, error: NameError, at: TracebackType, tb_offset: int | None = None) -> None:
    """Show a NameError as Python does; one of a name that a cell of the lesson makes, in two lines."""
    told: Exception = error
    if type(error) is NameError and error.name in _names_made():  # no local variable without a value
        opened = not isinstance(shell.user_ns.get("lab"), NoLabYet)
        told = _not_made(error.name) if opened else not_open()
    shell.showtraceback((type(told), told, at), tb_offset=tb_offset)


def _not_made(name: str) -> LabError:
    return LabError(
        f"There is no {name} yet: the cell that makes it was not run since this kernel started.",
        "Run the cells above this one: the menu Run > Run All Above Selected Cell.",
    )


def _names_made() -> set[str]:
    """The Python names that the open notebook's cells make; of all lessons, where it is not known which is open."""
    from ordslab.lessons.notebooks import find_lessons

    opened = Path(os.environ.get("JPY_SESSION_NAME", "")).name  # set by Jupyter's server
    try:
        lessons = list(find_lessons().glob("*.ipynb"))
    except SandboxError:
        return set()
    paths = [path for path in lessons if path.name == opened] or lessons
    notebooks = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    code = ("".join(cell["source"]) for each in notebooks for cell in each["cells"] if cell["cell_type"] == "code")
    return {name for cell in code for name in _made_by(cell)}


def _made_by(cell: str) -> Iterator[str]:
    """The names that a cell gives to something: by Python, or as binds of its SQL."""
    if cell.startswith("%%sql"):
        yield from re.findall(r"(?<![\w:]):(\w+)", cell)
        return
    for node in ast.walk(ast.parse(cell)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (each.asname or each.name.partition(".")[0] for each in node.names)


def environment() -> dict[str, str]:
    """The variables for a Jupyter whose kernels would not find the file, after pip install --user for example."""
    found = Path(sys.prefix, "etc", "ipython", "startup", STARTUP.name).is_file()
    return {} if found or "PYTHONSTARTUP" in os.environ else {"PYTHONSTARTUP": str(STARTUP)}


def _sql(line: str, cell: str = "") -> NoReturn:
    """SQL, once the lab is open."""
    raise not_open()
