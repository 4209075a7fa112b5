"""The settings in use."""

from __future__ import annotations

import pytest

from ordslab import settings

from .profile_files import URL, WORK, write


def test_a_profile_is_read(home):
    """Promise: a profile gives user, dsn and base URL; the alias is the user in lower case unless it says otherwise."""
    write(home, WORK)
    found = settings.load("work")
    assert (found.user, found.dsn, found.base_url) == ("PAGE", "mydb_low", f"{URL}/page")
    assert (found.home, found.prefix, found.is_sandbox) == (home, "", False)
    write(home, WORK + 'alias = "licences"\nprefix = "anna_"')
    assert settings.load("work").base_url == f"{URL}/licences" and settings.load("work").prefix == "anna_"


def test_the_variable_chooses_the_profile(home, monkeypatch):
    """Promise: ORDSLAB_PROFILE points unchanged notebooks at another database."""
    write(home, WORK)
    assert settings.chosen() == "sandbox"
    monkeypatch.setenv("ORDSLAB_PROFILE", "work")
    assert settings.load().profile == "work"


def test_variables_alone_make_a_profile(home, monkeypatch):
    """Promise: where there is no file (CI, a container), the variables describe the database."""
    for name, value in {"DSN": "db:1521/pdb", "USER": "hr", "ORDS_URL": URL, "ALIAS": "people"}.items():
        monkeypatch.setenv(f"ORDSLAB_{name}", value)
    found = settings.load()
    assert (found.profile, found.user, found.base_url) == ("environment", "HR", f"{URL}/people")


def test_variables_win_over_the_file(home, monkeypatch):
    """Promise: one entry can be changed for one run."""
    write(home, WORK)
    monkeypatch.setenv("ORDSLAB_ALIAS", "other")
    assert settings.load("work").base_url == f"{URL}/other"


def test_the_sandbox_that_does_not_start_is_explained(home, monkeypatch):
    """Promise: what keeps the sandbox from starting shows in the lab's own words."""
    import ordslab.sandbox
    from ordslab.errors import SandboxError

    def start(**_):
        raise OSError("no space left on device")

    monkeypatch.setattr(ordslab.sandbox, "start", start, raising=False)
    with pytest.raises(SandboxError, match="no space left on device"):
        settings.load()
