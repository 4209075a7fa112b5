"""A home and a file of profiles of the test's own."""

from __future__ import annotations

import pytest

from ordslab.settings import profiles


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for name in ("PROFILE", "PASSWORD", "WALLET_PASSWORD", *(each.upper() for each in profiles.ENTRIES)):
        monkeypatch.delenv(f"ORDSLAB_{name}", raising=False)
    monkeypatch.setenv("ORDSLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ORDSLAB_CONFIG", str(tmp_path / "ordslab.toml"))
    return tmp_path
