"""A kernel that was restarted, in a folder of the lessons and elsewhere: real kernels, as JupyterLab starts them."""

from __future__ import annotations

import shutil

import pytest
from jupyter_client.manager import start_new_kernel

from ordslab import sandbox
from ordslab.commands.jupyterlab import jupyter_environment
from ordslab.lessons import copies
from ordslab.lessons.notebooks import find_lessons

USES = {
    "a check": 'lab.check("privilege")',
    "the lab itself": "lab",
    "the lab in a text": 'f"{lab}"',
    "a call": "lab()",
    "a with": "with lab: pass",
    "a cell of SQL": "%%sql\nselect user from dual",
    "a line of SQL": "frame = %sql select user from dual",
    "a name of a lesson": "credentials.client_id",
    "a function of a lesson": "call_as_a_backend_should(1, 2)",
    "a module of a lesson": 'os.environ["X"]',
    "what a block gave": "print(courier_secret)",
    "a name in a function": "(lambda: token_url)()",
}
NAMES = "sorted(name for name in dir() if not name.startswith('_'))"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    yield home
    sandbox.stop(home=home)


@pytest.fixture(scope="module")
def kernel_in(home):
    """Starts a kernel in a folder, and gives what runs a cell in it: its errors and what it shows."""
    running = []

    def start(folder, **variables):
        manager, client = start_new_kernel(cwd=str(folder), env=jupyter_environment(home) | variables)
        running.append((manager, client))
        return lambda code: run(client, code)

    yield start
    for manager, client in running:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module", params=["copies", "originals"])
def kernel(request, kernel_in, tmp_path_factory):
    """A kernel in which no cell was run yet, in each kind of folder that holds the lessons."""
    folder = tmp_path_factory.mktemp("lessons")
    if request.param == "copies":
        (folder / copies.NOTES).write_text("{}")
    else:
        shutil.copy(find_lessons() / "00-start-here.ipynb", folder)
    return kernel_in(folder)


def run(client, code):
    """The tracebacks and the texts of a cell."""
    errors, texts = [], []

    def note(message):
        content = message["content"]
        if message["msg_type"] == "error":
            errors.append("\n".join(content["traceback"]))
        elif message["msg_type"] in ("execute_result", "display_data"):
            texts.append(content["data"]["text/plain"])
        elif message["msg_type"] == "stream":
            texts.append(content["text"])

    client.execute_interactive(code, timeout=60, output_hook=note)
    return errors, texts


@pytest.mark.parametrize("code", USES.values(), ids=USES)
def test_two_lines_name_the_first_cell_and_run_all_above(kernel, code):
    """Promise: whatever a learner runs first, no NameError and no traceback: what happened, and the next step."""
    (error,), _ = kernel(code)
    what, next_step = error.splitlines()
    assert "kernel was restarted" in what
    assert "first cell" in next_step and "Run All Above" in next_step


@pytest.mark.parametrize("code", ["tokn", "(lambda: tokn)()", "(lambda: [token, token := 1])()"])
def test_a_learners_own_slip_is_pythons_error(kernel, code):
    """Promise: what no cell of the lessons makes shows as in any other kernel, with its line."""
    (error,), _ = kernel(code)
    assert "Traceback" in error and ("NameError" in error or "UnboundLocalError" in error)


def test_once_the_lab_is_open_a_name_says_which_cells_to_run(kernel_in, tmp_path):
    """Promise: with the first cell run alone, a later cell's name is two lines; another lesson's is Python's error."""
    (tmp_path / copies.NOTES).write_text("{}")
    kernel = kernel_in(tmp_path, JPY_SESSION_NAME="somewhere/02-role.ipynb")
    assert kernel("lab = 1") == ([], [])
    (error,), _ = kernel("url")
    what, next_step = error.splitlines()
    assert "There is no url yet" in what and "Run All Above" in next_step
    assert "name 'token_url' is not defined" in kernel("token_url")[0][0], "a name of other lessons"


def test_nothing_else_is_there(kernel, kernel_in, tmp_path_factory):
    """Promise: but for `lab`, the learner's names are those of any other kernel."""
    elsewhere = kernel_in(tmp_path_factory.mktemp("elsewhere"))
    usual, ours = elsewhere(NAMES)[1][0], kernel(NAMES)[1][0]
    assert ours == usual.replace("'open'", "'lab', 'open'")
    assert kernel("%who")[1] == elsewhere("%who")[1]


def test_other_notebooks_are_not_touched(kernel_in, tmp_path):
    """Promise: in any other folder `lab` is a name like others, %%sql is whoever's, and nothing of ours is loaded."""
    elsewhere = kernel_in(tmp_path)
    assert "NameError" in elsewhere("lab")[0][0]
    assert elsewhere("import sys; [name for name in sys.modules if name.startswith('ordslab')]")[1] == ["[]"]
    assert "%%sql` not found" in "".join(elsewhere("%%sql\nselect 1")[1])


def test_the_first_cell_brings_it_back(kernel_in, home, tmp_path):
    """Promise: open_lab puts the real lab and the real %%sql in place."""
    sandbox.start(home=home, http_port=0, db_port=0)
    (tmp_path / copies.NOTES).write_text("{}")
    kernel = kernel_in(tmp_path)
    assert kernel('import ordslab\nlab = ordslab.open_lab()\nlab.begin("role")') == (
        [],
        ["The lab is at the start of the lesson: role.\n"],
    )
    assert "PAGE" in kernel("%%sql\nselect user from dual")[1][0]
    assert kernel("print(lab)") == ([], ["Lab(sandbox, schema PAGE)\n"])


def test_a_lab_and_sql_of_ones_own_stay(kernel_in, tmp_path):
    """Promise: standing by takes no name and no magic that is there."""
    kernel = kernel_in(tmp_path)
    kernel("lab = 1\nfrom IPython.core.magic import register_cell_magic\n@register_cell_magic\ndef sql(l, c): return c")
    kernel("from ordslab.lessons.rescue import stand_by\nstand_by()")
    assert kernel("lab") == ([], ["1"])
    assert kernel("%%sql\nmine") == ([], ["'mine\\n'"])


def test_outside_of_ipython_it_does_nothing():
    """Promise: a plain Python that is told to run the file goes on."""
    from ordslab.lessons import rescue

    rescue.stand_by()


@pytest.mark.parametrize("installed", [True, False])
def test_where_the_file_is_not_found_a_variable_names_it(monkeypatch, tmp_path, installed):
    """Promise: JupyterLab as `ordslab` starts it has the rescue however the package was installed."""
    from ordslab.lessons import rescue

    monkeypatch.setattr("sys.prefix", str(tmp_path))
    monkeypatch.delenv("PYTHONSTARTUP", raising=False)
    if installed:
        startup = tmp_path / "etc" / "ipython" / "startup"
        startup.mkdir(parents=True)
        shutil.copy(rescue.STARTUP, startup)
    assert rescue.environment() == ({} if installed else {"PYTHONSTARTUP": str(rescue.STARTUP)})
    monkeypatch.setenv("PYTHONSTARTUP", "mine.py")
    assert rescue.environment() == {}
    assert rescue.STARTUP.is_file()
