"""A sandbox that the tests of one file share, and a lab on it."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

import ordslab
import ordslab.sandbox
from ordslab import magic


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The home of a running sandbox, which ORDSLAB_HOME points at."""
    home = tmp_path_factory.mktemp("lab") / "home"
    ordslab.sandbox.start(home=home, http_port=0, db_port=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORDSLAB_HOME", str(home))
        patch.delenv("ORDSLAB_PROFILE", raising=False)
        yield home
    ordslab.sandbox.stop(home=home)


@pytest.fixture
def lab(home):
    """A lab of the test's own, as a fresh kernel would open it."""
    with ordslab.open_lab() as lab:
        yield lab


class Notebook:
    """As much of a notebook as %%sql needs."""

    def __init__(self, lab):
        self.shell = InteractiveShell()
        self.variables = self.shell.user_ns
        magic.register(self.shell, lambda: lab)

    def sql(self, cell):
        """Run a %%sql cell: its result."""
        return self.shell.run_cell_magic("sql", "", cell)


@pytest.fixture
def notebook(lab):
    return Notebook(lab)
