"""The errors themselves: their tree, and how a notebook shows them."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

import ordslab
from ordslab import errors
from ordslab.errors import LabError, SqlError, Unreachable


def test_the_tree_is_drawn_as_it_grows():
    """Promise: the drawing at the top of the file names every class of the tree, and no other."""
    classes = [name for name, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, LabError)]
    assert sorted(tree()) == sorted(classes)


def tree() -> list[str]:
    """The names of the drawing."""
    lines = (errors.__doc__ or "").splitlines()
    return [line.strip("│├└─ ").split()[0] for line in lines if line.startswith("    ")]


def test_a_notebook_shows_two_lines_and_no_traceback(capsys):
    """Promise: IPython shows what happened and what to do next, and nothing else."""
    shell = InteractiveShell()
    shell.user_ns["fail"] = lambda: (_ for _ in ()).throw(Unreachable("It does not answer.", "Run the cell again."))
    shell.run_cell("fail()")
    shown = capsys.readouterr().out.strip().splitlines()
    assert shown == ["Unreachable: It does not answer.", "Run the cell again."]


def test_no_such_name_reads_well_and_is_what_python_expects():
    """Promise: hasattr and `in` work on the lab's objects, and the text is not quoted as a KeyError's would be."""
    error = errors.NoSuchName("There is no view x here.", "There are: a, b.")
    assert isinstance(error, AttributeError) and isinstance(error, KeyError)
    assert str(error) == "There is no view x here.\nThere are: a, b."


def test_they_are_at_hand():
    """Promise: `ordslab.errors` and each class as an attribute of the package, without any other import."""
    program = (
        "import ordslab, sys; before = 'ordslab.errors' in sys.modules\n"
        "names = [name for name in ordslab.__all__ if name[0] < 'a']\n"
        "print(before, all(getattr(ordslab, each) is getattr(ordslab.errors, each) for each in names), *names)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert said[:2] == ["False", "True"] and set(said[2:]) == set(tree())
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        ordslab.nothing  # noqa: B018


def test_an_error_is_told_anew():
    """Promise: both lines, and all that is made of them, go through what hides secrets."""
    error = SqlError("a secret", "or a secret", code="ORA-1", line=2)
    error.retell(lambda text: text.replace("secret", "***"))
    assert str(error) == "a ***\nor a ***" and error._render_traceback_() == ["SqlError: a ***", "or a ***"]
    assert (error.code, error.line) == ("ORA-1", 2)
