"""The folder of all state."""

from __future__ import annotations

from ordslab import settings


def test_home_is_the_variable_or_a_folder_of_the_user(home, monkeypatch):
    """Promise: ORDSLAB_HOME says where the state is; without it, .ordslab in the home directory."""
    assert settings.home() == home
    monkeypatch.delenv("ORDSLAB_HOME")
    assert settings.home().name == ".ordslab"
