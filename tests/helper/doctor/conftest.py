"""A home of the test's own, and a profile on a second sandbox, examined."""

from __future__ import annotations

import pytest

from ordslab import doctor
from ordslab.settings import profiles

from ..profile_folder import own_home
from ..stand_ins import somebodys_database


@pytest.fixture(autouse=True)
def variables(tmp_path, monkeypatch):
    """A home and a file of profiles of the test's own."""
    own_home(monkeypatch, tmp_path)


@pytest.fixture(scope="module")
def remote(tmp_path_factory):
    with somebodys_database(tmp_path_factory.mktemp("remote") / "home") as database:
        yield database


@pytest.fixture
def examined(remote, tmp_path, monkeypatch):
    """`examined(key=...)`: the doctor's report on the profile `work` with that one entry changed."""
    monkeypatch.setenv("ORDSLAB_PASSWORD", remote.password)

    def examine(**changes):
        entries = {
            "user": "hr",
            "dsn": remote.dsn,
            "ords_url": remote.ords_url,
            "alias": "people",
            "ca_file": remote.ca_file,
        }
        changed = {key: value for key, value in (entries | changes).items() if value is not None}
        profiles.write("work", changed, profiles.user_file())
        return doctor.examine_database("work")

    return examine
