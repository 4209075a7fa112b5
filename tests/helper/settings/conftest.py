"""Fixtures of these tests."""

from __future__ import annotations

import pytest

from ordslab import settings
from ordslab.settings import passwords


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home; the user's file of profiles is in it; no variable of ours is set."""
    for name in (
        "PROFILE",
        "PASSWORD",
        "WALLET_PASSWORD",
        "PREFIX",
        *(each.upper() for each in settings.profiles.ENTRIES),
    ):
        monkeypatch.delenv(f"ORDSLAB_{name}", raising=False)
    monkeypatch.setenv("ORDSLAB_HOME", str(tmp_path))
    monkeypatch.setenv("ORDSLAB_CONFIG", str(tmp_path / "ordslab.toml"))
    monkeypatch.setattr(passwords, "_of_keyring", lambda _: None)
    return tmp_path
