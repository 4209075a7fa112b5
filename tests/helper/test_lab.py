"""The lab: opening, names, what comes first and last."""

from __future__ import annotations

import inspect
import re

from IPython.core.interactiveshell import InteractiveShell

import ordslab
import ordslab.lab
import ordslab.sandbox


def test_every_public_name_is_in_the_docstring():
    """Promise: the overview at the top of lab.py names all that a notebook can use."""
    shown = set(re.findall(r"lab\.(\w+)", ordslab.lab.__doc__ or ""))
    public = {name for name, _ in inspect.getmembers(ordslab.lab.Lab) if not name.startswith("_")}
    assert public - {"open"} == shown - {"open_lab"}


def test_the_lab_says_where_it_is_without_saying_too_much(lab):
    """Promise: no port, no path, no password in any text of the lab."""
    assert repr(lab) == "Lab(sandbox, schema PAGE)"
    assert [repr(each) for each in (lab.journal, lab.http, lab.views, lab.vault)] == [
        "Journal(0 exchanges)",
        "LabSession(sandbox)",
        "Views(16 USER_ORDS_ views)",
        "Vault(0 clients)",
    ]


def test_opening_twice_is_the_same_sandbox(lab):
    """Promise: a second notebook finds the sandbox that runs."""
    with ordslab.open_lab() as other:
        assert other.base_url == lab.base_url


def test_sql_is_registered_where_ipython_runs(home, monkeypatch):
    """Promise: open_lab makes %%sql known, without %load_ext."""
    shell = InteractiveShell()
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: shell)
    with ordslab.open_lab():
        assert shell.run_cell_magic("sql", "", "select 7 as a from dual")["A"][0] == 7


def test_the_extension_opens_the_lab_by_itself(home):
    """Promise: `%load_ext ordslab` alone is enough for %%sql."""
    shell = InteractiveShell()
    ordslab.load_ipython_extension(shell)
    assert shell.run_cell_magic("sql", "", "select user as a from dual")["A"][0] == "PAGE"


def test_what_was_typed_before_still_works():
    """Promise: names of earlier notebooks: ordslab.profiles, help("ordslab.magic"), from ordslab import settings."""
    import pydoc

    from ordslab import settings

    assert ordslab.profiles.ENTRIES is not None and settings.home().is_absolute()
    assert all(pydoc.locate(f"ordslab.{each}") is not None for each in ("magic", "profiles", "settings", "errors"))
